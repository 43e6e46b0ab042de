"""Tables of hand-ins and of activities carried out."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.states import HandInState
from mag.applications.models import PlannedActivity
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents
from mag.grants.models import Grant

if TYPE_CHECKING:
    from mag.accountability.receipts.models import Receipt


class HandIn(Base):
    """What a partner hands in about one grant: what was spent, how many people came, receipts and a short story."""

    __tablename__ = "hand_in"
    __table_args__ = (
        CheckConstraint("spent_amount >= 0", name="spent_not_negative"),
        CheckConstraint("people_reached >= 0", name="people_not_negative"),
        Index("ix_hand_in_state", "state", "handed_in_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), unique=True)
    state: Mapped[HandInState] = mapped_column(code_column(HandInState))
    version: Mapped[int] = mapped_column(default=1)
    spent_amount: Mapped[Cents | None] = mapped_column(Money)
    people_reached: Mapped[int | None]
    story: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime] = mapped_column(Moment)
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    handed_in_by: Mapped[str | None] = mapped_column(String(200))
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    judged_by: Mapped[str | None] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text, default="")
    grant: Mapped[Grant] = relationship()
    receipts: Mapped[list["Receipt"]] = relationship(back_populates="hand_in", order_by="Receipt.position")
    carried_out: Mapped[list["CarriedOut"]] = relationship(order_by="CarriedOut.id")


class CarriedOut(Base):
    """A planned activity as it was carried out: how many people, and whether it differed from the plan."""

    __tablename__ = "carried_out"
    __table_args__ = (UniqueConstraint("hand_in_id", "activity_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("planned_activity.id"), index=True)
    people_reached: Mapped[int]
    activity: Mapped[PlannedActivity] = relationship()
