"""Which counts one account is asked, with what it answered. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from mag.accountability.counts.models import CountAnswer
from mag.accountability.counts.rules import Before, CountQuestion, Span, span_of
from mag.accountability.models import HandIn
from mag.accountability.rules import Asked
from mag.accountability.states import HandInState
from mag.agenda.terms import HandInKind
from mag.applications.models import Alignment, PlannedActivity
from mag.core.period import PeriodKind, parse_period
from mag.grants.models import Grant
from mag.indicators.models import Indicator, MeasureKind

SENT = (HandInState.HANDED_IN, HandInState.APPROVED)


@dataclass(frozen=True, slots=True)
class _Row:
    """Another account of the same plan with what it answered for one indicator."""

    hand_in: HandIn
    answer: CountAnswer | None


def list_questions(db: Session, grant: Grant, found: HandIn | None, asked: Asked, period: str) -> list[CountQuestion]:
    """What an account is asked to count: for every figure its plan works on that partners count, where results are asked at all.

    One statement for a plan that works on none, else two.
    """
    if not asked.results:
        return []
    indicators = _indicators(db, grant, found)
    if not indicators:
        return []
    rows = _accounts(db, grant)
    mine = {row.answer.indicator_id: row.answer for row in rows if found is not None and row.hand_in.id == found.id and row.answer}
    others = [row for row in rows if found is None or row.hand_in.id != found.id]
    told_of = found.period if found is not None else period
    earlier = {row.hand_in.id: parse_period(row.hand_in.period) for row in others if row.hand_in.period and not row.hand_in.settles}
    span = span_of(asked.kind, told_of, starts_on=grant.starts_on, ends_on=grant.ends_on, earlier=earlier.values())
    if span is None:
        return []
    return [_question(one, span, mine.get(one.id), _before(one, span, others, grant.starts_on)) for one in indicators]


def _indicators(db: Session, grant: Grant, found: HandIn | None) -> list[Indicator]:
    """The figures a plan is aligned to that partners are asked about, and those that were answered before."""
    aligned = exists().where(
        Alignment.indicator_id == Indicator.id,
        Alignment.activity_id == PlannedActivity.id,
        PlannedActivity.application_id == grant.application_id,
    )
    answered = exists().where(CountAnswer.indicator_id == Indicator.id, CountAnswer.hand_in_id == (found.id if found is not None else 0))
    asked = select(Indicator).where(Indicator.measure_kind == MeasureKind.PARTNER_COUNT, or_(aligned, answered))
    return [one for one in db.scalars(asked.order_by(Indicator.position, Indicator.id)) if one.asks is not None]


def _accounts(db: Session, grant: Grant) -> list[_Row]:
    asked = select(HandIn, CountAnswer).outerjoin(CountAnswer, CountAnswer.hand_in_id == HandIn.id).where(HandIn.grant_id == grant.id)
    return [_Row(hand_in, answer) for hand_in, answer in db.execute(asked.order_by(HandIn.id, CountAnswer.id))]


def _before(indicator: Indicator, span: Span, others: Sequence[_Row], starts_on: date) -> Before | None:
    """What the halves of the same year told, to hold an account over the year against; only those the account holds whole.

    Both together where halves add up, else the one with the most.
    """
    if span.period.kind is not PeriodKind.YEAR:
        return None
    told = []
    for row in others:
        answer, hand_in = row.answer, row.hand_in
        if answer is None or answer.indicator_id != indicator.id or answer.whole is None or hand_in.kind is not HandInKind.HALF_YEAR:
            continue
        half = parse_period(hand_in.period)
        if hand_in.state in SENT and half.first.year == span.period.first.year and max(half.first, starts_on) >= span.first:
            told.append(Before(f"het {half.label()}", answer.whole, answer.part))
    if not told or not indicator.adds_up:
        return max(told, key=lambda one: one.whole, default=None)
    parts = [one.part for one in told]
    part = None if None in parts else sum(one or 0 for one in parts)
    return Before(" en ".join(one.words for one in told), sum(one.whole for one in told), part)


def _question(indicator: Indicator, span: Span, answer: CountAnswer | None, before: Before | None) -> CountQuestion:
    asks = indicator.asks or {}
    return CountQuestion(
        indicator_id=indicator.id,
        about=indicator.short,
        ask_whole=str(asks["whole"]),
        ask_part=asks.get("part"),
        span=span,
        whole=answer.whole if answer is not None else None,
        part=answer.part if answer is not None else None,
        explanation=answer.explanation if answer is not None else "",
        before=before,
    )
