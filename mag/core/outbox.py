"""Mail as rows: a verb queues a mail in its own transaction, :mod:`mag.core.mailer` sends it after the commit.

A verb that rolls back leaves no mail; a mail that was promised is there until it is sent (``reliability.md`` 3, N8). The
message id is made when the mail is queued and never changes, so that a mail sent twice is seen once.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import JSON, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mag.core.db import Base, Moment, code_column
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.journal import HOUSE
from mag.core.transaction import Tx

SUBJECT_LENGTH = 200
NAME_LENGTH = 200
ADDRESS_LENGTH = 254
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


class MailState(StrEnum):
    """Where a mail stands. ``failed`` is for people: nobody tries again by itself."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class OutboxMail(Base):
    """One mail to one address. ``attachments`` is a list of {name, sha256, media_type}; ``about`` says what it is about.

    ``not_before`` is null for a mail that may go at once. ``lease_*`` belong to whoever is sending it now.
    ``handled_*``: it failed for good, and somebody sent it by post instead.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index("ix_outbox_mail_state_not_before", "state", "not_before"),
        Index("ix_outbox_mail_about", "about_kind", "about_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(40), unique=True)
    to_address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    to_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    attachments: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    about_kind: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None]
    chain: Mapped[str] = mapped_column(String(60))
    queued_at: Mapped[datetime] = mapped_column(Moment)
    not_before: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[MailState] = mapped_column(code_column(MailState), default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    lease_owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    handled_on: Mapped[date | None]
    handled_by: Mapped[str | None] = mapped_column(String(200))


class Attachment(NamedTuple):
    """A stored file to send along: the name people see, its hash in the file store, its media type."""

    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """How the outbox stands: mails waiting, mails that failed for good, and since when the oldest one waits."""

    waiting: int
    failed: int
    waiting_since: datetime | None


def queue(
    tx: Tx,
    *,
    to: str,
    to_name: str,
    subject: str,
    text: str,
    html: str | None = None,
    attachments: Sequence[Attachment] = (),
    about: tuple[str, int] | None = None,
    chain: str = HOUSE,
    not_before: datetime | None = None,
    at_once: bool = True,
) -> OutboxMail:
    """Promise a mail inside the caller's transaction; it is sent after the commit, not before ``not_before``.

    Without ``at_once`` the row is written with all others when the transaction ends, for who queues hundreds. A long subject
    is cut at 200 characters. Raises Refused for a wrong address and for line ends in name or subject.
    """
    name = _one_line(to_name, "mail_name", "De naam van de ontvanger mag geen regeleinden hebben.")
    topic = _one_line(subject, "mail_subject", "Het onderwerp van een bericht mag geen regeleinden hebben.")
    mail = OutboxMail(
        message_id=uuid.uuid4().hex,
        to_address=check_address(to),
        to_name=_cut(name, NAME_LENGTH),
        subject=_cut(topic, SUBJECT_LENGTH),
        text=text,
        html=html,
        attachments=[attachment._asdict() for attachment in attachments],
        about_kind=about[0] if about else None,
        about_id=about[1] if about else None,
        chain=chain,
        queued_at=tx.now,
        not_before=not_before,
        state=MailState.QUEUED,
    )
    tx.db.add(mail)
    if at_once:
        tx.db.flush()
    return mail


def check_address(address: str) -> str:
    """The address without spaces around it. Raises Refused when no mail can be sent to it."""
    found = address.strip(" ")
    local, _, domain = found.partition("@")
    if (
        len(found) > ADDRESS_LENGTH
        or not _ADDRESS.fullmatch(found)
        or ".." in found
        or local[0] == "."
        or local[-1] == "."
        or "." not in domain
    ):
        shown = _CONTROL.sub(" ", found)[:80]
        raise Refused(Refusal("mail_address", f"“{shown}” is geen goed e-mailadres. Een adres ziet er zo uit: naam@voorbeeld.nl.", "email"))
    return found


def retry(tx: Tx, mail_id: int) -> OutboxMail:
    """Put a failed mail in the queue again, with fresh attempts. Raises NotFound, or Refused when it did not fail."""
    mail = tx.db.get(OutboxMail, mail_id, with_for_update=True)
    if mail is None:
        raise NotFound(f"outbox mail {mail_id}")
    if mail.state is not MailState.FAILED or mail.handled_on is not None:
        raise Refused(Refusal("mail_not_failed", "Dit bericht is al verstuurd of staat nog klaar om te versturen."))
    mail.state, mail.attempts, mail.not_before = MailState.QUEUED, 0, None
    tx.record("core.mail.queued_again", "outbox_mail", mail.id, chain=mail.chain)
    return mail


def note_by_post(tx: Tx, mail_id: int) -> OutboxMail:
    """Write down that a mail that failed for good was sent by post today. Raises NotFound, or Refused when it did not fail."""
    mail = tx.db.get(OutboxMail, mail_id, with_for_update=True)
    if mail is None:
        raise NotFound(f"outbox mail {mail_id}")
    if mail.state is not MailState.FAILED or mail.handled_on is not None:
        raise Refused(Refusal("mail_not_failed", "Dit bericht is al verstuurd of staat nog klaar om te versturen."))
    mail.handled_on, mail.handled_by = tx.today, tx.actor.label
    tx.record("core.mail.sent_by_post", mail.about_kind or "outbox_mail", mail.about_id or mail.id, chain=mail.chain, mail=mail.id)
    return mail


def list_failed(db: Session, limit: int = 100) -> list[OutboxMail]:
    """Mails that could not be delivered and wait for somebody, newest first."""
    failed = select(OutboxMail).where(OutboxMail.state == MailState.FAILED, OutboxMail.handled_on.is_(None))
    return list(db.scalars(failed.order_by(OutboxMail.id.desc()).limit(limit)))


def list_about(db: Session, about_kind: str, about_id: int) -> list[OutboxMail]:
    """The mails about one thing, oldest first."""
    about = (OutboxMail.about_kind == about_kind, OutboxMail.about_id == about_id)
    return list(db.scalars(select(OutboxMail).where(*about).order_by(OutboxMail.id)))


def get_figures(db: Session) -> OutboxFigures:
    """How many mails wait and how many failed."""
    open_ones = select(OutboxMail.state, func.count()).where(OutboxMail.handled_on.is_(None))
    counted = {state: number for state, number in db.execute(open_ones.group_by(OutboxMail.state))}
    since = db.scalar(select(func.min(OutboxMail.queued_at)).where(OutboxMail.state == MailState.QUEUED))
    return OutboxFigures(counted.get(MailState.QUEUED, 0), counted.get(MailState.FAILED, 0), since)


def _one_line(text: str, code: str, sentence: str) -> str:
    if _CONTROL.search(text):
        raise Refused(Refusal(code, sentence))
    return text.strip()


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
