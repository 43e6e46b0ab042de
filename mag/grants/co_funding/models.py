"""The table of co-funding: beside the ledger, so that money of others is never counted as money of the agenda."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.applications.models import PlannedActivity
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents
from mag.grants.co_funding.states import FunderKind, FundingState
from mag.grants.models import Grant


class CoFunding(Base):
    """Money somebody else gives to a granted plan, or to one activity of it: who, how much (cents), promised or in, since when.

    ``source`` says where that is written. ``removed_at`` takes a row that was wrong out of every sum; it stays to be read.
    """

    __tablename__ = "co_funding"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("planned_activity.id"))
    kind: Mapped[FunderKind] = mapped_column(code_column(FunderKind))
    funder: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Cents] = mapped_column(Money)
    state: Mapped[FundingState] = mapped_column(code_column(FundingState))
    since: Mapped[date]
    source: Mapped[str] = mapped_column(String(400))
    version: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[str] = mapped_column(String(200))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[str | None] = mapped_column(String(200))
    grant: Mapped[Grant] = relationship()
    activity: Mapped[PlannedActivity | None] = relationship()
