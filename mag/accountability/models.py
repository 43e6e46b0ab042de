"""Tables of hand-ins, receipts, activities carried out and settlements."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.states import HandInState, ReceiptState, SettlementOutcome
from mag.applications.models import PlannedActivity
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents
from mag.grants.models import Grant


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


class Receipt(Base):
    """A receipt or invoice: the original bytes by hash, a picture of it to look at, and what staff said of it."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("hand_in_id", "file_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    preview_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[ReceiptState] = mapped_column(code_column(ReceiptState))
    judged_by: Mapped[str | None] = mapped_column(String(200))
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    hand_in: Mapped[HandIn] = relationship(back_populates="receipts")


class CarriedOut(Base):
    """A planned activity as it was carried out: how many people, and whether it differed from the plan."""

    __tablename__ = "carried_out"
    __table_args__ = (UniqueConstraint("hand_in_id", "activity_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("planned_activity.id"), index=True)
    people_reached: Mapped[int]
    activity: Mapped[PlannedActivity] = relationship()


class Settlement(Base):
    """The final amount of a grant (vaststelling): what falls free and what has to come back (Awb 4:42-4:46)."""

    __tablename__ = "settlement"
    __table_args__ = (
        CheckConstraint("settled_amount >= 0 AND settled_amount <= awarded_amount", name="within_award"),
        CheckConstraint("(outcome = 'lower') = (settled_amount < awarded_amount)", name="outcome_fits_amount"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), unique=True)
    hand_in_id: Mapped[int | None] = mapped_column(ForeignKey("hand_in.id"))
    outcome: Mapped[SettlementOutcome] = mapped_column(code_column(SettlementOutcome))
    awarded_amount: Mapped[Cents] = mapped_column(Money)
    settled_amount: Mapped[Cents] = mapped_column(Money)
    released_amount: Mapped[Cents] = mapped_column(Money)
    recovered_amount: Mapped[Cents] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(Text)
    settled_on: Mapped[date] = mapped_column(index=True)
    settled_at: Mapped[datetime] = mapped_column(Moment)
    settled_by: Mapped[str] = mapped_column(String(200))
    grant: Mapped[Grant] = relationship()
    hand_in: Mapped[HandIn | None] = relationship()
