"""The table of saved lists: a filter of the work list under a name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mag.core.db import Base, Moment


class SavedList(Base):
    """A filter somebody kept. Without ``person_id`` everybody sees it. ``address`` is the part of the address after the question mark."""

    __tablename__ = "saved_list"
    __table_args__ = (Index("ix_saved_list_agenda", "agenda_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
