"""Accountability: hand-ins, receipts, what was carried out, and the settlement."""

from mag.accountability.counts import due
from mag.accountability.receipts import models as receipt_models

__all__ = ["due", "receipt_models"]
"""An account names its receipts, whose table stands in a room of its own: whoever asks for one table gets both. And indicators hear from
this room which accounts are due, whoever asks."""
