"""The clock of a decision never loses or gains a day, whatever happens to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.agenda.rules import tier_for
from mag.applications.term import DecisionTerm, is_run_on, latest_extension, term_under
from mag.core.money import Cents
from mag.core.working_days import is_working_day
from tests.factories.applications import agenda_file

START = date(2022, 3, 1)
DAY = timedelta(days=1)
HG_2018 = agenda_file().section.rule_sets[0]
HG_2024 = agenda_file("hardinxveld-giessendam-2024").section.rule_sets[0]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int]]:
    """What can happen to a file, day by day: nothing, a stop of so many days at most, an answer, a longer term."""
    acts = st.sampled_from(["nothing", "nothing", "stop", "resume", "extend"])
    return draw(st.lists(st.tuples(acts, st.integers(0, 40)), max_size=60))


@given(histories(), st.booleans())
def test_a_day_is_lost_only_while_the_clock_runs(history: list[tuple[str, int]], is_run_on: bool) -> None:
    term, day = DecisionTerm(START + timedelta(days=30), is_run_on=is_run_on), START
    left, lengthened, stood = term.days_left(day), 0, 0
    for act, days in history:
        if act == "stop" and term.stopped_on is None:
            term = term.stop(day, day + timedelta(days=days))
        elif act == "resume" and term.stopped_on is not None:
            stood += (day - term.stopped_on).days
            term = term.resume(day)
        elif act == "extend" and days:
            term, lengthened, left = term.extend(term.ends_on + timedelta(days=days)), lengthened + days, left + days
        assert term.days_left(day) == left
        assert term.ends_on == START + timedelta(days=30 + lengthened + stood)
        assert term.stood_still == stood
        assert term.decide_by >= term.ends_on and (not is_run_on or is_working_day(term.decide_by))
        day += DAY
        left -= term.stopped_on is None


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_promise_of_a_standing_clock_is_what_it_becomes_when_nobody_answers(wait: int, until: int) -> None:
    stopped = DecisionTerm(START, is_run_on=True).stop(START, START + timedelta(days=until))
    assert stopped.resume(START + timedelta(days=until)).decide_by == stopped.decide_by
    assert stopped.resume(START + timedelta(days=min(wait, until))).decide_by <= stopped.decide_by


def test_the_log_can_be_read() -> None:
    term = DecisionTerm(date(2022, 4, 19)).stop(START, date(2022, 3, 15))
    assert term.sentence() == "staat stil sinds 1 maart 2022" and term.decide_by == date(2022, 5, 3)
    again = term.resume(date(2022, 3, 13))
    assert again.decide_by == date(2022, 5, 1) and again.sentence() == "12 dagen stilgestaan"
    assert again.extend(date(2022, 5, 20)).sentence() == "12 dagen stilgestaan, 1 keer verlengd"
    assert DecisionTerm(START).sentence() == ""


def test_what_cannot_be_is_not_counted() -> None:
    term = DecisionTerm(START)
    with pytest.raises(ValueError):
        term.resume(START)
    with pytest.raises(ValueError):
        term.stop(START, START + DAY).stop(START, START + DAY)
    with pytest.raises(ValueError):
        term.stop(START, START + DAY).resume(START - DAY)
    with pytest.raises(ValueError):
        term.extend(START)


def test_a_decision_under_the_act_runs_on_and_a_private_one_or_a_fixed_day_does_not() -> None:
    public, private = tier_for(HG_2024, Cents(800_00)), tier_for(HG_2018, Cents(800_00))
    saturday = date(2024, 2, 3)  # eight weeks later is the Saturday of Easter
    assert term_under(HG_2024, HG_2024.tier("E1"), saturday).decide_by == date(2024, 4, 2)
    assert term_under(HG_2024, HG_2024.tier("E1"), saturday).ends_on == date(2024, 3, 30)
    assert is_run_on(HG_2024, public) or public.code == "E0"
    assert term_under(HG_2018, private, date(2022, 3, 5)).decide_by == date(2022, 4, 5)
    assert not is_run_on(HG_2018, private) and not is_run_on(HG_2018, HG_2018.tier("T4"))


def test_a_term_is_lengthened_as_often_as_the_rules_say() -> None:
    term = term_under(HG_2024, HG_2024.tier("E1"), date(2024, 2, 1))
    assert latest_extension(HG_2024, term) == date(2024, 5, 9)
    assert latest_extension(HG_2024, term.extend(date(2024, 5, 9))) is None
    assert latest_extension(HG_2018, term) is None
