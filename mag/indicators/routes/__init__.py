"""The pages of the figures, one module per job. Importing them hangs their pages on the blueprint."""

from mag.indicators.routes import approving, frameworks, importing, pages
from mag.indicators.routes.frame import blueprint
from mag.indicators.routes.pages import CHARTS

__all__ = ["CHARTS", "approving", "blueprint", "frameworks", "importing", "pages"]
