"""Accountability: hand-ins, receipts, what was carried out, and the settlement."""
