"""The table of requests being written."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.applications.models.draft_file import DraftFile
from mag.core.db import Base, Moment


class Draft(Base):
    """A request being written. Found again by the token in the browser or the mailed link; only its digest is stored."""

    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    step: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), unique=True)
    files: Mapped[list[DraftFile]] = relationship(order_by=DraftFile.id, cascade="all, delete-orphan", lazy="selectin")
