"""Reads one application, scoped: staff see all of them, a partner its own, the holder of a link one; nobody is told of the rest."""

import hashlib
import hmac
import re

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.accounts.roles import Permission
from mag.accounts.sessions import digest
from mag.applications.codes import LETTERS
from mag.applications.models import Alignment, Application, PlannedActivity
from mag.core.actor import Actor, ActorKind
from mag.core.errors import NotFound

FOLLOW_LENGTH = 8
"""How many characters the code of a follower has: about 39 bits, with five tries in a quarter of an hour."""
_FOLLOW_WORD = re.compile(r"([A-Z0-9-]{1,40})\.([0-9a-f]{64})")


def whole() -> Select[Application]:
    """Applications with everything that hangs on them."""
    return select(Application).options(
        joinedload(Application.agenda),
        joinedload(Application.rule_set),
        joinedload(Application.form),
        joinedload(Application.tier),
        joinedload(Application.partner),
        joinedload(Application.decision),
        selectinload(Application.cost_lines),
        selectinload(Application.results),
        selectinload(Application.activities).joinedload(PlannedActivity.alignments).joinedload(Alignment.goal),
    )


def in_sight(actor: Actor) -> ColumnElement[bool] | None:
    """The applications an actor may see; None when all of them."""
    if actor.may(Permission.SEE_APPLICATIONS):
        return None
    if actor.kind is ActorKind.LINK and actor.file_id is not None:
        return Application.id == actor.file_id
    return Application.partner_id.in_(actor.organisations or {0})


def get_application(db: Session, actor: Actor, reference: str) -> Application:
    """The application with this reference and everything on it. Raises NotFound when there is none, or none for this actor."""
    found = whole().where(Application.reference == reference)
    sight = in_sight(actor)
    application = db.scalar(found if sight is None else found.where(sight))
    if application is None:
        raise NotFound(reference)
    return application


def get_own(db: Session, actor: Actor, reference: str) -> Application:
    """The application with this reference when it belongs to who asks; what staff may see besides is not theirs. Raises NotFound."""
    application = db.scalar(whole().where(Application.reference == reference))
    if application is None or not (application.partner_id in actor.organisations or actor.file_id == application.id):
        raise NotFound(reference)
    return application


def get_whole(db: Session, application_id: int) -> Application:
    """An application with everything that hangs on it. Unscoped: who asks came by something of its own that points here."""
    application = db.scalar(whole().where(Application.id == application_id))
    if application is None:
        raise NotFound(f"application {application_id}")
    return application


def get_by_follow_secret(db: Session, secret: str) -> Application:
    """The application a follow link leads to: the one of the first mail, or a :func:`follow_word`. Raises NotFound."""
    word = _FOLLOW_WORD.fullmatch(secret)
    if word is None:
        application = db.scalar(whole().where(Application.follow_token_digest == digest(secret)))
    else:
        application = db.scalar(whole().where(Application.reference == word[1]))
        if application is not None and not hmac.compare_digest(follow_word(application), secret):
            application = None
    if application is None:
        raise NotFound("follow secret")
    return application


def follow_code(application: Application) -> str:
    """The short code by which somebody without e-mail follows an application; made as :func:`follow_word`, stored nowhere."""
    proof = hmac.new(application.follow_token_digest.encode(), b"typed code", hashlib.sha256).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in proof[:FOLLOW_LENGTH])


def get_by_code(db: Session, reference: str, code: str | None) -> Application:
    """The application with this reference, for who holds its code. Raises NotFound when either is wrong."""
    application = db.scalar(select(Application).where(Application.reference == reference.strip().upper()))
    expected = follow_code(application) if application is not None else "-" * FOLLOW_LENGTH
    if not hmac.compare_digest(expected, code or "") or application is None:
        raise NotFound(reference)
    return application


def follow_word(application: Application) -> str:
    """The secret of the follow link in later mails: made from what only this database holds, so that nothing more is stored."""
    proof = hmac.new(application.follow_token_digest.encode(), b"later mail", hashlib.sha256).hexdigest()
    return f"{application.reference}.{proof}"
