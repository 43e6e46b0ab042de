"""Work lists: the number beside a list is the list, what was put off comes back by itself, and the way along it is the same list."""

from datetime import date, timedelta

import pytest

from mag.accounts.roles import Role
from mag.applications.queries import Pile, WorkQuery, count_piles, find_neighbours, list_handlers, list_saved, list_worklist
from mag.applications.service import assign, claim, remove_list, save_list, snooze, wake
from mag.applications.states import ApplicationState
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused, Stale
from mag.core.transaction import Store
from tests.factories.applications import submitted
from tests.factories.people import actor_for, make_staff

TODAY = date(2022, 3, 1)


def references(store: Store, query: WorkQuery) -> list[str]:
    with store.reading() as db:
        found = list_worklist(db, query)
        assert found.total == count_piles(db, query)[query.pile] == len(found.rows)
        return [row.reference for row in found.rows]


def test_new_items_lie_apart_and_the_one_to_decide_first_is_on_top(store: Store) -> None:
    for amount in (800_00, 200_00, 800_00):
        first = submitted(store, amount)
    new, work = WorkQuery(first.agenda_id, TODAY, pile=Pile.NEW), WorkQuery(first.agenda_id, TODAY)
    assert references(store, new) == ["MAG-2022-0002", "MAG-2022-0001", "MAG-2022-0003"]
    with store.transaction() as tx:
        leader = make_staff(tx, Role.PROJECT_LEADER)
    with store.transaction(actor_for(store, leader.id)) as tx:
        claim(tx, first.id, version=1)
    assert references(store, WorkQuery(first.agenda_id, TODAY, handler=leader.id)) == ["MAG-2022-0003"]
    assert references(store, new) == ["MAG-2022-0002", "MAG-2022-0001"] and references(store, work) == ["MAG-2022-0003"]
    assert references(store, WorkQuery(first.agenda_id, TODAY, pile=Pile.OPEN, tier="T2")) == ["MAG-2022-0001", "MAG-2022-0003"]
    small = WorkQuery(first.agenda_id, TODAY, pile=Pile.OPEN, decider="neighbourhood_worker")
    assert references(store, small) == ["MAG-2022-0002"]
    assert references(store, WorkQuery(first.agenda_id, TODAY, pile=Pile.OPEN, tier="unknown")) == []
    assert references(store, WorkQuery(first.agenda_id, TODAY, pile=Pile.OPEN, handler=0)) == ["MAG-2022-0002", "MAG-2022-0001"]
    assert len(references(store, WorkQuery(first.agenda_id, TODAY, pile=Pile.OPEN, topic="samenleven"))) == 3
    assert references(store, WorkQuery(first.agenda_id, TODAY, pile=Pile.OPEN, topic="gezonde_levensstijl")) == []
    assert references(store, WorkQuery(first.agenda_id, TODAY, pile=Pile.OPEN, late=True)) == []
    much_later = WorkQuery(first.agenda_id, date(2022, 3, 20), pile=Pile.OPEN, late=True)
    assert references(store, much_later) == ["MAG-2022-0002"]


def test_what_was_put_off_comes_back_on_its_day_and_sooner_when_its_last_day_is_near(store: Store) -> None:
    application = submitted(store, 800_00)  # to decide by 1 April
    with store.transaction() as tx:
        snooze(tx, application.id, version=1, until=date(2022, 3, 29))
    for day, pile in ((TODAY, Pile.LATER), (date(2022, 3, 24), Pile.LATER), (date(2022, 3, 25), Pile.NEW), (date(2022, 3, 29), Pile.NEW)):
        for asked in (Pile.LATER, Pile.NEW):
            assert bool(references(store, WorkQuery(application.agenda_id, day, pile=asked))) is (asked is pile), (day, asked)
    with store.transaction() as tx:
        assert wake(tx, application.id, version=2).snooze_until is None
    for until, code in ((TODAY, "until_past"), (TODAY + timedelta(days=200), "until_far")):
        with pytest.raises(Refused) as refused, store.transaction() as tx:
            snooze(tx, application.id, version=3, until=until)
        assert refused.value.refusals[0].code == code
    with pytest.raises(Stale), store.transaction() as tx:
        snooze(tx, application.id, version=1, until=date(2022, 3, 8))


def test_the_way_along_a_list_goes_on_from_a_file_that_has_left_it(store: Store) -> None:
    made = [submitted(store, 800_00) for _ in range(3)]
    query = WorkQuery(made[0].agenda_id, TODAY, pile=Pile.NEW)
    with store.transaction() as tx:
        claim(tx, made[1].id, version=1)
    with store.reading() as db:
        here = find_neighbours(db, query, made[1].reference)
        assert (here.before, here.after) == (made[0].reference, made[2].reference)
        assert find_neighbours(db, query, made[2].reference).after is None
        assert find_neighbours(db, query, "MAG-1999-0001").before is None


def test_a_file_is_given_to_a_colleague_who_decides_on_it(store: Store) -> None:
    application = submitted(store, 800_00)
    with store.transaction() as tx:
        leader, worker = make_staff(tx, Role.PROJECT_LEADER), make_staff(tx, Role.NEIGHBOURHOOD_WORKER)
    with pytest.raises(Refused, match="beslist niet"), store.transaction() as tx:
        assign(tx, application.id, version=1, person_id=worker.id)
    with store.transaction() as tx:
        given = assign(tx, application.id, version=1, person_id=leader.id)
        assert (given.state, given.claimed_by_id) == (ApplicationState.ASSESSING, leader.id)
    with store.reading() as db:
        assert list_handlers(db, application.agenda_id) == [(leader.id, leader.name)]


def test_lists_are_kept_for_oneself_or_for_all_and_the_same_name_replaces(store: Store, clock: SetClock) -> None:
    application = submitted(store)
    with store.transaction() as tx:
        leader, other = make_staff(tx, Role.PROJECT_LEADER), make_staff(tx, Role.CONTROLLER)
    me, you = actor_for(store, leader.id), actor_for(store, other.id)
    clock.set(at(TODAY, 13))
    with store.transaction(me) as tx:
        mine = save_list(tx, application.agenda_id, name=" Te  laat ", address="telaat=ja", shared=False)
        save_list(tx, application.agenda_id, name="Van iedereen", address="", shared=True)
        assert save_list(tx, application.agenda_id, name="Te laat", address="telaat=ja&van=mij", shared=False).id == mine.id
    with store.reading() as db:
        assert [(kept.name, kept.address) for kept in list_saved(db, me, application.agenda_id)] == [
            ("Van iedereen", ""), ("Te laat", "telaat=ja&van=mij"),
        ]  # fmt: skip
        assert [kept.name for kept in list_saved(db, you, application.agenda_id)] == ["Van iedereen"]
    with pytest.raises(NotFound), store.transaction(you) as tx:
        remove_list(tx, mine.id)
    for address in ("javascript:1", "a=<b>", "//elders.nl"):
        with pytest.raises(Refused), store.transaction(me) as tx:
            save_list(tx, application.agenda_id, name="Vreemd", address=address, shared=False)
    with store.transaction(me) as tx:
        for number in range(11):
            save_list(tx, application.agenda_id, name=f"Lijst {number}", address="", shared=True)
        remove_list(tx, mine.id)
    with pytest.raises(Refused, match="al 12 gedeelde"), store.transaction(me) as tx:
        save_list(tx, application.agenda_id, name="Nog een", address="", shared=True)
