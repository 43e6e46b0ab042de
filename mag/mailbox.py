"""The demonstration's post office: a real mail server on this machine that keeps every mail as a file and delivers none.

The program sends to it as to any other server; the page "Postbus" and the tests read what came. A mail that came twice
(the sender was killed before it could note the first time) is shown once, by its Message-ID.
"""

import os
import re
import socket
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from aiosmtpd.controller import Controller

from mag.core.clock import SystemClock
from mag.core.errors import NotFound

_ID = re.compile(r"[0-9]{20}-[0-9a-f]{32}")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
BIGGEST = 40_000_000


class MailLink(NamedTuple):
    """A link in a mail: the words people click on, and where they lead (http or https only)."""

    label: str
    url: str


class MailAttachment(NamedTuple):
    """A file in a mail; ``position`` counts from 0, ``size`` is in bytes."""

    position: int
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Mail:
    """One received mail. ``at`` is the moment its Date header gives; ``html`` is a stranger's text: never print it unescaped."""

    id: str
    message_id: str
    at: datetime
    sender: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str | None
    links: tuple[MailLink, ...]
    attachments: tuple[MailAttachment, ...]


class Mailbox:
    """The server itself: ``with Mailbox(folder) as box`` listens on ``box.port`` and writes to ``folder``."""

    def __init__(self, folder: Path, port: int | None = None, host: str = "127.0.0.1") -> None:
        self.folder, self.host = folder, host
        self.port = port or free_port(host)
        self._controller = Controller(_Keeper(folder), hostname=host, port=self.port, data_size_limit=BIGGEST, server_hostname="postbus")

    def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; the mails stay."""
        self._controller.stop()

    def list_mails(self) -> list[Mail]:
        """The mails that came, newest first."""
        return list_mails(self.folder)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def free_port(host: str = "127.0.0.1") -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def list_mails(folder: Path, to: str | None = None) -> list[Mail]:
    """The mails in a folder, each Message-ID once, newest Date first; with ``to`` only those to that address."""
    seen: dict[str, Mail] = {}
    for path in sorted(folder.glob("*.eml")):
        if _ID.fullmatch(path.stem):
            mail = _read(path)
            seen.setdefault(mail.message_id or mail.id, mail)
    mails = [mail for mail in seen.values() if to is None or mail.to.lower() == to.strip().lower()]
    return sorted(mails, key=lambda mail: (mail.at, mail.id), reverse=True)


def get_mail(folder: Path, mail_id: str) -> Mail:
    """One mail. Raises NotFound."""
    return _read(_path(folder, mail_id))


def get_attachment(folder: Path, mail_id: str, position: int) -> tuple[MailAttachment, bytes]:
    """A file in a mail with its bytes. Raises NotFound."""
    mail, parts = get_mail(folder, mail_id), _attachments(_parse(_path(folder, mail_id)))
    if not 0 <= position < len(parts):
        raise NotFound(f"{mail_id} {position}")
    return mail.attachments[position], _bytes(parts[position])


class _Keeper:
    """What aiosmtpd asks for: writes each mail under a temporary name, syncs and renames it before saying 250."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep the mail; the receiver's address of the envelope goes in front of it."""
        receivers = ", ".join(str(address) for address in envelope.rcpt_tos)
        head = f"X-Envelope-To: {receivers}\r\n".encode("utf-8", "replace")
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
        with os.fdopen(handle, "wb") as out:
            out.write(head + envelope.content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(self._folder / f"{_nanoseconds():020d}-{uuid.uuid4().hex}.eml")
        return "250 kept"


def _path(folder: Path, mail_id: str) -> Path:
    path = folder / f"{mail_id}.eml"
    if not _ID.fullmatch(mail_id) or not path.is_file():
        raise NotFound(mail_id)
    return path


def _parse(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


@lru_cache(maxsize=2000)
def _read(path: Path) -> Mail:
    """A mail file never changes, so it is parsed once."""
    message = _parse(path)
    html = _text(message, "html")
    text = _text(message, "plain") or ""
    links = tuple(_links(html)) if html else tuple(MailLink(url, url) for url in _ADDRESS.findall(text))
    files = tuple(
        MailAttachment(position, part.get_filename() or f"bijlage-{position + 1}", part.get_content_type(), len(_bytes(part)))
        for position, part in enumerate(_attachments(message))
    )
    to, to_name = _receiver(message)
    return Mail(
        path.stem, str(message["Message-ID"] or "").strip(), _moment(message, path), str(message["From"] or ""), to, to_name,
        str(message["Subject"] or ""), text, html, links, files,
    )  # fmt: skip


def _receiver(message: EmailMessage) -> tuple[str, str]:
    header: Any = message["To"]
    if isinstance(header, AddressHeader) or hasattr(header, "addresses"):
        for address in header.addresses:
            return str(address.addr_spec), str(address.display_name)
    return str(message["X-Envelope-To"] or ""), ""


def _moment(message: EmailMessage, path: Path) -> datetime:
    """What the Date header says, else when the mail came."""
    try:
        found = parsedate_to_datetime(str(message["Date"]))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return datetime.fromtimestamp(int(path.stem.partition("-")[0]) / 1e9, UTC)


def _text(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body(preferencelist=(kind,))
    return None if part is None else _bytes(part).decode(_charset(part), "replace").replace("\r\n", "\n")


def _charset(part: Any) -> str:
    name = part.get_content_charset() or "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return str(name)


def _attachments(message: EmailMessage) -> list[Any]:
    return list(message.iter_attachments()) if message.is_multipart() else []


def _bytes(part: Any) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _links(html: str) -> Iterator[MailLink]:
    reader = _LinkReader()
    reader.feed(html)
    for words, url in reader.found:
        label = " ".join(words.split())
        if url.startswith(("http://", "https://")):
            yield MailLink(label or url, url)


class _LinkReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a link."""
        if tag == "a":
            self._inside = True
            self.found.append(("", dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        """Close a link."""
        if tag == "a":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Add words to the open link."""
        if self._inside:
            words, url = self.found[-1]
            self.found[-1] = (words + data, url)


def _nanoseconds() -> int:
    """Now, counted from 1970 in whole nanoseconds, without a float."""
    return (SystemClock().now() - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1000
