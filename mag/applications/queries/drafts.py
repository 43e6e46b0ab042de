"""Finds requests that are being written: the one of a browser, and the concepts of who is signed in."""

import hashlib
import hmac
import re

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mag.accounts.sessions import digest
from mag.applications.models import Application, Draft
from mag.core.actor import Actor, ActorKind
from mag.core.errors import NotFound

_WORD = re.compile(r"([0-9]{1,18})\.([0-9a-f]{64})")
MOST = 50


def find_draft(db: Session, secret: str, *, lock: bool = False) -> Draft | None:
    """The draft with this secret or :func:`draft_word`, sent or not; None when there is none. ``lock`` holds it until the commit."""
    word = _WORD.fullmatch(secret)
    asked = select(Draft).where(Draft.token_digest == digest(secret) if word is None else Draft.id == int(word[1]))
    found = db.scalar(asked.with_for_update() if lock else asked)
    if found is not None and word is not None and not hmac.compare_digest(draft_word(found), secret):
        return None
    return found


def draft_word(draft: Draft) -> str:
    """What a colleague's browser holds a draft by: made from what only this database holds, because its secret is stored nowhere."""
    proof = hmac.new(draft.token_digest.encode(), b"a colleague", hashlib.sha256).hexdigest()
    return f"{draft.id}.{proof}"


def list_concepts(db: Session, actor: Actor) -> list[Draft]:
    """The requests that were not sent of who is signed in and of its organisations, the last saved first."""
    if actor.kind is not ActorKind.PERSON:
        return []
    own = (Draft.person_id == actor.id) & Draft.partner_id.is_(None)
    asked = select(Draft).where(Draft.application_id.is_(None), or_(own, Draft.partner_id.in_(actor.organisations or {0})))
    return list(db.scalars(asked.order_by(Draft.saved_at.desc(), Draft.id.desc()).limit(MOST)))


def get_concept(db: Session, actor: Actor, draft_id: int) -> Draft:
    """A draft of who is signed in or of its organisations, sent or not. Raises NotFound."""
    found = db.get(Draft, draft_id)
    own = found is not None and found.partner_id is None and found.person_id == actor.id
    theirs = found is not None and found.partner_id in actor.organisations
    if found is None or actor.kind is not ActorKind.PERSON or not (own or theirs):
        raise NotFound(f"draft {draft_id}")
    return found


def reference_of(db: Session, application_id: int) -> str:
    """The reference of an application. Raises NotFound."""
    found = db.scalar(select(Application.reference).where(Application.id == application_id))
    if found is None:
        raise NotFound(f"application {application_id}")
    return found
