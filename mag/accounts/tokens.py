"""The links in mails: made at random, stored as digests, good for one time and for a while. Asking again ends the ones before."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote

from sqlalchemy import select, update

from mag.accounts import mails
from mag.accounts.models import MailToken, Person, TokenPurpose
from mag.accounts.queries import find_person
from mag.accounts.rules import INVITE_LENGTH, RESET_LENGTH, SIGN_IN_LINK_LENGTH, tidy_email
from mag.accounts.sessions import digest, new_secret, roles_of
from mag.core.errors import Refusal, Refused
from mag.core.transaction import Tx

LENGTHS: dict[TokenPurpose, timedelta] = {
    TokenPurpose.SIGN_IN: SIGN_IN_LINK_LENGTH,
    TokenPurpose.RESET: RESET_LENGTH,
    TokenPurpose.INVITE: INVITE_LENGTH,
}
SPENT = Refusal("link_spent", "Deze link werkt niet meer. Vraag een nieuwe link.")


def new_token(tx: Tx, person_id: int, purpose: TokenPurpose, *, length: timedelta | None = None) -> str:
    """A fresh secret for a mail to a person; the ones mailed before for the same purpose stop working.

    ``length`` is how long it works where the usual one does not fit: who is invited does not wait at the mailbox.
    """
    end_tokens(tx, person_id, (purpose,))
    secret = new_secret()
    made = MailToken(
        token_digest=digest(secret), purpose=purpose, person_id=person_id, made_at=tx.now, ends_at=tx.now + (length or LENGTHS[purpose])
    )  # fmt: skip
    tx.db.add(made)
    tx.db.flush()
    return secret


def end_tokens(tx: Tx, person_id: int, purposes: Sequence[TokenPurpose] = tuple(TokenPurpose)) -> None:
    """End what was mailed to a person and not used yet."""
    mailed = (MailToken.person_id == person_id, MailToken.purpose.in_(purposes), MailToken.used_at.is_(None))
    tx.db.execute(update(MailToken).where(*mailed).values(used_at=tx.now))


def use_token(tx: Tx, secret: str, purposes: Sequence[TokenPurpose]) -> Person:
    """Use a mailed link once; answers whose it is. Raises Refused when it is unknown, used, too old or of a closed account."""
    found = tx.db.scalar(
        select(MailToken).where(MailToken.token_digest == digest(secret), MailToken.purpose.in_(purposes)).with_for_update()
    )
    if found is None or found.used_at is not None or found.ends_at <= tx.now or not found.person.active:
        raise Refused(SPENT)
    found.used_at = tx.now
    return found.person


def mail_sign_in_link(tx: Tx, email: str, *, address: str, back: str | None = None) -> None:
    """Mail a link to sign in; an address nobody is known by gets a mail that says so. The caller cannot tell the two apart.

    ``back`` is the page to go to afterwards; it is judged when the link is used.
    """
    person = find_person(tx.db, email)
    if person is not None and person.active:
        secret = new_token(tx, person.id, TokenPurpose.SIGN_IN)
        after = f"?terug={quote(back, safe='/')}" if back else ""
        mails.send_sign_in_link(tx, person, f"{address}/inloggen/link/{secret}{after}")
    else:
        end_tokens(tx, 0)  # the same work as for somebody we know, so that the time it takes tells nothing
        new_secret()
        mails.send_nothing_known(tx, tidy_email(email), address)
    tx.record("accounts.link.mailed", "person", person.id if person else None)


def mail_reset_link(tx: Tx, email: str, *, address: str) -> None:
    """Mail a link to choose another password to who signs in with one (staff); others get the mail of a sign-in link."""
    person = find_person(tx.db, email)
    if person is None or not person.active or not (person.password_hash or roles_of(person)):
        mail_sign_in_link(tx, email, address=address)
        return
    mails.send_reset(tx, person, f"{address}/wachtwoord/{new_token(tx, person.id, TokenPurpose.RESET)}")
    tx.record("accounts.reset.mailed", "person", person.id)
