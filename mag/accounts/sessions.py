"""Sessions on the server and the secrets in mails: made at random, stored as digests, ended on the next request."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mag.accounts.models import Person, RoleGrant, SignInSession
from mag.accounts.roles import LINK_MAY, ROLE_LABELS, Role
from mag.core.actor import Actor, ActorKind
from mag.core.transaction import Tx

SESSION_LENGTH = timedelta(hours=8)


def new_secret() -> str:
    """A fresh secret for a cookie or a mailed link (256 bits)."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The only form in which a secret is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def start_session(tx: Tx, *, person_id: int | None = None, application_id: int | None = None) -> str:
    """Start a session for a person, or for the holder of a link to one application; answers the secret for the cookie."""
    secret = new_secret()
    session = SignInSession(
        token_digest=digest(secret), person_id=person_id, application_id=application_id, started_at=tx.now, ends_at=tx.now + SESSION_LENGTH
    )
    tx.db.add(session)
    tx.db.flush()
    tx.record("accounts.session.started", "person" if person_id else "application", person_id or application_id)
    return secret


def end_session(tx: Tx, secret: str) -> None:
    """End the session with this secret, if there is one."""
    session = tx.db.scalar(select(SignInSession).where(SignInSession.token_digest == digest(secret)))
    if session is not None and session.ended_at is None:
        session.ended_at = tx.now
        tx.record("accounts.session.ended", "person" if session.person_id else "application", session.person_id or session.application_id)


def end_all_sessions(tx: Tx, person_id: int, *, keep: str | None = None) -> int:
    """End every session of a person (password changed, account closed), but not the one with the secret ``keep``; answers how many."""
    open_ones = tx.db.scalars(select(SignInSession).where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))).all()
    ended = [session for session in open_ones if keep is None or session.token_digest != digest(keep)]
    for session in ended:
        session.ended_at = tx.now
    return len(ended)


def find_session(db: Session, secret: str, now: datetime) -> SignInSession | None:
    """The live session with this secret, with its person and roles; None when ended, too old or of a closed account."""
    asked = (
        select(SignInSession)
        .where(SignInSession.token_digest == digest(secret), SignInSession.ended_at.is_(None), SignInSession.ends_at > now)
        .options(joinedload(SignInSession.person).joinedload(Person.roles))
    )
    found = db.scalars(asked).unique().one_or_none()
    if found is None or (found.person is not None and not found.person.active):
        return None
    return found


def roles_of(person: Person) -> set[Role]:
    """The roles a person holds now."""
    return {grant.role for grant in person.roles if _is_live(grant)}


def _is_live(grant: RoleGrant) -> bool:
    return grant.revoked_at is None


def link_actor(application_id: int) -> Actor:
    """The actor behind a mailed link: one file as its whole scope."""
    return Actor(
        kind=ActorKind.LINK,
        label="de aanvrager, met de link",
        permissions=frozenset(p.value for p in LINK_MAY),
        file_id=application_id,
    )


def role_words(person: Person) -> list[str]:
    """The roles a person holds now, in Dutch words."""
    held = roles_of(person)
    return [label for role, label in ROLE_LABELS.items() if role in held]
