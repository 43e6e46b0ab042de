"""The pages of reports, one module per job, all on one blueprint."""

from mag.reports.routes import agreeing, changing, making, reading, talking, writing
from mag.reports.routes.loading import blueprint

__all__ = ["agreeing", "blueprint", "changing", "making", "reading", "talking", "writing"]
