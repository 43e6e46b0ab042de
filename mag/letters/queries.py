"""Reads the texts of letters. They are no secret: nothing here is scoped to an actor."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.letters.kinds import LetterKind, TextState
from mag.letters.models import LetterText
from mag.letters.rules import Words
from mag.letters.texts import LetterTexts


def words_of(text: LetterText) -> Mapping[str, Words]:
    """The words of a stored version, part by part."""
    return {code: Words(part["text"], part.get("heading", "")) for code, part in text.parts.items()}


def texts_of(db: Session, agenda_id: int) -> LetterTexts:
    """The words an agenda's letters have now: the latest published version of each kind. One statement."""
    found = select(LetterText).where(LetterText.agenda_id == agenda_id, LetterText.state == TextState.PUBLISHED)
    return LetterTexts({text.kind: words_of(text) for text in db.scalars(found.order_by(LetterText.number))})


def list_versions(db: Session, agenda_id: int, kind: LetterKind | None = None) -> list[LetterText]:
    """The versions of a kind (or of all kinds), the newest first."""
    found = select(LetterText).where(LetterText.agenda_id == agenda_id)
    if kind is not None:
        found = found.where(LetterText.kind == kind)
    return list(db.scalars(found.order_by(LetterText.kind, LetterText.number.desc())))
