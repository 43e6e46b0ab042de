"""What a half-year report costs: processor time to gather and compose it, seconds to draw its charts once and to print it."""

import time
from dataclasses import dataclass
from pathlib import Path

from mag.agenda.queries import agenda_on
from mag.bench.world import NOW
from mag.core.clock import today
from mag.core.house import House
from mag.core.pdf import render_pdf
from mag.core.period import half_year
from mag.reports import snapshot
from mag.reports.compose import compose
from mag.reports.gather import gather
from mag.reports.render import Stamp
from mag.reports.render.charts import draw_missing, kept_charts
from mag.reports.render.document import report_html
from mag.reports.states import ReportKind


@dataclass(frozen=True, slots=True)
class PaperCost:
    """Seconds: of the processor to compose, on the wall to draw and to print; and what came out."""

    compose: float
    draw: float
    print: float
    plans: int
    megabytes: float


def measure_report(house: House, charts: Path, *, printed: bool) -> PaperCost:
    """Make the report over the first half of 2022, from rows to PDF (the PDF only when ``printed``)."""
    began = time.process_time()
    with house.store.reading() as db:
        agenda = agenda_on(db, today(NOW))
        assert agenda is not None
        facts = gather(db, agenda, ReportKind.HALF_YEAR, half_year(2022, 1))
    figures = compose(facts)
    composed = time.process_time() - began
    wall = time.perf_counter()
    draw_missing(charts, figures)
    drawn = time.perf_counter() - wall
    began = time.process_time()
    stamp = Stamp(facts.version, NOW, today(NOW), snapshot.digest(snapshot.freeze(facts)))
    html = report_html(facts, figures, stamp, kept_charts(charts, figures))
    composed += time.process_time() - began
    wall = time.perf_counter()
    content = render_pdf(html, identifier=stamp.sha256[:32], made_at=NOW) if printed else b""
    return PaperCost(composed, drawn, time.perf_counter() - wall if printed else 0.0, len(facts.plans), len(content) / 1_000_000)
