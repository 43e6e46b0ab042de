"""What one account is asked, and the plan it is held against: the rule set, the request, and the changes we agreed to. Reads only."""

from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from mag.accountability.comparing import Compared, missing_in, wrong_head_count
from mag.accountability.counts.queries import list_questions
from mag.accountability.counts.rules import missing_counts
from mag.accountability.demands import demands_of, tier_of
from mag.accountability.models import AccountPaper, HandIn, LineAnswer, ResultAnswer
from mag.accountability.planned import amount_after, list_agreed, number_after
from mag.accountability.rules import Asked, Satisfaction, asked_by, missing_for_hand_in, settling_kind, survey_due
from mag.accountability.states import HandInState
from mag.agenda.queries import rule_set_document
from mag.agenda.terms import EvidenceKind, HandInKind
from mag.applications.models import CostLine, PlannedResult
from mag.applications.states import CostKind
from mag.core import clock
from mag.core.errors import Refusal
from mag.grants.models import Grant


def kind_of(grant: Grant) -> tuple[HandInKind, str]:
    """Which account settles a grant, and of which period: yearly where the rules have a day for it, else of the whole plan."""
    return settling_kind(tier_of(grant), grant.starts_on, grant.ends_on, ongoing=grant.application.is_regular)


def asked_of(db: Session, grant: Grant, kind: HandInKind, today: date) -> Asked:
    """What an account of this kind is asked today. The partner survey only when the last one is long enough ago."""
    demands = demands_of(grant, kind)
    if (EvidenceKind.PARTNER_SATISFACTION,) in demands:
        every = rule_set_document(grant.application.rule_set).thresholds.partner_satisfaction_survey_every
        if not survey_due(_last_survey(db, grant), every, today):
            demands = [group for group in demands if group != (EvidenceKind.PARTNER_SATISFACTION,)]
    return asked_by(demands, tier_of(grant).hand_in, kind)


def _last_survey(db: Session, grant: Grant) -> date | None:
    """The day a partner last handed in a survey with another of its plans."""
    asked = select(func.max(HandIn.handed_in_at)).join(AccountPaper, AccountPaper.hand_in_id == HandIn.id).join(HandIn.grant)
    of_partner = (
        Grant.partner_id == grant.partner_id,
        Grant.id != grant.id,
        HandIn.state.in_((HandInState.HANDED_IN, HandInState.APPROVED)),
    )
    last = db.scalar(asked.where(*of_partner, AccountPaper.kind == EvidenceKind.PARTNER_SATISFACTION))
    return clock.today(last) if last is not None else None


def compared(db: Session, grant: Grant, found: HandIn | None, asked: Asked) -> tuple[list[Compared], list[Compared]]:
    """Planned results and planned lines of the budget beside what was told; empty where this account does not ask them."""
    changes = list_agreed(db, grant.id) if asked.results or asked.lines else ()
    results = [
        Compared(
            one.id, one.what, number_after(one.id, one.number, changes),
            told.number if told is not None else None, told.explanation if told is not None else "",
        )
        for one, told in _results(db, grant, found)
    ] if asked.results else []  # fmt: skip
    lines = [
        Compared(
            one.id, one.description, amount_after(one.id, one.amount, changes),
            told.amount if told is not None else None, told.explanation if told is not None else "",
            is_money=True, is_income=one.kind is CostKind.INCOME,
        )
        for one, told in _lines(db, grant, found)
    ] if asked.lines else []  # fmt: skip
    return results, lines


def _results(db: Session, grant: Grant, found: HandIn | None) -> list[tuple[PlannedResult, ResultAnswer | None]]:
    """What was planned with what was told of it, in one question."""
    told = and_(ResultAnswer.result_id == PlannedResult.id, ResultAnswer.hand_in_id == (found.id if found is not None else 0))
    asked = select(PlannedResult, ResultAnswer).outerjoin(ResultAnswer, told).order_by(PlannedResult.id)
    return [(one, said) for one, said in db.execute(asked.where(PlannedResult.application_id == grant.application_id))]


def _lines(db: Session, grant: Grant, found: HandIn | None) -> list[tuple[CostLine, LineAnswer | None]]:
    """The lines of the plan's budget with what was told of them, in one question."""
    told = and_(LineAnswer.cost_line_id == CostLine.id, LineAnswer.hand_in_id == (found.id if found is not None else 0))
    asked = select(CostLine, LineAnswer).outerjoin(LineAnswer, told).order_by(CostLine.position)
    return [(one, said) for one, said in db.execute(asked.where(CostLine.application_id == grant.application_id))]


def missing_of(db: Session, found: HandIn, today: date) -> list[Refusal]:
    """What an account lacks before it can be sent, each at its question."""
    grant = found.grant
    asked = asked_of(db, grant, found.kind, today)
    results, lines = compared(db, grant, found, asked)
    refusals = list(
        missing_for_hand_in(
            asked.demands,
            spent=found.spent_amount,
            people=found.people_reached,
            story=found.story,
            files=len(found.receipts),
            story_max_words=asked.story_max_words,
            papers={paper.kind for paper in found.papers},
            satisfaction=Satisfaction(found.satisfaction_grade, found.satisfaction_count, found.satisfaction_method),
        )
    )
    by_lines = any(not line.is_income for line in lines)
    refusals = [one for one in refusals if not (by_lines and one.code == "spent_missing")]
    refusals += missing_in((*results, *lines), asked.explain_above)
    refusals += missing_counts(list_questions(db, grant, found, asked, found.period))
    counted = [(row.name, row.people_reached) for row in found.carried_out if row.name and row.people_reached is not None]
    if asked.activities:
        refusals += wrong_head_count(found.people_reached, counted, found.counted)
    refusals += [
        Refusal(
            "alternative_missing",
            f"Schrijf bij “{photo.name}” wat er te zien is. Dan kan ook wie niet ziet de foto gebruiken.",
            f"photo_{photo.id}_text",
        )
        for photo in found.photos
        if photo.may_show and not photo.alternative_text
    ]
    return refusals
