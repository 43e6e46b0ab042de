"""Write and publish the texts of letters. Letters that went out keep the words they had: they are frozen as papers."""

from collections.abc import Mapping

from sqlalchemy import select

from mag.agenda.models import Agenda
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.transaction import Tx
from mag.letters.kinds import SHAPES, LetterKind, TextState
from mag.letters.models import LetterText
from mag.letters.rules import Words, problems


def save_text(tx: Tx, agenda_id: int, kind: LetterKind, words: Mapping[str, Words], *, version: int = 0) -> LetterText:
    """Keep words as the draft of a kind; ``version`` is that of the draft the writer saw (0: there was none).

    Raises Refused with a sentence per part, Stale when somebody else wrote meanwhile, NotFound.
    """
    refuse_if(problems(kind, words))
    agenda = _lock_agenda(tx, agenda_id)
    latest = _latest(tx, agenda_id, kind)
    draft = latest if latest is not None and latest.state is TextState.DRAFT else None
    if (draft.version if draft is not None else 0) != version:
        who = f" door {draft.edited_by}" if draft is not None else ""
        raise Stale(f"Deze tekst is intussen veranderd{who}. Bekijk de nieuwe tekst voordat u verdergaat.")
    if draft is None:
        draft = LetterText(agenda_id=agenda_id, kind=kind, number=(latest.number if latest else 0) + 1, state=TextState.DRAFT, version=0)
        tx.db.add(draft)
    draft.parts = {part.code: _kept(words.get(part.code, Words("")), with_heading=part.has_heading) for part in SHAPES[kind].parts}
    draft.version += 1
    draft.edited_at, draft.edited_by = tx.now, tx.actor.label
    tx.db.flush()
    tx.record("letters.text.saved", "letter_text", draft.id, chain=agenda.code, kind=kind.value, number=draft.number, parts=draft.parts)
    return draft


def publish_text(tx: Tx, agenda_id: int, kind: LetterKind, *, version: int) -> LetterText:
    """Put the draft in use: every letter from now on has these words. Raises Refused without a draft, Stale, NotFound."""
    agenda, draft = _lock_agenda(tx, agenda_id), _latest(tx, agenda_id, kind)
    if draft is None or draft.state is not TextState.DRAFT:
        raise Refused(Refusal("no_draft", "Er is geen concept om te publiceren. Verander eerst de tekst."))
    if draft.version != version:
        raise Stale(f"Dit concept is intussen veranderd door {draft.edited_by}. Bekijk het opnieuw voordat u het publiceert.")
    refuse_if(problems(kind, {code: Words(part["text"], part.get("heading", "")) for code, part in draft.parts.items()}))
    draft.state, draft.published_at, draft.published_by = TextState.PUBLISHED, tx.now, tx.actor.label
    tx.db.flush()
    tx.record("letters.text.published", "letter_text", draft.id, chain=agenda.code, kind=kind.value, number=draft.number)
    return draft


def drop_text(tx: Tx, agenda_id: int, kind: LetterKind, *, version: int) -> None:
    """Throw the draft of a kind away; what is in use stays. Raises Refused without a draft, Stale, NotFound."""
    agenda, draft = _lock_agenda(tx, agenda_id), _latest(tx, agenda_id, kind)
    if draft is None or draft.state is not TextState.DRAFT:
        raise Refused(Refusal("no_draft", "Er is geen concept om weg te gooien."))
    if draft.version != version:
        raise Stale(f"Dit concept is intussen veranderd door {draft.edited_by}. Bekijk het opnieuw.")
    tx.record("letters.text.dropped", "letter_text", draft.id, chain=agenda.code, kind=kind.value, number=draft.number)
    tx.db.delete(draft)
    tx.db.flush()


def _kept(words: Words, *, with_heading: bool) -> dict[str, str]:
    text = "\n".join(line.rstrip() for line in words.text.strip().splitlines())
    return {"text": text, **({"heading": words.heading.strip()} if with_heading else {})}


def _lock_agenda(tx: Tx, agenda_id: int) -> Agenda:
    agenda = tx.db.get(Agenda, agenda_id, with_for_update=True)
    if agenda is None:
        raise NotFound(f"agenda {agenda_id}")
    return agenda


def _latest(tx: Tx, agenda_id: int, kind: LetterKind) -> LetterText | None:
    found = select(LetterText).where(LetterText.agenda_id == agenda_id, LetterText.kind == kind)
    return tx.db.scalar(found.order_by(LetterText.number.desc()).limit(1).with_for_update())
