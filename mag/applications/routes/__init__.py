"""The pages of asking for money: the public start, the steps, sending, and entering for somebody else."""

from mag.applications.routes import public_pages, sending, staff, steps, way_back
from mag.applications.routes.frame import blueprint

__all__ = ["blueprint", "public_pages", "sending", "staff", "steps", "way_back"]
