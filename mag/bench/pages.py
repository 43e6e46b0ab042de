"""The pages that are measured, and asking them over one connection that stays open."""

import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from statistics import median
from urllib.parse import quote, urlsplit

from werkzeug.exceptions import HTTPException as NotThere
from werkzeug.routing import Map

from mag.bench.server import HEADER
from mag.bench.world import Filled

MAIN: tuple[tuple[str, str, str], ...] = (
    ("begin", "/", ""),
    ("nieuw binnen", "/nieuw", "leader"),
    ("werkvoorraad", "/werkvoorraad", "leader"),
    ("alles wat open is", "/werkvoorraad?lijst=alles-wat-open-is", "leader"),
    ("bewaarde lijsten", "/werkvoorraad/lijsten", "leader"),
    ("zoeken", "/zoeken?q=straatfeest demo 17", "leader"),
    ("zoeken wat overal staat", "/zoeken?q=straatf", "leader"),
    ("rondes", "/rondes", "leader"),
    ("één ronde", "/rondes/{round}", "leader"),
    ("aanvraag om te besluiten", "/werkvoorraad/{open}", "leader"),
    ("aanvraag die klaar is", "/werkvoorraad/{settled}", "leader"),
    ("mijn aanvragen", "/mijn", "partner"),
    ("mijn aanvraag", "/mijn/{own}", "partner"),
    ("waar mijn cijfers staan", "/mijn/gebruik", "partner"),
    ("overzicht", "/overzicht", "reader"),
    ("doel", "/doelen/{goal}", "reader"),
    ("doel, 20 cijfers van 20 jaar", "/doelen/{long_goal}", "reader"),
    ("plannen bij een doel", "/doelen/{goal}/plannen", "reader"),
    ("van geld naar doel", "/doelen/{goal}/keten", "reader"),
    ("plan", "/plannen/{settled}", "reader"),
    ("cijfers", "/cijfers", "leader"),
    ("één indicator", "/cijfers/{indicator}", "leader"),
    ("budget", "/budget", "controller"),
    ("verdeling van het budget", "/budget/2022/verdeling", "controller"),
    ("budget afsluiten", "/budget/2022/afsluiten", "controller"),
    ("budget per taakveld", "/budget/2022/taakvelden", "controller"),
    ("vooruitblik op het budget", "/budget/vooruitblik", "controller"),
    ("grootboek van een regel", "/budget/regel/{line}", "controller"),
    ("gevraagd", "/budget/gevraagd", "leader"),
    ("verwachting", "/budget/verwachting", "leader"),
    ("indexatie", "/budget/indexatie", "leader"),
    ("buurtbudgetten", "/budget/buurtbudgetten", "leader"),
    ("betaalrondes", "/betaalrondes", "controller"),
    ("één betaalronde", "/betaalrondes/{run}", "controller"),
    ("afronden", "/afronden", "leader"),
    ("steekproef", "/steekproef", "leader"),
    ("reserves bij partners", "/afronden/reserves", "leader"),
    ("rapporten", "/rapporten", "leader"),
    ("jaarplannen", "/jaarplannen", "leader"),
    ("één jaarplan", "/jaarplannen/{plan}", "leader"),
    ("journaal", "/beheer/journaal", "administrator"),
)
"""(name, address, who is signed in)."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one database: its name, address and who looks."""

    name: str
    path: str
    who: str


@dataclass
class Measured:
    """What one page cost, round after round: milliseconds on the wall and of the processor, statements, bytes."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    statements: int = 0
    size: int = 0
    status: int = 0

    @property
    def ms(self) -> float:
        """The median on the wall."""
        return median(self.wall)

    @property
    def cpu_ms(self) -> float:
        """The median of the processor."""
        return median(self.processor)


def pages_of(filled: Filled, urls: Map) -> list[Page]:
    """The main pages of this world; those the program does not have are left out."""
    values = {
        "open": filled.open_reference,
        "settled": filled.settled_reference,
        "own": filled.own_reference,
        "goal": filled.goal_code,
        "long_goal": filled.long_goal_code,
        "indicator": filled.indicator_code,
        "line": filled.line_id,
        "run": filled.run_reference,
        "round": filled.round_id,
        "plan": filled.plan_id,
    }
    found = [Page(name, path.format(**values), who) for name, path, who in MAIN]
    return [page for page in found if _is_there(urls, page.path)]


def _is_there(urls: Map, path: str) -> bool:
    try:
        urls.bind("localhost").match(urlsplit(path).path, "GET")
    except NotThere:
        return False
    return True


class Visitor:
    """A browser of one server that keeps its connection open."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self._port = port
        self._cookies = cookies
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def visit(self, path: str, who: str, measured: Measured | None = None) -> None:
        """Ask a page and keep what it cost. A connection the server closed meanwhile is opened again first."""
        headers = {"Cookie": self._cookies[who]} if who else {}
        for attempt in (1, 2):
            try:
                began = time.perf_counter()
                self._connection.request("GET", quote(path, safe="/?=&%"), headers=headers)
                answer = self._connection.getresponse()
                body = answer.read()
                spent = (time.perf_counter() - began) * 1000
                break
            except (HTTPException, OSError):
                self._connection.close()
                self._connection = HTTPConnection("127.0.0.1", self._port, timeout=120)
                if attempt == 2:
                    raise
        if measured is not None:
            statements, microseconds = (answer.headers.get(HEADER) or "0 0").split()
            measured.wall.append(spent)
            measured.processor.append(int(microseconds) / 1000)
            measured.statements, measured.size, measured.status = int(statements), len(body), answer.status
