"""When a report can be about a period, when a text fits, when it can be adopted; and what is hidden because it counts few people."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.core.period import half_year, parse_period, two_years, year
from mag.indicators.few import Few
from mag.reports.rules import not_to_adopt, periods_to, wrong_period, wrong_text
from mag.reports.states import ReportKind

FIRST, LAST, TODAY = date(2018, 2, 20), date(2023, 12, 31), date(2022, 7, 5)


@pytest.mark.parametrize(
    ("kind", "period", "codes"),
    [
        (ReportKind.HALF_YEAR, "2022-1", []),
        (ReportKind.HALF_YEAR, "2022-2", []),
        (ReportKind.ANNUAL, "2018", []),
        (ReportKind.HALF_YEAR, "2022", ["period_wrong"]),
        (ReportKind.ANNUAL, "2022-1", ["period_wrong"]),
        (ReportKind.ANNUAL, "2022/23", ["period_wrong"]),
        (ReportKind.ANNUAL, "2023", ["period_ahead"]),
        (ReportKind.ANNUAL, "2017", ["period_outside"]),
        (ReportKind.MONITOR, "2022-1", []),
        (ReportKind.MONITOR, "2022", ["period_wrong"]),
        (ReportKind.EVALUATION, "2021-2022", []),
        (ReportKind.EVALUATION, "2022", ["period_wrong"]),
        (ReportKind.ANNUAL, "2021-2022", ["period_wrong"]),
    ],
)
def test_a_report_is_about_a_period_of_its_kind_that_has_begun_within_the_agenda(kind: ReportKind, period: str, codes: list[str]) -> None:
    found = list(wrong_period(kind, parse_period(period), FIRST, LAST, TODAY))
    assert [(r.code, r.field) for r in found] == [(code, "period") for code in codes]


def test_the_periods_on_offer_are_exactly_those_that_are_not_refused() -> None:
    for kind in ReportKind:
        offered = periods_to(kind, FIRST, LAST, TODAY)
        assert offered == sorted(offered, reverse=True)
        assert not [p for p in offered if list(wrong_period(kind, p, FIRST, LAST, TODAY))]
        everything = (
            [year(n) for n in range(2016, 2026)]
            if kind is ReportKind.ANNUAL
            else [two_years(n) for n in range(2016, 2026)]
            if kind is ReportKind.EVALUATION
            else [half_year(n, h) for n in range(2016, 2026) for h in (1, 2)]
        )
        assert len(offered) == len([p for p in everything if not list(wrong_period(kind, p, FIRST, LAST, TODAY))])


def test_a_report_is_adopted_the_day_after_its_period_at_the_earliest() -> None:
    period = half_year(2022, 1)
    assert [r.code for r in not_to_adopt(period, date(2022, 6, 30))] == ["period_running"]
    assert list(not_to_adopt(period, date(2022, 7, 1))) == []


def test_a_text_has_a_chapter_and_at_most_two_thousand_characters() -> None:
    goals = frozenset({"samen"})
    assert list(wrong_text("goal:samen", "a" * 2000, goals)) == []
    assert [r.code for r in wrong_text("goal:anders", "a" * 2001, goals)] == ["chapter_unknown", "text_long"]


@given(st.lists(st.integers(0, 60), max_size=12))
def test_no_hidden_count_can_be_worked_out_from_the_others(values: list[int]) -> None:
    few = Few(10, secondary=True)
    hidden = few.hidden(values)
    assert all(place in hidden for place, value in enumerate(values) if 0 < value < 10)
    if len(hidden) == 1 and sum(values) >= 10:
        assert not [v for place, v in enumerate(values) if v >= 10 and place not in hidden], "the total minus the rest is the hidden one"


def test_hidden_counts_are_words() -> None:
    few = Few(10, secondary=True)
    assert [few.words(value) for value in (1, 9, 40)] == ["minder dan 10", "minder dan 10", "niet getoond"]
    assert not few.hides(0) and not few.hides(10)
