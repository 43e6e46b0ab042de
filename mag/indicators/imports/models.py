"""Files that are too large to take over while somebody waits for the page."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mag.core.db import Base, Moment, code_column


class OrderState(StrEnum):
    """Where a large file stands that is taken over behind the pages."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class ImportOrder(Base):
    """A file too large to take over while somebody waits for the page: who asked, with the mapping as it was, and what came of it.

    ``busy_until`` is how long the try that goes on may take; ``said`` is why nothing was taken over, a line for each place.
    """

    __tablename__ = "import_order"
    __table_args__ = (UniqueConstraint("agenda_id", "mapping_name", "file_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    mapping_name: Mapped[str] = mapped_column(String(60))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    size: Mapped[int]
    state: Mapped[OrderState] = mapped_column(code_column(OrderState), default=OrderState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    busy_until: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    said: Mapped[str | None] = mapped_column(Text)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("figure_import.id"))
