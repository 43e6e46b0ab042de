"""Verbs of the administration of people: who there is, which roles they hold, whether their account is open.

Every verb writes one journal line and, where the person must know, one mail. Rights are read on every request, so each
change works on the next one.
"""

from sqlalchemy import select

from mag.accounts import mails
from mag.accounts.models import Person, RoleGrant, TokenPurpose
from mag.accounts.passwords import PasswordHash, check_password
from mag.accounts.queries import count_others_with, find_person
from mag.accounts.roles import ROLE_LABELS, Permission, Role
from mag.accounts.rules import tidy_email
from mag.accounts.sessions import end_all_sessions, roles_of
from mag.accounts.tokens import end_tokens, mail_reset_link, mail_sign_in_link, new_token, use_token
from mag.core.actor import ActorKind
from mag.core.errors import Forbidden, NotFound, Refusal, Refused
from mag.core.outbox import check_address
from mag.core.transaction import Tx

__all__ = [
    "change_name",
    "check_password",
    "close_account",
    "create_person",
    "give_role",
    "invite",
    "mail_reset_link",
    "mail_sign_in_link",
    "open_account",
    "revoke_role",
    "send_reset",
    "set_password",
    "sign_out_everywhere",
    "use_token",
]


def create_person(tx: Tx, *, email: str, name: str, phone: str | None = None) -> Person:
    """The person with this e-mail address: the one that is known already, else a new one without password or role.

    Somebody known keeps the name and number that stand there. Raises Refused for a wrong address or no name.
    """
    known = find_person(tx.db, email)
    if known is not None:
        return known
    person = _add_person(tx, email, name, phone)
    tx.record("accounts.person.created", "person", person.id)
    return person


def invite(tx: Tx, *, email: str, name: str, role: Role, address: str) -> tuple[Person, str]:
    """Invite a colleague in a role: a mail with a link to choose a password, good for seven days; answers (person, link).

    Somebody known gets the role added and a new link. ``address`` is where this installation is reached. Raises Refused when
    that person's account is closed.
    """
    tx.actor.must(Permission.MANAGE_ACCOUNTS)
    person = find_person(tx.db, email) or _add_person(tx, email, name, None)
    if not person.active:
        raise Refused(Refusal("account_closed", "Dit account is gesloten. Open het eerst weer.", "email"))
    if role not in roles_of(person):
        _add_role(tx, person, role)
    secret = new_token(tx, person.id, TokenPurpose.INVITE)
    link = f"{address}/wachtwoord/{secret}"
    mails.send_invitation(tx, person, ROLE_LABELS[role], link)
    tx.record("accounts.person.invited", "person", person.id, role=role.value)
    return person, link


def give_role(tx: Tx, person_id: int, role: Role) -> None:
    """Give a person a role. Raises Refused when the person holds it or the account is closed."""
    person = _get(tx, person_id)
    if not person.active:
        raise Refused(Refusal("account_closed", "Dit account is gesloten. Open het eerst weer.", "role"))
    if role in roles_of(person):
        raise Refused(Refusal("role_held", f"{person.name} heeft de rol {ROLE_LABELS[role]} al.", "role"))
    _add_role(tx, person, role)
    mails.tell_role_given(tx, person, ROLE_LABELS[role])
    tx.record("accounts.role.given", "person", person.id, role=role.value)


def revoke_role(tx: Tx, person_id: int, role: Role) -> None:
    """End a role of a person. Raises Refused for one's own role of administrator and for the last administrator there is."""
    person = _get(tx, person_id)
    live = [grant for grant in person.roles if grant.role is role and grant.revoked_at is None]
    if not live:
        raise Refused(Refusal("role_not_held", f"{person.name} heeft de rol {ROLE_LABELS[role]} niet meer."))
    if role is Role.ADMINISTRATOR:
        _keep_an_administrator(tx, person, "De rol beheerder van uzelf kunt u niet beëindigen. Vraag een andere beheerder.")
    for grant in live:
        grant.revoked_at = tx.now
    mails.tell_role_revoked(tx, person, ROLE_LABELS[role])
    tx.record("accounts.role.revoked", "person", person.id, role=role.value)


def close_account(tx: Tx, person_id: int) -> None:
    """Close an account: its sessions and links end at once, its roles stay as they were. Raises Refused for one's own account."""
    person = _get(tx, person_id)
    if not person.active:
        raise Refused(Refusal("account_closed", "Dit account is al gesloten."))
    if tx.actor.kind is ActorKind.PERSON and tx.actor.id == person.id:
        raise Refused(Refusal("own_account", "Uw eigen account kunt u niet sluiten. Vraag een andere beheerder."))
    if Role.ADMINISTRATOR in roles_of(person):
        _keep_an_administrator(tx, person, "")
    person.active = False
    ended = end_all_sessions(tx, person.id)
    end_tokens(tx, person.id)
    mails.tell_closed(tx, person)
    tx.record("accounts.account.closed", "person", person.id, sessions=ended)


def open_account(tx: Tx, person_id: int) -> None:
    """Open a closed account again. Raises Refused when it is open."""
    person = _get(tx, person_id)
    if person.active:
        raise Refused(Refusal("account_open", "Dit account is al open."))
    person.active = True
    mails.tell_opened(tx, person)
    tx.record("accounts.account.opened", "person", person.id)


def send_reset(tx: Tx, person_id: int, *, address: str) -> None:
    """Mail a colleague a link to choose another password. Raises Refused for a closed account."""
    person = _get(tx, person_id)
    if not person.active:
        raise Refused(Refusal("account_closed", "Dit account is gesloten. Open het eerst weer."))
    mails.send_reset(tx, person, f"{address}/wachtwoord/{new_token(tx, person.id, TokenPurpose.RESET)}")
    tx.record("accounts.reset.mailed", "person", person.id)


def sign_out_everywhere(tx: Tx, person_id: int, *, keep: str | None = None) -> int:
    """End the sessions of a person, one's own or (as administrator) somebody else's; answers how many.

    ``keep`` is the secret of the session that stays.
    """
    if tx.actor.id != person_id or tx.actor.kind is not ActorKind.PERSON:
        tx.actor.must(Permission.MANAGE_ACCOUNTS)
    ended = end_all_sessions(tx, person_id, keep=keep)
    tx.record("accounts.sessions.ended", "person", person_id, sessions=ended)
    return ended


def set_password(tx: Tx, person_id: int, password_hash: PasswordHash, *, keep: str | None = None) -> None:
    """Set one's own password: every other session and every mailed link ends, and a mail says so.

    Raises Forbidden for somebody else's password, NotFound for a closed account.
    """
    if tx.actor.kind is not ActorKind.PERSON or tx.actor.id != person_id:
        raise Forbidden("own password only")
    person = tx.db.get(Person, person_id, with_for_update=True)
    if person is None or not person.active:
        raise NotFound
    person.password_hash = password_hash
    ended = end_all_sessions(tx, person_id, keep=keep)
    end_tokens(tx, person_id)
    mails.tell_password_changed(tx, person)
    tx.record("accounts.password.set", "person", person_id, sessions=ended)


def change_name(tx: Tx, person_id: int, name: str) -> None:
    """Change one's own name. Raises Refused for an empty one, Forbidden for somebody else's."""
    if tx.actor.kind is not ActorKind.PERSON or tx.actor.id != person_id:
        raise Forbidden("own name only")
    person = tx.db.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    person.name = _name(name)
    tx.record("accounts.name.changed", "person", person_id)


def _get(tx: Tx, person_id: int) -> Person:
    tx.actor.must(Permission.MANAGE_ACCOUNTS)
    person = tx.db.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    return person


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > 200:
        raise Refused(Refusal("name_missing", "Vul een naam in van hooguit 200 tekens.", "name"))
    return tidy


def _add_person(tx: Tx, email: str, name: str, phone: str | None) -> Person:
    person = Person(email=check_address(tidy_email(email)), name=_name(name), phone=phone or None, active=True, created_at=tx.now)
    tx.db.add(person)
    tx.db.flush()
    return person


def _add_role(tx: Tx, person: Person, role: Role) -> None:
    person.roles.append(RoleGrant(role=role, granted_at=tx.now, granted_by=tx.actor.label))
    tx.db.flush()


def _keep_an_administrator(tx: Tx, person: Person, own: str) -> None:
    tx.db.execute(select(RoleGrant.id).where(RoleGrant.role == Role.ADMINISTRATOR).order_by(RoleGrant.id).with_for_update())
    if tx.actor.kind is ActorKind.PERSON and tx.actor.id == person.id:
        raise Refused(Refusal("own_administrator", own))
    if not count_others_with(tx.db, Role.ADMINISTRATOR, person.id):
        raise Refused(Refusal("last_administrator", "Dit is de laatste beheerder. Geef eerst iemand anders de rol beheerder."))
