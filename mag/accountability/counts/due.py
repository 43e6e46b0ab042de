"""Which accounts are due that count for an indicator: known here, asked by the indicators (:mod:`mag.indicators.counts.due`)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from mag.accountability.demands import demands_of, tier_of
from mag.accountability.models import HandIn
from mag.accountability.rules import asked_by, settling_kind
from mag.accountability.settling.models import Settlement
from mag.accountability.states import HandInState
from mag.agenda.terms import HandInKind
from mag.applications.models import Alignment, Application, PlannedActivity
from mag.core.clock import at, today
from mag.grants.models import Grant
from mag.indicators.counts.due import SOURCES


def due_accounts(db: Session, indicator_ids: Collection[int], known_on: date | None) -> dict[int, dict[str, set[str]]]:
    """The plans whose account is due, by indicator and period: half-years that were called for, and each plan's year or end.

    A plan that was settled without an account owes none. ``known_on`` leaves out what was decided, called for or settled later. One
    statement.
    """
    rules = contains_eager(Grant.application)
    asked = (
        select(Alignment.indicator_id, Grant, HandIn, Settlement)
        .join(PlannedActivity, PlannedActivity.id == Alignment.activity_id)
        .join(Grant, Grant.application_id == PlannedActivity.application_id)
        .join(Grant.application)
        .outerjoin(HandIn, HandIn.grant_id == Grant.id)
        .outerjoin(Settlement, Settlement.grant_id == Grant.id)
        .options(rules.joinedload(Application.rule_set), rules.joinedload(Application.tier))
        .where(Alignment.indicator_id.in_(indicator_ids or [0]))
    )
    if known_on is not None:
        asked = asked.where(Grant.started_at < at(known_on + timedelta(days=1), 0))
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for indicator_id, grant, hand_in, settlement in db.execute(asked):
        for period in _due(grant, hand_in, settlement, known_on):
            found[indicator_id or 0][period].add(grant.reference)
    return {indicator_id: dict(periods) for indicator_id, periods in found.items()}


def _due(grant: Grant, hand_in: HandIn | None, settlement: Settlement | None, known_on: date | None) -> Iterator[str]:
    """The codes of the periods a plan owes an account for."""
    settled = settlement if settlement is not None and (known_on is None or settlement.settled_on <= known_on) else None
    called = hand_in is not None and not hand_in.settles and (known_on is None or today(hand_in.started_at) <= known_on)
    if (settled is None or settled.hand_in_id is not None) and _asks(grant, HandInKind.FINAL):
        yield _settling_period(grant)
    if hand_in is not None and called and _asks(grant, hand_in.kind) and (settled is None or hand_in.state is HandInState.APPROVED):
        yield hand_in.period


def _asks(grant: Grant, kind: HandInKind) -> bool:
    return asked_by(demands_of(grant, kind), tier_of(grant).hand_in, kind).results


def _settling_period(grant: Grant) -> str:
    """The year the account that settles counts for."""
    kind, of = settling_kind(tier_of(grant), grant.starts_on, grant.ends_on, ongoing=grant.application.is_regular)
    return of if kind is HandInKind.YEARLY else str(grant.ends_on.year)


SOURCES.append(due_accounts)
