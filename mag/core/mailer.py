"""Sends what stands in the outbox, never inside a business transaction.

Each mail is claimed with a lease in a short transaction of its own, sent, and marked in another. Killed between the two,
the mail goes again under the same Message-ID (``reliability.md`` 5, T3 faults 6 to 10).
"""

import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from sqlalchemy import func, or_, select

from mag.core.clock import AMSTERDAM
from mag.core.errors import NotFound
from mag.core.files import FileStore
from mag.core.outbox import MailState, OutboxMail
from mag.core.settings import Settings
from mag.core.transaction import Store

LEASE = timedelta(minutes=2)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 1440))
MOST_ATTEMPTS = len(BACKOFF) + 1
TIMEOUT = 10.0
MOST_BREAKS = 3
"""After so many broken connections in a row a round ends: the server is in trouble, not the mails."""

Connect = Callable[[], smtplib.SMTP]
Change = Callable[[OutboxMail, datetime], None]


@dataclass(frozen=True, slots=True)
class SendResult:
    """What one round of sending did: mails sent, tries that failed, and mails that still wait."""

    sent: int
    failed: int
    waiting: int


def send_due(store: Store, files: FileStore, settings: Settings, *, limit: int = 50, connect: Connect | None = None) -> SendResult:
    """Send at most ``limit`` mails that are due, oldest first, over one connection where that holds.

    One bad address does not stop the rest. A server that cannot be reached costs no mail an attempt; anything else that goes
    wrong does, and after eight attempts (or a flat refusal of the address) the mail is ``failed``, for staff to look at.
    """
    owner, server = uuid.uuid4().hex, _Server(connect or _connector(settings))
    sent = failed = breaks = 0
    while sent + failed < limit and breaks < MOST_BREAKS:
        mail = _claim(store, owner)
        if mail is None:
            break
        try:
            smtp = server.reach()
        except (OSError, smtplib.SMTPException) as trouble:
            _mark(store, owner, mail, _postponed(_said(trouble)))
            break
        try:
            smtp.send_message(build_message(mail, files, settings), to_addrs=[mail.to_address])
        except (OSError, smtplib.SMTPException, MessageError, NotFound, ValueError) as trouble:
            failed += 1
            breaks = breaks + 1 if _is_break(trouble) else 0
            server.after(trouble)
            _mark(store, owner, mail, _failed(_said(trouble), final=_is_final(trouble)))
        else:
            sent, breaks = sent + 1, 0
            _mark(store, owner, mail, _succeed)
    server.leave()
    with store.reading() as db:
        waiting = db.scalar(select(func.count()).where(OutboxMail.state == MailState.QUEUED)) or 0
    return SendResult(sent, failed, waiting)


def build_message(mail: OutboxMail, files: FileStore, settings: Settings) -> EmailMessage:
    """The mail as it goes over the line; the same row gives the same Message-ID and Date. Raises NotFound for a lost attachment."""
    from_name, from_address = parseaddr(settings.mail_from)
    message = EmailMessage(policy=_ExactSubject(linesep="\r\n"))
    message["Message-ID"] = f"<{mail.message_id}@{from_address.partition('@')[2]}>"
    message["Date"] = format_datetime(mail.queued_at.astimezone(AMSTERDAM))
    message["From"] = Address(from_name, addr_spec=from_address)
    message["To"] = Address(mail.to_name, addr_spec=mail.to_address)
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "nl"
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for attachment in mail.attachments:
        main, _, sub = attachment["media_type"].partition("/")
        message.add_attachment(files.read(attachment["sha256"]), maintype=main, subtype=sub, filename=attachment["name"])
    return message


def _claim(store: Store, owner: str) -> OutboxMail | None:
    """The oldest mail that is due and free, leased to ``owner``. A lease that ends impossibly late (clock set back) is void."""
    with store.transaction() as tx:
        free = or_(OutboxMail.lease_until.is_(None), OutboxMail.lease_until <= tx.now, OutboxMail.lease_until > tx.now + LEASE)
        due = or_(OutboxMail.not_before.is_(None), OutboxMail.not_before <= tx.now)
        found = select(OutboxMail).where(OutboxMail.state == MailState.QUEUED, due, free)
        mail = tx.db.scalar(found.order_by(OutboxMail.attempts, OutboxMail.id).limit(1).with_for_update(skip_locked=True))
        if mail is not None:
            mail.lease_owner, mail.lease_until = owner, tx.now + LEASE
        return mail


def _mark(store: Store, owner: str, mail: OutboxMail, change: Change) -> None:
    """Write what became of a mail, unless somebody else took it over meanwhile."""
    with store.transaction() as tx:
        row = tx.db.get(OutboxMail, mail.id, with_for_update=True)
        if row is None or row.lease_owner != owner or row.state is not MailState.QUEUED:
            return
        row.lease_owner = row.lease_until = None
        change(row, tx.now)


def _succeed(row: OutboxMail, now: datetime) -> None:
    row.state, row.sent_at, row.last_error, row.attempts = MailState.SENT, now, None, row.attempts + 1


def _postponed(said: str) -> Change:
    def change(row: OutboxMail, now: datetime) -> None:
        row.last_error = said

    return change


def _failed(said: str, *, final: bool) -> Change:
    def change(row: OutboxMail, now: datetime) -> None:
        row.attempts, row.last_error = row.attempts + 1, said
        if final or row.attempts >= MOST_ATTEMPTS:
            row.state = MailState.FAILED
        else:
            row.not_before = now + BACKOFF[row.attempts - 1]

    return change


def _is_break(trouble: Exception) -> bool:
    """Whether the connection broke or stalled, which says nothing about this mail."""
    return isinstance(trouble, smtplib.SMTPServerDisconnected) or (
        isinstance(trouble, OSError) and not isinstance(trouble, smtplib.SMTPException)
    )


def _is_final(trouble: Exception) -> bool:
    """Whether the server refused the address itself, for good (5xx)."""
    return isinstance(trouble, smtplib.SMTPRecipientsRefused) and all(code >= 500 for code, _ in trouble.recipients.values())


def _said(trouble: Exception) -> str:
    """What went wrong, in one line of at most 500 characters."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        texts = [f"{code} {_words(answer)}" for code, answer in trouble.recipients.values()]
    elif isinstance(trouble, smtplib.SMTPResponseException):
        texts = [f"{trouble.smtp_code} {_words(trouble.smtp_error)}"]
    else:
        texts = [f"{type(trouble).__name__}: {trouble}"]
    return " ".join("; ".join(texts).split())[:500]


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _connector(settings: Settings) -> Connect:
    return lambda: smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT)


class _ExactSubject(EmailPolicy):
    """Folds a long subject so that it comes out as it went in; the standard library adds a space at some folds."""

    def fold(self, name: str, value: str) -> str:
        """The header as text."""
        subject = str(value)
        if name.lower() != "subject" or (subject.isascii() and len(subject) < 60):
            return str(super().fold(name, value))
        return f"{name}: {Header(subject, 'utf-8', header_name=name).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header as bytes."""
        return self.fold(name, value).encode("ascii") if name.lower() == "subject" else super().fold_binary(name, value)


class _Server:
    """The connection to the mail server: opened when first needed, opened again after it broke."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._smtp: smtplib.SMTP | None = None

    def reach(self) -> smtplib.SMTP:
        """The open connection. Raises OSError or SMTPException when there is none to be had."""
        if self._smtp is None:
            self._smtp = self._connect()
        return self._smtp

    def after(self, trouble: Exception) -> None:
        """Keep the connection after a refusal of one address; drop it after anything else, 421 (closing down) included."""
        refused = trouble.recipients.values() if isinstance(trouble, smtplib.SMTPRecipientsRefused) else ()
        if not refused or any(code == 421 for code, _ in refused):
            self.leave()

    def leave(self) -> None:
        """Say goodbye and close, whatever state the connection is in."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()
