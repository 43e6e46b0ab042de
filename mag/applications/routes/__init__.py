"""The pages of asking for money: the public start, the steps, sending, and entering for somebody else."""

from mag.applications.routes import again, budget, files, people, public_pages, sending, signing, staff, steps, way_back
from mag.applications.routes.frame import blueprint

__all__ = [
    "again",
    "blueprint",
    "budget",
    "files",
    "people",
    "public_pages",
    "sending",
    "signing",
    "staff",
    "steps",
    "way_back",
]
