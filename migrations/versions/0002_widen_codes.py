"""keep forms and widen codes: questions as data, roles that advise, files that wait, decisions that follow decisions

Revision ID: 0002
Revises: 0001
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIRST_FORM = Path(__file__).parent.parent / "data" / "standaard-1.json"
"""The form as it stood when questions became data; a copy, because a migration never changes."""
ROLES = (
    "neighbourhood_worker",
    "project_leader",
    "controller",
    "municipality_reader",
    "municipality_officer",
    "sounding_board",
    "administrator",
    "auditor",
)
NEW_ROLES = (*ROLES[:6], "culture_broker", "sport_coach", *ROLES[6:])
STATES = ("submitted", "assessing", "awarded", "refused", "not_processed", "withdrawn")
ENTRIES = ("allocate", "withdraw", "commit", "release", "pay", "recover")
NEW_ENTRIES = (*ENTRIES, "return", "set_off", "transfer_out", "transfer_in", "carry_out", "carry_in", "give_back")
PARTS = ("planned", "in_run", "paid", "dropped")
NEW_PARTS = (*PARTS, "set_off")
NEW_STATES = (*STATES[:2], "waiting", *STATES[2:])
STATUSES = ("final", "provisional", "revised", "modelled", "secret", "missing")
PERIODS = ("year", "half_year", "school_year", "moment")


def allow(table: str, column: str, name: str, codes: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), sa.column(column).in_(codes))


def keep_forms() -> None:
    """Questions become data: every file so far was asked by the form that came with the program then."""
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("code", name=op.f("uq_form_code")),
    )
    document = json.loads(FIRST_FORM.read_text(encoding="utf-8"))
    form = sa.table(
        "form",
        sa.column("code"),
        sa.column("label"),
        sa.column("document", sa.JSON),
        sa.column("published_at", sa.DateTime(timezone=True)),
        sa.column("published_by"),
    )
    now = datetime(2026, 11, 22, tzinfo=UTC)
    stored = now.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else now
    op.bulk_insert(
        form, [{"code": document["code"], "label": document["label"], "document": document, "published_at": stored, "published_by": "mag"}]
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form_id", sa.Integer(), nullable=True))
    op.execute("UPDATE application SET form_id = (SELECT id FROM form WHERE code = 'standaard-1')")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.alter_column("form_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(op.f("fk_application_form_id_form"), "form", ["form_id"], ["id"])


def upgrade() -> None:
    keep_forms()
    allow("role_grant", "role", "role", NEW_ROLES)
    allow("application", "state", "applicationstate", NEW_STATES)
    allow("ledger_entry", "kind", "entrykind", NEW_ENTRIES)
    allow("instalment", "state", "instalmentstate", NEW_PARTS)
    allow("measurement", "status", "valuestatus", (*STATUSES, "nil", "below_half", "impossible"))
    allow("measurement", "period_kind", "periodkind", (*PERIODS[:3], "quarter", "month", "moment"))
    correct_decisions()


def correct_decisions() -> None:
    """Let a decision be superseded by a new one, and carry the name of who looked along."""
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seconded_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("seconded_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("is_current", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("supersedes_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("exception_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("under_budget_proviso", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.drop_constraint(op.f("uq_decision_application_id"), type_="unique")
        batch_op.create_check_constraint(
            op.f("ck_decision_seconded_by_another"), "seconded_by_id IS NULL OR seconded_by_id <> decided_by_id"
        )
        batch_op.create_foreign_key(op.f("fk_decision_seconded_by_id_person"), "person", ["seconded_by_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_decision_supersedes_id_decision"), "decision", ["supersedes_id"], ["id"])
    op.create_index("ix_decision_application_id", "decision", ["application_id"])
    op.create_index(
        "uq_decision_current",
        "decision",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )


def one_decision_again() -> None:
    """Keep the current decision of each application only."""
    op.drop_index("uq_decision_current", "decision")
    op.drop_index("ix_decision_application_id", "decision")
    op.execute("UPDATE decision SET supersedes_id = NULL")
    op.execute("DELETE FROM decision WHERE NOT is_current")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_decision_seconded_by_another"), type_="check")
        batch_op.drop_constraint(op.f("fk_decision_seconded_by_id_person"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_decision_supersedes_id_decision"), type_="foreignkey")
        batch_op.create_unique_constraint(op.f("uq_decision_application_id"), ["application_id"])
        for name in ("under_budget_proviso", "exception_reason", "supersedes_id", "is_current", "seconded_by", "seconded_by_id"):
            batch_op.drop_column(name)


def downgrade() -> None:
    one_decision_again()
    op.execute("UPDATE application SET state = 'assessing' WHERE state = 'waiting'")
    op.execute("DELETE FROM role_grant WHERE role IN ('culture_broker', 'sport_coach')")
    op.execute("UPDATE measurement SET status = 'missing' WHERE status IN ('nil', 'below_half', 'impossible')")
    op.execute("UPDATE measurement SET period_kind = 'moment' WHERE period_kind IN ('quarter', 'month')")
    allow("measurement", "status", "valuestatus", STATUSES)
    allow("measurement", "period_kind", "periodkind", PERIODS)
    allow("application", "state", "applicationstate", STATES)
    allow("ledger_entry", "kind", "entrykind", ENTRIES)
    allow("instalment", "state", "instalmentstate", PARTS)
    allow("role_grant", "role", "role", ROLES)
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_application_form_id_form"), type_="foreignkey")
        batch_op.drop_column("form_id")
    op.drop_table("form")
