"""What the holder of an envelope tells back: a report over half a year, and what became of each request that was decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.budget.models import BudgetLine
from mag.core.db import Base, Moment, Money
from mag.core.money import Cents


class EnvelopeReport(Base):
    """A report as it was sent, with the balances of that moment in cents; never changed. One per envelope and ``period`` (a code)."""

    __tablename__ = "envelope_report"
    __table_args__ = (UniqueConstraint("line_id", "period"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    period: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    allocated_amount: Mapped[Cents] = mapped_column(Money)
    committed_amount: Mapped[Cents] = mapped_column(Money)
    paid_amount: Mapped[Cents] = mapped_column(Money)
    available_amount: Mapped[Cents] = mapped_column(Money)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_by: Mapped[str] = mapped_column(String(200))
    line: Mapped[BudgetLine] = relationship()
    rows: Mapped[list["EnvelopeReportRow"]] = relationship(order_by="EnvelopeReportRow.position")


class EnvelopeReportRow(Base):
    """What became of one request: ``people`` is how many came, None when nobody knows; ``amount`` in cents as it was awarded."""

    __tablename__ = "envelope_report_row"
    __table_args__ = (
        UniqueConstraint("report_id", "reference"),
        CheckConstraint("people IS NULL OR people >= 0", name="people_not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("envelope_report.id"))
    position: Mapped[int]
    reference: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    amount: Mapped[Cents] = mapped_column(Money)
    outcome: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[int | None]
