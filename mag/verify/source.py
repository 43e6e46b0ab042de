"""The database and the file store as they lie there: opened for reading only, with plain SQL and one snapshot for all checks."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

TABLES = frozenset(
    {
        "application", "bank_account", "bank_line", "bank_statement", "budget_act", "budget_line", "budget_year", "commitment",
        "decision", "decision_proposal", "form_key",
        "grant_award", "hand_in", "instalment", "journal_chain", "journal_line", "ledger_entry", "measurement", "outbox_mail", "paper",
        "partner", "payment", "payment_run", "receipt", "recovery", "report", "reserve_consent",
        "reserve_entry", "settlement", "settlement_view", "spot_draw", "spot_pick", "stored_file",
    }
)  # fmt: skip
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBERED = re.compile(r"(\d{4})_.*\.py")


class Unusable(Exception):
    """There is nothing that could be checked; ``sentence`` says why and what to do, in Dutch."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Source:
    """What the checks read: one connection that cannot write, and the folder of stored files."""

    connection: Connection
    files: Path

    def rows(self, question: str, **values: Any) -> Sequence[Row[Any]]:
        """All rows of a question in SQL."""
        return self.connection.execute(text(question), values).all()

    def number(self, question: str, **values: Any) -> int:
        """The one number a question answers."""
        return int(self.connection.execute(text(question), values).scalar_one())

    def content(self, sha256: str) -> bytes | None:
        """The bytes of a stored file, or None when it is not there."""
        path = self.path(sha256)
        return path.read_bytes() if path is not None and path.is_file() else None

    def path(self, sha256: str) -> Path | None:
        """Where a file with this hash should lie; None for a text that is no hash."""
        return self.files / sha256[:2] / sha256[2:4] / sha256 if _HASH.fullmatch(sha256) else None

    def stored(self) -> Iterator[str]:
        """The names of all files that lie in the store."""
        return (path.name for path in self.files.glob("??/??/*") if path.is_file())


@contextmanager
def open_source(url: str, files: Path, migrations: Path | None = None) -> Iterator[Source]:
    """Open a database and its file store for reading. Raises :class:`Unusable` when they are missing, behind, or not readable.

    ``migrations`` is the folder of numbered migrations; with it, a database that stands at an older number is refused.
    """
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            _check_tables(connection, migrations)
            if not files.is_dir():
                raise Unusable(f"De map met bestanden is er niet: {files}.")
            yield Source(connection, files)
    except SQLAlchemyError as error:
        raise Unusable(f"De database is niet te lezen: {str(error).splitlines()[0]}") from error
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        plain = url.replace("postgresql://", "postgresql+psycopg://", 1)
        return create_engine(plain, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True})
    path = Path(url.removeprefix("sqlite:///"))
    if not path.is_file():
        raise Unusable(f"Er is geen database: {path} bestaat niet. Maak hem eerst, met ./run demo of ./run migrate.")
    return create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", connect_args={"isolation_level": None, "timeout": 10})


def _check_tables(connection: Connection, migrations: Path | None) -> None:
    there = set(inspect(connection).get_table_names())
    if missing := sorted(TABLES - there):
        raise Unusable(f"De tabellen zijn er niet allemaal; er ontbreken er {len(missing)}, zoals {missing[0]}. Doe: ./run migrate")
    newest = (
        max((found[1] for path in migrations.glob("*.py") if (found := _NUMBERED.fullmatch(path.name))), default=None)
        if migrations
        else None
    )
    if newest is None:
        return
    stands = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if "alembic_version" in there else None
    if stands != newest:
        raise Unusable(f"De database staat op {stands or 'niets'}, de nieuwste stand is {newest}. Doe: ./run migrate")


def sha256(content: bytes | str) -> str:
    """The SHA-256 of bytes, or of text as UTF-8, in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def moment(value: Any) -> datetime | None:
    """A moment as the database gives it, aware and in UTC: SQLite gives text in UTC, PostgreSQL an aware moment."""
    if value is None:
        return None
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def day(value: Any) -> str | None:
    """A date as ISO text, on both engines."""
    return value.isoformat() if isinstance(value, date) else value


def read_json(value: Any) -> Any:
    """A JSON column: text on SQLite, read already on PostgreSQL. None when it cannot be read."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None
