"""The register of complaints and objections."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.agenda.models import Agenda, RuleSet
from mag.agenda.terms import RemedyKind
from mag.applications.models import Application, Decision
from mag.core.db import Base, Moment, code_column
from mag.remedies.states import RemedyAbout, RemedyChannel, RemedyOutcome, RemedyState


class Remedy(Base):
    """One complaint or objection. ``received_on`` is the day it reached us, ``registered_at`` when it was written down.

    ``answer_by`` is the last day to answer, ``extended_from`` the day it was before it was lengthened. ``is_late`` counts for
    objections only. The talk or hearing has a moment, a place and afterwards minutes. ``has_reopened`` links to a new decision.
    """

    __tablename__ = "remedy"
    __table_args__ = (
        CheckConstraint("(about = 'decision') = (decision_id IS NOT NULL)", name="decision_known"),
        CheckConstraint("(state = 'answered') = (outcome IS NOT NULL)", name="answered_has_outcome"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_when_not_open"),
        Index("ix_remedy_register", "agenda_id", "state", "answer_by"),
        Index("ix_remedy_application", "application_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey(Agenda.id))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey(RuleSet.id))
    application_id: Mapped[int | None] = mapped_column(ForeignKey(Application.id))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey(Decision.id))
    kind: Mapped[RemedyKind] = mapped_column(code_column(RemedyKind))
    about: Mapped[RemedyAbout] = mapped_column(code_column(RemedyAbout))
    state: Mapped[RemedyState] = mapped_column(code_column(RemedyState))
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    channel: Mapped[RemedyChannel] = mapped_column(code_column(RemedyChannel))
    received_on: Mapped[date]
    registered_at: Mapped[datetime] = mapped_column(Moment)
    registered_by: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    is_late: Mapped[bool] = mapped_column(default=False)
    late_reason: Mapped[str] = mapped_column(Text, default="")
    last_day: Mapped[date | None]
    answer_by: Mapped[date]
    extended_from: Mapped[date | None]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handler: Mapped[str | None] = mapped_column(String(200))
    hearing_on: Mapped[date | None]
    hearing_at: Mapped[str] = mapped_column(String(20), default="")
    hearing_place: Mapped[str] = mapped_column(String(200), default="")
    hearing_with: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[RemedyOutcome | None] = mapped_column(code_column(RemedyOutcome))
    answer: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(String(200))
    has_reopened: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    agenda: Mapped[Agenda] = relationship()
    rule_set: Mapped[RuleSet] = relationship()
    application: Mapped[Application | None] = relationship()
    decision: Mapped[Decision | None] = relationship()
