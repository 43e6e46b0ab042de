"""The timetable: one leader, each line for itself, and a clean end."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mag.core.clock import SetClock
from mag.core.house import House, open_house
from mag.core.leader import Leader
from mag.core.outbox import queue
from mag.core.settings import Settings
from mag.jobs import Duty, Tick, Timetable, core_lines, nightly, run_worker, start_embedded
from mag.mailbox import Mailbox, free_port

SOON = timedelta(milliseconds=20)
PATIENCE = 30


@pytest.fixture
def house(engine_url: str, tmp_path: Path, clock: SetClock) -> Iterator[House]:
    made = open_house(Settings(environment="test", var=tmp_path, database_url=engine_url, smtp_port=free_port()), clock)
    yield made
    made.close()


def test_the_house_opens_its_folders(house: House) -> None:
    assert house.settings.files.is_dir() and house.files.root == house.settings.files


def test_one_leads_and_the_next_takes_over(house: House) -> None:
    first, second = Leader(house), Leader(house)
    assert first.leads() and first.leads() and not second.leads()
    first.step_down()
    assert second.leads() and not first.leads()
    second.step_down()


def test_a_dead_leader_leaves_the_lead(house: House) -> None:
    script = f"""
import os, pathlib
from mag.core.house import open_house
from mag.core.leader import Leader
from mag.core.settings import Settings
var, url = pathlib.Path({str(house.settings.var)!r}), {house.settings.database_url!r}
leader = Leader(open_house(Settings(environment="test", var=var, database_url=url)))
assert leader.leads()
print("leads", flush=True)
input()
"""
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None and child.stdout.readline() == b"leads\n"
    leader = Leader(house)
    assert not leader.leads()
    child.kill()
    child.communicate()
    assert _eventually(leader.leads)
    leader.step_down()


def test_the_timetable_sends_mail_and_sweeps_by_night(house: House, tmp_path: Path) -> None:
    lost = house.files.put(b"van niemand").sha256
    os.utime(house.files.path(lost), (0, 0))
    with house.store.transaction() as tx:
        queue(tx, to="bestuur@demo.example", to_name="", subject="Dag", text="Dag")
    with Mailbox(tmp_path / "mailbox", house.settings.smtp_port) as box:
        timetable = Timetable(core_lines(house))
        timetable.run_all(house)
        timetable.run_all(house)
        assert len(box.list_mails()) == 1
    assert not house.files.exists(lost)


def test_a_line_that_fails_does_not_stop_the_others_and_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    done = []

    def fail(_house: House) -> None:
        raise RuntimeError("stuk")

    with caplog.at_level(logging.ERROR, "mag.jobs"):
        Timetable([Tick("breaks", SOON, fail), Tick("works", SOON, lambda _house: done.append(1))]).run_all(house)
    assert done == [1] and [record.getMessage() for record in caplog.records] == ["duty breaks failed"]


def test_two_lines_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="same"):
        Timetable([Tick("same", SOON, id), Tick("same", SOON, id)])


def test_two_embedded_workers_do_a_duty_once_a_night(house: House, clock: SetClock) -> None:
    nights: list[str] = []
    beats = threading.Semaphore(0)
    lines = [
        Duty("night", nightly, lambda _house, run: nights.append(run.period), every=SOON),
        Tick("beat", SOON, lambda _house: beats.release()),
    ]
    workers = [start_embedded(house, Timetable(lines)) for _ in range(2)]
    try:
        for expected in (["2022-03-01"], ["2022-03-01", "2022-03-02"]):
            assert _eventually(lambda: nights != [] and nights[-1] == expected[-1])  # noqa: B023 - asked at once
            for _ in range(5):
                assert beats.acquire(timeout=PATIENCE)
            assert nights == expected
            if len(nights) == 1:
                clock.set(clock.now() + timedelta(days=1))
    finally:
        for worker in workers:
            worker.stop()


def test_a_duty_that_is_not_due_does_nothing(house: House) -> None:
    Timetable([Duty("never", lambda _moment: None, lambda _house, _run: pytest.fail("not due"))]).run_all(house)


def test_a_worker_that_is_told_to_stop_finishes_what_it_was_doing(house: House) -> None:
    """SIGTERM comes while a line is at work: the line ends, then the worker, and the lead is free."""
    told: list[str] = []

    def work(_house: House) -> None:
        if not told:
            told.append("begin")
            os.kill(os.getpid(), signal.SIGTERM)
            threading.Event().wait(0.2)
            told.append("end")

    before = signal.getsignal(signal.SIGTERM)
    run_worker(house, Timetable([Tick("work", SOON, work)]))
    assert told == ["begin", "end"] and signal.getsignal(signal.SIGTERM) is before
    leader = Leader(house)
    assert leader.leads()
    leader.step_down()


def _eventually(question: Callable[[], bool]) -> bool:
    """Whether the answer becomes yes while somebody with patience waits."""
    wait = threading.Event()
    for _ in range(PATIENCE * 50):
        if question():
            return True
        wait.wait(0.02)
    return False
