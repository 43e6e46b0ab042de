"""Verbs about people: one journal line each, a mail where the person must know, and never a house without an administrator."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from mag.accounts.models import MailToken, Person, SignInSession, TokenPurpose
from mag.accounts.passwords import check_password, hash_password
from mag.accounts.queries import count_people, find_person, find_token, get_person, list_people, list_sessions
from mag.accounts.roles import Role
from mag.accounts.service import (
    change_name,
    close_account,
    create_person,
    give_role,
    invite,
    open_account,
    revoke_role,
    send_reset,
    set_password,
    sign_out_everywhere,
    use_token,
)
from mag.accounts.sessions import find_session, roles_of, start_session
from mag.core.actor import Actor
from mag.core.clock import SetClock
from mag.core.errors import Forbidden, MagError, NotFound, Refused
from mag.core.journal import list_lines
from mag.core.outbox import list_about
from mag.core.transaction import Store, Tx
from tests.factories.people import PASSWORD, actor_for, make_partner, make_person, make_staff

ADDRESS = "https://mag.demo.example"


@pytest.fixture
def chief(store: Store) -> Actor:
    """The administrator."""
    with store.transaction() as tx:
        person_id = make_staff(tx, Role.ADMINISTRATOR).id
    return actor_for(store, person_id)


def colleague(store: Store, *roles: Role) -> int:
    with store.transaction() as tx:
        return make_person(tx, "sanne@demo.example", "Sanne Demo", *roles, password=PASSWORD).id


def story(store: Store, person_id: int) -> list[str]:
    with store.reading() as db:
        return [line.action for line in list_lines(db, "person", person_id)]


def mails(store: Store, person_id: int) -> list[str]:
    with store.reading() as db:
        return [mail.subject for mail in list_about(db, "person", person_id)]


def refused(store: Store, actor: Actor, verb: Callable[[Tx], object]) -> str:
    with pytest.raises(Refused) as caught, store.transaction(actor) as tx:
        verb(tx)
    return caught.value.refusals[0].code


def test_an_invitation_makes_a_person_with_a_role_and_a_link_for_seven_days(store: Store, chief: Actor, clock: SetClock) -> None:
    with store.transaction(chief) as tx:
        person, link = invite(tx, email="Sanne@Demo.example", name=" Sanne  Demo ", role=Role.CONTROLLER, address=ADDRESS)
    assert link.startswith(f"{ADDRESS}/wachtwoord/")
    secret = link.rsplit("/", 1)[1]
    with store.reading() as db:
        found = get_person(db, person.id)
        assert (found.email, found.name, roles_of(found)) == ("sanne@demo.example", "Sanne Demo", {Role.CONTROLLER})
        assert found.roles[0].granted_by == chief.label
        assert find_token(db, secret, (TokenPurpose.INVITE,), clock.now()) is not None
        assert secret not in str(db.scalars(select(MailToken.token_digest)).all())
        assert secret not in str([line.payload for line in list_lines(db, "person", person.id)])
        (mail,) = list_about(db, "person", person.id)
        assert link in mail.text and "controller" in mail.text
    assert story(store, person.id) == ["accounts.person.invited"]


def test_inviting_somebody_known_adds_the_role_and_ends_the_link_before(store: Store, chief: Actor, clock: SetClock) -> None:
    with store.transaction(chief) as tx:
        person, first = invite(tx, email="s@demo.example", name="S. Demo", role=Role.CONTROLLER, address=ADDRESS)
        again, second = invite(tx, email="s@demo.example", name="Iemand anders", role=Role.AUDITOR, address=ADDRESS)
        assert (again.id, again.name, roles_of(again)) == (person.id, "S. Demo", {Role.CONTROLLER, Role.AUDITOR})
    with store.reading() as db:
        live = [bool(find_token(db, link.rsplit("/", 1)[1], (TokenPurpose.INVITE,), clock.now())) for link in (first, second)]
    assert live == [False, True]


@pytest.mark.parametrize(("email", "name"), [("geen adres", "Sanne Demo"), ("s@demo.example", "  "), ("s@demo.example", "x" * 201)])
def test_an_invitation_that_cannot_arrive_is_refused(sqlite_store: Store, email: str, name: str) -> None:
    with pytest.raises(Refused), sqlite_store.transaction() as tx:
        invite(tx, email=email, name=name, role=Role.AUDITOR, address=ADDRESS)


def test_a_role_is_given_and_revoked_once_and_never_deleted(store: Store, chief: Actor) -> None:
    person_id = colleague(store)
    with store.transaction(chief) as tx:
        give_role(tx, person_id, Role.CONTROLLER)
    assert refused(store, chief, lambda tx: give_role(tx, person_id, Role.CONTROLLER)) == "role_held"
    with store.transaction(chief) as tx:
        revoke_role(tx, person_id, Role.CONTROLLER)
    assert refused(store, chief, lambda tx: revoke_role(tx, person_id, Role.CONTROLLER)) == "role_not_held"
    with store.reading() as db:
        (grant,) = get_person(db, person_id).roles
        assert grant.revoked_at is not None and roles_of(get_person(db, person_id)) == set()
    assert story(store, person_id) == ["accounts.person.created", "accounts.role.given", "accounts.role.revoked"]
    assert mails(store, person_id) == ["U heeft er een rol bij", "Een rol is beëindigd"]


def test_nobody_revokes_or_closes_oneself_and_the_last_administrator_stays(store: Store, chief: Actor) -> None:
    assert chief.id is not None
    own = chief.id
    with store.transaction() as tx:
        second = make_person(tx, "twee@demo.example", "Twee Demo", Role.ADMINISTRATOR).id
    assert refused(store, chief, lambda tx: revoke_role(tx, own, Role.ADMINISTRATOR)) == "own_administrator"
    assert refused(store, chief, lambda tx: close_account(tx, own)) == "own_account"
    with store.transaction(chief) as tx:
        revoke_role(tx, second, Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="last_administrator"), store.transaction() as tx:
        close_account(tx, own)
    with pytest.raises(Refused, match="last_administrator"), store.transaction() as tx:
        revoke_role(tx, own, Role.ADMINISTRATOR)


def test_a_closed_account_loses_sessions_and_links_at_once_and_opens_with_the_same_roles(
    store: Store, chief: Actor, clock: SetClock
) -> None:
    person_id = colleague(store, Role.CONTROLLER)
    with store.transaction(chief) as tx:
        session = start_session(tx, person_id=person_id)
        _, link = invite(tx, email="sanne@demo.example", name="x", role=Role.AUDITOR, address=ADDRESS)
    with store.transaction(chief) as tx:
        close_account(tx, person_id)
    with store.reading() as db:
        assert find_session(db, session, clock.now()) is None
        assert list_sessions(db, person_id, clock.now()) == []
        assert find_token(db, link.rsplit("/", 1)[1], tuple(TokenPurpose), clock.now()) is None
    for verb in (
        lambda tx: close_account(tx, person_id),
        lambda tx: give_role(tx, person_id, Role.PROJECT_LEADER),
        lambda tx: send_reset(tx, person_id, address=ADDRESS),
        lambda tx: invite(tx, email="sanne@demo.example", name="x", role=Role.AUDITOR, address=ADDRESS),
    ):
        assert refused(store, chief, verb) == "account_closed"
    with store.transaction(chief) as tx:
        open_account(tx, person_id)
    assert refused(store, chief, lambda tx: open_account(tx, person_id)) == "account_open"
    with store.reading() as db:
        assert roles_of(get_person(db, person_id)) == {Role.CONTROLLER, Role.AUDITOR}
        assert find_session(db, session, clock.now()) is None
    assert mails(store, person_id)[-2:] == ["Uw account is gesloten", "Uw account is weer open"]


def test_a_new_password_ends_every_other_session_and_every_link(store: Store, clock: SetClock) -> None:
    person_id = colleague(store, Role.CONTROLLER)
    me = actor_for(store, person_id)
    with store.transaction(me) as tx:
        here, elsewhere = start_session(tx, person_id=person_id), start_session(tx, person_id=person_id)
    with store.transaction() as tx:
        send_reset(tx, person_id, address=ADDRESS)
    new = hash_password("groene kikker zingt", fast=True)
    with store.transaction(me) as tx:
        set_password(tx, person_id, new, keep=here)
    with store.reading() as db:
        person = get_person(db, person_id)
        assert check_password(person.password_hash, "groene kikker zingt", fast=True)
        assert not check_password(person.password_hash, PASSWORD, fast=True)
        assert find_session(db, here, clock.now()) and not find_session(db, elsewhere, clock.now())
        assert db.scalars(select(MailToken).where(MailToken.used_at.is_(None))).all() == []
        assert all("kikker" not in str(line.payload) for line in list_lines(db, "person", person_id))
    assert mails(store, person_id)[-1] == "Uw wachtwoord is veranderd"


def test_a_password_is_one_s_own_and_so_is_a_name(store: Store, chief: Actor) -> None:
    person_id = colleague(store)
    for verb in (lambda tx: set_password(tx, person_id, hash_password(PASSWORD, fast=True)), lambda tx: change_name(tx, person_id, "X")):
        with pytest.raises(Forbidden), store.transaction(chief) as tx:
            verb(tx)
        with pytest.raises(Forbidden), store.transaction() as tx:
            verb(tx)
    with store.transaction(actor_for(store, person_id)) as tx:
        change_name(tx, person_id, " Sanne  de Demo ")
    with store.reading() as db:
        assert db.get_one(Person, person_id).name == "Sanne de Demo"


def test_a_link_works_once_until_its_time_and_for_its_purpose_only(store: Store, chief: Actor, clock: SetClock) -> None:
    def linked() -> str:
        with store.transaction(chief) as tx:
            return invite(tx, email="sanne@demo.example", name="Sanne Demo", role=Role.AUDITOR, address=ADDRESS)[1].rsplit("/", 1)[1]

    def use(secret: str, purpose: TokenPurpose = TokenPurpose.INVITE) -> None:
        with store.transaction() as tx:
            use_token(tx, secret, (purpose,))

    secret = linked()
    with pytest.raises(Refused):
        use(secret, TokenPurpose.SIGN_IN)
    use(secret)
    with pytest.raises(Refused):
        use(secret)
    secret, start = linked(), clock.now()
    clock.set(start.replace(day=start.day + 7))
    with pytest.raises(Refused):
        use(secret)
    for nothing in ("", "x", "é" * 10, secret[:-1]):
        with pytest.raises(Refused):
            use(nothing)


def test_only_an_administrator_looks_after_others(store: Store) -> None:
    person_id = colleague(store, Role.PROJECT_LEADER)
    with store.transaction() as tx:
        other = make_staff(tx, Role.CONTROLLER).id
    me = actor_for(store, person_id)
    verbs: list[Callable[[Tx], object]] = [
        lambda tx: invite(tx, email="x@demo.example", name="X", role=Role.ADMINISTRATOR, address=ADDRESS),
        lambda tx: give_role(tx, person_id, Role.ADMINISTRATOR),
        lambda tx: revoke_role(tx, other, Role.CONTROLLER),
        lambda tx: close_account(tx, other),
        lambda tx: open_account(tx, other),
        lambda tx: send_reset(tx, other, address=ADDRESS),
        lambda tx: sign_out_everywhere(tx, other),
    ]
    for verb in verbs:
        with pytest.raises(Forbidden), store.transaction(me) as tx:
            verb(tx)
    with store.transaction(me) as tx:
        assert sign_out_everywhere(tx, person_id) == 0


def test_somebody_who_does_not_exist_is_not_found(store: Store, chief: Actor) -> None:
    with pytest.raises(MagError), store.transaction(chief) as tx:
        close_account(tx, 4711)
    with store.reading() as db, pytest.raises(NotFound):
        get_person(db, 4711)


def test_the_same_address_is_the_same_person(store: Store) -> None:
    with store.transaction() as tx:
        one = create_person(tx, email="Anna@Demo.example", name="Anna Demo", phone="+31612345678").id
        again = create_person(tx, email="anna@demo.EXAMPLE ", name="Iemand anders")
        assert (again.id, again.name, again.phone) == (one, "Anna Demo", "+31612345678")
    assert story(store, one) == ["accounts.person.created"]


def test_colleagues_and_people_of_partners_are_two_lists(store: Store) -> None:
    with store.transaction() as tx:
        make_partner(tx)
        make_staff(tx, Role.AUDITOR)
        make_person(tx, "zwart@demo.example", "Zwart Demo", Role.CONTROLLER)
    with store.reading() as db:
        assert [p.name for p in list_people(db, staff=True)] == ["Demo auditor", "Zwart Demo"]
        assert [p.email for p in list_people(db, staff=False)] == ["brug@demo.example"]
        assert [p.name for p in list_people(db, staff=True, words="zw demo")] == ["Zwart Demo"]
        assert count_people(db, staff=True) == 2 and count_people(db, staff=False, words="%") == 0
        assert find_person(db, " ZWART@demo.example") is not None


def test_what_is_stored_of_a_session_does_not_open_one(store: Store, clock: SetClock) -> None:
    person_id = colleague(store, Role.CONTROLLER)
    with store.transaction() as tx:
        secret = start_session(tx, person_id=person_id)
    with store.reading() as db:
        stored = db.scalars(select(SignInSession.token_digest)).one()
        assert find_session(db, secret, clock.now()) is not None
        assert secret != stored and find_session(db, stored, clock.now()) is None
