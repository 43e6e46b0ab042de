"""Accountability: hand-ins, receipts, what was carried out, and the settlement."""

from mag.accountability.receipts import models as receipt_models

__all__ = ["receipt_models"]
"""An account names its receipts, whose table stands in a room of its own: whoever asks for one table gets both."""
