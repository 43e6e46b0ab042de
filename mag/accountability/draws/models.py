"""The tables of spot checks: a draw with everything needed to repeat it, and whom it fell on."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.core.db import Base, Moment
from mag.grants.models import Grant


class SpotDraw(Base):
    """A random draw from the small grants that ended up to a day. ``listed`` holds the references drawn from, sorted, a line each.

    ``list_sha256`` is the hash of ``listed``; with ``seed`` and ``picked`` (how many) anybody can draw again and finds the same.
    """

    __tablename__ = "spot_draw"
    __table_args__ = (CheckConstraint("picked >= 0 AND picked <= size", name="within_list"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"), index=True)
    ended_until: Mapped[date]
    seed: Mapped[str] = mapped_column(String(64))
    listed: Mapped[str] = mapped_column(Text)
    list_sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    percent: Mapped[int]
    at_least: Mapped[int]
    picked: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    drawn_by: Mapped[str] = mapped_column(String(200))
    picks: Mapped[list["SpotPick"]] = relationship(order_by="SpotPick.position", back_populates="draw")


class SpotPick(Base):
    """A grant a draw looked at: drawn (``position`` in the order of drawing, from 1) or passed (0). ``proof_by`` is its last day."""

    __tablename__ = "spot_pick"
    __table_args__ = (
        UniqueConstraint("grant_id"),
        CheckConstraint("(position = 0) = (proof_by IS NULL)", name="drawn_has_day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("spot_draw.id"), index=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"))
    position: Mapped[int]
    proof_by: Mapped[date | None]
    draw: Mapped[SpotDraw] = relationship(back_populates="picks")
    grant: Mapped[Grant] = relationship()
