"""Receipts: the papers that prove what was spent, and what staff say of them."""
