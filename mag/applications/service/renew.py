"""Start a draft from an earlier file, and say that the bank account and the budget that were taken over still hold."""

from collections.abc import Collection

from sqlalchemy import select

from mag.accounts.sessions import digest, new_secret
from mag.agenda.form_documents import FormDocument
from mag.agenda.queries import rule_set_document
from mag.applications.again import Again, Typed, typed_beside, typed_from, ways_on
from mag.applications.models import Application, Draft
from mag.applications.service.draft_people import must_write
from mag.applications.service.handling import must_be_theirs
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx

POINTERS = {Again.RENEWAL: "renewal_of_id", Again.RESUBMISSION: "resubmission_of_id", Again.BESIDE: "beside_id"}
"""Where a draft and an application keep the file they started from."""


def start_again(
    tx: Tx, application_id: int, again: Again, *, agenda_id: int, form: FormDocument, goals: Collection[str], step: str, secret: str = ""
) -> Draft:
    """A draft that starts from an earlier file: the open one when there is one already, else a new one.

    ``form`` is today's, ``goals`` the codes one can choose, ``step`` the first screen; ``secret`` is the browser's own, where nobody
    is signed in. Raises NotFound when the file is not theirs, Refused for who may only read and when this cannot be asked of the file.
    """
    old = tx.db.get(Application, application_id, with_for_update=True)
    if old is None:
        raise NotFound(f"application {application_id}")
    must_be_theirs(tx, old)
    if again not in {way.again for way in ways_on(old, rule_set_document(old.rule_set))}:
        raise Refused(Refusal("not_again", "Met deze aanvraag kunt u nu niet opnieuw beginnen."))
    is_person = tx.actor.kind is ActorKind.PERSON
    pointer = getattr(Draft, POINTERS[again])
    going = select(Draft).where(pointer == old.id, Draft.application_id.is_(None))
    going = going.where(Draft.partner_id == old.partner_id if is_person else Draft.token_digest == digest(secret))
    known = tx.db.scalar(going.order_by(Draft.id.desc()).limit(1))
    if known is not None and again is not Again.BESIDE:
        return known
    typed = (
        typed_beside(old)
        if again is Again.BESIDE
        else typed_from(old, form, goals=goals, today=tx.today, next_year=again is Again.RENEWAL or (old.starts_on or tx.today) < tx.today)
    )
    typed = {name: texts for name, texts in (typed | _writer(tx)).items() if any(texts)}
    draft = Draft(
        token_digest=digest(secret or new_secret()), agenda_id=agenda_id, person_id=tx.actor.id if is_person else None,
        partner_id=old.partner_id if is_person else None, answers={"typed": typed, "changed": {}}, step=step, version=1,
        started_at=tx.now, saved_at=tx.now, saved_by=tx.actor.label if is_person else None, **{POINTERS[again]: old.id},
    )  # fmt: skip
    tx.db.add(draft)
    tx.db.flush()
    return draft


def _writer(tx: Tx) -> Typed:
    """Who writes now is who is called and mailed, whoever did it last year."""
    if tx.actor.kind is not ActorKind.PERSON or not tx.actor.email:
        return {}
    return {"contact_name": [tx.actor.label], "email": [tx.actor.email], "contact": [tx.actor.email]}


def confirm_taken_over(tx: Tx, draft_id: int) -> Draft:
    """Note that the bank account and the budget that were taken over still hold. Raises NotFound, Refused for a sent draft."""
    draft = tx.db.get(Draft, draft_id, with_for_update=True)
    if draft is None:
        raise NotFound(f"draft {draft_id}")
    must_write(tx, draft)
    if draft.application_id is not None:
        raise Refused(Refusal("sent_already", "Deze aanvraag is al verstuurd. U kunt haar niet meer veranderen."))
    draft.confirmed_at = tx.now
    tx.db.flush()
    return draft


def needs_confirming(draft: Draft) -> bool:
    """Whether a draft took over an account and a budget that nobody confirmed yet."""
    return (draft.renewal_of_id is not None or draft.resubmission_of_id is not None) and draft.confirmed_at is None
