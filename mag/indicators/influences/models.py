"""What else moved a goal in a year, in words."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mag.core.db import Base, Moment


class Influence(Base):
    """What besides the plans influenced a goal in a year (``domain.md 6``). The journal keeps what stood there before."""

    __tablename__ = "goal_influence"
    __table_args__ = (UniqueConstraint("goal_id", "year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    year: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[str] = mapped_column(String(200))
