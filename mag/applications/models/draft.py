"""The table of requests being written."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.applications.models.draft_file import DraftFile
from mag.core.db import Base, Moment


class Draft(Base):
    """A request being written. Found again by the token in the browser or the mailed link; only its digest is stored.

    With ``partner_id`` it is the concept of an organisation: its members alone read it, wherever they sign in, and who may edit writes
    on. It then may start from an earlier file (``renewal_of_id``, ``resubmission_of_id``, ``beside_id``). ``confirmed_at``: the bank
    account and budget that were taken over still hold. ``to_sign_at``: it waits for another signatory.
    """

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
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), unique=True)
    files: Mapped[list[DraftFile]] = relationship(order_by=DraftFile.id, cascade="all, delete-orphan", lazy="selectin")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    renewal_of_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    resubmission_of_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    beside_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    saved_by: Mapped[str | None] = mapped_column(String(200))
    to_sign_at: Mapped[datetime | None] = mapped_column(Moment)
    to_sign_by: Mapped[str | None] = mapped_column(String(200))
    to_sign_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
