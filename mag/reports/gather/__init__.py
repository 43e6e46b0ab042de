"""``gather``: every fact of one agenda in one period, read with a number of statements that does not grow with the rows."""

from mag.reports.gather.gather import gather, gather_report

__all__ = ["gather", "gather_report"]
