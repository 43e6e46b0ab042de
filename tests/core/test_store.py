"""A change and its journal line are one: both are there, or neither is."""

import threading
from time import sleep

import pytest

from mag.core import journal
from mag.core.clock import SetClock
from mag.core.transaction import Counter, Store


def test_a_committed_change_has_its_journal_line(store: Store, clock: SetClock) -> None:
    with store.transaction() as tx:
        assert tx.next_number("letters") == 1
        tx.record("core.counter.raised", "counter", 7, number=1)
    with store.reading() as db:
        (line,) = journal.list_lines(db, "counter", 7)
        assert (line.sequence, line.at, line.payload) == (1, clock.now(), '{"number":1}')


def test_a_change_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(LookupError), store.transaction() as tx:
        tx.next_number("letters")
        tx.record("core.counter.raised", "counter", 7)
        raise LookupError
    with store.reading() as db:
        assert db.get(Counter, "letters") is None
        assert journal.list_lines(db, "counter", 7) == []


def test_who_draw_the_very_first_number_at_the_same_moment_both_get_one(store: Store) -> None:
    start, drawn = threading.Barrier(2), []

    def draw() -> None:
        start.wait()
        with store.transaction() as tx:
            drawn.append(tx.next_number("letters"))
            sleep(0.2)  # the other asks meanwhile

    people = [threading.Thread(target=draw) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(drawn) == [1, 2]


def test_every_test_starts_with_an_empty_database(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.next_number("letters") == 1
