"""The table of files that were sent along with a request that is still being written."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mag.core.db import Base, Moment


class DraftFile(Base):
    """A file of a draft: the original bytes by hash, and a picture of it to look at.

    When the draft is sent it becomes a document of the application. ``question`` is the id of the question it answers.
    """

    __tablename__ = "draft_file"
    __table_args__ = (UniqueConstraint("draft_id", "sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    question: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    preview_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    pages: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(Moment)
