"""The pages of the budget, by what they are about: years, lines, acts, a concept, closing, the outlook and the books."""

from mag.budget.routes import act_pages, book_pages, closing_pages, concept_pages, line_pages, outlook_pages, year_pages
from mag.budget.routes.frame import blueprint

__all__ = ["act_pages", "blueprint", "book_pages", "closing_pages", "concept_pages", "line_pages", "outlook_pages", "year_pages"]
