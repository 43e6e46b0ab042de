"""Mail: promised with the act, sent after it, at least once under one Message-ID, and never for what was rolled back."""

import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from mag.core import mailer
from mag.core.clock import SetClock
from mag.core.errors import NotFound, Refused
from mag.core.files import FileStore
from mag.core.mail_text import compose
from mag.core.mailer import BACKOFF, LEASE, MOST_ATTEMPTS, SendResult, send_due
from mag.core.outbox import Attachment, MailState, OutboxMail, check_address, get_figures, list_about, list_failed, queue, retry
from mag.core.settings import Settings
from mag.core.transaction import Store
from mag.mailbox import Mailbox, free_port, list_mails

TO = "bestuur@demo.example"


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(environment="test", var=tmp_path, smtp_port=free_port(), mail_from="Stuurgroep demo <mag@demo.example>")


@pytest.fixture
def box(settings: Settings, tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path / "mailbox", settings.smtp_port) as made:
        yield made


def promise(store: Store, **more: Any) -> int:
    given: dict[str, Any] = {"to": TO, "to_name": "Buurthuis demo", "subject": "Uw aanvraag", "text": "Goed nieuws.\n", **more}
    with store.transaction() as tx:
        return queue(tx, **given).id


def mail(store: Store, mail_id: int) -> OutboxMail:
    with store.reading() as db:
        found = db.get(OutboxMail, mail_id)
        assert found is not None
        return found


class Difficult:
    """A server that answers what a test tells it to."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.receivers, self.message_ids = answers, [], []  # type: ignore[var-annotated]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        said = self.answers.get(address.partition("@")[0], "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return str(said)

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        self.receivers.extend(envelope.rcpt_tos)
        self.message_ids += [line for line in envelope.content.decode().splitlines() if line.startswith("Message-ID")]
        if self.answers.get("cut"):
            self.answers["cut"] -= 1
            server.transport.close()
        return "250 OK"


def difficult(settings: Settings, **answers: Any) -> Iterator[Difficult]:
    handler = Difficult(**answers)
    controller = Controller(handler, hostname="127.0.0.1", port=settings.smtp_port)
    controller.start()
    yield handler
    controller.stop()


def test_a_queued_mail_arrives_once_with_all_that_was_in_it(store: Store, files: FileStore, settings: Settings, box: Mailbox) -> None:
    letter = files.put(b"%PDF-1.7 besluit")
    text, html = compose(["Beste bestuur,", "Uw aanvraag is toegekend."], link=("Bekijk het besluit", "https://mag.example/b/7"))
    attached = [Attachment("Besluit – buurthuis.pdf", letter.sha256, "application/pdf")]
    mail_id = promise(
        store, subject="Besluit: € 1.250,00", text=text, html=html, attachments=attached, about=("application", 7), chain="demo"
    )
    assert send_due(store, files, settings) == SendResult(1, 0, 0)
    assert send_due(store, files, settings) == SendResult(0, 0, 0)
    (came,) = box.list_mails()
    row = mail(store, mail_id)
    assert (row.state, row.sent_at, row.attempts, row.lease_owner) == (MailState.SENT, store.clock.now(), 1, None)
    assert (came.to, came.to_name, came.subject, came.text) == (TO, "Buurthuis demo", "Besluit: € 1.250,00", text)
    assert came.message_id == f"<{row.message_id}@demo.example>" and came.at == row.queued_at and came.sender == settings.mail_from
    assert came.html is not None and came.html.strip() == html.strip()
    assert [link.url for link in came.links] == ["https://mag.example/b/7"]
    assert [(part.name, part.media_type, part.size) for part in came.attachments] == [
        ("Besluit – buurthuis.pdf", "application/pdf", letter.size)
    ]
    with store.reading() as db:
        assert [found.id for found in list_about(db, "application", 7)] == [mail_id]


def test_what_rolled_back_is_never_sent(store: Store, files: FileStore, settings: Settings, box: Mailbox) -> None:
    with pytest.raises(RuntimeError), store.transaction() as tx:
        queue(tx, to=TO, to_name="", subject="Nooit", text="Nooit")
        raise RuntimeError
    assert send_due(store, files, settings).sent == 0 and box.list_mails() == []


def test_a_mail_waits_until_its_moment(store: Store, files: FileStore, settings: Settings, box: Mailbox, clock: SetClock) -> None:
    promise(store, not_before=clock.now() + timedelta(hours=1))
    assert send_due(store, files, settings) == SendResult(0, 0, 1)
    clock.set(clock.now() + timedelta(hours=1))
    assert send_due(store, files, settings) == SendResult(1, 0, 0)


@pytest.mark.parametrize("field", ["subject", "to_name"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\u2028"])
def test_a_line_end_in_a_header_is_refused(sqlite_store: Store, field: str, end: str) -> None:
    with pytest.raises(Refused):
        promise(sqlite_store, **{field: f"Hallo{end}Bcc: iedereen@demo.example"})


@pytest.mark.parametrize(
    "address",
    ["", "demo", "a@b", "a@b..nl", "a b@demo.example", "a@demo.example\r\nBcc: x@y.nl", "a@demo.example,b@demo.example", "<a@demo.example>",
     ".a@demo.example", "a@-demo.example", "a@démo.example", "a" * 65 + "@demo.example", "a@" + "b." * 130 + "nl"],
)  # fmt: skip
def test_a_wrong_address_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(Refused, match="geen goed e-mailadres"):
        check_address(address)


def test_a_good_address_passes_without_the_spaces_around_it() -> None:
    assert check_address(" Jan.Jansen+bon@buurt-huis.example ") == "Jan.Jansen+bon@buurt-huis.example"


def test_a_long_subject_is_cut_and_strange_letters_travel(store: Store, files: FileStore, settings: Settings, box: Mailbox) -> None:
    promise(store, subject="Vóór " + "zeer " * 1000, to_name='Ali "de buur" <x>, Co; 🧾')
    assert send_due(store, files, settings).sent == 1
    (came,) = box.list_mails()
    assert came.subject.startswith("Vóór zeer") and came.subject.endswith("…") and len(came.subject) == 200
    assert (came.to, came.to_name) == (TO, 'Ali "de buur" <x>, Co; 🧾')


def test_one_bad_address_does_not_stop_the_rest(store: Store, files: FileStore, settings: Settings) -> None:
    for server in difficult(settings, weg="550 5.1.1 geen postbus", druk="451 4.7.1 kom later terug"):
        gone, busy, good = (promise(store, to=f"{name}@demo.example") for name in ("weg", "druk", "goed"))
        assert send_due(store, files, settings) == SendResult(1, 2, 1)
        assert server.receivers == ["goed@demo.example"]
    assert mail(store, gone).state is MailState.FAILED and "geen postbus" in str(mail(store, gone).last_error)
    assert mail(store, busy).state is MailState.QUEUED and mail(store, busy).not_before == store.clock.now() + BACKOFF[0]
    assert mail(store, good).state is MailState.SENT


def test_trying_again_takes_longer_each_time_and_ends_as_work_for_people(
    store: Store, files: FileStore, settings: Settings, clock: SetClock
) -> None:
    mail_id = promise(store, to="druk@demo.example")
    for _server in difficult(settings, druk="451 kom later terug"):
        waits = []
        while mail(store, mail_id).state is MailState.QUEUED:
            tried = clock.now()
            assert send_due(store, files, settings).failed == 1
            assert send_due(store, files, settings).failed == 0
            row = mail(store, mail_id)
            if row.state is MailState.QUEUED and row.not_before:
                waits.append(row.not_before - tried)
                clock.set(row.not_before)
    assert tuple(waits) == BACKOFF and row.attempts == MOST_ATTEMPTS == 8
    with store.reading() as db:
        assert [found.id for found in list_failed(db)] == [mail_id]
        figures = get_figures(db)
    assert (figures.waiting, figures.failed, figures.waiting_since) == (0, 1, None)


def test_staff_put_a_failed_mail_in_the_queue_again(store: Store, files: FileStore, settings: Settings) -> None:
    mail_id = promise(store, to="weg@demo.example")
    for _server in difficult(settings, weg="550 weg"):
        send_due(store, files, settings)
    with store.transaction() as tx:
        retry(tx, mail_id)
    for _server in difficult(settings):
        assert send_due(store, files, settings).sent == 1
    with pytest.raises(Refused, match="al verstuurd"), store.transaction() as tx:
        retry(tx, mail_id)
    with pytest.raises(NotFound), store.transaction() as tx:
        retry(tx, 999)


def test_accepted_and_then_cut_goes_again_under_the_same_message_id(
    store: Store, files: FileStore, settings: Settings, clock: SetClock
) -> None:
    promise(store)
    for server in difficult(settings, cut=1):
        assert send_due(store, files, settings) == SendResult(0, 1, 1)
        clock.set(clock.now() + BACKOFF[0])
        assert send_due(store, files, settings) == SendResult(1, 0, 0)
        first, second = server.message_ids
        assert first == second


def test_a_server_that_is_away_costs_no_attempt_and_is_noted(store: Store, files: FileStore, settings: Settings) -> None:
    mail_id = promise(store)
    for _ in range(20):
        assert send_due(store, files, settings) == SendResult(0, 0, 1)
    row = mail(store, mail_id)
    assert (row.state, row.attempts, row.lease_owner) == (MailState.QUEUED, 0, None) and "refused" in str(row.last_error).lower()
    with store.reading() as db:
        assert get_figures(db).waiting_since == row.queued_at
    with Mailbox(settings.var / "mailbox", settings.smtp_port):
        assert send_due(store, files, settings) == SendResult(1, 0, 0)


def test_a_server_that_stalls_is_left_after_the_time_limit(store: Store, files: FileStore, settings: Settings) -> None:
    assert mailer.TIMEOUT <= 10
    mail_id = promise(store)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", settings.smtp_port))
        silent.listen()
        result = send_due(store, files, settings, connect=lambda: smtplib.SMTP("127.0.0.1", settings.smtp_port, timeout=0.3))
    assert result == SendResult(0, 0, 1) and "timed out" in str(mail(store, mail_id).last_error)


def test_a_lost_attachment_fails_that_mail_only(store: Store, files: FileStore, settings: Settings, box: Mailbox) -> None:
    lost = promise(store, attachments=[Attachment("besluit.pdf", "0" * 64, "application/pdf")])
    promise(store)
    assert send_due(store, files, settings) == SendResult(1, 1, 1)
    assert "NotFound" in str(mail(store, lost).last_error)


def test_a_round_has_an_end_and_the_oldest_go_first(store: Store, files: FileStore, settings: Settings, box: Mailbox) -> None:
    for number in range(5):
        promise(store, subject=f"Bericht {number}")
    assert send_due(store, files, settings, limit=2) == SendResult(2, 0, 3)
    assert sorted(came.subject for came in box.list_mails()) == ["Bericht 0", "Bericht 1"]


def test_a_mail_somebody_is_sending_is_left_alone_until_the_lease_ends(
    store: Store, files: FileStore, settings: Settings, box: Mailbox, clock: SetClock
) -> None:
    promise(store)
    claimed = mailer._claim(store, "die andere")
    assert claimed is not None
    assert send_due(store, files, settings) == SendResult(0, 0, 1)
    clock.set(clock.now() + LEASE)
    assert send_due(store, files, settings) == SendResult(1, 0, 0)
    mailer._mark(store, "die andere", claimed, mailer._failed("te laat wakker", final=True))
    assert mail(store, claimed.id).state is MailState.SENT


def test_a_clock_that_was_set_back_does_not_lock_mail_up(
    store: Store, files: FileStore, settings: Settings, box: Mailbox, clock: SetClock
) -> None:
    promise(store)
    assert mailer._claim(store, "gestorven") is not None
    clock.set(clock.now() - timedelta(hours=2))
    assert send_due(store, files, settings).sent == 1


def test_killed_after_the_server_said_yes_gives_one_mail_to_the_reader(
    store: Store, files: FileStore, settings: Settings, box: Mailbox, clock: SetClock
) -> None:
    mail_id = promise(store)
    script = f"""
import os, pathlib
from datetime import datetime
from mag.core import mailer
from mag.core.clock import SetClock
from mag.core.db import Database
from mag.core.files import FileStore
from mag.core.settings import Settings
from mag.core.transaction import Store
mailer._mark = lambda *rest: os.kill(os.getpid(), 9)
store = Store(Database({store.database.url!r}), SetClock(datetime.fromisoformat({clock.now().isoformat()!r})))
settings = Settings(environment="test", smtp_port={settings.smtp_port}, mail_from={settings.mail_from!r})
mailer.send_due(store, FileStore(pathlib.Path({str(files.root)!r})), settings)
"""
    died = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert died.returncode == -9, died.stderr
    assert mail(store, mail_id).state is MailState.QUEUED and len(box.list_mails()) == 1
    clock.set(clock.now() + LEASE)
    assert send_due(store, files, settings) == SendResult(1, 0, 0)
    assert len(list(box.folder.glob("*.eml"))) == 2 and len(list_mails(box.folder)) == 1


def test_two_senders_share_the_work_and_send_nothing_twice(store: Store, files: FileStore, settings: Settings, box: Mailbox) -> None:
    for number in range(12):
        promise(store, subject=f"Bericht {number}")
    results: list[SendResult] = []
    senders = [threading.Thread(target=lambda: results.append(send_due(store, files, settings))) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sum(result.sent for result in results) == 12 and len(list(box.folder.glob("*.eml"))) == 12
    with store.reading() as db:
        assert set(db.scalars(select(OutboxMail.state))) == {MailState.SENT}


def test_a_composed_mail_says_the_same_twice_and_runs_nothing() -> None:
    text, html = compose(
        ["Beste <b>buur</b>,", "Regel een\nregel twee"],
        link=("Bekijk & reageer", "https://mag.example/?a=1&b=2"),
        facts=[("Bedrag", "€ 1.250,00"), ("Naam", "<script>alert(1)</script>")],
        signature=["Stuurgroep demo", "0184 00 00 00"],
    )
    assert text.split("\n\n") == [
        "Beste <b>buur</b>,", "Regel een\nregel twee", "Bedrag: € 1.250,00\nNaam: <script>alert(1)</script>",
        "Bekijk & reageer:\nhttps://mag.example/?a=1&b=2", "Stuurgroep demo\n0184 00 00 00\n",
    ]  # fmt: skip
    assert "<script>" not in html and "<b>" not in html and 'lang="nl"' in html
    assert '<a href="https://mag.example/?a=1&amp;b=2">Bekijk &amp; reageer</a>' in html


@pytest.mark.parametrize(
    "pattern", [["buurthuis", "gewijzigd", "é", "toegekend", "€"], ["iedereen", "Hardinxveld-Giessendam:", "toegekend,"]]
)
@pytest.mark.parametrize("words", [3, 6, 8, 9])
def test_a_subject_with_accents_keeps_its_spaces_wherever_it_folds(
    sqlite_store: Store, files: FileStore, settings: Settings, words: int, pattern: list[str]
) -> None:
    subject = " ".join((pattern * 3)[:words])
    with sqlite_store.transaction() as tx:
        raw = mailer.build_message(queue(tx, to=TO, to_name="", subject=subject, text="Dag"), files, settings).as_bytes()
    assert message_from_bytes(raw, policy=default)["Subject"] == subject
    assert max(len(line) for line in raw.splitlines()) <= 78


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://a b", "/pad", "https://x\nBcc"])
def test_a_mail_links_to_a_page_and_to_nothing_else(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        compose(["Dag"], link=("Klik", address))
