"""search files: an index over files and organisations that the database itself keeps up to date

Revision ID: 0004
Revises: 0003

On SQLite an FTS5 table whose rowid is the file's id, on PostgreSQL a table with a tsvector. Triggers write it in the
transaction that changes a file or the name of its partner.

A later migration that builds the table ``application`` or ``partner`` anew on SQLite (batch_alter_table) drops the
triggers that stand on it: call ``watch_on_sqlite`` again there. A test searches a migrated database and would tell.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = "reference, title, place, contact_name, description, partner_id"
SPOKEN = "{row}.reference || ' ' || {row}.title || ' ' || {row}.place || ' ' || {row}.contact_name || ' ' || {row}.description"
OWNER = "(SELECT p.name || ' ' || COALESCE(p.kvk, '') FROM partner p WHERE p.id = {row}.partner_id)"
WATCHES = ("search_entry_added", "search_entry_changed", "search_entry_gone", "search_entry_renamed")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_entry USING fts5("
            "words, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', detail = none, columnsize = 0)"
        )
        op.execute(
            "INSERT INTO search_entry (rowid, words)"
            f" SELECT a.id, {SPOKEN.format(row='a')} || ' ' || {OWNER.format(row='a')} FROM application a"
        )
        watch_on_sqlite()
    else:
        on_postgresql()


def watch_on_sqlite() -> None:
    new = f"{SPOKEN.format(row='new')} || ' ' || {OWNER.format(row='new')}"
    op.execute(
        "CREATE TRIGGER search_entry_added AFTER INSERT ON application BEGIN"
        f" INSERT INTO search_entry (rowid, words) VALUES (new.id, {new}); END"
    )
    op.execute(
        f"CREATE TRIGGER search_entry_changed AFTER UPDATE OF {WORDS} ON application BEGIN"
        f" UPDATE search_entry SET words = {new} WHERE rowid = new.id; END"
    )
    op.execute("CREATE TRIGGER search_entry_gone AFTER DELETE ON application BEGIN DELETE FROM search_entry WHERE rowid = old.id; END")
    own = f"{SPOKEN.format(row='a')} || ' ' || new.name || ' ' || COALESCE(new.kvk, '')"
    op.execute(
        "CREATE TRIGGER search_entry_renamed AFTER UPDATE OF name, kvk ON partner BEGIN"
        f" UPDATE search_entry SET words = (SELECT {own} FROM application a WHERE a.id = search_entry.rowid)"
        " WHERE rowid IN (SELECT id FROM application WHERE partner_id = new.id); END"
    )


def on_postgresql() -> None:
    accents = "'áàâäãåéèêëíìîïóòôöõúùûüçñý', 'aaaaaaeeeeiiiiooooouuuucny'"
    op.create_table(
        "search_entry",
        sa.Column("application_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
    )
    op.create_index("ix_search_entry_words", "search_entry", ["words"], postgresql_using="gin")
    op.execute(
        "CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$"
        f" SELECT to_tsvector('simple', regexp_replace(translate(lower(said), {accents}), '[^[:alnum:]]+', ' ', 'g')) $$"
    )
    op.execute(
        "CREATE FUNCTION search_entry_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" INSERT INTO search_entry VALUES (new.id, search_words({SPOKEN.format(row='new')} || ' ' || {OWNER.format(row='new')}))"
        " ON CONFLICT (application_id) DO UPDATE SET words = excluded.words; RETURN new; END $$"
    )
    op.execute(
        "CREATE FUNCTION search_entry_drop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " DELETE FROM search_entry WHERE application_id = old.id; RETURN old; END $$"
    )
    own = f"{SPOKEN.format(row='a')} || ' ' || new.name || ' ' || COALESCE(new.kvk, '')"
    op.execute(
        "CREATE FUNCTION search_entry_rename() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" UPDATE search_entry s SET words = search_words({own}) FROM application a"
        " WHERE a.id = s.application_id AND a.partner_id = new.id; RETURN new; END $$"
    )
    op.execute(
        f"INSERT INTO search_entry SELECT a.id, search_words({SPOKEN.format(row='a')} || ' ' || {OWNER.format(row='a')}) FROM application a"
    )
    for name, moment, act in (
        ("added", "INSERT ON application", "write"),
        ("changed", f"UPDATE OF {WORDS} ON application", "write"),
        ("gone", "DELETE ON application", "drop"),
        ("renamed", "UPDATE OF name, kvk ON partner", "rename"),
    ):
        op.execute(f"CREATE TRIGGER search_entry_{name} AFTER {moment} FOR EACH ROW EXECUTE FUNCTION search_entry_{act}()")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for watch in WATCHES:
        on = "" if is_sqlite else f" ON {'partner' if watch.endswith('renamed') else 'application'}"
        op.execute(f"DROP TRIGGER IF EXISTS {watch}{on}")
    op.execute("DROP TABLE search_entry")
    if not is_sqlite:
        for name in ("search_entry_write", "search_entry_drop", "search_entry_rename", "search_words"):
            op.execute(f"DROP FUNCTION {name}")
