"""Tables of plans of the year. An adopted plan is frozen as a paper (``mag.core.papers``); a correction is a next version."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.agenda.models import Agenda
from mag.core.db import Base, Moment, code_column
from mag.year_plans.states import YearPlanState

ONE_CONCEPT = text("state = 'concept'")


class YearPlan(Base):
    """The plan of an agenda for a year. ``version`` counts the adopted plans of the year; ``row_version`` every change."""

    __tablename__ = "year_plan"
    __table_args__ = (
        UniqueConstraint("agenda_id", "year", "version"),
        Index("uq_year_plan_concept", "agenda_id", "year", unique=True, sqlite_where=ONE_CONCEPT, postgresql_where=ONE_CONCEPT),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    year: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    row_version: Mapped[int] = mapped_column(default=1)
    state: Mapped[YearPlanState] = mapped_column(code_column(YearPlanState))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
    shared_at: Mapped[datetime | None] = mapped_column(Moment)
    adopted_at: Mapped[datetime | None] = mapped_column(Moment)
    adopted_by: Mapped[str | None] = mapped_column(String(200))
    agenda: Mapped[Agenda] = relationship()
    texts: Mapped[list["YearPlanText"]] = relationship(back_populates="plan", order_by="YearPlanText.id")
    comments: Mapped[list["YearPlanComment"]] = relationship(back_populates="plan", order_by="YearPlanComment.id")


class YearPlanText(Base):
    """What was written in a chapter: ``chapter`` is ``opening`` or the code of a theme."""

    __tablename__ = "year_plan_text"
    __table_args__ = (UniqueConstraint("plan_id", "chapter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("year_plan.id"))
    chapter: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    plan: Mapped[YearPlan] = relationship(back_populates="texts")


class YearPlanComment(Base):
    """What somebody of the sounding board or the municipality said about a chapter of a concept."""

    __tablename__ = "year_plan_comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("year_plan.id"), index=True)
    chapter: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(Moment)
    said_by: Mapped[str] = mapped_column(String(200))
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(String(200))
    plan: Mapped[YearPlan] = relationship(back_populates="comments")
