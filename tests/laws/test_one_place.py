"""Some things happen in one place: committing, and asking what time it is."""

from tests.laws.source import calls, modules, name_of, report

COMMITS = {"mag/core/transaction.py"}
LOGS = {"mag/core/logs.py"}
"""The access log and the security log outlive a roll-back on purpose, so they hold their own short transaction (architecture, 3)."""
MEASURED = {"mag/bench/world.py"}
"""The benchmark fills a database of its own in bulk; nobody acts on what stands there."""
CLOCK = {"mag/core/clock.py"}
WALL_CLOCK = (
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    "func.now", "func.current_timestamp", "func.current_date", "func.localtimestamp",
)  # fmt: skip


def test_only_the_transaction_commits() -> None:
    offences = []
    for path in modules():
        for line, name in calls(path):
            last = name.rsplit(".", 1)[-1]
            if "." in name and last in {"commit", "begin", "begin_nested"} and name_of(path) not in COMMITS | LOGS | MEASURED:
                offences.append(f"{name_of(path)}:{line} calls {name}")
    report(offences)


def test_only_the_transaction_and_the_logs_open_a_writing_session() -> None:
    offences = [
        f"{name_of(path)}:{line} calls {name}"
        for path in modules()
        for line, name in calls(path)
        if name.endswith(".writing") and name_of(path) not in COMMITS | LOGS
    ]
    report(offences)


def test_only_the_clock_asks_what_time_it_is() -> None:
    offences = [
        f"{name_of(path)}:{line} calls {name}"
        for path in modules()
        for line, name in calls(path)
        if name_of(path) not in CLOCK and any(name == asked or name.endswith(f".{asked}") for asked in WALL_CLOCK)
    ]
    report(offences)
