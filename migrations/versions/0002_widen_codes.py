"""widen codes: roles that advise, an application that waits for its applicant, a decision that can be followed by another

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

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
NEW_STATES = (*STATES[:2], "waiting", *STATES[2:])


def allow(table: str, column: str, name: str, codes: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), sa.column(column).in_(codes))


def upgrade() -> None:
    allow("role_grant", "role", "role", NEW_ROLES)
    allow("application", "state", "applicationstate", NEW_STATES)
    correct_decisions()


def correct_decisions() -> None:
    """Let a decision be superseded by a new one, and carry the name of who looked along."""
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seconded_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("seconded_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("is_current", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("supersedes_id", sa.Integer(), nullable=True))
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
        for name in ("under_budget_proviso", "supersedes_id", "is_current", "seconded_by", "seconded_by_id"):
            batch_op.drop_column(name)


def downgrade() -> None:
    one_decision_again()
    op.execute("UPDATE application SET state = 'assessing' WHERE state = 'waiting'")
    op.execute("DELETE FROM role_grant WHERE role IN ('culture_broker', 'sport_coach')")
    allow("application", "state", "applicationstate", STATES)
    allow("role_grant", "role", "role", ROLES)
