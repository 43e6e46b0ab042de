"""The table of texts that staff wrote: numbered per agenda and kind; a published one is never changed again."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mag.agenda.models import Agenda
from mag.core.db import Base, Moment, code_column
from mag.letters.kinds import LetterKind, TextState


class LetterText(Base):
    """One version of the words of a kind of letter. ``number`` counts from 1 (0 is what the program ships with).

    ``parts`` is ``{code: {"heading": …, "text": …}}``. There is at most one draft per kind: the highest number.
    """

    __tablename__ = "letter_text"
    __table_args__ = (
        UniqueConstraint("agenda_id", "kind", "number"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_has_moment"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey(Agenda.id))
    kind: Mapped[LetterKind] = mapped_column(code_column(LetterKind))
    number: Mapped[int]
    state: Mapped[TextState] = mapped_column(code_column(TextState))
    version: Mapped[int] = mapped_column(default=1)
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    edited_at: Mapped[datetime] = mapped_column(Moment)
    edited_by: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[str | None] = mapped_column(String(200))
