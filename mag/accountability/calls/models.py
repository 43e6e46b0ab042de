"""Tables of calls for reports, of reminders that went out, and of delays that were given."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.calls.states import ReminderStep
from mag.accountability.models import HandIn
from mag.agenda.terms import HandInKind
from mag.core.db import Base, Moment, code_column
from mag.grants.models import Grant


class ReportCall(Base):
    """One call to every partner above the threshold to report over a period (``2022-h1``); once per agenda and period."""

    __tablename__ = "report_call"
    __table_args__ = (UniqueConstraint("agenda_id", "kind", "period"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    kind: Mapped[HandInKind] = mapped_column(code_column(HandInKind))
    period: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date]
    reports: Mapped[int]
    partners: Mapped[int]
    called_at: Mapped[datetime] = mapped_column(Moment)
    called_by: Mapped[str] = mapped_column(String(200))


class Reminder(Base):
    """A reminder of one account in a mail to a partner; several of one partner stand in one mail. Without ``hand_in_id`` none was begun."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_partner", "partner_id", "sent_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), index=True)
    hand_in_id: Mapped[int | None] = mapped_column(ForeignKey("hand_in.id"), index=True)
    step: Mapped[ReminderStep] = mapped_column(code_column(ReminderStep))
    due_on: Mapped[date]
    sent_on: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(Moment)
    sent_by: Mapped[str] = mapped_column(String(200))


class Delay(Base):
    """A later last day for an account, given by staff with a reason (Awb 4:44). Without ``hand_in_id`` for the account that settles."""

    __tablename__ = "delay"
    __table_args__ = (CheckConstraint("until > due_before", name="later"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), index=True)
    hand_in_id: Mapped[int | None] = mapped_column(ForeignKey("hand_in.id"))
    due_before: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_by: Mapped[str] = mapped_column(String(200))
    grant: Mapped[Grant] = relationship()
    hand_in: Mapped[HandIn | None] = relationship()
