"""The door: who may come in. Stands beside the one-verb frame on purpose: a failed try is counted and logged when nothing else happens.

Slow work (a password) is done before any transaction. Somebody we know and somebody we do not know get the same answer for
the same work (``reliability.md`` T7).
"""

from typing import NamedTuple

from mag.accounts.attempts import claim_try, note_success
from mag.accounts.models import Person, TokenPurpose
from mag.accounts.passwords import PasswordHash, check_password, hash_password
from mag.accounts.queries import find_person, find_token, get_person
from mag.accounts.roles import permissions_of
from mag.accounts.rules import AttemptKind, network_key
from mag.accounts.service import set_password
from mag.accounts.sessions import roles_of, start_session
from mag.accounts.tokens import SPENT, mail_reset_link, mail_sign_in_link, use_token
from mag.core.actor import ANONYMOUS, Actor, ActorKind
from mag.core.errors import Refusal, Refused
from mag.core.house import House
from mag.core.logs import note_refused

PASSWORD_PURPOSES = (TokenPurpose.RESET, TokenPurpose.INVITE)
WRONG = Refusal("sign_in_wrong", "Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Controleer ze en probeer het opnieuw.")


class LinkHolder(NamedTuple):
    """Whose mailed link this is, and what the link is for."""

    name: str
    email: str
    is_invitation: bool


def enter_with_password(house: House, email: str, password: str, network: str | None) -> str:
    """Start a session for who knows the password; answers its secret. Raises Refused with one sentence for every kind of wrong."""
    tries = claim_try(house.store, AttemptKind.PASSWORD, email, network_key(network))
    with house.store.reading() as db:
        person = find_person(db, email)
    known = person is not None and person.active
    right = check_password(person.password_hash if person and known else None, password, fast=house.settings.argon2_fast)
    if person is None or not right:
        note_refused(house.store, ANONYMOUS, "sign_in_failed", f"{email[:200]} {network_key(network)}")
        raise Refused(WRONG)
    with house.store.transaction(_as(person)) as tx:
        note_success(tx, tries)
        return start_session(tx, person_id=person.id)


def enter_with_link(house: House, secret: str, network: str | None) -> str:
    """Use a mailed link to sign in; answers the secret of the session. Raises Refused when the link works no more."""
    return _use(house, secret, (TokenPurpose.SIGN_IN,), network, None)


def choose_password(house: House, secret: str, password: str, network: str | None) -> str:
    """Use a mailed link to choose a password, and sign in with it. Raises Refused for a weak password (the link stays) or a spent link."""
    holder = find_holder(house, secret)
    if holder is None:
        raise _spent(house, network)
    made = hash_password(password, email=holder.email, name=holder.name, fast=house.settings.argon2_fast)
    return _use(house, secret, PASSWORD_PURPOSES, network, made)


def find_holder(house: House, secret: str) -> LinkHolder | None:
    """Whose link to choose a password this is, or None when it works no more. Looking does not use it up."""
    with house.store.reading() as db:
        found = find_token(db, secret, PASSWORD_PURPOSES, house.store.clock.now())
        return LinkHolder(found.person.name, found.person.email, found.purpose is TokenPurpose.INVITE) if found else None


def ask_sign_in_link(house: House, email: str, network: str | None, back: str | None) -> None:
    """Have a sign-in link mailed. Raises Refused when it was asked too often, the same for every address."""
    claim_try(house.store, AttemptKind.MAIL, email, network_key(network))
    with house.store.transaction(ANONYMOUS) as tx:
        mail_sign_in_link(tx, email, address=house.settings.address, back=back)


def ask_reset_link(house: House, email: str, network: str | None) -> None:
    """Have a link to choose another password mailed. Raises Refused when it was asked too often, the same for every address."""
    claim_try(house.store, AttemptKind.MAIL, email, network_key(network))
    with house.store.transaction(ANONYMOUS) as tx:
        mail_reset_link(tx, email, address=house.settings.address)


def confirm_password(house: House, person_id: int, password: str, network: str | None) -> None:
    """Check the password of somebody who is signed in, before something that matters. Raises Refused at field ``current``."""
    with house.store.reading() as db:
        person = get_person(db, person_id)
    tries = claim_try(house.store, AttemptKind.PASSWORD, person.email, network_key(network))
    if not check_password(person.password_hash, password, fast=house.settings.argon2_fast):
        note_refused(house.store, _as(person), "password_wrong", network_key(network))
        raise Refused(Refusal("password_wrong", "Dit is niet uw huidige wachtwoord.", "current"))
    with house.store.transaction(_as(person)) as tx:
        note_success(tx, tries)


def _use(house: House, secret: str, purposes: tuple[TokenPurpose, ...], network: str | None, password_hash: PasswordHash | None) -> str:
    with house.store.reading() as db:
        found = find_token(db, secret, purposes, house.store.clock.now())
    if found is None:
        raise _spent(house, network)
    with house.store.transaction(_as(found.person)) as tx:
        person = use_token(tx, secret, purposes)
        if password_hash is not None:
            set_password(tx, person.id, password_hash)
        return start_session(tx, person_id=person.id)


def _spent(house: House, network: str | None) -> Refused:
    note_refused(house.store, ANONYMOUS, "link_refused", network_key(network))
    return Refused(SPENT)


def _as(person: Person) -> Actor:
    rights = permissions_of(roles_of(person), is_member=False)
    return Actor(kind=ActorKind.PERSON, id=person.id, label=person.name, email=person.email, permissions=rights)
