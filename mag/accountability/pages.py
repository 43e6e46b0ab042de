"""All pages of this room, hung on its blueprint."""

from mag.accountability.routes import blueprint, own, receipts, review

__all__ = ["blueprint", "own", "receipts", "review"]
