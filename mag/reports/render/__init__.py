"""``render``: figures as a page on paper and screen, as PDF, as a workbook and as data. Asks nobody anything; one input, one output."""

from mag.reports.render.forms import Forms, make_forms, store_forms
from mag.reports.render.stamp import Stamp

__all__ = ["Forms", "Stamp", "make_forms", "store_forms"]
