"""The timetable: what happens by itself, and when. Each line calls one verb.

A line without a period is a tick (sending mail): it may run as often as it likes, because what it does guards itself. A
line with a period runs once per period, however many processes there are and however long they were down.
APScheduler only ticks; which period is due is asked of the house's own clock, so that the demonstration's clock counts.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from mag.accountability.draws.duties import draw_monthly, settle_small
from mag.accountability.duties import call_half_years, remind_hand_ins
from mag.accountability.receipts.duties import read_receipts
from mag.accounts.forgetting import forget_old
from mag.applications.advice_duties import watch_advice
from mag.applications.draft_duties import watch_drafts
from mag.applications.duties import watch_enquiries
from mag.core.clock import AMSTERDAM, SystemClock
from mag.core.duties import LEASE, Run, day_due, once
from mag.core.files import sweep
from mag.core.house import House
from mag.core.leader import Leader
from mag.core.mailer import send_due
from mag.core.paper_pdf import render_waiting
from mag.indicators.imports.orders import carry_out_waiting
from mag.payments.duties import chase_recoveries, lift_holds
from mag.reports.duties import begin_reports, half_year_ended
from mag.reports.making import make_waiting

log = logging.getLogger("mag.jobs")
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a beat that waits for the one before it is no news
MINUTE = timedelta(minutes=1)
NIGHT = time(2, 30)
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line that runs at every beat: ``work(house)`` is safe to repeat. ``every`` is counted in real time."""

    name: str
    every: timedelta
    work: Callable[[House], object]

    def run(self, house: House) -> None:
        """Do the work once."""
        self.work(house)


@dataclass(frozen=True, slots=True)
class Duty:
    """A line that runs once per period: ``period(moment)`` names the period that is due, or None for not now.

    ``work(house, run)`` may answer a line for the record; before it writes it may ask ``run.guard(tx)``.
    """

    name: str
    period: Callable[[datetime], str | None]
    work: Callable[[House, Run], str | None]
    every: timedelta = MINUTE
    lease: timedelta = LEASE

    def run(self, house: House) -> None:
        """Do the work when its period is due and was not done yet."""
        period = self.period(house.store.clock.now())
        if period is not None:
            once(house.store, self.name, period, lambda run: self.work(house, run), lease=self.lease)


Line = Tick | Duty


class Timetable:
    """The lines of an installation, in order. Raises ValueError when two have one name."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = tuple(lines)
        names = [line.name for line in self.lines]
        if len(set(names)) < len(names):
            raise ValueError(f"two lines with one name: {sorted(names)}")

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def run_all(self, house: House) -> None:
        """Run every line once, one after the other (the command line and tests); an error stops at its own line."""
        for line in self.lines:
            _run(house, line)


def nightly(moment: datetime) -> str:
    """The night whose duties are due: from half past two, Amsterdam time. Works for every ``Duty.period``."""
    return day_due(moment, NIGHT)


def monthly(moment: datetime) -> str:
    """The month whose duties are due: from the first night of it, Amsterdam time."""
    return day_due(moment, NIGHT)[:7]


def morning(moment: datetime) -> str:
    """The morning whose duties are due: from nine o'clock, Amsterdam time, so that mails arrive by day."""
    return day_due(moment, MORNING)


def core_lines(house: House) -> list[Line]:
    """The lines of the house itself: mail every ten seconds (two in the demonstration), by night the sweep of files and old sign-ins."""
    every = timedelta(seconds=2 if house.settings.environment == "demo" else 10)
    return [
        Tick("send_mail", every, _send_mail),
        Duty("sweep_files", nightly, _sweep_files),
        Duty("forget_sign_ins", nightly, _forget_sign_ins),
    ]


def all_lines(house: House) -> list[Line]:
    """The whole timetable: the house's own lines, letters and reports right after their commit, and what the rooms remind of."""
    letters = Tick("print_letters", timedelta(seconds=5), render_waiting)
    return [
        *core_lines(house),
        letters,
        Tick("make_reports", timedelta(seconds=5), make_waiting),
        Tick("take_over_figures", timedelta(seconds=5), carry_out_waiting),
        Duty("remind_hand_ins", morning, remind_hand_ins),
        Duty("call_half_years", morning, call_half_years),
        Duty("begin_reports", half_year_ended, begin_reports),
        Duty("draw_spot_checks", monthly, draw_monthly),
        Duty("settle_small", nightly, settle_small),
        Tick("read_receipts", timedelta(seconds=20), read_receipts),
        Duty("lift_holds", nightly, lift_holds),
        Duty("chase_recoveries", morning, chase_recoveries),
        Duty("watch_advice", morning, watch_advice),
        Duty("watch_enquiries", morning, watch_enquiries),
        Duty("watch_drafts", morning, watch_drafts),
    ]


class Worker:
    """A running timetable: a scheduler thread that beats, and a leader lock that is asked at every beat."""

    def __init__(self, house: House, timetable: Timetable) -> None:
        self._house = house
        self._leader = Leader(house)
        self._scheduler = BackgroundScheduler(timezone=AMSTERDAM)
        for line in timetable:
            self._scheduler.add_job(
                self._beat,
                IntervalTrigger(seconds=line.every.total_seconds(), timezone=AMSTERDAM),
                args=[line],
                id=line.name,
                next_run_time=SystemClock().now(),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Start beating in the background."""
        self._scheduler.start()

    def stop(self) -> None:
        """Let what runs finish, then stop and give the leader lock back."""
        self._scheduler.shutdown(wait=True)
        self._leader.step_down()

    def _beat(self, line: Line) -> None:
        if self._leader.leads():
            _run(self._house, line)


def run_worker(house: House, timetable: Timetable) -> None:
    """Work until SIGTERM or SIGINT, then finish what is under way and return. Call it in the main thread."""
    end = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        end.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    worker = Worker(house, timetable)
    worker.start()
    try:
        end.wait()
    finally:
        worker.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def start_embedded(house: House, timetable: Timetable) -> Worker:
    """Run the timetable inside the server's own process (the demonstration); call ``stop`` on what it answers."""
    worker = Worker(house, timetable)
    worker.start()
    return worker


def _run(house: House, line: Line) -> None:
    try:
        line.run(house)
    except Exception:  # one line that fails must not stop the others; the log is where the alarm comes from
        log.exception("duty %s failed", line.name)


def _send_mail(house: House) -> None:
    send_due(house.store, house.files, house.settings)


def _sweep_files(house: House, run: Run) -> str:
    return f"{sweep(house.store, house.files)} bestanden opgeruimd"


def _forget_sign_ins(house: House, run: Run) -> str:
    with house.store.transaction() as tx:
        run.guard(tx)
        return f"{forget_old(tx)} regels over inloggen opgeruimd"
