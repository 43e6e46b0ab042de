"""The demonstration's post office: keeps what comes as files, reads it safely, shows a mail once."""

import os
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from mag.core.errors import NotFound
from mag.mailbox import Mailbox, MailLink, get_attachment, get_mail, list_mails


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path / "mailbox") as made:
        yield made


def message(number: int = 1, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["Message-ID"] = f"<{number}@demo.example>"
    made["Date"] = f"Tue, 01 Mar 2022 1{number}:00:00 +0100"
    made["From"], made["To"], made["Subject"] = (
        "Stuurgroep demo <mag@demo.example>",
        "Buurthuis demo <bestuur@demo.example>",
        f"Bericht {number}",
    )
    for name, value in headers.items():
        del made[name]
        made[name] = value
    made.set_content("Zie https://mag.example/a?b=1&c=2 en dag.\n")
    return made


def send(box: Mailbox, *messages: EmailMessage) -> None:
    with smtplib.SMTP(box.host, box.port, timeout=10) as smtp:
        for one in messages:
            smtp.send_message(one, "mag@demo.example", ["bestuur@demo.example"])


def test_newest_mails_come_first_and_can_be_asked_by_receiver(box: Mailbox) -> None:
    send(box, message(2), message(1), message(3, To="ander@demo.example"))
    assert [mail.subject for mail in box.list_mails()] == ["Bericht 3", "Bericht 2", "Bericht 1"]
    assert [mail.subject for mail in list_mails(box.folder, to="ANDER@demo.example")] == ["Bericht 3"]
    first = box.list_mails()[-1]
    assert first.at == datetime(2022, 3, 1, 10, tzinfo=UTC) and (first.to, first.to_name) == ("bestuur@demo.example", "Buurthuis demo")
    assert get_mail(box.folder, first.id) == first
    assert first.links == (MailLink("https://mag.example/a?b=1&c=2", "https://mag.example/a?b=1&c=2"),)


def test_a_mail_that_came_twice_is_shown_once(box: Mailbox) -> None:
    send(box, message(1), message(1))
    assert len(list(box.folder.glob("*.eml"))) == 2 and len(box.list_mails()) == 1


def test_links_come_from_the_html_and_only_lead_to_pages(box: Mailbox) -> None:
    mail = message()
    mail.add_alternative(
        '<p><a href="https://mag.example/x?a=1&amp;b=2">Bekijk <b>uw</b>\n aanvraag</a> '
        '<a href="javascript:alert(1)">Klik</a> <a>leeg</a></p>',
        subtype="html",
    )
    send(box, mail)
    assert box.list_mails()[0].links == (MailLink("Bekijk uw aanvraag", "https://mag.example/x?a=1&b=2"),)


def test_attachments_come_back_byte_for_byte(box: Mailbox) -> None:
    content = os.urandom(50_000)
    mail = message()
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="Besluit é.pdf")
    mail.add_attachment(b"x", maintype="image", subtype="png", filename="foto.png")
    send(box, mail)
    (came,) = box.list_mails()
    assert [(part.position, part.name, part.media_type, part.size) for part in came.attachments] == [
        (0, "Besluit é.pdf", "application/pdf", 50_000),
        (1, "foto.png", "image/png", 1),
    ]
    assert get_attachment(box.folder, came.id, 0) == (came.attachments[0], content)
    for position in (2, -1):
        with pytest.raises(NotFound):
            get_attachment(box.folder, came.id, position)


@pytest.mark.parametrize("mail_id", ["", "..", "../../etc/passwd", "0" * 20 + "-" + "0" * 32, "x\0"])
def test_what_did_not_come_is_not_found(box: Mailbox, mail_id: str) -> None:
    with pytest.raises(NotFound):
        get_mail(box.folder, mail_id)


@pytest.mark.parametrize(
    "raw",
    [b"", b"onzin zonder koppen", b"Subject: =?utf-8?q?half", b"Date: gisteren\r\nTo: niemand\r\n\r\nDag",
     b"Content-Type: text/plain; charset=verzonnen\r\n\r\nD\xe9g", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
     b"Content-Type: text/html\r\n\r\n<a href='https://x.example'>half"],
)  # fmt: skip
def test_a_mangled_mail_is_read_without_falling_over(box: Mailbox, raw: bytes) -> None:
    with smtplib.SMTP(box.host, box.port, timeout=10) as smtp:
        smtp.sendmail("mag@demo.example", ["bestuur@demo.example"], raw)
    (came,) = box.list_mails()
    assert came.to in ("bestuur@demo.example", "niemand") and came.at.tzinfo is not None
    assert get_mail(box.folder, came.id) == came


def test_an_empty_or_missing_folder_has_no_mails(tmp_path: Path) -> None:
    assert list_mails(tmp_path / "nergens") == []


def test_mails_stay_when_the_post_office_closes(tmp_path: Path) -> None:
    with Mailbox(tmp_path / "mailbox") as first:
        send(first, message())
    with Mailbox(tmp_path / "mailbox") as second:
        assert len(second.list_mails()) == 1
