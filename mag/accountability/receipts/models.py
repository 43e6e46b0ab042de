"""The table of receipts."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.models import HandIn
from mag.accountability.receipts.states import ReceiptState
from mag.core.db import Base, Moment, code_column


class Receipt(Base):
    """A receipt or invoice: the original bytes by hash, a picture of it to look at, and what staff said of it."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("hand_in_id", "file_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    preview_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[ReceiptState] = mapped_column(code_column(ReceiptState))
    judged_by: Mapped[str | None] = mapped_column(String(200))
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    hand_in: Mapped[HandIn] = relationship(back_populates="receipts")
