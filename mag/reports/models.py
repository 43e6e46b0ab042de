"""Tables of reports. A report holds its facts as canonical JSON with a hash once it was adopted, and then its forms as stored bytes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.agenda.models import Agenda
from mag.core.db import Base, Moment, code_column
from mag.reports.states import PointKind, PointOutcome, RemarkKind, ReportKind, ReportState


class Report(Base):
    """A half-year or annual report of an agenda. A correction is a next version.

    ``opened_at`` is since when a concept is open for what municipality and sounding board say about it. ``frozen_*`` is who adopted it
    and when: from then on the facts stand, while the forms are made under a lease (``making_*``, how often it was tried and what went
    wrong last). ``adopted_*`` says the same once its forms are there. ``accepted_*`` is the municipality's answer, ``published_*`` who
    made it public.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("agenda_id", "kind", "period_code", "version"),
        CheckConstraint("(state = 'concept') = (facts_sha256 IS NULL)", name="adopted_is_frozen"),
        CheckConstraint("(state = 'adopted') = (adopted_at IS NOT NULL)", name="adopted_is_made"),
        CheckConstraint("published_at IS NULL OR (state = 'adopted' AND published_by IS NOT NULL)", name="published_is_adopted"),
        CheckConstraint("accepted_at IS NULL OR (state = 'adopted' AND accepted_by IS NOT NULL)", name="accepted_is_adopted"),
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
    council_sha256: Mapped[str | None] = mapped_column(String(64))
    csv_sha256: Mapped[str | None] = mapped_column(String(64))
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    frozen_at: Mapped[datetime | None] = mapped_column(Moment)
    frozen_by: Mapped[str | None] = mapped_column(String(200))
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    making_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    making_until: Mapped[datetime | None] = mapped_column(Moment)
    making_trouble: Mapped[str | None] = mapped_column(String(500))
    adopted_at: Mapped[datetime | None] = mapped_column(Moment)
    adopted_by: Mapped[str | None] = mapped_column(String(200))
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_by: Mapped[str | None] = mapped_column(String(200))
    accepted_words: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[str | None] = mapped_column(String(200))
    agenda: Mapped[Agenda] = relationship()
    texts: Mapped[list["ReportText"]] = relationship(back_populates="report", order_by="ReportText.id")
    points: Mapped[list["ReportPoint"]] = relationship(back_populates="report", order_by="ReportPoint.id")


class ReportText(Base):
    """What people wrote in a chapter: see :func:`mag.reports.rules.wrong_text` for the chapters."""

    __tablename__ = "report_text"
    __table_args__ = (UniqueConstraint("report_id", "chapter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    chapter: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    report: Mapped[Report] = relationship(back_populates="texts")


class ReportRemark(Base):
    """What the municipality or the sounding board said about a place in a report, and the answer.

    ``place`` is a chapter (``overview``, ``goal:<code>`` …) or ``figure:<key>``; ``name`` is how it read then, ``shown`` the figure then.
    """

    __tablename__ = "report_remark"
    __table_args__ = (
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)", name="answered_by_somebody"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    kind: Mapped[RemarkKind] = mapped_column(code_column(RemarkKind))
    place: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(400))
    shown: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(Moment)
    said_by: Mapped[str] = mapped_column(String(200))
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str | None] = mapped_column(String(200))
    report: Mapped[Report] = relationship()


class ReportPoint(Base):
    """A priority for the next period, what became of one of the last report, or a signal. ``outcome`` is of a review alone."""

    __tablename__ = "report_point"
    __table_args__ = (CheckConstraint("outcome IS NULL OR kind = 'review'", name="outcome_of_review"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    kind: Mapped[PointKind] = mapped_column(code_column(PointKind))
    text: Mapped[str] = mapped_column(Text)
    responsible: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[PointOutcome | None] = mapped_column(code_column(PointOutcome))
    explanation: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[Report] = relationship(back_populates="points")
