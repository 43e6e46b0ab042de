"""Who sees which application, and work lists whose count is the list."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from mag.accounts.roles import Permission
from mag.accounts.sessions import link_actor
from mag.applications.queries import (
    Pile,
    WorkQuery,
    count_grants_of,
    count_regular_of,
    get_application,
    get_by_follow_secret,
    list_for_partner,
    list_grants_of,
    list_worklist,
)
from mag.applications.service import claim, submit, unclaim, withdraw
from mag.applications.service.refuse import store_decision
from mag.applications.states import ApplicationState, Outcome
from mag.core.actor import ANONYMOUS, Actor, ActorKind
from mag.core.errors import NotFound, Refused, Stale
from mag.core.transaction import Store
from mag.partners.models import PartnerKind
from tests.factories.applications import ADDRESS, agenda_in, request_for, submitted

STAFF = Actor(
    kind=ActorKind.PERSON, id=None, label="Demo Projectleider",
    permissions=frozenset({Permission.SEE_APPLICATIONS.value, Permission.ENTER_FOR_OTHERS.value}),
)  # fmt: skip


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The statements sent to the reading engine."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(store.database.reader, "before_cursor_execute", note)
    yield seen
    event.remove(store.database.reader, "before_cursor_execute", note)


def test_staff_see_all_a_partner_its_own_and_a_link_one(store: Store) -> None:
    mine, other = submitted(store), submitted(store, email="ander@demo.example")
    member = Actor(kind=ActorKind.PERSON, organisations=frozenset({mine.partner_id}))
    with store.reading() as db:
        for actor in (STAFF, member, link_actor(mine.id)):
            assert get_application(db, actor, mine.reference).id == mine.id
        assert get_application(db, STAFF, other.reference).id == other.id
        for actor in (member, link_actor(mine.id), ANONYMOUS):
            with pytest.raises(NotFound):
                get_application(db, actor, other.reference)
        with pytest.raises(NotFound):
            get_by_follow_secret(db, "not a secret of anybody")


def test_reading_one_application_takes_a_fixed_number_of_statements(sqlite_store: Store) -> None:
    application = submitted(sqlite_store, 2500_00)
    with statements(sqlite_store) as seen, sqlite_store.reading() as db:
        found = get_application(db, STAFF, application.reference)
        assert (found.partner.name, found.tier.code, found.agenda.name) and found.decision is None
        assert [line.amount for line in found.cost_lines] and found.results and found.activities[0].alignments[0].goal.name
    assert len(seen) <= 6


def test_a_long_work_list_comes_in_pages_with_as_many_statements_as_a_short_one(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_id = agenda_in(tx).id
        for _ in range(53):
            submit(tx, request_for(agenda_id), address=ADDRESS)
    query = WorkQuery(agenda_id, date(2022, 3, 1), pile=Pile.NEW)
    with statements(sqlite_store) as seen, sqlite_store.reading() as db:
        first, last = list_worklist(db, query), list_worklist(db, query, page=99)
        assert (len(first.rows), len(last.rows), first.total, last.page, last.pages) == (50, 3, 53, 2, 2)
        assert {row.partner.public_name for row in first.rows} == {"Inwoner"}
    assert len(seen) == 4


def test_taking_on_giving_back_and_stopping(store: Store) -> None:
    application = submitted(store)
    with store.transaction(STAFF) as tx:
        taken = claim(tx, application.id, version=1)
        assert (taken.state, taken.claimed_by, taken.version) == (ApplicationState.ASSESSING, "Demo Projectleider", 2)
    with pytest.raises(Stale, match="Demo Projectleider"), store.transaction(STAFF) as tx:
        claim(tx, application.id, version=1)
    with store.transaction(STAFF) as tx:
        assert unclaim(tx, application.id, version=2).claimed_by is None
    with pytest.raises(NotFound), store.transaction(ANONYMOUS) as tx:
        withdraw(tx, application.id, version=3)
    with store.transaction(link_actor(application.id)) as tx:
        assert withdraw(tx, application.id, version=3).state is ApplicationState.WITHDRAWN
    with pytest.raises(Refused), store.transaction(STAFF) as tx:
        claim(tx, application.id, version=4)
    with pytest.raises(NotFound), store.transaction(STAFF) as tx:
        claim(tx, 999_999, version=1)


def test_grants_of_a_year_are_counted_by_the_day_of_the_decision(store: Store) -> None:
    first, second = submitted(store), submitted(store)
    with store.transaction() as tx:
        for application, outcome, amount in ((first, Outcome.AWARD, 200_00), (second, Outcome.REFUSE, 0)):
            store_decision(tx, tx.db.merge(application), outcome=outcome, amount=amount, reason="Past goed bij het doel.")
    with store.reading() as db:
        assert [a.reference for a in list_grants_of(db, first.partner_id, 2022)] == [first.reference]
        assert (count_grants_of(db, first.partner_id, 2022), count_grants_of(db, first.partner_id, 2021)) == (1, 0)
        assert [a.reference for a in list_for_partner(db, {first.partner_id})] == [second.reference, first.reference]
        assert list_for_partner(db, set()) == []


def test_a_second_application_for_regular_activities_in_a_year_is_refused(store: Store) -> None:
    club = {"applicant_kind": PartnerKind.ASSOCIATION, "organisation_name": "Wandelclub demo", "is_regular": True}
    first = submitted(store, 2500_00, **club)
    with pytest.raises(Refused) as refused:
        submitted(store, 2500_00, **club)
    assert [refusal.code for refusal in refused.value.refusals] == ["regular_this_year"]
    with store.reading() as db:
        assert count_regular_of(db, first.partner_id, 2022) == 1
    with store.transaction(STAFF) as tx:
        withdraw(tx, first.id, version=1)
    assert submitted(store, 2500_00, **club).reference == "MAG-2022-0002"
