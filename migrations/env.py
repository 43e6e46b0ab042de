"""How Alembic meets the database: one transaction for all steps, foreign keys checked at the end.

The database is the one handed over by ``mag.schema``, else ``-x url=…``, else the one of the settings.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from mag.core.db import Database
from mag.core.settings import read_settings
from mag.schema import is_of_the_models, metadata

ONE_AT_A_TIME = 7_410_001  # the number of the lock that keeps two migrating processes apart on PostgreSQL


def chosen_database() -> Database:
    given = context.config.attributes.get("database")
    if given is not None:
        return given
    url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    return Database(url or read_settings().sqlalchemy_url)


def plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Write the column types of the house as the plain types underneath, so that an old migration never changes with the code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def drop_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    if context.config.attributes.get("refuse_empty") and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=True,
        include_name=is_of_the_models,
        process_revision_directives=drop_empty,
    )
    context.run_migrations()
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise RuntimeError(f"rows without the row they point at, nothing was changed: {orphans[:10]}")


def foreign_keys(connection: Connection, on: bool) -> None:
    """Switch SQLite's foreign keys, which only works outside a transaction.

    Off while migrating: SQLite rebuilds a table to alter it, and dropping the old one would fire ON DELETE everywhere.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


if context.is_offline_mode():
    raise SystemExit("Migrations of mag run on a database; writing them out as SQL is not offered.")

with chosen_database().writer.connect() as connection:
    foreign_keys(connection, on=False)
    try:
        with connection.begin():
            migrate(connection)
    finally:
        foreign_keys(connection, on=True)
