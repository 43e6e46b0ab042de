"""The table of moments at which colleagues offer to talk with an applicant."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.agenda.models import Agenda
from mag.applications.models.application import Application
from mag.core.db import Base, Moment


class TalkMoment(Base):
    """A moment to talk, at a place or by phone. Taken by one application at most, and an application takes one at most.

    ``tiers`` are the codes of the tiers it is meant for; an empty list means all. ``withdrawn_at`` is set when it is no longer offered.
    """

    __tablename__ = "talk_moment"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes_sensible"),
        CheckConstraint("(application_id IS NULL) = (taken_at IS NULL)", name="taken_has_moment"),
        CheckConstraint("withdrawn_at IS NULL OR application_id IS NULL", name="taken_is_not_withdrawn"),
        UniqueConstraint("application_id"),
        Index("ix_talk_moment_offered", "agenda_id", "starts_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    by_phone: Mapped[bool]
    tiers: Mapped[list[str]] = mapped_column(JSON)
    offered_by: Mapped[str] = mapped_column(String(200))
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    offered_at: Mapped[datetime] = mapped_column(Moment)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    agenda: Mapped[Agenda] = relationship()
    application: Mapped[Application | None] = relationship()
