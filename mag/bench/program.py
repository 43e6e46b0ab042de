"""The whole run: databases of each size, a server on each and one for the floor, rounds in which all take turns, and the table."""

import importlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mag.app import create_app
from mag.bench.pages import Measured, Visitor, pages_of
from mag.bench.papers import PaperCost, measure_report
from mag.bench.server import Running, make_house, start
from mag.bench.world import Filled, cookie_of, fill, sqlite_url
from mag.core.db import Database

Say = Callable[[str], None]
Url = Callable[[Path, int], str]


@dataclass
class Subject:
    """One size under measurement."""

    filled: Filled
    running: Running
    visitor: Visitor
    pages: list[tuple[str, str, str]]


@dataclass
class Figures:
    """What one run measured: the floor, each page per size (by name), the reports per size, the workers' memory."""

    floor: Measured
    pages: dict[str, dict[int, Measured]]
    reports: dict[int, PaperCost]
    megabytes: dict[int, float]


class CannotMeasure(Exception):
    """The run cannot begin; ``sentence`` says why, in Dutch."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def measure(sizes: tuple[int, ...], *, rounds: int, engine: str, say: Say) -> Figures:
    """Run it all; ``say`` gets a sentence of progress now and then."""
    with ExitStack() as stack:
        url_of, folder = stack.enter_context(place_of(engine))
        subjects: dict[int, Subject] = {}
        reports: dict[int, PaperCost] = {}
        for size in sizes:
            began = time.monotonic()
            url, var = url_of(folder, size), folder / str(size)
            database = Database(url)
            filled = fill(database, size)
            database.dispose()
            say(f"{size} aanvragen klaargezet ({time.monotonic() - began:.0f} seconden)")
            house = make_house(url, var)
            app = create_app(house)
            pages = [(page.name, page.path, page.who) for page in pages_of(filled, app.url_map)]
            cookies = {who: cookie_of(app, secret) for who, secret in filled.secrets.items()}
            reports[size] = measure_report(house, folder / "charts", printed=size <= 2_000)
            house.close()
            running = start("mag", url, var)
            stack.callback(running.stop)
            subjects[size] = Subject(filled, running, Visitor(running.port, cookies), pages)
        floor = start("floor", url_of(folder, sizes[0]) if engine == "sqlite" else url, folder)
        stack.callback(floor.stop)
        say(f"{rounds} rondes langs {sum(len(subject.pages) for subject in subjects.values())} bladzijden…")
        bottom, costs = _rounds(subjects, Visitor(floor.port, {}), rounds)
        return Figures(bottom, costs, reports, {size: subject.running.worker_megabytes() for size, subject in subjects.items()})


def _rounds(subjects: dict[int, Subject], floor: Visitor, rounds: int) -> tuple[Measured, dict[str, dict[int, Measured]]]:
    """Every page of every size in turn, the floor between them; the first two rounds only warm up."""
    bottom = Measured()
    costs: dict[str, dict[int, Measured]] = {}
    for number in range(rounds + 2):
        counts = number >= 2
        for name, _, _ in next(iter(subjects.values())).pages:
            floor.visit("/", "", bottom if counts else None)
            for size, subject in subjects.items():
                path, who = next((path, who) for other, path, who in subject.pages if other == name)
                measured = costs.setdefault(name, {}).setdefault(size, Measured())
                subject.visitor.visit(path, who, measured if counts else None)
    return bottom, costs


@contextmanager
def place_of(engine: str) -> Iterator[tuple[Url, Path]]:
    """Where databases of a run stand: what makes an address for one, and a folder that goes when the block ends."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mag-bench-")))
        yield sqlite_url if engine == "sqlite" else stack.enter_context(_postgresql()), folder


@contextmanager
def _postgresql() -> Iterator[Url]:
    """Databases on a PostgreSQL server that the tests know how to start."""
    try:
        server = importlib.import_module("tests.postgres").Server()
    except Exception as trouble:
        raise CannotMeasure(f"PostgreSQL is hier niet te starten ({trouble}). Meet op SQLite, of doe eerst: ./run test") from trouble

    def url_of(_folder: Path, size: int) -> str:
        import psycopg

        name = f"bench_{size}_{os.getpid()}"
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return str(server.url(name))

    try:
        yield url_of
    finally:
        server.stop()


def lines_of(figures: Figures) -> Iterator[str]:
    """The table and the figures under it, as printed."""
    floor = figures.floor
    sizes = sorted(next(iter(figures.pages.values())))
    yield f"Vloer: {_number(floor.ms)} ms ({_number(floor.cpu_ms)} ms processor, {floor.statements} SQL-opdracht, {floor.size} bytes)"
    yield ""
    head = "".join(f" | {f'{size} aanvragen':>30}" for size in sizes)
    yield f"{'bladzijde':<26}{head} | {'groei':>6}"
    yield f"{'':<26}" + "".join(f" | {'ms':>7} {'×vloer':>6} {'SQL':>4} {'kB':>5} {'cpu':>5}" for _ in sizes) + " |"
    for name, per_size in figures.pages.items():
        cells = "".join(
            f" | {_number(m.ms):>7} {_number(m.ms / floor.ms):>6} {m.statements:>4} {m.size / 1000:>5.0f} {_number(m.cpu_ms):>5}"
            for m in (per_size[size] for size in sizes)
        )
        growth = per_size[sizes[-1]].ms / per_size[sizes[0]].ms
        wrong = {m.status for m in per_size.values()} - {200}
        yield f"{name:<26}{cells} | {_number(growth):>6}" + (f"  LET OP: antwoord {sorted(wrong)}" if wrong else "")
    yield ""
    yield f"Groei is de tijd bij {sizes[-1]} gedeeld door die bij {sizes[0]} aanvragen. Lijsten tonen hooguit 50 rijen."
    for size, cost in figures.reports.items():
        printed = f", afgedrukt in {_number(cost.print)} s ({_number(cost.megabytes)} MB)" if cost.megabytes else ""
        yield (
            f"Halfjaarrapport bij {size} aanvragen: {cost.plans} plannen, {_number(cost.compose)} s processortijd"
            f", grafieken {_number(cost.draw)} s (eenmalig){printed}"
        )
    for size, megabytes in figures.megabytes.items():
        yield f"Webproces na afloop bij {size} aanvragen: {megabytes:.0f} MB"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
