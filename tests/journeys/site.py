"""The whole program at work on a port of this machine: pages, mail to a real mail server, letters printed in the background."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from flask import Flask
from werkzeug.serving import make_server

from mag.accounts.roles import Role
from mag.agenda.models import Agenda
from mag.agenda_file import load
from mag.app import create_app
from mag.core.clock import SetClock, at
from mag.core.house import House, open_house
from mag.core.mailer import send_due
from mag.core.paper_pdf import render_waiting
from mag.core.transaction import Store
from mag.demo.calendar import OPENING, banner
from mag.demo.routes import postbus
from mag.jobs import Line, Tick, Timetable, all_lines, start_embedded
from mag.mailbox import Mail, Mailbox, free_port, list_mails
from mag.reports.making import make_waiting
from tests.factories.applications import CODE, agenda_file
from tests.factories.budgets import make_line
from tests.factories.people import PASSWORD, make_staff
from tests.fixtures_demo import demo_settings_at
from tests.web_client import make_app

BEAT = timedelta(milliseconds=400)
PATIENCE = 60
"""Seconds we wait for something that happens by itself. Not a claim about speed: the test only needs an end."""
REPORT_LINES = ("send_mail", "make_reports")
"""What works beside the pages in journeys about reports."""
STAFF = (Role.NEIGHBOURHOOD_WORKER, Role.PROJECT_LEADER, Role.CONTROLLER, Role.MUNICIPALITY_READER)


@dataclass(frozen=True)
class Site:
    """An installation people can reach: ``address`` in a browser, ``postbus`` where its mails arrive."""

    app: Flask
    house: House
    address: str
    postbus: Path

    @property
    def store(self) -> Store:
        """Its store."""
        return self.house.store

    def set_day(self, day: date, hour: int = 12) -> None:
        """Let the clock of this installation stand at a day."""
        assert isinstance(self.store.clock, SetClock)
        self.store.clock.set(at(day, hour))

    def mail_to(self, address: str, about: str, saying: str = "") -> Mail:
        """The newest mail to an address with these words in its subject (and its text); waits until the mail server got it."""
        until = monotonic() + PATIENCE
        while True:
            found = [mail for mail in list_mails(self.postbus, address) if about in mail.subject and saying in mail.text]
            if found:
                return found[0]
            assert monotonic() < until, [(mail.to, mail.subject) for mail in list_mails(self.postbus)]
            sleep(0.1)


@contextmanager
def running(store: Store, path: Path) -> Iterator[Site]:
    """Serve the program on this store until the end of the block, with its mail server and its worker."""
    port = free_port()
    with Mailbox(path / "postbus") as mailbox:
        app = make_app(store, path, base_url=f"http://127.0.0.1:{port}", smtp_host="127.0.0.1", smtp_port=mailbox.port)
        house: House = app.extensions["house"]
        lines = [
            Tick("send_mail", BEAT, lambda of: send_due(of.store, of.files, of.settings)),
            Tick("print_letters", BEAT, lambda of: render_waiting(of, 2)),
            Tick("make_reports", BEAT, make_waiting),
        ]
        with _serving(app, house, port, lines):
            yield Site(app, house, house.settings.address, mailbox.folder)


@contextmanager
def running_demonstration(made: Path, path: Path) -> Iterator[Site]:
    """Serve a copy of the demonstration year until the end of the block. Mails go out, reports are made; letters wait."""
    port = free_port()
    shutil.copytree(made, path / "demo")
    with Mailbox(path / "demo" / "postbus") as mailbox:
        settings = demo_settings_at(path / "demo", port=port, smtp_host="127.0.0.1", smtp_port=mailbox.port)
        house = open_house(settings, SetClock(at(OPENING, 10)))
        app = create_app(house, extra_blueprints=(postbus.blueprint,), demo_banner=lambda: banner(house.store.clock.now()))
        app.testing = False
        send_due(house.store, house.files, house.settings)
        lines = [replace(line, every=BEAT) for line in all_lines(house) if line.name in REPORT_LINES]
        with _serving(app, house, port, lines):
            yield Site(app, house, house.settings.address, mailbox.folder)
        house.close()


@contextmanager
def _serving(app: Flask, house: House, port: int, lines: Sequence[Line]) -> Iterator[None]:
    worker = start_embedded(house, Timetable(lines))
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        worker.stop()


def furnish(store: Store) -> int:
    """Load the real agenda, put money on a line and give every role a colleague with a password. Answers the agenda's id."""
    with store.transaction() as tx:
        load(tx, agenda_file(CODE))
        agenda = tx.db.query(Agenda).filter_by(code=CODE).one()
        make_line(tx, agenda.id, 50_000_00)
        for role in STAFF:
            make_staff(tx, role, password=PASSWORD)
        return agenda.id
