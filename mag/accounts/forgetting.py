"""What the door need not remember: tries after a day, sessions and links a month after they ended (``reliability.md`` T15)."""

from datetime import timedelta

from sqlalchemy import delete

from mag.accounts.attempts import KEPT
from mag.accounts.models import MailToken, SignInAttempt, SignInSession
from mag.core.transaction import Tx

AFTER = timedelta(days=30)


def forget_old(tx: Tx) -> int:
    """Delete tries, sessions and mailed links that ended long ago; answers how many rows. What happened stays in the journal."""
    old = (
        delete(SignInAttempt).where(SignInAttempt.at < tx.now - KEPT),
        delete(SignInSession).where(SignInSession.ends_at < tx.now - AFTER),
        delete(MailToken).where(MailToken.ends_at < tx.now - AFTER),
    )
    gone = sum(int(tx.db.connection().execute(statement).rowcount) for statement in old)
    if gone:
        tx.record("accounts.sign_ins.forgotten", "person", None, rows=gone)
    return gone
