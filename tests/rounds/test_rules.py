"""Under a ceiling: never more than it, in the order of receipt until the money is gone, and a lower one later touches nobody before."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mag.core.clock import at
from mag.core.money import Cents
from mag.rounds.rules import Ask, Ceilings, cannot_make, give_in_order, limit_for, over_ceiling, over_lines, over_request, room_under

FIRST = date(2022, 9, 1)


def ask(number: int, requested: int, amount: int = 0, *, day: int = 0, decided: bool = False, line: int | None = 1) -> Ask:
    sent = FIRST + timedelta(days=day)
    return Ask(number, f"MAG-{number}", sent, at(sent, 9, number % 60), Cents(requested), Cents(amount), line, decided)


def ceilings(*pairs: tuple[int, int]) -> Ceilings:
    return [(FIRST + timedelta(days=day), Cents(amount)) for day, amount in pairs]


def test_a_request_stands_under_the_ceiling_of_its_day_or_a_higher_one_since() -> None:
    known = ceilings((0, 1000), (10, 600), (20, 800))
    assert limit_for(known, FIRST - timedelta(days=1)) is None
    assert [limit_for(known, FIRST + timedelta(days=day)) for day in (0, 9, 10, 19, 20)] == [1000, 1000, 800, 800, 800]
    assert limit_for(ceilings((0, 1000), (5, 1500)), FIRST) == 1500


def test_together_no_more_than_the_ceiling() -> None:
    known = ceilings((0, 1000))
    assert over_ceiling(known, [ask(1, 600, 600), ask(2, 600, 400)]) == []
    (refusal,) = over_ceiling(known, [ask(1, 600, 600), ask(2, 600, 401)])
    assert "€\xa00,01 meer dan het plafond van €\xa010,00" in refusal.sentence
    assert over_ceiling(known, [ask(1, 2000, 2000, decided=True)]) == []
    assert over_ceiling(known, [ask(1, 2000, 1000, decided=True), ask(2, 10, 1)])


def test_a_lower_ceiling_does_not_touch_who_asked_before() -> None:
    known = ceilings((0, 1000), (10, 600))
    early, late = ask(1, 900, 900, day=1), ask(2, 100, 0, day=11)
    assert over_ceiling(known, [early, late]) == []
    assert over_ceiling(known, [early, ask(2, 100, 1, day=11)])
    assert over_ceiling(known, [ask(1, 500, 500, day=1), ask(2, 100, 100, day=11)]) == []
    assert room_under(known, [early, late], late) == 0 and room_under(known, [early, late], early) == 1000
    before = ask(3, 5000, 5000, day=-3)
    assert over_ceiling(known, [before]) == [] and room_under(known, [before], before) is None


def test_a_line_and_a_request_hold_too() -> None:
    (refusal,) = over_lines({1: ("MAG-01", Cents(500)), 2: ("MAG-02", Cents(500))}, [ask(1, 900, 501), ask(2, 900, 500, line=2)])
    assert refusal.sentence.startswith("Op MAG-01 is €\xa05,00 vrij")
    assert over_lines({1: ("MAG-01", Cents(500))}, [ask(1, 900, 501, decided=True)]) == []
    assert [r.field for r in over_request([ask(7, 100, 101), ask(8, 100, 100)])] == ["amount-7"]


def test_in_the_order_of_receipt_the_last_one_gets_what_is_left() -> None:
    known = ceilings((0, 1000))
    asks = [ask(3, 400, day=3), ask(1, 400, day=1), ask(4, 100, day=4), ask(2, 400, day=2)]
    given_out = give_in_order(known, {1: Cents(10_000)}, asks, 1)
    assert [(one.application_id, one.amount) for one in given_out] == [(1, 400), (2, 400), (3, 200), (4, 0)]
    by_line = give_in_order(known, {1: Cents(500)}, asks, 1)
    assert [one.amount for one in by_line] == [400, 100, 0, 0]


asks_made = st.lists(
    st.tuples(st.integers(1, 5000), st.integers(-5, 40), st.booleans(), st.integers(1, 3), st.integers(0, 5000)), min_size=1, max_size=12
).map(
    lambda rows: [
        ask(number, requested, min(got, requested) if decided else 0, day=day, decided=decided, line=line)
        for number, (requested, day, decided, line, got) in enumerate(rows, 1)
    ]
)
ceilings_made = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20_000)), min_size=1, max_size=4).map(
    lambda rows: ceilings(*sorted(rows, key=lambda row: row[0]))
)
free_made = st.fixed_dictionaries({1: st.integers(0, 9000), 2: st.integers(0, 9000), 3: st.integers(0, 9000)})


@given(ceilings_made, free_made, asks_made)
def test_whatever_the_requests_order_gives_no_more_than_there_is_and_skips_nobody(
    known: Ceilings, room: dict[int, int], asks: list[Ask]
) -> None:
    free = {line: Cents(amount) for line, amount in room.items()}
    given_out = give_in_order(known, free, asks, 1)
    assert over_ceiling(known, given_out) == [] and over_request(given_out) == []
    assert over_lines({line: (str(line), amount) for line, amount in free.items()}, given_out) == []
    still_open = [one for one in given_out if not one.is_decided]
    whole = [one.amount == one.requested for one in still_open]
    assert whole == sorted(whole, reverse=True), "nobody gets all after somebody who did not"
    assert sum(0 < one.amount < one.requested for one in still_open) <= 1
    kept = {one.application_id: one.amount for one in asks if one.is_decided}
    assert kept == {one.application_id: one.amount for one in given_out if one.is_decided}


@given(ceilings_made, asks_made, st.data())
def test_the_room_of_one_is_exactly_what_it_can_get(known: Ceilings, asks: list[Ask], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(asks))
    room = room_under(known, asks, one)
    others = [other for other in asks if other.application_id != one.application_id]
    if room is None or one.is_decided:
        return
    if room:
        assert over_ceiling(known, [*others, ask_with(one, room)]) == []
    assert over_ceiling(known, [*others, ask_with(one, Cents(room + 1))]) != []


def ask_with(one: Ask, amount: Cents) -> Ask:
    return Ask(one.application_id, one.reference, one.sent_on, one.complete_at, Cents(10**9), amount, one.line_id, False)


def test_a_round_needs_a_name_tiers_days_and_money() -> None:
    codes = {r.code for r in cannot_make(name=" ", year=1999, opens_on=FIRST, closes_on=date(2022, 8, 1), tiers=(), ceiling=Cents(0))}
    assert codes == {"name", "tiers", "days_reversed", "year", "ceiling"}
