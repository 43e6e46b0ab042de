"""What goes to the books: per task field and cost centre, equal to the ledger, whatever the period."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from mag.accounts.roles import Role
from mag.budget import books, queries, service
from mag.core.clock import SetClock, at
from mag.core.money import Cents, show
from mag.core.transaction import Store
from tests.factories.budget_years import Two, adopted, make_two, plan

Sign = Callable[[Role | str], FlaskClient]


@pytest.fixture
def two(sqlite_store: Store) -> Two:
    assert isinstance(sqlite_store.clock, SetClock)
    sqlite_store.clock.set(at(date(2022, 2, 1), 12))
    made = make_two(sqlite_store)
    adopted(made, 2022, plan("A", 100_000), plan("B", 20_000, cost_centre="620000"), plan("C", 7_000, task_field="5.1"))
    with sqlite_store.transaction(made.one) as tx:
        promised = service.commit_funds(
            tx, made.line(2022).id, reference="MAG-2022-0001", label="Feest", amount=Cents(60_000), reason="Besluit"
        )
        service.pay(tx, promised.id, Cents(40_000), reason="Voorschot", booked_on=date(2022, 5, 1))
        service.pay(tx, promised.id, Cents(20_000), reason="Rest", booked_on=date(2022, 8, 1))
        service.recover(tx, promised.id, Cents(5_000), reason="Terug", booked_on=date(2022, 9, 1))
    return made


def test_every_total_equals_the_ledger_now_and_at_the_end_of_a_half_year(two: Two) -> None:
    year = two.year(2022)
    with two.store.reading() as db:
        rows = books.list_task_fields(db, year.id, None, None)
        stand = queries.sum_ledger(queries.list_entries(db, agenda_id=two.ground.agenda.id, year=2022))
        first_half = books.list_task_fields(db, year.id, date(2022, 1, 1), date(2022, 6, 30))
        second_half = books.list_task_fields(db, year.id, date(2022, 7, 1), date(2022, 12, 31))
    assert [(row.task_field, row.cost_centre, row.stand.allocated) for row in rows] == [
        ("5.1", "610100", 7_000),
        ("6.1", "610100", 100_000),
        ("6.1", "620000", 20_000),
    ]
    total = books.sum_stands(rows)
    assert (total.allocated, total.available, total.committed, total.paid) == (
        stand.allocated, stand.available, stand.committed, stand.paid,
    )  # fmt: skip
    assert (total.allocated, total.committed, total.paid, total.available) == (127_000, 0, 55_000, 72_000)
    at_june = books.sum_stands(first_half)
    assert (at_june.committed, at_june.paid, at_june.available, at_june.paid_in_period) == (20_000, 40_000, 67_000, 40_000)
    assert books.sum_stands(second_half).paid_in_period == 15_000


def test_the_files_say_the_same_as_the_page(two: Two, as_role: Sign) -> None:
    reader = as_role(Role.CONTROLLER)
    page = reader.get("/budget/2022/taakvelden?periode=2022-2").text
    assert show(127_000) in page and show(15_000) in page
    told = reader.get("/budget/2022/taakvelden.csv?periode=2022-2").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told), delimiter=";"))
    assert (rows[-1]["Taakveld"], rows[-1]["Budget"], rows[-1]["Betaald in de periode"]) == ("Totaal", "1270,00", "150,00")
    posts = reader.get("/budget/2022/journaalposten.csv?periode=2022-2").data.decode("utf-8-sig")
    assert [(r["Soort"], r["Van"], r["Naar"], r["Bedrag"]) for r in csv.DictReader(io.StringIO(posts), delimiter=";")] == [
        ("betaald", "toegezegd, nog niet betaald", "betaald", "200,00"),
        ("terugbetaald", "betaald", "nog vrij", "50,00"),
    ]
    book = load_workbook(io.BytesIO(reader.get("/budget/2022/taakvelden.xlsx").data))
    assert book.sheetnames == ["Over dit bestand", "Taakvelden 2022", "Boekingen 2022"] and book.worksheets[2].max_row == 8
    for nowhere in ("/budget/2022/taakvelden.exe", "/budget/2030/taakvelden", "/budget/2030/journaalposten.csv"):
        assert reader.get(nowhere).status_code == 404
    assert reader.get("/budget/2022/taakvelden?periode=gisteren").status_code == 200
