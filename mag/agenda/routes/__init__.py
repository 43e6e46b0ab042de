"""The pages of this room: the rules in words, and the forms."""

from mag.agenda.routes import form_pages, rule_pages
from mag.agenda.routes.frame import blueprint

__all__ = ["blueprint", "form_pages", "rule_pages"]
