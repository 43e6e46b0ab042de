"""The tables of what both sides add to a file after it was sent: documents and messages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.applications.models.application import Application
from mag.applications.models.enquiry import Enquiry
from mag.applications.states import Side
from mag.core.db import Base, Moment, code_column


class ApplicationFile(Base):
    """A document on a file, seen by both sides: the original bytes by hash, and a picture of it to look at.

    ``enquiry_id`` says in answer to what it came; ``document`` which of the papers the rules ask for it is, where it is one.
    """

    __tablename__ = "application_file"
    __table_args__ = (UniqueConstraint("application_id", "file_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiry.id"), index=True)
    document: Mapped[str | None] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    preview_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(200))
    side: Mapped[Side] = mapped_column(code_column(Side))
    application: Mapped[Application] = relationship()
    enquiry: Mapped[Enquiry | None] = relationship()


class Message(Base):
    """A message on a file from one side to the other. ``read_at`` is when the other side said it had read it, or wrote back."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_application", "application_id", "side", "read_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    side: Mapped[Side] = mapped_column(code_column(Side))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    application: Mapped[Application] = relationship()
