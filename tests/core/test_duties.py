"""What happens by itself: once per period, whoever dies, sleeps or changes the clock."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, time, timedelta

import pytest

from mag.core.clock import SetClock
from mag.core.duties import LEASE, PAUSE, Done, Run, Superseded, day_due, find_run, is_done, list_runs, once
from mag.core.transaction import Counter, Store

DUTY, PERIOD = "remind", "2022-03-01"


def count(store: Store) -> int:
    with store.reading() as db:
        found = db.get(Counter, "reminders")
        return found.value if found else 0


def remind(run: Run) -> str:
    with run.store.transaction() as tx:
        run.guard(tx)
        tx.next_number("reminders")
    return "1 herinnering"


def test_a_duty_runs_once_per_period(store: Store) -> None:
    assert [once(store, DUTY, period, remind) for period in (PERIOD, PERIOD, "2022-03-02")] == [Done.NOW, Done.BEFORE, Done.NOW]
    assert count(store) == 2 and is_done(store, DUTY, PERIOD) and not is_done(store, DUTY, "2022-03-03")
    with store.reading() as db:
        assert [(run.period, run.outcome, run.fence, run.finished_at) for run in list_runs(db)] == [
            ("2022-03-02", "1 herinnering", 1, store.clock.now()),
            (PERIOD, "1 herinnering", 1, store.clock.now()),
        ]


def test_two_duties_in_one_period_do_not_meet(store: Store) -> None:
    assert once(store, "a", PERIOD, remind) is once(store, "b", PERIOD, remind) is Done.NOW


def test_many_schedulers_at_once_do_it_once(store: Store) -> None:
    start, answers = threading.Barrier(6), []

    def run() -> None:
        start.wait()
        answers.append(once(store, DUTY, PERIOD, remind))

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6 and answers.count(Done.NOW) == 1 and count(store) == 1


def test_what_fails_says_why_and_is_tried_again_after_a_pause(store: Store, clock: SetClock) -> None:
    def fail(_run: Run) -> str:
        raise RuntimeError("de schijf is vol")

    with pytest.raises(RuntimeError):
        once(store, DUTY, PERIOD, fail)
    with store.reading() as db:
        run = find_run(db, DUTY, PERIOD)
    assert run is not None and run.finished_at is None and run.outcome == "mislukt: RuntimeError: de schijf is vol"
    assert once(store, DUTY, PERIOD, remind) is Done.ELSEWHERE
    clock.set(clock.now() + PAUSE)
    assert once(store, DUTY, PERIOD, remind) is Done.NOW
    with store.reading() as db:
        again = find_run(db, DUTY, PERIOD, finished=True)
    assert again is not None and (again.fence, again.outcome) == (2, "1 herinnering")


def test_killed_midway_it_is_taken_over_when_the_lease_ends(store: Store, clock: SetClock) -> None:
    script = f"""
import os
from datetime import datetime
from mag.core.clock import SetClock
from mag.core.db import Database
from mag.core.duties import once
from mag.core.transaction import Store
store = Store(Database({store.database.url!r}), SetClock(datetime.fromisoformat({clock.now().isoformat()!r})))
once(store, {DUTY!r}, {PERIOD!r}, lambda run: os.kill(os.getpid(), 9))
"""
    died = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert died.returncode == -9, died.stderr
    assert once(store, DUTY, PERIOD, remind) is Done.ELSEWHERE and count(store) == 0
    clock.set(clock.now() + LEASE)
    assert once(store, DUTY, PERIOD, remind) is Done.NOW and count(store) == 1


def test_the_one_that_slept_through_its_lease_is_refused_when_it_writes(store: Store, clock: SetClock) -> None:
    refused = []

    def sleep_and_write(run: Run) -> str:
        clock.set(clock.now() + LEASE)
        assert once(store, DUTY, PERIOD, remind) is Done.NOW
        with pytest.raises(Superseded) as caught:
            remind(run)
        refused.append(caught.value)
        raise caught.value

    assert once(store, DUTY, PERIOD, sleep_and_write) is Done.ELSEWHERE
    assert count(store) == 1 and len(refused) == 1
    with store.reading() as db:
        run = find_run(db, DUTY, PERIOD)
    assert run is not None and (run.fence, run.outcome) == (2, "1 herinnering")


def test_a_sleeper_without_a_guard_cannot_finish_for_another(store: Store, clock: SetClock) -> None:
    def sleep(_run: Run) -> str:
        clock.set(clock.now() + LEASE)
        once(store, DUTY, PERIOD, remind)
        return "te laat"

    assert once(store, DUTY, PERIOD, sleep) is Done.ELSEWHERE
    with store.reading() as db:
        run = find_run(db, DUTY, PERIOD)
    assert run is not None and run.outcome == "1 herinnering"


def test_a_clock_set_back_does_not_keep_a_dead_run_alive(store: Store, clock: SetClock) -> None:
    def die(_run: Run) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(store, DUTY, PERIOD, die)
    clock.set(clock.now() - timedelta(hours=2))
    assert once(store, DUTY, PERIOD, remind) is Done.NOW


@pytest.mark.parametrize(
    ("moments", "nights"),
    [
        # 28 March 2027: 02:30 does not exist; 31 October 2027: 02:30 comes twice; 29 February 2028
        ([datetime(2027, 3, 28, 0, 59, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)], ["2027-03-27", "2027-03-28"]),
        ([datetime(2027, 10, 31, hour, 31, tzinfo=UTC) for hour in (0, 1)], ["2027-10-31"] * 2),
        ([datetime(2028, 2, 29, 1, 29, tzinfo=UTC), datetime(2028, 2, 29, 1, 30, tzinfo=UTC)], ["2028-02-28", "2028-02-29"]),
        ([datetime(2027, 12, 31, 23, 30, tzinfo=UTC)], ["2027-12-31"]),
    ],
)
def test_a_night_is_due_once_also_when_the_clocks_change(moments: list[datetime], nights: list[str]) -> None:
    assert [day_due(moment, time(2, 30)) for moment in moments] == nights
