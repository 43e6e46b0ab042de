"""What a partner counted for an indicator, on one account."""

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.core.db import Base
from mag.indicators.models import Indicator


class CountAnswer(Base):
    """The number(s) a partner counted for an indicator: the ``whole``, of a share also the ``part`` of it.

    In a draft it may be wrong or empty.
    """

    __tablename__ = "count_answer"
    __table_args__ = (
        UniqueConstraint("hand_in_id", "indicator_id"),
        CheckConstraint("whole >= 0", name="whole_not_negative"),
        CheckConstraint("part >= 0", name="part_not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    whole: Mapped[int | None]
    part: Mapped[int | None]
    explanation: Mapped[str] = mapped_column(Text, default="")
    indicator: Mapped[Indicator] = relationship()
