"""The database: one base for all tables, the column types of the house, and the engines for reading and for writing.

SQLite by default (WAL, synchronous FULL, foreign keys on, BEGIN IMMEDIATE for writing, a read-only engine beside it);
PostgreSQL in production (READ COMMITTED with row locks where money moves, read-only transactions for reading).
"""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Enum, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from mag.core.money import Cents

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table; constraint names are fixed so that migrations can speak of them on both engines."""

    metadata = MetaData(naming_convention=NAMES)


class Money(TypeDecorator[Cents]):
    """A column of whole cents. Refuses anything but an int, so that no float can slip in."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Let an int through; raise TypeError for every other type."""
        if value is None:
            return None
        if type(value) is not int:
            raise TypeError(f"money is whole cents, not {value!r}")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> Cents | None:
        """Cents as they were written."""
        return None if value is None else Cents(int(value))


class Quantity(TypeDecorator[Decimal]):
    """A measured number, exact to four decimals, stored as a whole number of ten-thousandths on both engines."""

    impl = BigInteger
    cache_ok = True
    SCALE = 10_000

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Scale a Decimal; raise TypeError for a float and ValueError where precision would be lost."""
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"a quantity is a Decimal, not {value!r}")
        scaled = value * self.SCALE
        if scaled != scaled.to_integral_value():
            raise ValueError(f"a quantity has at most four decimals: {value}")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The Decimal as it was written."""
        return None if value is None else Decimal(int(value)) / self.SCALE


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment. Refuses naive datetimes."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC; raise ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment is aware")
        moment: datetime = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        moment: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment


def code_column(enum: type[StrEnum], length: int = 40, name: str | None = None) -> Enum:
    """A column that holds the value of a string enum as text, guarded by a check constraint.

    The constraint is named after the enum; a table with two columns of one enum gives the second a ``name``.
    """
    return Enum(
        enum,
        values_callable=lambda members: [m.value for m in members],
        native_enum=False,
        create_constraint=True,
        length=length,
        name=name or enum.__name__.lower(),
    )


def insert_unless_there(db: Session, table: type["Base"], row: dict[str, Any], *, key: str) -> None:
    """Add a row, or do nothing when somebody was first with the same ``key``, a unique column."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    db.execute(insert(table).values(row).on_conflict_do_nothing(index_elements=[key]))


class Database:
    """The engines of one installation and the sessions made from them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self.writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", read_only=False)
            self.reader = _sqlite_engine(url, begin="BEGIN", read_only=True)
        else:
            plain = url.replace("postgresql://", "postgresql+psycopg://", 1)
            self.writer = create_engine(plain, pool_pre_ping=True, pool_size=5, max_overflow=10)
            self.reader = self.writer.execution_options(postgresql_readonly=True)

    def reading(self) -> Session:
        """A session that can only read: the database itself refuses a write."""
        return Session(self.reader, autoflush=False, expire_on_commit=False)

    def writing(self) -> Session:
        """A session that can write. Only :mod:`mag.core.transaction` opens one."""
        return Session(self.writer, expire_on_commit=False)

    def dispose(self) -> None:
        """Close every connection (before a fork, at the end of a test)."""
        self.writer.dispose()
        self.reader.dispose()


def _sqlite_engine(url: str, *, begin: str, read_only: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 10}, poolclass=NullPool if ":memory:" in url else None)

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=10000")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
