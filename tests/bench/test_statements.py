"""The cap on statements: every main page asks the database at most twelve things, whatever the number of rows."""

from pathlib import Path

import pytest
from flask import Flask

from mag.bench.pages import Measured, pages_of
from mag.bench.papers import PaperCost
from mag.bench.program import Figures, lines_of
from mag.bench.server import HEADER, make_mag
from mag.bench.world import Filled, cookie_of, fill, sqlite_url
from mag.core.db import Database

pytestmark = pytest.mark.begin_early
"""The filled databases are made once, so these tests stay together."""

MOST = 12
FEW, MANY = 80, 400
"""Few and many: with four hundred every list has more rows than a page of fifty shows."""


def built(folder: Path, count: int) -> tuple[Flask, Filled]:
    """The program on a database with this many applications, metered as in the benchmark."""
    url = sqlite_url(folder, count)
    database = Database(url)
    filled = fill(database, count)
    database.dispose()
    return make_mag(url, folder), filled


def statements(app: Flask, filled: Filled) -> dict[str, tuple[int, int]]:
    """For every main page its answer and the number of statements it took, the second time it is asked."""
    found = {}
    for page in pages_of(filled, app.url_map):
        client = app.test_client()
        if page.who:
            name, _, value = cookie_of(app, filled.secrets[page.who]).partition("=")
            client.set_cookie(name, value)
        client.get(page.path)
        answer = client.get(page.path)
        found[page.name] = (answer.status_code, int(answer.headers[HEADER].split()[0]))
    return found


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, tuple[int, int]]]:
    """What every page took at few and at many applications."""
    folder = tmp_path_factory.mktemp("statements")
    return {count: statements(*built(folder, count)) for count in (FEW, MANY)}


def test_every_main_page_is_there_and_answers(counted: dict[int, dict[str, tuple[int, int]]]) -> None:
    assert len(counted[MANY]) >= 15
    assert {name: status for name, (status, _) in counted[MANY].items() if status != 200} == {}


def test_no_page_takes_more_than_twelve_statements(counted: dict[int, dict[str, tuple[int, int]]]) -> None:
    assert {name: number for name, (_, number) in counted[MANY].items() if number > MOST} == {}
    assert all(number > 0 for _, number in counted[MANY].values())


def test_the_number_does_not_grow_with_the_rows(counted: dict[int, dict[str, tuple[int, int]]]) -> None:
    grown = {name: (counted[FEW][name][1], number) for name, (_, number) in counted[MANY].items() if number > counted[FEW][name][1]}
    assert grown == {}


def test_the_table_can_be_printed() -> None:

    one = Measured(wall=[1.0, 3.0, 2.0], processor=[1.0], statements=4, size=2000, status=200)
    slow = Measured(wall=[3.0], processor=[2.0], statements=4, size=9000, status=500)
    told = list(lines_of(Figures(one, {"begin": {80: one, 2000: slow}}, {80: PaperCost(0.5, 1.0, 2.0, 40, 0.3)}, {80: 120.0})))
    assert "Vloer: 2,0 ms" in told[0]
    assert any(line.startswith("begin") and "1,5" in line and "antwoord [500]" in line for line in told)
    assert any("0,5 s processortijd" in line for line in told) and told[-1].endswith("120 MB")
