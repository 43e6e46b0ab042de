"""One process leads the timetable: a lock that ends when its holder ends, so that a standby takes over by itself.

The lock only saves double work. That a duty runs once is promised by the database (:mod:`mag.core.duties`).
"""

import fcntl
import logging
from pathlib import Path
from threading import Lock
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from mag.core.house import House

log = logging.getLogger("mag.jobs")
ADVISORY_KEY = 0x6D6167  # "mag"


class Leader:
    """Holds, or tries to get, the one lock of an installation: advisory in PostgreSQL, a file beside SQLite."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._guard = Lock()
        self._file: IO[str] | None = None
        self._connection: Connection | None = None

    def leads(self) -> bool:
        """Whether this process leads, now; tries to take the lock when it does not."""
        with self._guard:
            return self._leads_by_file() if self._house.store.database.is_sqlite else self._leads_by_database()

    def step_down(self) -> None:
        """Give the lock back."""
        with self._guard:
            if self._file is not None:
                self._file.close()
            if self._connection is not None:
                try:
                    self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_KEY})
                except DBAPIError:  # the database is away, and the lock with it
                    log.info("the lead was lost with the database connection")
                self._drop_connection()
            self._file = None

    def _leads_by_file(self) -> bool:
        if self._file is not None:
            return True
        lock = lock_path(self._house).open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._file = lock
        return True

    def _leads_by_database(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            engine = self._house.store.database.writer.execution_options(isolation_level="AUTOCOMMIT")
            connection = engine.connect()
            if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}):
                self._connection = connection
                return True
            connection.close()
        except DBAPIError:  # the database is away, and the lock with it
            self._drop_connection()
        return False

    def _drop_connection(self) -> None:
        """Close for real, past the pool, so that no lock can stay behind."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


def lock_path(house: House) -> Path:
    """The file whose lock makes a leader on SQLite."""
    return house.settings.var / "worker.lock"
