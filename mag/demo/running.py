"""The demonstration at work: its own mail server, its own worker and the web server, in one process that stops cleanly."""

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from wsgiref.types import WSGIApplication

from mag.app import create_app
from mag.core.clock import Clock
from mag.core.house import House
from mag.core.paper_pdf import render_waiting
from mag.core.settings import Settings
from mag.demo.calendar import banner
from mag.demo.installation import open_demo
from mag.demo.routes import postbus
from mag.jobs import Tick, Timetable, Worker, all_lines, start_embedded
from mag.mailbox import Mailbox
from mag.reports.making import make_waiting
from mag.serving import serve

LETTERS_AT_ONCE = 1
BEAT = timedelta(seconds=2)
POLITENESS = 5
"""How far letters step aside for pages (niceness): the backlog of a first start may take some minutes."""


class Demonstration:
    """What runs beside the pages in the web server's process."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._house: House | None = None
        self._mailbox: Mailbox | None = None
        self._worker: Worker | None = None

    def make_app(self) -> WSGIApplication:
        """The application with the banner and the page Postbus."""
        house = self._house = open_demo(self._settings, self._clock)
        return create_app(house, extra_blueprints=(postbus.blueprint,), demo_banner=lambda: banner(house.store.clock.now()))

    def start(self) -> None:
        """Start the mail server and the worker, and say where the pages are."""
        assert self._house is not None
        self._mailbox = Mailbox(postbus.folder(self._house), port=self._settings.smtp_port)
        self._mailbox.start()
        others = [line for line in all_lines(self._house) if line.name not in ("print_letters", "make_reports")]
        lines = [
            *others,
            Tick("print_letters", BEAT, lambda house: _politely(lambda: render_waiting(house, LETTERS_AT_ONCE))),
            Tick("make_reports", BEAT, lambda house: _politely(lambda: make_waiting(house))),
            Tick("read_mails", BEAT, postbus.read_ahead),
        ]
        self._worker = start_embedded(self._house, Timetable(lines))

    def stop(self) -> None:
        """Let what runs finish; stop the worker and the mail server."""
        print("De demonstratie stopt…", flush=True)
        if self._worker is not None:
            self._worker.stop()
        if self._mailbox is not None:
            self._mailbox.stop()
        if self._house is not None:
            self._house.close()


def run_demonstration(settings: Settings, clock: Clock) -> None:
    """Serve the demonstration until Ctrl-C or SIGTERM."""
    running = Demonstration(settings, clock)
    serve(running.make_app, host=settings.host, port=settings.port, on_start=running.start, on_stop=running.stop)


def _politely(work: Callable[[], object]) -> None:
    """Make letters or reports in a thread that steps aside for the pages; what it starts inherits that."""

    def step_aside() -> None:
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITENESS)
        work()

    thread = threading.Thread(target=step_aside, name="papers")
    thread.start()
    thread.join()
