"""guard payments: runs the bank says nothing about, payments it refused, claims that are too old

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RUNS = ("prepared", "released", "confirmed", "cancelled")
CLAIMS = ("open", "received")
SENT = "(state IN ({states})) = (file_sha256 IS NOT NULL)"
NEW = {
    "refused_within": "refused_amount BETWEEN 0 AND control_amount AND refused_count BETWEEN 0 AND payment_count",
    "doubt_two_people": "resolved_by_id IS NULL OR resolved_by_id <> unknown_by_id",
    "unknown_says_why": "state <> 'unknown' OR unknown_reason IS NOT NULL",
}


def guard_runs(states: tuple[str, ...], sent: str) -> None:
    """Let a run be in these states, with a file in those of them in which the bank has it."""
    with op.batch_alter_table("payment_run", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_payment_run_runstate"), type_="check")
        batch_op.drop_constraint(op.f("ck_payment_run_released_has_file"), type_="check")
        batch_op.create_check_constraint(op.f("ck_payment_run_runstate"), sa.column("state").in_(states))
        batch_op.create_check_constraint(op.f("ck_payment_run_released_has_file"), SENT.format(states=sent))


def guard_claims(states: tuple[str, ...]) -> None:
    """Let a claim be in these states."""
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_recovery_recoverystate"), type_="check")
        batch_op.create_check_constraint(op.f("ck_recovery_recoverystate"), sa.column("state").in_(states))


def upgrade() -> None:
    guard_runs(("prepared", "released", "unknown", "confirmed", "failed", "cancelled"), "'released', 'unknown', 'confirmed', 'failed'")
    with op.batch_alter_table("payment_run", schema=None) as batch_op:
        for name, rule in NEW.items():
            batch_op.create_check_constraint(op.f(f"ck_payment_run_{name}"), rule)
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_payment_refused_is_over"), "refused_on IS NULL OR cancelled")
    guard_claims((*CLAIMS, "expired"))


def downgrade() -> None:
    op.execute("UPDATE recovery SET state = 'open' WHERE state = 'expired'")
    guard_claims(CLAIMS)
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_payment_refused_is_over"), type_="check")
    with op.batch_alter_table("payment_run", schema=None) as batch_op:
        for name in NEW:
            batch_op.drop_constraint(op.f(f"ck_payment_run_{name}"), type_="check")
    op.execute("UPDATE payment_run SET state = 'released' WHERE state = 'unknown'")
    op.execute("UPDATE payment_run SET state = 'cancelled', file_sha256 = NULL WHERE state = 'failed'")
    guard_runs(RUNS, "'released', 'confirmed'")
