"""Terms end on a day that exists, and periods lie side by side without a gap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.core.period import add_months, add_term, half_year, parse_period, school_year, year

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "term", "last"),
    [
        (date(2022, 1, 31), "P1M", date(2022, 2, 28)),
        (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2022, 6, 5), "P2M", date(2022, 8, 5)),
        (date(2022, 12, 20), "P14D", date(2023, 1, 3)),
        (date(2022, 3, 1), "P8W", date(2022, 4, 26)),
    ],
)
def test_a_term_ends_where_people_expect(day: date, term: str, last: date) -> None:
    assert add_term(day, term) == last


@given(DAYS, st.integers(min_value=-240, max_value=240))
def test_months_move_the_month_and_never_the_day_beyond_its_own(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day
    assert moved.day == day.day or (moved + timedelta(days=1)).month != moved.month


@given(DAYS, DAYS, st.sampled_from(["P14D", "P8W", "P1M", "P2M", "P1Y"]))
def test_who_asks_later_never_hears_earlier(one: date, other: date, term: str) -> None:
    first, last = sorted((one, other))
    assert add_term(first, term) <= add_term(last, term)


@given(st.integers(min_value=2000, max_value=2100))
def test_two_half_years_are_the_year(number: int) -> None:
    first, second, whole = half_year(number, 1), half_year(number, 2), year(number)
    assert (first.first, second.last) == (whole.first, whole.last)
    assert second.first - first.last == timedelta(days=1)
    for period in (first, second, whole, school_year(number)):
        assert parse_period(period.code) == period


@pytest.mark.parametrize("code", ["2022-3", "22", "2022/24", "2022-13-01", "", "gisteren"])
def test_what_is_no_period_is_refused_with_what_was_expected(code: str) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        parse_period(code)
