"""All pages of this room, hung on its blueprint."""

from mag.accountability.receipts import routes as receipts
from mag.accountability.routes import blueprint, own
from mag.accountability.settling import routes as settling

__all__ = ["blueprint", "own", "receipts", "settling"]
