"""Payment schemes as data: every cent is somewhere, nothing falls due before the decision (Awb 4:53)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mag.agenda.instalments import planned_instalments, quarters
from mag.agenda.tier_documents import PaymentPart, PaymentScheme
from mag.core.money import Cents
from tests.agenda.agendas import HG_2018, tier

T4 = tier(HG_2018, "T4")
JAN, DEC = date(2022, 1, 1), date(2022, 12, 31)


def plan(*parts: PaymentPart, award: int = 10_000_01, decided_on: date = date(2021, 12, 1), starts_on: date = JAN, ends_on: date = DEC):  # type: ignore[no-untyped-def]
    found = planned_instalments(T4, Cents(award), decided_on=decided_on, starts_on=starts_on, ends_on=ends_on, parts=parts or None)
    return [(int(part.amount), part.due_on) for part in found]


def part(percent: int, moment: str, **more: str) -> PaymentPart:
    return PaymentPart.model_validate({"percent": percent, "moment": moment, **more})


def test_a_year_in_quarters_with_a_tenth_held_back() -> None:
    assert plan(part(90, "quarterly"), part(10, "on_settlement")) == [
        (2250_01, JAN),
        (2250_00, date(2022, 4, 1)),
        (2250_00, date(2022, 7, 1)),
        (2250_00, date(2022, 10, 1)),
        (1000_00, None),
    ]


def test_quarters_that_passed_before_the_decision_are_paid_in_one_go() -> None:
    assert plan(part(100, "quarterly"), award=400_00, decided_on=date(2022, 5, 10)) == [
        (200_00, date(2022, 5, 10)),
        (100_00, date(2022, 7, 1)),
        (100_00, date(2022, 10, 1)),
    ]
    assert quarters(date(2022, 2, 15), date(2022, 3, 1)) == [date(2022, 2, 15)]


def test_a_share_for_a_part_of_the_plan_on_its_day() -> None:
    found = planned_instalments(
        T4, Cents(1000_00), decided_on=date(2021, 12, 1), starts_on=JAN, ends_on=DEC,
        parts=[part(40, "on_date", day="03-01", label="zomerkamp"), part(60, "on_date", day="09-01", label="kerstmarkt")],
    )  # fmt: skip
    assert [(p.label, int(p.amount), p.due_on) for p in found] == [
        ("zomerkamp", 400_00, date(2022, 3, 1)),
        ("kerstmarkt", 600_00, date(2022, 9, 1)),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        [{"percent": 90, "moment": "on_decision"}],
        [{"percent": 100, "moment": "on_date"}],
        [{"percent": 100, "moment": "on_start", "day": "03-01"}],
    ],
)
def test_a_scheme_that_cannot_be_paid_is_no_scheme(wrong: list[dict[str, object]]) -> None:
    with pytest.raises(ValidationError):
        PaymentScheme.model_validate({"code": "x", "label": "x", "parts": wrong})


@given(
    award=st.integers(1, 10**9),
    percents=st.lists(st.integers(1, 30), min_size=1, max_size=3),
    start=st.dates(date(2022, 1, 1), date(2023, 12, 31)),
    length=st.integers(0, 800),
    decided=st.dates(date(2021, 6, 1), date(2025, 1, 1)),
)
def test_every_scheme_adds_up_to_the_cent(award: int, percents: list[int], start: date, length: int, decided: date) -> None:
    moments = ["quarterly", "on_settlement", "halfway"]
    parts = [part(percent, moment) for percent, moment in zip(percents, moments, strict=False)]
    parts.append(part(100 - sum(p.percent for p in parts), "on_decision"))
    found = plan(*parts, award=award, decided_on=decided, starts_on=start, ends_on=date.fromordinal(start.toordinal() + length))
    assert sum(amount for amount, _ in found) == award
    assert all(due_on is None or due_on >= decided for _, due_on in found)
