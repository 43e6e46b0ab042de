"""The numbered sentences lead up, down and up again on both engines, and end where the models say."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Inspector, inspect

from mag import schema
from mag.core.db import Database
from tests.laws.source import ROOT, imports, modules, name_of, report, tree_of

pytestmark = pytest.mark.begin_early

VERSIONS = ROOT / "migrations" / "versions"
MODELS_MADE = bool(schema.revisions())
"""False only while the models of a new house are still being written and nothing has been numbered yet."""


@pytest.fixture
def empty(engine: str, fresh_url: Callable[..., str]) -> Iterator[Database]:
    """A database without a single table, on the engine under test."""
    database = Database(fresh_url(engine, empty=True))
    yield database
    database.dispose()


def described(database: Database) -> dict[str, dict[str, Any]]:
    """Every table as the engine itself sees it, in an order that does not matter."""
    with database.writer.connect() as connection:
        look = inspect(connection)
        return {table: _described(look, table) for table in sorted(look.get_table_names()) if table != "alembic_version"}


def _described(look: Inspector, table: str) -> dict[str, Any]:
    def rows(found: list[Any], *keys: str) -> list[str]:
        return sorted(" ".join(_plain(row.get(key)) for key in keys) for row in found)

    return {
        "columns": sorted(f"{c['name']} {c['type']!r} null={c['nullable']} default={c['default']}" for c in look.get_columns(table)),
        "primary key": look.get_pk_constraint(table)["constrained_columns"],
        "foreign keys": rows(look.get_foreign_keys(table), "name", "constrained_columns", "referred_table", "referred_columns", "options"),
        "uniques": rows(look.get_unique_constraints(table), "name", "column_names"),
        "checks": sorted(f"{c['name']}: {' '.join(c['sqltext'].split())}" for c in look.get_check_constraints(table)),
        "indexes": rows(look.get_indexes(table), "name", "column_names", "unique", "dialect_options"),
    }


def _plain(value: Any) -> str:
    """A value as text; the condition of a partial index is an SQL expression that only shows itself through ``str``."""
    return str({key: str(inner) for key, inner in sorted(value.items())} if isinstance(value, dict) else value)


def test_up_down_and_up_again(empty: Database) -> None:
    schema.upgrade(empty)
    first = described(empty)
    schema.downgrade(empty, "base")
    assert described(empty) == {}
    schema.upgrade(empty)
    assert described(empty) == first
    assert schema.revision_of(empty) == next(reversed(schema.revisions()), None)


def test_every_single_step_can_be_taken_back(empty: Database) -> None:
    for before, number in zip(["base", *schema.revisions()], schema.revisions(), strict=False):
        standing = described(empty)
        schema.upgrade(empty, number)
        schema.downgrade(empty, before)
        assert described(empty) == standing, f"{number} does not go back to where it started"
        schema.upgrade(empty, number)


def test_the_migrations_make_what_the_models_say(engine: str, empty: Database, fresh_url: Callable[..., str]) -> None:
    if not MODELS_MADE:
        assert not [p for p in VERSIONS.glob("*.py")]
        return
    schema.upgrade(empty)
    with empty.writer.connect() as connection:
        told = {"compare_type": True, "target_metadata": schema.metadata, "include_name": schema.is_of_the_models}
        context = MigrationContext.configure(connection, opts=told)
        assert compare_metadata(context, schema.metadata) == []
    from_models = Database(fresh_url(engine, empty=True))
    schema.metadata.create_all(from_models.writer)
    made = {table: told for table, told in described(empty).items() if schema.is_of_the_models(table, "table", {})}
    meant = described(from_models)
    from_models.dispose()
    assert made.keys() == meant.keys()
    report(
        [
            f"{table} {part}:\n  made  {made[table][part]}\n  meant {meant[table][part]}"
            for table in meant
            for part in meant[table]
            if made[table][part] != meant[table][part]
        ]
    )


def test_the_numbers_follow_each_other_and_the_names_are_sentences() -> None:
    files = sorted(VERSIONS.glob("*.py"))
    assert [p.name[:4] for p in files] == schema.revisions() == [f"{i:04d}" for i in range(1, len(files) + 1)]
    report([p.name for p in files if not re.fullmatch(r"\d{4}(_[a-z0-9]+){2,}\.py", p.name)])


def test_a_migration_knows_nothing_of_the_program() -> None:
    """The program changes; what a migration did may not change with it."""
    report(
        [f"{name_of(p)} imports {name}" for p in modules("migrations/versions") for _, name in imports(p) if name.split(".")[0] == "mag"]
    )


def test_every_table_is_on_the_list() -> None:
    """A table that ``mag.schema`` does not import is not migrated and not tested."""
    with_tables = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and any(isinstance(base, ast.Name) and base.id == "Base" for base in node.bases)
    }
    seen = subprocess.run(
        [sys.executable, "-c", "import sys, mag.schema; print(*sys.modules)"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    report(sorted(with_tables - set(seen.stdout.split())))


FIRST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0001", None

def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(10)))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")))
    op.execute("INSERT INTO parent VALUES (1, 'one')")
    op.execute("INSERT INTO child VALUES (1, 1)")

def downgrade():
    op.drop_table("child")
    op.drop_table("parent")
"""
REBUILD = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"

def upgrade():
    with op.batch_alter_table("parent", recreate="auto") as table:
        table.alter_column("name", type_=sa.String(20), existing_type=sa.String(10))

def downgrade():
    pass
"""
ORPHAN = """
from alembic import op
revision, down_revision = "0002", "0001"

def upgrade():
    op.execute("DELETE FROM child")
    op.execute("INSERT INTO child VALUES (2, 99)")

def downgrade():
    pass
"""


def migrated(database: Database, folder: Path, *steps: str) -> None:
    for number, step in enumerate(steps, 1):
        (folder / f"{number:04d}_step.py").write_text(step)
    settings = schema.config(database)
    settings.set_main_option("path_separator", "os")
    settings.set_main_option("version_locations", str(folder))
    for number in range(1, len(steps) + 1):
        command.upgrade(settings, f"{number:04d}")


def children(database: Database) -> list[int]:
    with database.reader.connect() as connection:
        return list(connection.exec_driver_sql("SELECT id FROM child").scalars())


def test_altering_a_table_leaves_the_rows_that_point_at_it(empty: Database, tmp_path: Path) -> None:
    """SQLite drops and rebuilds the table; with foreign keys on, ON DELETE CASCADE would empty the other one."""
    migrated(empty, tmp_path, FIRST, REBUILD)
    assert children(empty) == [1]


def test_a_migration_that_leaves_a_row_pointing_at_nothing_is_undone_whole(empty: Database, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"rows without the row they point at|violates foreign key"):
        migrated(empty, tmp_path, FIRST, ORPHAN)
    assert children(empty) == [1]
    assert schema.revision_of(empty) == "0001"


def test_foreign_keys_are_on_again_after_a_migration(fresh_url: Callable[..., str], tmp_path: Path) -> None:
    database = Database(fresh_url("sqlite", empty=True))
    migrated(database, tmp_path, FIRST)
    with database.writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.dispose()
