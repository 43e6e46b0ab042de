"""The tables of receipts and of the ready sentences to judge them with."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.models import HandIn
from mag.accountability.receipts.states import ReadHow, ReceiptState, SentenceKind
from mag.applications.models import CostLine
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents


class Receipt(Base):
    """A receipt or invoice: the original bytes by hash, a picture to look at, its figures, and what staff said of it.

    One photo can hold several receipts: each is a row with its own ``part`` of one file. ``amount`` is in ``currency``;
    ``eligible_amount`` (euro cents) is what counts, known once judged. ``read_*`` is what the program read and nobody
    confirmed; ``facts_by`` is who gave or confirmed the figures. ``seen_*`` is the first of our people who looked.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("hand_in_id", "file_sha256", "part"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("eligible_amount >= 0", name="eligible_not_negative"),
        CheckConstraint("currency <> 'EUR' OR eligible_amount <= amount", name="eligible_within"),
        CheckConstraint("state <> 'partly' OR eligible_amount IS NOT NULL", name="partly_has_amount"),
        CheckConstraint("state NOT IN ('questioned', 'rejected') OR remark <> ''", name="says_why"),
        Index("ix_receipt_file", "file_sha256"),
        Index("ix_receipt_twin", "amount", "bought_on"),
        Index("ix_receipt_read", "read_how"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"), index=True)
    position: Mapped[int]
    part: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    preview_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    amount: Mapped[Cents | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    bought_on: Mapped[date | None]
    shop: Mapped[str] = mapped_column(String(120), default="")
    cost_line_id: Mapped[int | None] = mapped_column(ForeignKey("cost_line.id"), index=True)
    facts_by: Mapped[str | None] = mapped_column(String(200))
    facts_at: Mapped[datetime | None] = mapped_column(Moment)
    read_how: Mapped[ReadHow | None] = mapped_column(code_column(ReadHow))
    read_amount: Mapped[Cents | None] = mapped_column(Money)
    read_on: Mapped[date | None]
    read_shop: Mapped[str] = mapped_column(String(120), default="")
    read_currency: Mapped[str] = mapped_column(String(3), default="EUR")
    state: Mapped[ReceiptState] = mapped_column(code_column(ReceiptState))
    eligible_amount: Mapped[Cents | None] = mapped_column(Money)
    remark: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_by: Mapped[str | None] = mapped_column(String(200))
    judged_by: Mapped[str | None] = mapped_column(String(200))
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    hand_in: Mapped[HandIn] = relationship(back_populates="receipts")
    cost_line: Mapped[CostLine | None] = relationship()


class ReadySentence(Base):
    """A sentence staff of an agenda can choose when they ask about a receipt or leave it out."""

    __tablename__ = "ready_sentence"
    __table_args__ = (UniqueConstraint("agenda_id", "kind", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    kind: Mapped[SentenceKind] = mapped_column(code_column(SentenceKind))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(400))
