"""The table of what partners counted: one row per approved account and definition. No sum is stored."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mag.core.db import Base, Moment, code_column
from mag.core.period import Period, PeriodKind


class PartnerCount(Base):
    """What one approved account told for one definition: the ``whole``, and of a share the ``part`` of it.

    ``period_*`` is the half-year or year it was told for, ``first_on`` to ``last_on`` the days of it in which the plan ran. ``hand_in_id``
    is the account, of a room below this one; ``./run verify`` holds the two beside each other. ``partner`` is the name anybody may read.
    """

    __tablename__ = "partner_count"
    __table_args__ = (
        UniqueConstraint("hand_in_id", "definition_id"),
        CheckConstraint("whole >= 0", name="whole_not_negative"),
        CheckConstraint("part IS NULL OR (part >= 0 AND part <= whole)", name="part_of_whole"),
        CheckConstraint("last_on >= first_on", name="days_in_order"),
        Index("ix_partner_count_definition", "definition_id", "period_code"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("indicator_definition.id"))
    hand_in_id: Mapped[int]
    period_kind: Mapped[PeriodKind] = mapped_column(code_column(PeriodKind))
    period_code: Mapped[str] = mapped_column(String(12))
    first_on: Mapped[date]
    last_on: Mapped[date]
    whole: Mapped[int]
    part: Mapped[int | None]
    reference: Mapped[str] = mapped_column(String(40), index=True)
    partner: Mapped[str] = mapped_column(String(200))
    partner_id: Mapped[int] = mapped_column(index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    approved_on: Mapped[date]
    approved_at: Mapped[datetime] = mapped_column(Moment)
    approved_by: Mapped[str] = mapped_column(String(200))

    def covers(self, period: Period) -> bool:
        """Whether this was told for a period that is the same one, or whose year or half it is."""
        return self.first_on <= period.last and period.first <= self.last_on
