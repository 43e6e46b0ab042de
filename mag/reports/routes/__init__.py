"""The pages of reports, one module per job, all on one blueprint."""

from mag.reports.routes import agreeing, changing, making, parts_of, proposing, publishing, reading, talking, writing
from mag.reports.routes.loading import blueprint
from mag.reports.uses import routes as uses

__all__ = ["agreeing", "blueprint", "changing", "making", "parts_of", "proposing", "publishing", "reading", "talking", "uses", "writing"]
