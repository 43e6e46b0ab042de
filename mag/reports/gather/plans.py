"""Reads the plans a report is about: each application with what became of it up to the last day of the period."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from mag.accountability.models import HandIn
from mag.accountability.settling.models import Settlement
from mag.accountability.states import HandInState
from mag.agenda.models import Goal, RuleSet, Tier
from mag.applications.models import Alignment, Application, Decision, PlannedActivity
from mag.applications.states import ApplicationState
from mag.core.clock import today
from mag.core.period import Period
from mag.grants.models import Grant
from mag.partners.models import Partner, PartnerKind
from mag.reports.facts import PlanFact
from mag.reports.gather.burden import Burden


def list_plans(db: Session, agenda_id: int, period: Period, burden: Mapping[int, Burden] | None = None) -> tuple[PlanFact, ...]:
    """The applications that were sent before the period ended and were not closed before it began, by reference.

    ``burden`` says by application how often we asked, reminded and gave back. One statement.
    """
    asked = (
        select(Application, Decision, Grant, Goal.code, HandIn, Settlement, Partner, Tier, RuleSet.code)
        .join(Partner, Partner.id == Application.partner_id)
        .join(Tier, Tier.id == Application.tier_id)
        .join(RuleSet, RuleSet.id == Tier.rule_set_id)
        .outerjoin(Decision, (Decision.application_id == Application.id) & Decision.is_current)
        .outerjoin(Grant, Grant.application_id == Application.id)
        .outerjoin(Goal, Goal.id == func.coalesce(Grant.goal_id, _wanted_goal()))
        .outerjoin(HandIn, and_(HandIn.grant_id == Grant.id, HandIn.settles))
        .outerjoin(Settlement, Settlement.grant_id == Grant.id)
        .where(
            Application.agenda_id == agenda_id,
            Application.submitted_on <= period.last,
            or_(
                Application.submitted_on >= period.first,
                Decision.id.is_(None),
                Decision.decided_on >= period.first,
                (Grant.id.is_not(None)) & (Settlement.id.is_(None) | (Settlement.settled_on >= period.first)),
            ),
        )
        .order_by(Application.reference)
    )
    made = []
    for application, decision, grant, goal, hand_in, settlement, partner, tier, rules in db.execute(asked):
        fact = _plan(period.last, application, decision, grant, hand_in, settlement, partner, tier, rules, goal)
        if burden and (of := burden.get(application.id)):
            fact = replace(fact, completions=of.completions, reminders=of.reminders, returned=of.returned)
        if not (fact.withdrawn and fact.submitted_on < period.first):
            made.append(fact)
    return tuple(made)


def _wanted_goal() -> ScalarSelect[int]:
    """The goal an application itself aims at: its main alignment."""
    return (
        select(Alignment.goal_id)
        .join(PlannedActivity, PlannedActivity.id == Alignment.activity_id)
        .where(PlannedActivity.application_id == Application.id)
        .order_by(Alignment.is_main.desc(), Alignment.id)
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )


def _plan(
    last: date,
    application: Application,
    decision: Decision | None,
    grant: Grant | None,
    hand_in: HandIn | None,
    settlement: Settlement | None,
    partner: Partner,
    tier: Tier,
    rules: str,
    goal: str | None,
) -> PlanFact:
    """One plan with everything after the last day left out."""
    if decision is not None and decision.decided_on > last:
        decision = grant = hand_in = settlement = None
    if settlement is not None and settlement.settled_on > last:
        settlement = None
    handed_in_on = _on(hand_in.handed_in_at if hand_in else None, last)
    approved_on = _on(hand_in.judged_at if hand_in and hand_in.state is HandInState.APPROVED else None, last)
    is_resident = partner.kind is PartnerKind.RESIDENT
    return PlanFact(
        reference=application.reference,
        title=application.title,
        partner=partner.public_name,
        partner_id=partner.id,
        is_resident=is_resident,
        is_large=partner.is_large,
        tier=f"{rules}.{tier.code}",
        tier_label=tier.label,
        goal=goal,
        requested=int(application.requested_amount),
        submitted_on=application.submitted_on,
        decide_by=application.decide_by,
        withdrawn=application.state is ApplicationState.WITHDRAWN,
        decided_on=decision.decided_on if decision else None,
        outcome=decision.outcome.value if decision else None,
        awarded=int(grant.awarded_amount) if grant else 0,
        starts_on=grant.starts_on if grant else application.starts_on,
        ends_on=grant.ends_on if grant else application.ends_on,
        account_by=grant.account_by if grant else None,
        handed_in_on=handed_in_on,
        approved_on=approved_on,
        people=hand_in.people_reached if hand_in and approved_on else None,
        spent=int(hand_in.spent_amount) if hand_in and approved_on and hand_in.spent_amount is not None else None,
        story=hand_in.story if hand_in and approved_on and hand_in.story_may_show and not is_resident else "",
        settled_on=settlement.settled_on if settlement else None,
        settled=int(settlement.settled_amount) if settlement else None,
        is_demo=application.is_demo,
        grade=hand_in.satisfaction_grade if hand_in and approved_on else None,
        graded=hand_in.satisfaction_count if hand_in and approved_on else None,
    )


def _on(moment: datetime | None, last: date) -> date | None:
    """The day of a moment, when it was not after the last day."""
    if moment is None:
        return None
    day = today(moment)
    return day if day <= last else None
