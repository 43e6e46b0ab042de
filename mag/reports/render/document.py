"""The report as one HTML page that needs nothing else: to read in a browser, to print, and to make the PDF of."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mag.core.money import show
from mag.core.pdf import print_css
from mag.core.period import show_date
from mag.indicators.wording import show_value
from mag.reports.compose.council import compose_council
from mag.reports.compose.goals import status_words
from mag.reports.facts import Facts, SeriesFact
from mag.reports.figures import Figure, Figures
from mag.reports.places import contents
from mag.reports.render.charts import caption
from mag.reports.render.stamp import Stamp

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "reports"
PLANS_SHOWN = 6
"""How many plans a goal lists on paper; all of them are in the workbook and the data file."""


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(date=show_date, money=show)
    made.globals.update(
        SHOWN=PLANS_SHOWN,
        caption=caption,
        contents=contents,
        shown_value=show_value,
        latest=latest_points,
        shown_target=lambda series: show_value(series.target, series.unit),
    )
    made.tests["figure"] = lambda value: isinstance(value, Figure)
    return made


def latest_points(series: SeriesFact, number: int = 5) -> list[tuple[str, str, str]]:
    """The last readings as (period, value, status) for a small table."""
    shown = series_rows(series)
    return [(label, value, status) for label, value, status, _, _ in shown[-number:]]


def series_rows(series: SeriesFact) -> list[tuple[str, str, str, str, str]]:
    """All readings as (period, value, status, source, note), in words."""
    return [(p.when, show_value(p.value, series.unit), status_words(p), p.source, p.note) for p in series.points]


def report_html(facts: Facts, figures: Figures, stamp: Stamp, charts: dict[str, str]) -> str:
    """The whole page. ``charts`` holds SVG text by the key of the figure; a chart that is missing leaves its words and table."""
    template = _environment().get_template("document.html")
    css = print_css() + (Path(_TEMPLATES) / "document.css").read_text(encoding="utf-8")
    pictures = {key: Markup(svg) for key, svg in charts.items()}
    return template.render(facts=facts, report=figures, stamp=stamp, charts=pictures, css=Markup(css))


def council_html(facts: Facts, figures: Figures, stamp: Stamp) -> str:
    """The page for the council, to make the PDF of."""
    css = (Path(_TEMPLATES) / "council.css").read_text(encoding="utf-8")
    return _environment().get_template("council.html").render(facts=facts, page=compose_council(figures), stamp=stamp, css=Markup(css))
