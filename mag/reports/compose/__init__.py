"""``compose``: the figures of a report out of its facts. Pure: the same facts give the same figures, today and in ten years."""

from mag.reports.compose.report import compose

__all__ = ["compose"]
