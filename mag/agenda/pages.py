"""All pages of the agenda room, hung on its blueprint."""

from mag.agenda import form_routes
from mag.agenda.routes import blueprint

__all__ = ["blueprint", "form_routes"]
