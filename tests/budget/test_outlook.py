"""What a growing part leaves for the rest: whole cents, and a picture that says the same as the table."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient

from mag.accounts.roles import Role
from mag.agenda.models import Agenda, RuleSet
from mag.agenda.terms import ApplicantGroup
from mag.budget.outlook import draw, grow, look_ahead, show_percent, tenths_of_change
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.applications import agenda_in
from tests.factories.budgets import make_line

Sign = Callable[[Role | str], FlaskClient]


def test_five_per_cent_a_year_under_a_total_that_stays_the_same() -> None:
    found = look_ahead(2022, Cents(100_000_00), Cents(40_000_00), growth=500, index=0, years=3)
    assert [(row.year, row.total, row.fenced, row.rest) for row in found.rows] == [
        (2022, 100_000_00, 40_000_00, 60_000_00),
        (2023, 100_000_00, 42_000_00, 58_000_00),
        (2024, 100_000_00, 44_100_00, 55_900_00),
        (2025, 100_000_00, 46_305_00, 53_695_00),
    ]
    assert found.change == -6_305_00 and found.empty_from is None


def test_indexation_and_the_year_nothing_is_left() -> None:
    assert look_ahead(2022, Cents(100), Cents(96), growth=500, index=0, years=2).empty_from == 2023
    assert look_ahead(2022, Cents(1_000_01), Cents(0), growth=500, index=250, years=1).rows[1].total == 1_025_01
    with pytest.raises(ValueError, match="cannot go"):
        grow(Cents(1), -10_001)


def test_every_year_is_a_whole_cent_and_grows_exactly() -> None:
    for amount in (1, 3, 99, 12_345_67, 9_999_999_99):
        assert grow(Cents(amount), 0) == amount
        assert grow(Cents(amount), 500) == (amount * 105 * 2 + 100) // 200
    assert (show_percent(250), show_percent(0), show_percent(-1_005)) == ("2,5%", "0%", "-10,05%")
    assert (tenths_of_change(1000, 895), tenths_of_change(1000, 1000), tenths_of_change(0, 5)) == (-105, 0, None)


def test_the_drawing_stays_on_the_paper_and_higher_is_more() -> None:
    variants = [look_ahead(2022, Cents(53_000_00), Cents(49_000_00), growth=500, index=index, years=6) for index in (0, 200, 400)]
    drawing = draw(variants)
    for curve, variant in zip(drawing.curves, variants, strict=True):
        rests = [row.rest for row in variant.rows]
        downs = [y for _, y in curve.points]
        assert all(0 <= y <= drawing.height for y in downs)
        assert all((a < b) <= (ya >= yb) for a, b, ya, yb in zip(rests, rests[1:], downs, downs[1:], strict=False))
    assert len(drawing.ticks) <= 8 and any(amount == 0 for _, amount in drawing.ticks) and drawing.ticks[0][1] < drawing.ticks[-1][1]
    labels = sorted(curve.label_at for curve in drawing.curves)
    assert all(b - a >= 18 for a, b in pairwise(labels))


def test_the_page_shows_what_the_rules_say_and_keeps_what_is_typed(as_role: Sign, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda: Agenda = agenda_in(tx)
        make_line(tx, agenda.id, 40_000_00, code="F1").applicant_group = ApplicantGroup.CLUBS
        make_line(tx, agenda.id, 60_000_00, code="F2")
    reader = as_role(Role.MUNICIPALITY_READER)
    page = reader.get("/budget/vooruitblik").text.replace("\u00a0", " ")
    assert "groeit elk jaar met 5%" in page and "gemeenteraad" in page and "F1 Initiatieven F1" in page
    assert "€ 58.000,00" in page and "in 2027 is er € 11.051,26 minder voor de rest dan in 2022 (- 18,4%)" in page
    one = reader.get("/budget/vooruitblik?variant_1=2,5&jaren=2").text.replace("\u00a0", " ")
    assert "Totaal +2,5% per jaar" in one and "€ 60.500,00" in one and "2025" not in one
    for odd in ("variant_1=veel", "variant_1=26", "jaren=0", "jaren=x", "deel=goud"):
        answer = reader.get(f"/budget/vooruitblik?{odd}")
        assert answer.status_code == 422 and "Verbeter nog 1 punt" in answer.text, odd


def test_without_a_growing_part_the_page_says_so(as_role: Sign, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda = agenda_in(tx)
        make_line(tx, agenda.id, 40_000_00)
    leader = as_role(Role.PROJECT_LEADER)
    assert "Geef bij de regels aan voor wie het geld is" in leader.get("/budget/vooruitblik").text
    with sqlite_store.transaction() as tx:
        for rules in tx.db.query(RuleSet).filter_by(agenda_id=agenda.id):
            document: dict[str, Any] = {**rules.document, "ring_fence": None}
            rules.document = document
    assert "geen deel dat elk jaar groeit" in leader.get("/budget/vooruitblik").text
