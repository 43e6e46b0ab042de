"""The table of interests that people declared themselves."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mag.core.db import Base, Moment


class Interest(Base):
    """A person who says to have an interest in an application: that one neither judges, advises nor decides on it."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("application_id", "person_id"), Index("ix_interest_person", "person_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime] = mapped_column(Moment)
