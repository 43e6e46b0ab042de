"""Drafts: a request being written, kept on the server from the first page on. Saving one is not journalled (``architecture.md 3``).

What was typed is kept as text by field name, so that nothing needs to be right before it can be saved. ``changed`` holds
per field the version at which it last changed: an older page can save everything but what somebody changed since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mag.accounts.sessions import digest
from mag.agenda.models import Agenda
from mag.applications.models import Draft
from mag.applications.queries import find_draft
from mag.applications.service.draft_people import claim_draft, must_write
from mag.applications.service.files import hashes_of
from mag.core.clock import today
from mag.core.errors import Refusal, Refused
from mag.core.files import forget
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.period import show_date
from mag.core.transaction import Tx

Typed = Mapping[str, Sequence[str]]
MOST_TEXT, MOST_BOXES = 400_000, 600
"""The most characters and boxes one draft keeps."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after an attempt to save. ``clashes`` are the fields another window changed meanwhile; nothing is saved then."""

    draft: Draft
    clashes: tuple[str, ...] = ()


def keep_screen(tx: Tx, agenda_id: int, secret: str, typed: Typed, *, names: Sequence[str], step: str, version: int | None) -> Saved:
    """Keep what was typed on one screen (the boxes ``names``; one that is not in ``typed`` was emptied). Starts the draft when needed.

    ``version`` is the version the page was made from. When another window changed one of these boxes since, to something
    else, nothing is saved and the clashes are named. Raises Refused for a sent draft or a text beyond all bounds.
    """
    draft = _find_or_start(tx, agenda_id, secret, step)
    must_write(tx, draft)
    if draft.application_id is not None:
        raise Refused(Refusal("sent_already", "Deze aanvraag is al verstuurd. U kunt haar niet meer veranderen."))
    kept: dict[str, list[str]] = dict(draft.answers["typed"])
    changed: dict[str, int] = dict(draft.answers["changed"])
    said = {name: list(typed[name]) for name in names if any(typed.get(name, ()))}
    different = [name for name in names if said.get(name, []) != kept.get(name, [])]
    clashes = tuple(name for name in different if version is not None and changed.get(name, 0) > version)
    if clashes:
        return Saved(draft, clashes)
    if different:
        draft.version += 1
        kept = {name: values for name, values in kept.items() if name not in different} | {n: said[n] for n in different if n in said}
        changed |= dict.fromkeys(different, draft.version)
        if sum(len(text) for values in kept.values() for text in values) > MOST_TEXT or len(kept) > MOST_BOXES:
            raise Refused(Refusal("draft_too_long", "Dit is te veel tekst om te bewaren. Maak uw antwoorden korter."))
        draft.answers = {"typed": kept, "changed": changed}
        draft.to_sign_at, draft.to_sign_by, draft.to_sign_by_id = None, None, None
    draft.step, draft.saved_at = step, tx.now
    claim_draft(tx, draft, kept)
    tx.db.flush()
    return Saved(draft)


def _find_or_start(tx: Tx, agenda_id: int, secret: str, step: str) -> Draft:
    """The draft of this secret, locked. Two clicks at once make one: who starts one waits in line at its agenda and looks again."""
    draft = find_draft(tx.db, secret, lock=True)
    if draft is not None:
        return draft
    tx.db.execute(select(Agenda.id).where(Agenda.id == agenda_id).with_for_update(key_share=True))
    draft = find_draft(tx.db, secret, lock=True)
    if draft is not None:
        return draft
    draft = Draft(
        token_digest=digest(secret), agenda_id=agenda_id, person_id=None, answers={"typed": {}, "changed": {}}, step=step,
        version=1, started_at=tx.now, saved_at=tx.now, files=[],
    )  # fmt: skip
    tx.db.add(draft)
    tx.db.flush()
    return draft


def drop_draft(tx: Tx, draft_id: int) -> None:
    """Throw a draft away because its writer starts anew. A sent one stays: it is part of its application's story."""
    draft = tx.db.get(Draft, draft_id, with_for_update=True)
    if draft is not None and draft.application_id is None:
        must_write(tx, draft)
        hashes = hashes_of(draft.files)
        tx.db.delete(draft)
        forget(tx, hashes)


def adopt_draft(tx: Tx, draft_id: int) -> None:
    """Let a draft of a browser be found among the concepts of who is signed in there now."""
    draft = tx.db.get(Draft, draft_id, with_for_update=True)
    if draft is not None and draft.person_id is None and draft.application_id is None:
        claim_draft(tx, draft, {})
        tx.db.flush()


def mail_resume_link(tx: Tx, draft_id: int, *, to: str, to_name: str, link: str, phone: str) -> None:
    """Mail the address at which a draft can be taken up again."""
    text, html = compose(
        [
            f"Beste {to_name}," if to_name else "Beste lezer,",
            "U bent begonnen met een aanvraag en heeft die opgeslagen. Zij is nog niet verstuurd.",
            f"Met deze link gaat u verder waar u was. Bewaar dit bericht. Vragen? Bel {phone}.",
        ],
        link=("Verder met uw aanvraag", link),
    )
    queue(tx, to=to, to_name=to_name, subject="Verder met uw aanvraag", text=text, html=html, about=("draft", draft_id))


def mail_reminder(tx: Tx, draft: Draft, *, to: str, link: str, phone: str, until: date) -> None:
    """Remind somebody that a request was written but not sent. ``until`` is the day after which we erase it."""
    name = next(iter(typed_of(draft).get("contact_name", ())), "")
    text, html = compose(
        [
            f"Beste {name}," if name else "Beste lezer,",
            f"U begon op {show_date(today(draft.started_at))} met een aanvraag. Zij is nog een concept: u heeft haar nog niet verstuurd.",
            "Met deze link gaat u verder waar u was.",
            f"Doet u niets? Dan gooien wij uw concept weg na {show_date(until)}. Vragen? Bel {phone}.",
        ],
        link=("Verder met uw concept", link),
    )
    subject = "Uw aanvraag is nog niet verstuurd"
    queue(tx, to=to, to_name=name, subject=subject, text=text, html=html, about=("draft", draft.id))


def typed_of(draft: Draft | None) -> dict[str, list[str]]:
    """Everything typed so far, as text by the name of its box; of a question that asks for files their names."""
    if draft is None:
        return {}
    names: dict[str, list[str]] = {}
    for file in draft.files:
        names.setdefault(file.question, []).append(file.name)
    return {**draft.answers["typed"], **names}
