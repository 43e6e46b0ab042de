"""Reads applications. Staff see all of them, a partner its own, the holder of a link one; nobody is told of the rest."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.accounts.roles import Permission
from mag.accounts.sessions import digest
from mag.agenda.models import RuleSet, Tier
from mag.agenda.queries import rule_set_document
from mag.applications.models import Alignment, Application, Decision, Draft, PlannedActivity
from mag.applications.states import OPEN_STATES, ApplicationState, Outcome
from mag.core.actor import Actor, ActorKind
from mag.core.errors import NotFound

PAGE = 50
AWARDS = (Outcome.AWARD, Outcome.PARTIAL_AWARD)
_FOLLOW_WORD = re.compile(r"([A-Z0-9-]{1,40})\.([0-9a-f]{64})")


def _whole() -> Select[Application]:
    return select(Application).options(
        joinedload(Application.agenda),
        joinedload(Application.rule_set),
        joinedload(Application.tier),
        joinedload(Application.partner),
        joinedload(Application.decision),
        selectinload(Application.cost_lines),
        selectinload(Application.results),
        selectinload(Application.activities).selectinload(PlannedActivity.alignments).joinedload(Alignment.goal),
    )


def _in_sight(actor: Actor) -> ColumnElement[bool] | None:
    """The applications an actor may see; None when all of them."""
    if actor.may(Permission.SEE_APPLICATIONS):
        return None
    if actor.kind is ActorKind.LINK and actor.file_id is not None:
        return Application.id == actor.file_id
    return Application.partner_id.in_(actor.organisations or {0})


def get_application(db: Session, actor: Actor, reference: str) -> Application:
    """The application with this reference and everything on it. Raises NotFound when there is none, or none for this actor."""
    found = _whole().where(Application.reference == reference)
    sight = _in_sight(actor)
    application = db.scalar(found if sight is None else found.where(sight))
    if application is None:
        raise NotFound(reference)
    return application


def get_by_follow_secret(db: Session, secret: str) -> Application:
    """The application a follow link leads to: the one of the first mail, or a :func:`follow_word`. Raises NotFound."""
    word = _FOLLOW_WORD.fullmatch(secret)
    if word is None:
        application = db.scalar(_whole().where(Application.follow_token_digest == digest(secret)))
    else:
        application = db.scalar(_whole().where(Application.reference == word[1]))
        if application is not None and not hmac.compare_digest(follow_word(application), secret):
            application = None
    if application is None:
        raise NotFound("follow secret")
    return application


def follow_word(application: Application) -> str:
    """The secret of the follow link in later mails: made from what only this database holds, so that nothing more is stored."""
    proof = hmac.new(application.follow_token_digest.encode(), b"later mail", hashlib.sha256).hexdigest()
    return f"{application.reference}.{proof}"


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of a work list. ``total`` counts the whole list by the same condition."""

    rows: list[Application]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


def list_worklist(
    db: Session,
    agenda_id: int,
    *,
    state: ApplicationState | None = None,
    tier: str | None = None,
    decider: str | None = None,
    page: int = 1,
) -> Worklist:
    """A page of applications, the one to decide first on top. Without a state, those that still wait for a decision.

    ``tier`` is a tier's code; ``decider`` a role: only what that role decides. For staff; a page holds 50 rows.
    """
    wanted = [Application.agenda_id == agenda_id, _state_is(state)]
    if tier is not None or decider is not None:
        wanted.append(Application.tier_id.in_(_tier_ids(db, agenda_id, tier, decider) or [0]))
    total = db.scalar(select(func.count()).select_from(Application).where(*wanted)) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    listed = (
        select(Application)
        .where(*wanted)
        .options(joinedload(Application.partner), joinedload(Application.tier), joinedload(Application.decision))
        .order_by(Application.decide_by, Application.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Worklist(list(db.scalars(listed)), total, page)


def _state_is(state: ApplicationState | None) -> ColumnElement[bool]:
    return Application.state.in_(OPEN_STATES) if state is None else Application.state == state


def _tier_ids(db: Session, agenda_id: int, code: str | None, decider: str | None) -> list[int]:
    tiers = db.scalars(select(Tier).join(Tier.rule_set).where(RuleSet.agenda_id == agenda_id).options(joinedload(Tier.rule_set)))
    return [
        tier.id
        for tier in tiers
        if (code is None or tier.code == code) and (decider is None or rule_set_document(tier.rule_set).tier(tier.code).decider == decider)
    ]


def count_by_state(db: Session, agenda_id: int) -> Mapping[ApplicationState, int]:
    """How many applications of an agenda stand in each state; every state has its number."""
    counted = db.execute(select(Application.state, func.count()).where(Application.agenda_id == agenda_id).group_by(Application.state))
    return dict.fromkeys(ApplicationState, 0) | {state: number for state, number in counted}


def list_for_partner(db: Session, partner_ids: frozenset[int] | set[int]) -> list[Application]:
    """All applications of these partners, the newest first."""
    found = (
        select(Application)
        .where(Application.partner_id.in_(partner_ids or {0}))
        .options(
            joinedload(Application.partner), joinedload(Application.tier), joinedload(Application.decision), joinedload(Application.agenda)
        )
        .order_by(Application.submitted_at.desc(), Application.id.desc())
    )
    return list(db.scalars(found))


def list_grants_of(db: Session, partner_id: int, year: int) -> list[Application]:
    """The applications of a partner that were granted, wholly or partly, by a decision in a calendar year; oldest first."""
    found = (
        select(Application)
        .join(Application.decision)
        .where(Application.partner_id == partner_id, Decision.outcome.in_(AWARDS), _decided_in(year))
        .options(joinedload(Application.decision))
        .order_by(Decision.decided_on, Application.id)
    )
    return list(db.scalars(found))


def count_grants_of(db: Session, partner_id: int, year: int) -> int:
    """How many grants a partner got by decisions in a calendar year."""
    joined = select(func.count()).select_from(Application).join(Application.decision)
    return db.scalar(joined.where(Application.partner_id == partner_id, Decision.outcome.in_(AWARDS), _decided_in(year))) or 0


def _decided_in(year: int) -> ColumnElement[bool]:
    return Decision.decided_on.between(date(year, 1, 1), date(year, 12, 31))


def count_regular_of(db: Session, partner_id: int, year: int) -> int:
    """How many applications for regular activities a partner sent in a calendar year; refused and withdrawn ones do not count."""
    gone = (ApplicationState.REFUSED, ApplicationState.NOT_PROCESSED, ApplicationState.WITHDRAWN)
    sent = Application.submitted_on.between(date(year, 1, 1), date(year, 12, 31))
    counted = select(func.count()).select_from(Application)
    return db.scalar(counted.where(Application.partner_id == partner_id, Application.is_regular, sent, Application.state.not_in(gone))) or 0


def find_draft(db: Session, secret: str) -> Draft | None:
    """The draft with this secret, sent or not; None when there is none."""
    return db.scalar(select(Draft).where(Draft.token_digest == digest(secret)))
