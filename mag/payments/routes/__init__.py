"""The pages of payments: runs and recoveries, and paying one grant."""

from mag.payments.routes import doubts, grants, recoveries, runs
from mag.payments.routes.pages import blueprint

__all__ = ["blueprint", "doubts", "grants", "recoveries", "runs"]
