"""How often somebody tried at the door. Written in a transaction of its own, so that a failure is counted when the rest rolls back."""

from datetime import timedelta
from math import ceil

from sqlalchemy import delete, select

from mag.accounts.models import SignInAttempt
from mag.accounts.rules import LIMITS, WINDOW, AttemptKind, must_wait, tidy_email, wait_until
from mag.core.errors import Refused
from mag.core.transaction import Store, Tx

KEPT = timedelta(days=1)


def claim_try(store: Store, kind: AttemptKind, email: str, network: str) -> list[int]:
    """Count a try for an address and for the network it comes from; answers the ids of what was written.

    The try counts as failed until :func:`note_success`, so that guesses sent at the same moment are all counted. Raises
    Refused, with how long to wait, when either has used up its tries; that is not counted, so waiting always ends.
    """
    limit = LIMITS[kind]
    with store.transaction() as tx:
        minutes = max(
            _minutes_to_wait(tx, kind, tidy_email(email), limit.address),
            _minutes_to_wait(tx, kind, network, limit.network),
        )
        if minutes:
            raise Refused(must_wait(kind, minutes))
        made = [SignInAttempt(key=key[:254], kind=kind.value, at=tx.now, succeeded=False) for key in (tidy_email(email), network)]
        tx.db.add_all(made)
        tx.db.execute(delete(SignInAttempt).where(SignInAttempt.key.in_([a.key for a in made]), SignInAttempt.at < tx.now - KEPT))
        tx.db.flush()
        return [attempt.id for attempt in made]


def note_success(tx: Tx, attempt_ids: list[int]) -> None:
    """The try went well: it counts no more."""
    for attempt in tx.db.scalars(select(SignInAttempt).where(SignInAttempt.id.in_(attempt_ids))):
        attempt.succeeded = True


def _minutes_to_wait(tx: Tx, kind: AttemptKind, key: str, limit: int) -> int:
    same = (SignInAttempt.key == key[:254], SignInAttempt.kind == kind.value)
    tx.db.execute(select(SignInAttempt.id).where(*same).order_by(SignInAttempt.id).limit(1).with_for_update())  # one after the other
    failed = (SignInAttempt.succeeded.is_(False), SignInAttempt.at > tx.now - WINDOW)
    until = wait_until(tx.db.scalars(select(SignInAttempt.at).where(*same, *failed)).all(), limit)
    return 0 if until is None else max(1, ceil((until - tx.now) / timedelta(minutes=1)))
