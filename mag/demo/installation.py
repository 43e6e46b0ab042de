"""Where the demonstration lives: its own folder with a key, a database and files, and what tells a whole one from a broken-off one.

The year is one duty (``demonstration``), so that its row in the database says whether it was begun, broken off or finished, on
both engines. Its outcome keeps how far the demonstration's clock stands from the machine's.
"""

import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import inspect, select

from mag import schema
from mag.accounts.models import Person
from mag.core.clock import Clock, ShiftedClock, SystemClock, at
from mag.core.db import Database
from mag.core.duties import find_run
from mag.core.house import House, open_house
from mag.core.settings import ROOT, Settings, read_settings
from mag.demo.calendar import OPENING

DUTY, PERIOD = "demonstration", "2022"
OWN_PARTS = ("mag.sqlite", "mag.sqlite-wal", "mag.sqlite-shm", "files", "postbus")
"""What the demonstration makes in its folder, and all that ``--fresh`` takes away there. The key stays."""


class CannotStart(Exception):
    """The demonstration cannot start here; ``sentence`` says why and what to do, in Dutch."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def demo_settings(port: int | None, smtp_port: int) -> Settings:
    """The settings of the demonstration: its own folder ``var/demo`` (or ``MAG_VAR``), a key of its own, a mail server of its own."""
    asked = read_settings("demo")
    var = asked.var if "var" in asked.model_fields_set else ROOT / "var" / "demo"
    var.mkdir(parents=True, exist_ok=True)
    changes: dict[str, object] = {"var": var, "smtp_host": "127.0.0.1", "smtp_port": smtp_port}
    if port is not None:
        changes["port"] = port
    if not asked.secret_key.get_secret_value():
        changes["secret_key"] = _key(var / "secret_key")
    return read_settings("demo", **changes)


def _key(path: Path) -> str:
    """The key in a file, made at random the first time and readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the folder while the demonstration is being made, so that two first starts never work at the same time."""
    with (settings.var / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart("De demonstratie wordt op dit moment al gemaakt. Wacht tot dat klaar is en probeer het opnieuw.") from None
        yield


def clear(settings: Settings) -> None:
    """Take away what the demonstration made: its own parts of the folder, or its own tables of the given database.

    Raises :class:`CannotStart` for a database in which somebody else's data stand.
    """
    if settings.database_url:
        _drop_tables(settings)
    for name in OWN_PARTS:
        path = settings.var / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _drop_tables(settings: Settings) -> None:
    database = Database(settings.sqlalchemy_url)
    try:
        _check_owner(database)
        if schema.revision_of(database) is not None:
            schema.downgrade(database, "base")
    finally:
        database.dispose()


def _check_owner(database: Database) -> None:
    if not inspect(database.writer).has_table("duty_run"):
        return
    with database.reading() as db:
        if find_run(db, DUTY, PERIOD) is None and db.scalar(select(Person.id).limit(1)) is not None:
            raise CannotStart(
                "In deze database staan gegevens die niet van de demonstratie zijn. Geef met MAG_DATABASE_URL een andere database op."
            )


def prepare(settings: Settings) -> None:
    """Bring the tables up to date. What an interrupted first start left behind is cleared away, or refused in a given database."""
    if _is_broken_off(settings):
        if settings.database_url:
            raise CannotStart(
                "Het maken van de demonstratie is de vorige keer afgebroken. Begin opnieuw met ./run demo --fresh."
                " Dat haalt weg wat er van de demonstratie in de database stond."
            )
        print("De vorige keer is het maken afgebroken. De demonstratie begint opnieuw.", flush=True)
        clear(settings)
    settings.var.mkdir(parents=True, exist_ok=True)
    database = Database(settings.sqlalchemy_url)
    try:
        _check_owner(database)
        schema.upgrade(database)
    finally:
        database.dispose()


def _is_broken_off(settings: Settings) -> bool:
    if not settings.database_url and not (settings.var / "mag.sqlite").exists():
        return False
    database = Database(settings.sqlalchemy_url)
    try:
        if schema.revision_of(database) is None:
            return not settings.database_url
        with database.reading() as db:
            return find_run(db, DUTY, PERIOD, finished=True) is None and find_run(db, DUTY, PERIOD) is not None
    finally:
        database.dispose()


def find_clock(settings: Settings) -> Clock | None:
    """The demonstration's own clock, or None as long as its year has not been made."""
    house = open_house(settings)
    try:
        with house.store.reading() as db:
            run = find_run(db, DUTY, PERIOD, finished=True)
            return ShiftedClock(timedelta(seconds=int((run.outcome or "0").split()[-1]))) if run is not None else None
    finally:
        house.close()


def outcome_now() -> str:
    """What the duty's row says at the end: the seconds between the machine's clock and the demonstration's opening."""
    return f"klok verzet met {int((at(OPENING, 10) - SystemClock().now()).total_seconds())}"


def open_demo(settings: Settings, clock: Clock) -> House:
    """The house of the demonstration, under its clock."""
    return open_house(settings, clock)
