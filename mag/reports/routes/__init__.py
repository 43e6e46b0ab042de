"""The pages of reports, one module per job, all on one blueprint."""

from mag.reports.routes import reading, talking, writing
from mag.reports.routes.loading import blueprint

__all__ = ["blueprint", "reading", "talking", "writing"]
