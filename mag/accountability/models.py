"""Tables of hand-ins: what a partner tells of its results, its budget lines, its activities, with papers and photos."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.states import HandInState, PeopleCounted
from mag.agenda.terms import EvidenceKind, HandInKind
from mag.applications.models import CostLine, PlannedActivity, PlannedResult
from mag.core.db import Base, Moment, Money, Quantity, code_column
from mag.core.money import Cents
from mag.grants.models import Grant


class HandIn(Base):
    """What a partner hands in about one grant: what was spent, how many people came, what was reached, papers and a story.

    A grant has one that ``settles`` it (yearly or final); before it there may be others, of a half year or a year. ``period``
    is ``2022-h1`` or ``2022``, empty for the final one. ``due_on`` is the last day of what does not settle; the other is due on the grant's
    ``account_by``. ``counted`` says whether ``people_reached`` counts people or visits. ``receipts`` and ``counts`` are
    of rooms below this one.
    """

    __tablename__ = "hand_in"
    __table_args__ = (
        UniqueConstraint("grant_id", "kind", "period"),
        CheckConstraint("spent_amount >= 0", name="spent_not_negative"),
        CheckConstraint("people_reached >= 0", name="people_not_negative"),
        CheckConstraint("NOT settles OR kind <> 'half_year'", name="half_year_settles_nothing"),
        CheckConstraint("settles OR due_on IS NOT NULL", name="own_due_date"),
        CheckConstraint("satisfaction_count >= 0", name="count_not_negative"),
        Index("ix_hand_in_state", "state", "handed_in_at"),
        Index("ix_hand_in_due", "due_on"),
        Index("uq_hand_in_settles", "grant_id", unique=True, sqlite_where=text("settles"), postgresql_where=text("settles")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"))
    kind: Mapped[HandInKind] = mapped_column(code_column(HandInKind), default=HandInKind.FINAL, server_default="final")
    period: Mapped[str] = mapped_column(String(8), default="", server_default="")
    settles: Mapped[bool] = mapped_column(default=True, server_default="1")
    due_on: Mapped[date | None]
    state: Mapped[HandInState] = mapped_column(code_column(HandInState))
    version: Mapped[int] = mapped_column(default=1)
    spent_amount: Mapped[Cents | None] = mapped_column(Money)
    people_reached: Mapped[int | None]
    counted: Mapped[PeopleCounted] = mapped_column(code_column(PeopleCounted), default=PeopleCounted.PEOPLE, server_default="people")
    story: Mapped[str] = mapped_column(Text, default="")
    story_may_show: Mapped[bool] = mapped_column(default=False, server_default="0")
    satisfaction_grade: Mapped[Decimal | None] = mapped_column(Quantity)
    satisfaction_count: Mapped[int | None]
    satisfaction_method: Mapped[str] = mapped_column(Text, default="", server_default="")
    started_at: Mapped[datetime] = mapped_column(Moment)
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    handed_in_by: Mapped[str | None] = mapped_column(String(200))
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    judged_by: Mapped[str | None] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text, default="")
    grant: Mapped[Grant] = relationship()
    receipts: Mapped[list[Any]] = relationship("Receipt", back_populates="hand_in", order_by="Receipt.position")
    carried_out: Mapped[list["CarriedOut"]] = relationship(order_by="CarriedOut.id", cascade="all, delete-orphan")
    counts: Mapped[list[Any]] = relationship("CountAnswer", order_by="CountAnswer.id")
    results: Mapped[list["ResultAnswer"]] = relationship(order_by="ResultAnswer.id")
    lines: Mapped[list["LineAnswer"]] = relationship(order_by="LineAnswer.id")
    papers: Mapped[list["AccountPaper"]] = relationship(order_by="AccountPaper.id")
    photos: Mapped[list["ActivityPhoto"]] = relationship(order_by="ActivityPhoto.id")


class CarriedOut(Base):
    """An activity as it was carried out: when, where, how many people, volunteers and hours. ``activity_id`` is the planned one."""

    __tablename__ = "carried_out"
    __table_args__ = (
        CheckConstraint("people_reached >= 0", name="people_not_negative"),
        CheckConstraint("volunteers >= 0", name="volunteers_not_negative"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("planned_activity.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(200), default="", server_default="")
    people_reached: Mapped[int | None]
    volunteers: Mapped[int | None]
    hours: Mapped[int | None]
    activity: Mapped[PlannedActivity | None] = relationship()


class ResultAnswer(Base):
    """The real number of a planned result, and why it differs where it does."""

    __tablename__ = "result_answer"
    __table_args__ = (UniqueConstraint("hand_in_id", "result_id"), CheckConstraint("number >= 0", name="number_not_negative"))
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"))
    result_id: Mapped[int] = mapped_column(ForeignKey("planned_result.id"), index=True)
    number: Mapped[int | None]
    explanation: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[PlannedResult] = relationship()


class LineAnswer(Base):
    """The real amount of a line of the plan's budget, cost or income, and why it differs where it does."""

    __tablename__ = "line_answer"
    __table_args__ = (UniqueConstraint("hand_in_id", "cost_line_id"), CheckConstraint("amount >= 0", name="amount_not_negative"))
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"))
    cost_line_id: Mapped[int] = mapped_column(ForeignKey("cost_line.id"), index=True)
    amount: Mapped[Cents | None] = mapped_column(Money)
    explanation: Mapped[str] = mapped_column(Text, default="")
    cost_line: Mapped[CostLine] = relationship()


class AccountPaper(Base):
    """A paper other than a receipt: annual accounts, an auditor's report, a survey. The original bytes by their hash."""

    __tablename__ = "account_paper"
    __table_args__ = (UniqueConstraint("hand_in_id", "kind", "file_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"))
    kind: Mapped[EvidenceKind] = mapped_column(code_column(EvidenceKind))
    name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    preview_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)


class ActivityPhoto(Base):
    """A photo of what was done. Others see it only when the people on it agreed (``may_show``); then it has words for who cannot see it."""

    __tablename__ = "activity_photo"
    __table_args__ = (UniqueConstraint("hand_in_id", "file_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"))
    name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    preview_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    may_show: Mapped[bool] = mapped_column(default=False, server_default="0")
    alternative_text: Mapped[str] = mapped_column(String(300), default="")
    added_at: Mapped[datetime] = mapped_column(Moment)
    hand_in: Mapped[HandIn] = relationship(overlaps="photos")
