"""The charts of a report: one for every indicator that was measured more than once, drawn from the frozen series."""

import logging
from pathlib import Path
from threading import Lock, Thread

from mag.indicators.charts import NARROW, ChartError, Drawing, Point, Series, drawing_key, warm
from mag.reports.facts import SeriesFact
from mag.reports.figures import Figures

log = logging.getLogger("mag.reports")


def drawing_of(series: SeriesFact) -> Drawing | None:
    """The chart of a series, or None when fewer than two values were measured."""
    if sum(point.value is not None for point in series.points) < 2:
        return None
    points = tuple(Point(p.label, p.position, p.value, p.lower, p.upper, p.provisional, p.is_demo, p.segment) for p in series.points)
    return Drawing(Series(points, series.unit, series.target), title=series.headline, caption=caption(series), width=NARROW)


def caption(series: SeriesFact) -> str:
    """What is shown, of whom, from where and over which years (``ux.md D04``); says so when numbers were made up."""
    first, last = series.points[0].when, series.points[-1].when
    shown = f"{series.name} ({series.unit}; {series.population}), {first} tot en met {last}. Bron: {series.source}."
    return f"{shown} Verzonnen cijfers (demo)." if series.is_demo and "demo" not in series.source.lower() else shown


def draw_missing(folder: Path, figures: Figures) -> None:
    """Draw every chart that is not kept yet, in one child. Without charts a report still has its words and tables."""
    try:
        warm(folder, _drawings(figures))
    except ChartError:
        log.exception("the charts of a report could not be drawn")


_drawing = Lock()


def draw_in_background(folder: Path, figures: Figures, kept: dict[str, str]) -> None:
    """Have missing charts drawn while somebody already reads the words; one batch at a time in a process."""
    if len(kept) >= len(_drawings(figures)) or not _drawing.acquire(blocking=False):
        return

    def draw() -> None:
        try:
            draw_missing(folder, figures)
        finally:
            _drawing.release()

    Thread(target=draw, name="report-charts", daemon=True).start()


def kept_charts(folder: Path, figures: Figures) -> dict[str, str]:
    """The charts that are there, as SVG text by the key of their figure. Never draws: a page does not wait for a picture."""
    found = {}
    for figure in figures.by_key.values():
        drawing = drawing_of(figure.series) if figure.series else None
        path = folder / f"{drawing_key(drawing)}.svg" if drawing else None
        if path is not None and path.exists():
            found[figure.key] = path.read_text(encoding="utf-8")
    return found


def _drawings(figures: Figures) -> list[Drawing]:
    drawings = (drawing_of(figure.series) for figure in figures.by_key.values() if figure.series)
    return [drawing for drawing in drawings if drawing is not None]
