"""A change and its journal line are one: both are there, or neither is."""

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


def test_every_test_starts_with_an_empty_database(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.next_number("letters") == 1
