"""Award a grant: decision, commitment, letter, instalments, conditions, journal line and mail in one act."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mag.agenda.models import Goal
from mag.agenda.queries import rule_set_document
from mag.agenda.values import Open
from mag.applications.models import Alignment, Application, DecisionProposal
from mag.applications.proposed import AwardAct
from mag.applications.service.refuse import check_reason, load_for_decision, send_letter, store_decision, text_of
from mag.applications.states import Outcome, Strength
from mag.budget import service as budget
from mag.budget.envelopes.service import check_award_from
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.grants.ceilings import CEILINGS
from mag.grants.models import Condition, Grant, Instalment
from mag.grants.rules import cannot_award, exception_missing, scheme_unexplained
from mag.grants.states import GrantState, InstalmentState
from mag.grants.terms import award_terms


def award(
    tx: Tx,
    application_id: int,
    *,
    version: int,
    amount: Cents,
    line_id: int,
    goal_id: int,
    reason: str,
    starts_on: date,
    ends_on: date,
    address: str,
    conditions: Sequence[str] = (),
    indicator_id: int | None = None,
    assumption: str = "",
    strength: Strength = Strength.MEDIUM,
    exception_reason: str = "",
    under_budget_proviso: bool = False,
    payment_scheme: str = "",
    payment_reason: str = "",
    proposal: DecisionProposal | None = None,
) -> Grant:
    """Award the whole or a part of what was asked, on a budget line and for a main goal.

    ``amount`` in cents; dates inclusive; ``address`` is the installation's own, for the mail; ``proposal`` is the agreed one
    where a second person looked; ``payment_scheme`` another way of paying that the rule set knows, with a ``payment_reason``.
    Raises NotFound, Stale, and Refused: no room on the line (``line_full``, Awb 4:25), more than asked, more than the rules give in
    principle without ``exception_reason``, wrong dates, no reason, no second person (``second_person_needed``), an interest, closed
    state, open rules.
    """
    application = load_for_decision(tx, application_id, version, proposal=proposal)
    act = AwardAct(
        amount, line_id, goal_id, reason, starts_on, ends_on, tuple(conditions), indicator_id, assumption, strength, exception_reason,
        under_budget_proviso, payment_scheme, payment_reason,
    )  # fmt: skip
    goal = check_award(tx, application, act, seconded=proposal is not None)
    rules = rule_set_document(application.rule_set)
    tier = rules.tier(application.tier.code)
    terms = award_terms(
        rules, tier, amount=amount, decided_on=tx.today, starts_on=starts_on, ends_on=ends_on,
        is_legal_person=application.applicant_kind.is_legal_person, ongoing=application.is_regular, years=application.years,
        conditions=act.conditions, under_budget_proviso=under_budget_proviso, payment_scheme=payment_scheme,
    )  # fmt: skip
    outcome = Outcome.AWARD if amount == application.requested_amount else Outcome.PARTIAL_AWARD
    decision = store_decision(
        tx, application, outcome=outcome, amount=amount, reason=check_reason(reason), exception_reason=exception_reason.strip() or None,
        under_budget_proviso=under_budget_proviso, proposal=proposal,
    )  # fmt: skip
    commitment = budget.commit_funds(
        tx, line_id, reference=application.reference, label=application.title, amount=amount, reason=f"besluit {application.reference}"
    )
    grant = Grant(
        reference=application.reference,
        application_id=application.id,
        decision_id=decision.id,
        partner_id=application.partner_id,
        commitment_id=commitment.id,
        goal_id=goal.id,
        awarded_amount=amount,
        starts_on=starts_on,
        ends_on=ends_on,
        account_by=terms.account_by,
        payment_scheme=payment_scheme or None,
        payment_reason=payment_reason.strip() or None if payment_scheme else None,
        settlement_mode="on_account" if isinstance(tier.settlement, Open) else tier.settlement.value,
        state=GrantState.RUNNING,
        version=1,
        started_at=tx.now,
    )
    tx.db.add(grant)
    tx.db.flush()
    for number, (part, due_on, label) in enumerate(terms.instalments, start=1):
        state = InstalmentState.PLANNED
        tx.db.add(Instalment(grant_id=grant.id, number=number, amount=part, due_on=due_on, label=label or None, state=state))
    for position, text in enumerate(terms.conditions, start=1):
        tx.db.add(Condition(grant_id=grant.id, position=position, text=text))
    align(tx, application, goal_id=goal.id, indicator_id=indicator_id, assumption=assumption, strength=strength)
    send_letter(tx, application, decision, replace(text_of(application, decision), terms=terms), address=address)
    tx.record(
        "grants.grant.awarded", "application", application.id, chain=application.agenda.code,
        reference=grant.reference, outcome=outcome.value, requested_cents=application.requested_amount, awarded_cents=amount,
        line=commitment.line_id, goal=goal.code, starts_on=starts_on, ends_on=ends_on, account_by=terms.account_by,
        **({"payment_scheme": payment_scheme, "payment_reason": grant.payment_reason} if payment_scheme else {}),
        **({"decided_by": decision.decided_by, "seconded_by": decision.seconded_by} if proposal else {}),
    )  # fmt: skip
    return grant


def check_award(tx: Tx, application: Application, act: AwardAct, *, seconded: bool = False) -> Goal:
    """The goal of an award that can be given; asked by the act itself and when it is proposed. Writes nothing.

    Raises Refused for amounts, dates, the goal, the reasons, and an envelope of somebody else (``seconded``: that was looked at when
    it was proposed); the room on the line is looked at by the act, under its lock.
    """
    rules = rule_set_document(application.rule_set)
    refuse_if(
        (
            *cannot_award(
                amount=act.amount, requested=application.requested_amount, starts_on=act.starts_on, ends_on=act.ends_on,
                decided_on=tx.today,
            ),
            *exception_missing(rules, amount=act.amount, is_regular=application.is_regular, exception_reason=act.exception_reason),
            *scheme_unexplained(act.payment_scheme, act.payment_reason),
        )
    )  # fmt: skip
    goal = tx.db.get(Goal, act.goal_id)
    if goal is None or goal.agenda_id != application.agenda_id:
        raise Refused(Refusal("goal_missing", "Kies het doel waar dit plan bij hoort.", "goal"))
    check_reason(act.reason)
    needed = rules.tier(application.tier.code).paid_from_envelope
    check_award_from(tx, act.line_id, act.amount, reason=act.exception_reason, envelope_needed=needed, seconded=seconded)
    refuse_if(refusal for holds in CEILINGS for refusal in holds(tx, application, act.amount))
    return goal


def align(tx: Tx, application: Application, *, goal_id: int, indicator_id: int | None, assumption: str, strength: Strength) -> None:
    """Make this goal the main one of every planned activity, with the assumption of how it contributes (``domain.md 9.58``)."""
    for activity in application.activities:
        for alignment in activity.alignments:
            alignment.is_main = alignment.goal_id == goal_id
        main = next((a for a in activity.alignments if a.is_main), None)
        if main is None:
            main = Alignment(activity_id=activity.id, goal_id=goal_id, is_main=True, strength=strength, assumption=assumption.strip())
            tx.db.add(main)
        main.indicator_id = indicator_id if indicator_id is not None else main.indicator_id
        main.assumption = assumption.strip() or main.assumption
        main.strength = strength
    tx.db.flush()


def get_grant_locked(tx: Tx, grant_id: int) -> Grant:
    """A grant, locked for the rest of the transaction. Raises NotFound."""
    grant = tx.db.get(Grant, grant_id, with_for_update=True)
    if grant is None:
        raise NotFound(f"grant {grant_id}")
    return grant
