"""Nothing hidden can be worked out: not from a total, not from sums that share cells, not from the words that stand there instead."""

import itertools
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.core.clock import SetClock, at
from mag.core.period import year
from mag.core.transaction import Store
from mag.indicators import queries
from mag.indicators.few import NOT_SHOWN, Few, given_away, keep_safe
from mag.indicators.models import Dimension, Measurement, MeasurementPart, ValueStatus
from mag.indicators.parts import USUAL, for_readers, limits_of, show_parts
from tests.factories.agendas import make_agenda
from tests.factories.indicators import make_indicator, record

FEW = Few(5, True)


def worlds(told: Sequence[str], total: int) -> list[tuple[int, ...]]:
    """Every list of counts a reader must think possible who knows the total, what is shown and what the words mean."""

    def could_be(text: str) -> range:
        if text == "minder dan 5":
            return range(1, 5)
        return range(1, total + 1) if text == NOT_SHOWN else range(int(text), int(text) + 1)

    return [one for one in itertools.product(*(could_be(text) for text in told)) if sum(one) == total]


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
def test_no_hidden_count_follows_from_the_total_and_the_words(values: list[int]) -> None:
    hidden = FEW.hidden(values)
    words = FEW.told(values, hidden)
    told = [words.get(place, str(value)) for place, value in enumerate(values)]
    possible = worlds(told, sum(values))
    assert tuple(values) in possible
    if FEW.hides(sum(values)) or not any(value >= FEW.below for place, value in enumerate(values)):
        return  # the total is hidden as well, or there is nothing left to hide along: the page hides the whole then
    for place in hidden:
        assert len({one[place] for one in possible}) > 1, (values, told)


@given(st.data())
def test_no_hidden_cell_follows_from_sums_that_share_cells(data: st.DataObject) -> None:
    rows, columns = 3, 3
    inner = {(r, c): data.draw(st.integers(0, 14)) for r in range(rows) for c in range(columns)}
    values = dict(inner)
    sums = []
    for r in range(rows):
        values[r, 9] = sum(inner[r, c] for c in range(columns))
        sums.append({(r, c) for c in (*range(columns), 9)})
    for c in range(columns):
        values[9, c] = sum(inner[r, c] for r in range(rows))
        sums.append({(r, c) for r in (*range(rows), 9)})
    small = {cell for cell, value in values.items() if FEW.hides(value)}
    safe = keep_safe(values, small, sums)
    assert small <= safe
    assert not given_away(safe, sums)


def test_two_sums_together_give_away_what_each_alone_does_not() -> None:
    sums = [{"a", "b", "s"}, {"a", "b", "c"}, {"c", "d", "t"}]
    assert given_away({"a", "b"}, sums) == set() and given_away({"a", "c"}, sums) == {"a", "c"}
    assert given_away({"c", "a", "b"}, [{"a", "b"}, {"a", "b", "c"}]) == {"c"}


def shares(*sizes: int | None) -> list[MeasurementPart]:
    return [
        MeasurementPart(
            dimension=Dimension.AGE, code=str(number), name=f"deel {number}", value=Decimal(40), status=ValueStatus.FINAL, respondents=size
        )
        for number, size in enumerate(sizes)
    ]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((49, 300, 80), ["niet getoond: minder dan 50 mensen", "40%", "niet getoond"]),
        ((49, 48, 80), ["niet getoond: minder dan 50 mensen", "niet getoond: minder dan 50 mensen", "40%"]),
        ((50, 60), ["40%", "40%"]),
        ((None, None), ["40%", "40%"]),
    ],
)
def test_one_share_of_few_people_takes_the_smallest_other_along(sizes: tuple[int | None, ...], shown: list[str]) -> None:
    (told,) = show_parts(shares(*sizes), "%", USUAL)
    assert [text for _, text in told.parts] == shown


def test_a_hidden_whole_hides_its_parts() -> None:
    (told,) = show_parts(shares(None, None), "%", USUAL, whole_hidden=True)
    assert [text for _, text in told.parts] == [NOT_SHOWN, NOT_SHOWN]


@given(value=st.integers(0, 100), people=st.none() | st.integers(0, 100))
def test_a_share_by_itself_is_shown_from_fifty_people_on(value: int, people: int | None) -> None:
    row = Measurement(value=Decimal(value), respondents=people, status=ValueStatus.FINAL, lower=Decimal(0), upper=Decimal(100))
    seen = for_readers(row, "% van de jongeren", USUAL, people=False)
    if people is not None and people < 50:
        assert (seen.value, seen.lower, seen.upper, seen.respondents, seen.status) == (None, None, None, None, ValueStatus.SECRET)
        assert str(value) not in (seen.note or "").replace("50", "")
        assert seen.why_no_value == "niet getoond: te weinig mensen"
    else:
        assert seen is row


def test_counts_hide_only_where_they_count_people() -> None:
    row = Measurement(value=Decimal(7), status=ValueStatus.FINAL)
    assert for_readers(row, "aantal", USUAL, people=False) is row
    assert for_readers(row, "aantal", USUAL, people=True).value is None
    assert Measurement(value=None, status=ValueStatus.MISSING).why_no_value == "ontbreekt"
    assert for_readers(Measurement(value=Decimal(0), status=ValueStatus.FINAL), "aantal", USUAL, people=True).value == 0


def test_the_threshold_is_a_setting_and_a_reading_says_nothing_of_a_hidden_value(sqlite_store: Store, clock: SetClock) -> None:
    clock.set(at(date(2023, 2, 15)))
    with sqlite_store.transaction() as tx:
        ground = make_agenda(tx)
        definition = make_indicator(tx, ground.goal).definitions[0].id
        record(tx, definition, year(2020), "41", respondents=400)
        record(tx, definition, year(2021), "73", respondents=40)
    for base, shown in ((50, "41%"), (40, "73%")):
        with sqlite_store.transaction() as tx:
            rules = tx.db.merge(ground.rule_set)
            rules.document = {"suppression": {"count_below": 10, "percent_base_below": base, "secondary": True}}
        with sqlite_store.reading() as db:
            assert limits_of(db, ground.agenda.id).percent_base == base
            (reading,) = queries.readings(db, ground.agenda.id, year(2022))
            assert reading.shown == shown
            texts = " ".join(filter(None, (reading.sentence, reading.difference, str(reading.sparkline))))
            assert ("73" in texts) == (base == 40)
            assert db.new == db.dirty == set() or not (db.new or db.dirty)
