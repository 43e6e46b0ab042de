"""Terms end on days on which somebody can hand something in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.core.period import add_term
from mag.core.working_days import end_of_term, feast_days, is_working_day, on_working_day, runs_on


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2022, 3, 1), True),  # a Tuesday
        (date(2022, 3, 5), False),  # a Saturday
        (date(2022, 3, 6), False),  # a Sunday
        (date(2022, 4, 15), False),  # Good Friday
        (date(2022, 4, 18), False),  # Easter Monday
        (date(2022, 4, 27), False),  # King's day
        (date(2022, 5, 5), False),  # 5 May, also in a year without a day off
        (date(2022, 5, 26), False),  # Ascension
        (date(2022, 5, 27), True),  # the Friday after it
        (date(2025, 4, 26), False),  # King's day moved to Saturday, because the 27th is a Sunday
        (date(2022, 12, 26), False),
    ],
)
def test_the_days_of_the_act_are_days_off(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_a_term_that_ends_on_a_day_off_runs_on() -> None:
    assert end_of_term(date(2022, 3, 5), "P14D") == date(2022, 3, 21)  # 19 March is a Saturday
    assert end_of_term(date(2022, 4, 1), "P14D") == date(2022, 4, 19)  # Good Friday, weekend, Easter Monday
    assert end_of_term(date(2022, 3, 1), "P14D") == date(2022, 3, 15)
    assert end_of_term(date(2022, 1, 31), "P1M") == date(2022, 2, 28)
    assert end_of_term(date(2021, 12, 11), "P2W") == date(2021, 12, 27)  # Christmas on a Saturday and a Sunday


def test_long_terms_and_years_do_not_run_on() -> None:
    assert end_of_term(date(2022, 1, 1), "P13W") == date(2022, 4, 2)  # a Saturday
    assert end_of_term(date(2022, 1, 1), "P1Y") == date(2023, 1, 1)
    assert runs_on("P12W") and not runs_on("P13W") and runs_on("P3M") and not runs_on("P4M") and runs_on("P90D") and not runs_on("P91D")
    with pytest.raises(ValueError):
        runs_on("soon")


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(0, 12))
def test_a_term_never_ends_early_nor_more_than_five_days_late(day: date, weeks: int) -> None:
    found, plain = end_of_term(day, f"P{weeks}W"), add_term(day, f"P{weeks}W")
    assert is_working_day(found) and 0 <= (found - plain).days <= 5
    assert on_working_day(found) == found


def test_every_year_has_its_feast_days_by_name() -> None:
    assert feast_days(2023)[date(2023, 5, 18)] == "Hemelvaartsdag" and len(feast_days(2023)) == 11
