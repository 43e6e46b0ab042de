"""widen codes: roles that advise, an application that waits for its applicant

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


def downgrade() -> None:
    op.execute("UPDATE application SET state = 'assessing' WHERE state = 'waiting'")
    op.execute("DELETE FROM role_grant WHERE role IN ('culture_broker', 'sport_coach')")
    allow("application", "state", "applicationstate", STATES)
    allow("role_grant", "role", "role", ROLES)
