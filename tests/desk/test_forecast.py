"""Where the year is going: what is asked stands on a line with its reason, every total opens its rows, indexation writes nothing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mag.accounts.roles import Role
from mag.agenda.models import Goal
from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.queries import list_lines
from mag.budget.requested import list_asked, sum_asked
from mag.budget.states import Part
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.desk.expected_line import Wish, expect_line
from mag.desk.forecast_facts import Due, Share, after, behind, forecast, list_due, share_awarded, until
from mag.desk.indexation import raise_by
from mag.grants.service import award
from tests.factories.applications import ADDRESS, agenda_in, submit_in
from tests.factories.budgets import make_line
from tests.grants.test_award import REASON

Sign = Callable[[Role | str], FlaskClient]
TODAY = date(2022, 3, 1)


def line(number: int, code: str, **values: Any) -> BudgetLine:
    return BudgetLine(id=number, code=code, name=code, available_amount=Cents(values.pop("free", 0)), **values)


def test_a_request_is_expected_where_it_is_most_certain() -> None:
    lines = [
        line(1, "F1"), line(2, "F2"), line(3, "D1", goal_id=7), line(4, "D2", goal_id=8), line(5, "BB1", most_per_request=250_00),
    ]  # fmt: skip
    habits = {(20, 9): "F2", (20, None): "F1", (10, None): "BB1"}
    assert expect_line(Wish(Cents(1), 20, 7, 1, "F2", 4), lines, habits) == (4, "voorgesteld")
    assert expect_line(Wish(Cents(1), 20, 7, 1, "F2"), lines, habits)[0] == 2
    assert expect_line(Wish(Cents(1), 20, 7, 1), lines, habits)[0] == 3
    assert expect_line(Wish(Cents(1), 20, 9, 1), lines, habits)[0] == 2
    assert expect_line(Wish(Cents(200_00), 10, None, None), lines, habits)[0] == 5
    assert expect_line(Wish(Cents(300_00), 10, None, None), lines, habits)[0] is None
    fixed = line(6, "V1", part=Part.FIXED, theme_id=1)
    assert expect_line(Wish(Cents(1), 20, 9, 1), [*lines, fixed], habits)[0] == 2, "a fixed line is for who is named there"
    assert expect_line(Wish(Cents(1), 99, 9, 1), lines, habits) == (None, "nog niet te zeggen")


def test_the_share_is_of_this_years_decisions_and_nothing_decided_counts_whole() -> None:
    share = Share(Cents(300_00), Cents(200_00), 2, 2022)
    assert (share.of(Cents(100_00)), share.of(Cents(1)), share.percent) == (66_67, 1, 67)
    assert Share(Cents(0), Cents(0), 0, 2022).of(Cents(99)) == 99


def test_what_falls_due_later_and_what_is_behind() -> None:
    rows = [
        Due(1, "A", "a", 1, Cents(10), date(2022, 2, 1), False),
        Due(1, "B", "b", 1, Cents(20), date(2022, 2, 1), True),
        Due(1, "C", "c", 1, Cents(30), date(2023, 1, 1), False),
        Due(1, "D", "d", 1, Cents(40), None, False),
    ]
    assert [row.reference for row in until(rows, date(2022, 12, 31))] == ["A", "B"]
    assert [row.reference for row in after(rows, date(2022, 12, 31))] == ["C", "D"]
    assert [row.reference for row in behind(rows, TODAY)] == ["A"]
    own = line(1, "F1", free=100, paid_amount=Cents(5), committed_amount=Cents(100))
    (found,) = forecast([own], rows, [], Share(Cents(0), Cents(0), 0, 2022), 2022)
    assert (found.due, found.later, found.paid, found.free) == (30, 70, 35, 100)


@pytest.mark.parametrize(
    ("cents", "percent", "step", "wanted"),
    [(1000_00, "2.5", 100, 1025_00), (1010_00, "5", 100, 1061_00), (999_99, "0", 1000, 1000_00), (100_00, "-10", 1, 90_00)],
)
def test_an_amount_is_raised_and_rounded_half_up(cents: int, percent: str, step: int, wanted: int) -> None:
    assert raise_by(Cents(cents), Decimal(percent), step) == wanted


def a_year(store: Store) -> int:
    """One plan awarded in part, one still open, of the same tier and goal; the line's id."""
    with store.transaction() as tx:
        agenda_id = agenda_in(tx).id
        line_id = make_line(tx, agenda_id, 5000_00).id
        goal_id = tx.db.scalars(select(Goal.id).where(Goal.code == "samenleven")).one()
        first = submit_in(tx, 400_00, email="een@demo.example", contact_name="Een Demo").application.id
        submit_in(tx, 600_00, email="twee@demo.example", contact_name="Twee Demo", title="Buurtmaaltijd demo")
    with store.transaction() as tx:
        award(
            tx, first, version=1, amount=Cents(200_00), line_id=line_id, goal_id=goal_id, reason=REASON,
            starts_on=date(2022, 6, 4), ends_on=date(2022, 6, 5), address=ADDRESS,
        )  # fmt: skip
    return line_id


def test_pages_and_files_agree_with_the_ledger(as_role: Sign, sqlite_store: Store) -> None:
    line_id = a_year(sqlite_store)
    with sqlite_store.reading() as db:
        of = db.get_one(BudgetLine, line_id).budget_year
        asked = list_asked(db, of.agenda_id, 2022, TODAY)
        assert sum_asked(asked) == {line_id: 600_00} and asked[0].why == "meestal van deze regel"
        assert list_asked(db, of.agenda_id, 2023, TODAY) == []
        due = list_due(db, of.agenda_id, 2022)
        (row,) = forecast(list_lines(db, of.agenda_id, 2022), due, asked, share_awarded(db, of.agenda_id, 2022), 2022)
        assert row.due + row.later == 200_00 == sum(one.amount for one in due)
        assert (row.expected, row.free) == (300_00, 4500_00)
    leader, reader = as_role(Role.PROJECT_LEADER), as_role(Role.MUNICIPALITY_READER)
    for address in ("/budget?jaar=2022", f"/budget/gevraagd?jaar=2022&regel={line_id}", "/budget/verwachting?jaar=2022"):
        assert "€\u00a0600,00" in leader.get(address).text
    assert "Buurtmaaltijd demo" in leader.get("/budget/gevraagd?jaar=2022").text
    assert "Buurtmaaltijd demo" not in reader.get("/budget/gevraagd?jaar=2022").text
    assert "€\u00a0200,00" in leader.get(f"/budget/verwachting/termijnen?jaar=2022&regel={line_id}").text
    assert leader.get("/budget/verwachting/iets").status_code == 404
    for name in ("verwachting", "indexatie"):
        assert leader.get(f"/budget/{name}-2022.xlsx").data[:2] == b"PK"
        assert "600" in leader.get(f"/budget/{name}-2022.csv").text or name == "indexatie"


def test_indexation_is_only_shown(as_role: Sign, sqlite_store: Store) -> None:
    a_year(sqlite_store)
    with sqlite_store.transaction() as tx:
        submit_in(tx, 800_00, email="vast@demo.example", contact_name="Vast Demo", is_regular=True)
        booked = tx.db.scalar(select(func.count()).select_from(LedgerEntry))
    page = as_role(Role.CONTROLLER).get("/budget/indexatie?jaar=2022&eerste=2,5&tweede=x&afronden=tien")
    assert page.status_code == 200 and "2,5" in page.text and "tientallen" in page.text
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(LedgerEntry)) == booked
