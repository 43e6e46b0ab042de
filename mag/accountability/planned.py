"""The plan a grant is held against: what was asked, with the changes we agreed to. Reads only."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.accountability.changes.models import Change
from mag.accountability.changes.states import ChangeKind, ChangeState
from mag.core.money import Cents
from mag.grants.models import Grant


def list_agreed(db: Session, grant_id: int) -> Sequence[Change]:
    """The changes of a grant we agreed to, in order."""
    return db.scalars(select(Change).where(Change.grant_id == grant_id, Change.state == ChangeState.GRANTED).order_by(Change.id)).all()


def number_after(result_id: int, planned: int, changes: Sequence[Change]) -> int:
    """The number of a planned result after the agreed changes: the last one counts."""
    for change in changes:
        if change.kind is ChangeKind.SCOPE and change.result_id == result_id and change.number is not None:
            planned = change.number
    return planned


def amount_after(line_id: int, planned: Cents, changes: Sequence[Change]) -> Cents:
    """The cents on a line of the plan's budget after the agreed moves, which never make or lose a cent together."""
    for change in changes:
        if change.kind is ChangeKind.MOVE_MONEY and change.amount is not None:
            planned = Cents(
                planned + (change.amount if change.to_line_id == line_id else -change.amount if change.from_line_id == line_id else 0)
            )
    return planned


def planned_amount(db: Session, grant: Grant, line_id: int) -> Cents:
    """What stands on a line of a grant's plan now, in cents. Zero for a line of another plan."""
    line = next((one for one in grant.application.cost_lines if one.id == line_id), None)
    return amount_after(line_id, line.amount, list_agreed(db, grant.id)) if line is not None else Cents(0)
