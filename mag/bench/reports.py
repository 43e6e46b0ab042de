"""What a report costs: composing it for few and for many plans, a PDF of forty pages in its child, a chart the first time and after.

Everything that is printed or drawn happens in a process of its own, so that time and memory of its children are its own.
"""

import itertools
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from mag.agenda.queries import agenda_on
from mag.bench.server import make_house
from mag.bench.world import NOW, fill, sqlite_url
from mag.core.clock import today
from mag.core.db import Database
from mag.core.pdf import print_css, render_pdf
from mag.core.period import half_year, year
from mag.indicators.charts import Drawing, Point, Series, cached_svg, warm
from mag.reports.compose import compose
from mag.reports.gather import gather
from mag.reports.states import ReportKind

SIZES = (160, 5_200)
"""Applications in the database: about eighty and two thousand plans in the half-year."""
PAGES, ROWS = 40, 24


@dataclass(frozen=True, slots=True)
class ComposeCost:
    """Seconds of the processor for the figures of a half-year report about so many plans."""

    plans: int
    gather: float
    compose: float

    @property
    def a_plan(self) -> float:
        """Milliseconds of composing for each plan."""
        return 1000 * self.compose / max(self.plans, 1)


@dataclass(frozen=True, slots=True)
class PrintCost:
    """What the child that prints took: seconds of the processor and the most memory; and how large the file is."""

    seconds: float
    megabytes: float
    size: float


@dataclass(frozen=True, slots=True)
class DrawCost:
    """Milliseconds of the processor, children included: a chart drawn in a new child, each further one in it, and read from the store."""

    first: float
    further: float
    kept: float


@dataclass(frozen=True, slots=True)
class ReportsCost:
    """Everything that was measured in one run."""

    composed: list[ComposeCost]
    printed: PrintCost
    drawn: DrawCost


def measure_reports(sizes: tuple[int, ...] = SIZES) -> ReportsCost:
    """Measure it all in databases and folders of its own."""
    with tempfile.TemporaryDirectory(prefix="mag-bench-reports-") as folder:
        composed = [_composed(Path(folder), size) for size in sizes]
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        return ReportsCost(composed, pool.apply(_print), pool.apply(_draw))


def lines_of(cost: ReportsCost) -> Iterator[str]:
    """The figures in Dutch."""
    for one in cost.composed:
        yield (
            f"Halfjaarrapport van {one.plans} plannen: {one.gather:.2f} s rekentijd lezen, {one.compose:.2f} s samenstellen, "
            f"{one.a_plan:.2f} ms per plan"
        )
    yield f"  per plan × {cost.composed[-1].a_plan / cost.composed[0].a_plan:.2f} van de kleinste naar de grootste"
    printed = cost.printed
    yield f"Pdf van {PAGES} bladzijden: {printed.seconds:.1f} s rekentijd, {printed.megabytes:.0f} MB, {printed.size:.1f} MB groot"
    yield (
        f"Grafiek: {cost.drawn.first:.0f} ms rekentijd met een nieuw proces, {cost.drawn.further:.0f} ms per volgende, "
        f"{cost.drawn.kept:.1f} ms uit de opslag"
    )


def _composed(folder: Path, size: int) -> ComposeCost:
    url = sqlite_url(folder, size)
    database = Database(url)
    fill(database, size)
    database.dispose()
    house = make_house(url, folder / str(size))
    best: ComposeCost | None = None
    for _ in range(3):
        began = time.process_time()
        with house.store.reading() as db:
            agenda = agenda_on(db, today(NOW))
            assert agenda is not None
            facts = gather(db, agenda, ReportKind.HALF_YEAR, half_year(2022, 1))
        read = time.process_time() - began
        compose(facts)
        found = ComposeCost(len(facts.plans), read, time.process_time() - began - read)
        best = found if best is None or found.compose < best.compose else best
    house.close()
    assert best is not None
    return best


def _children() -> float:
    """Seconds of the processor of this process and all its children that are done."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _print() -> PrintCost:
    row = "<tr><th scope='row'>MAG-2022-{0:04d}</th><td>Buurtmaaltijd demo {0}</td><td>Welzijn demo</td><td>€ 1.250,00</td></tr>"
    names = ("Kenmerk", "Plan", "Partner", "Bedrag")
    heads = "".join(f"<th scope='col'>{name}</th>" for name in names)
    head = f"<thead><tr>{heads}</tr></thead>"
    pages = "".join(
        f"<section style='break-before: page'><h2>Hoofdstuk {page + 1}</h2><p>Wat er in dit halfjaar is gedaan.</p><table>"
        f"<caption>Plannen van hoofdstuk {page + 1}</caption>{head}<tbody>"
        f"{''.join(row.format(page * ROWS + number) for number in range(ROWS))}</tbody></table></section>"
        for page in range(PAGES - 1)
    )
    html = (
        f"<!doctype html><html lang='nl'><head><meta charset='utf-8'><title>Rapport demo</title><style>{print_css()}</style></head>"
        f"<body><main><h1>Rapport demo</h1>{pages}</main></body></html>"
    )
    began = _children()
    content = render_pdf(html, identifier="bench", made_at=NOW)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return PrintCost(_children() - began, most, len(content) / 1_000_000)


def _draw() -> DrawCost:
    with tempfile.TemporaryDirectory(prefix="mag-bench-charts-") as name:
        folder, spent = Path(name), [_children()]
        for drawings in ([_drawing(0)], [_drawing(number) for number in range(1, 12)], [_drawing(0)]):
            warm(folder, drawings)
            cached_svg(folder, drawings[0].series, title=drawings[0].title, caption=drawings[0].caption)
            spent.append(_children())
        one, eleven, kept = (1000 * (after - before) for before, after in itertools.pairwise(spent))
        return DrawCost(one, (eleven - one) / 10, kept)


def _drawing(number: int) -> Drawing:
    """A chart of twenty years; each number another one."""
    points = tuple(Point(label=str(1 + one), position=year(2003 + one).last, value=Decimal(20 + one + number)) for one in range(20))
    return Drawing(Series(points, "% van de jongeren"), f"Cijfer {number} demo", "Verzonnen waarden (demo).")
