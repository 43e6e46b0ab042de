"""Tables of reports. An adopted report holds its facts as canonical JSON with a hash, and its forms as stored bytes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.agenda.models import Agenda
from mag.core.db import Base, Moment, code_column
from mag.reports.states import ReportKind, ReportState


class Report(Base):
    """A half-year or annual report of an agenda. A correction is a next version."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("agenda_id", "kind", "period_code", "version"),
        CheckConstraint("(state = 'adopted') = (facts_sha256 IS NOT NULL)", name="adopted_is_frozen"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    kind: Mapped[ReportKind] = mapped_column(code_column(ReportKind))
    period_code: Mapped[str] = mapped_column(String(12))
    first_on: Mapped[date]
    last_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    row_version: Mapped[int] = mapped_column(default=1)
    state: Mapped[ReportState] = mapped_column(code_column(ReportState))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
    facts: Mapped[str | None] = mapped_column(Text)
    facts_sha256: Mapped[str | None] = mapped_column(String(64))
    html_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    xlsx_sha256: Mapped[str | None] = mapped_column(String(64))
    json_sha256: Mapped[str | None] = mapped_column(String(64))
    adopted_at: Mapped[datetime | None] = mapped_column(Moment)
    adopted_by: Mapped[str | None] = mapped_column(String(200))
    agenda: Mapped[Agenda] = relationship()
    texts: Mapped[list["ReportText"]] = relationship(back_populates="report", order_by="ReportText.id")


class ReportText(Base):
    """What people wrote in a chapter: ``chapter`` is ``overview``, ``outlook`` or ``goal:<code>``."""

    __tablename__ = "report_text"
    __table_args__ = (UniqueConstraint("report_id", "chapter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    chapter: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    report: Mapped[Report] = relationship(back_populates="texts")
