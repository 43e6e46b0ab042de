"""Questions about money of others. Reads only; sums are in cents and never mixed with the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from mag.core.errors import NotFound
from mag.core.money import ZERO, Cents
from mag.grants.co_funding.models import CoFunding
from mag.grants.co_funding.states import FunderKind
from mag.grants.models import Grant


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a grant, in cents: from the municipality's own budgets, and from all others."""

    municipality: Cents = ZERO
    others: Cents = ZERO

    @property
    def total(self) -> Cents:
        """Both together."""
        return Cents(self.municipality + self.others)


def list_funding(db: Session, grant_id: int, *, removed: bool = False) -> list[CoFunding]:
    """The money of others on a grant, in the order it was written down; with ``removed`` also what was taken out."""
    asked = select(CoFunding).where(CoFunding.grant_id == grant_id).options(joinedload(CoFunding.activity)).order_by(CoFunding.id)
    return list(db.scalars(asked if removed else asked.where(CoFunding.removed_at.is_(None))))


def get_funding(db: Session, grant_id: int, funding_id: int) -> CoFunding:
    """One row of a grant that was not taken out. Raises NotFound."""
    found = db.get(CoFunding, funding_id)
    if found is None or found.grant_id != grant_id or found.removed_at is not None:
        raise NotFound(f"co-funding {funding_id}")
    return found


def sum_beside(rows: Iterable[CoFunding]) -> Beside:
    """What rows add up to."""
    found = list(rows)
    own = sum(row.amount for row in found if row.kind is FunderKind.MUNICIPALITY)
    return Beside(Cents(own), Cents(sum(row.amount for row in found) - own))


def find_award_and_beside(db: Session, application_id: int) -> tuple[Grant | None, Beside]:
    """The grant of an application with its commitment, and what stands beside it. One statement."""
    rows = select(func.coalesce(func.sum(CoFunding.amount), 0)).where(CoFunding.grant_id == Grant.id, CoFunding.removed_at.is_(None))
    own = rows.where(CoFunding.kind == FunderKind.MUNICIPALITY).scalar_subquery()
    asked = select(Grant, own, rows.scalar_subquery()).where(Grant.application_id == application_id)
    found = db.execute(asked.options(joinedload(Grant.commitment))).one_or_none()
    if found is None:
        return None, Beside()
    grant, of, total = found
    return grant, Beside(Cents(int(of)), Cents(int(total) - int(of)))


def beside_grants(db: Session, references: Sequence[str]) -> dict[str, Beside]:
    """What stands beside each of these grants by reference; grants without are left out. One statement."""
    own = func.sum(case((CoFunding.kind == FunderKind.MUNICIPALITY, CoFunding.amount), else_=0))
    asked = select(Grant.reference, own, func.sum(CoFunding.amount)).join(Grant, Grant.id == CoFunding.grant_id)
    asked = asked.where(Grant.reference.in_(references), CoFunding.removed_at.is_(None)).group_by(Grant.reference)
    return {reference: Beside(Cents(int(of)), Cents(int(total - of))) for reference, of, total in db.execute(asked)}
