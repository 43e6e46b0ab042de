"""The pages of payments: runs and recoveries, and paying one grant."""

from mag.payments.routes import grants
from mag.payments.routes.runs import blueprint

__all__ = ["blueprint", "grants"]
