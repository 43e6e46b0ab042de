"""One file as staff see it: everything to decide on at one address. Every page of this folder that goes wrong comes back to it."""

from dataclasses import dataclass, replace
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from mag.accounts.roles import ROLE_LABELS, Permission, Role
from mag.agenda.queries import agenda_document
from mag.agenda.tier_documents import PaymentScheme
from mag.applications.judging import grounds_text
from mag.applications.letters import DECISION_LETTER, AwardTerms, DecisionText, Part, decision_letter
from mag.applications.models import Application, DecisionProposal
from mag.applications.proposed import AwardAct, RefuseAct
from mag.applications.states import APPLICATION, STANCE_LABELS, CostKind, Outcome
from mag.applications.verdicts import VERDICT_LABELS, ProposedAct
from mag.core.clock import today
from mag.core.errors import Refused
from mag.core.journal import list_lines as list_journal
from mag.core.letter import letter_body, letter_html
from mag.core.money import ZERO, Cents, show
from mag.core.papers import find_paper
from mag.desk.decision_facts import DecisionFacts, decided_facts, gather_facts
from mag.desk.forms import (
    ActForm,
    AwardForm,
    BackForm,
    CriteriaForm,
    InterestForm,
    RefuseForm,
    ReopenForm,
    SmallAwardForm,
    assess_form,
    chosen_goal,
    proposed_award,
)
from mag.desk.handling_facts import handling_of
from mag.desk.history import tell
from mag.grants.co_funding.queries import find_award_and_beside
from mag.grants.terms import award_terms
from mag.letters.queries import texts_of
from mag.web.boundary import actor, db, house
from mag.web.forms import BaseForm

FITS = "Uw plan past bij de doelen van de agenda. Wij wensen u veel plezier met uw plan."
"""The reason an award of the smallest tier starts with; staff may write another."""


def day_now() -> date:
    """Today, by the clock of the house."""
    return today(house().store.clock.now())


def facts_of(application: Application, *, whole: bool = False) -> DecisionFacts:
    """Everything beside an application that is open, or ``whole`` when a form was sent; what is left of it once it is decided."""
    if application.decision is not None and not whole:
        return decided_facts(db(), application)
    return gather_facts(db(), application, day_now(), actor())


@dataclass(frozen=True, slots=True)
class Typed:
    """The forms a visitor sent and that go back with their sentences; what is None is made afresh."""

    award: AwardForm | None = None
    refuse: RefuseForm | None = None
    assess: CriteriaForm | None = None
    back: BackForm | None = None
    interest: InterestForm | None = None
    reopen: ReopenForm | None = None
    act: ActForm | None = None

    def shown(self) -> BaseForm | None:
        """The form that was sent."""
        return next(
            (f for f in (self.award, self.refuse, self.assess, self.back, self.interest, self.reopen, self.act) if f is not None), None
        )


def award_form(application: Application, facts: DecisionFacts, *, fresh: bool) -> AwardForm:
    """The award form with its lists; ``fresh`` with what it starts with, else with what was sent."""
    only = facts.own_line or (facts.lines[0] if len(facts.lines) == 1 else None)
    line_id = only.id if only is not None else None
    kind = AwardForm if chosen_goal(application) is not None or facts.criteria else SmallAwardForm
    if not fresh:
        return kind().offer(facts.goals, facts.lines, schemes_of(application, facts))
    proposed = kind(formdata=None, data=proposed_award(application, line_id, "" if facts.criteria else FITS))
    return proposed.offer(facts.goals, facts.lines, schemes_of(application, facts))


def schemes_of(application: Application, facts: DecisionFacts) -> list[PaymentScheme]:
    """The other ways of paying that may be chosen; none for an award that covers more years, which is paid once a year."""
    return [] if application.years > 1 else [facts.rules.payment_scheme(code) for code in facts.tier.payment_choices]


def plan_of(application: Application, facts: DecisionFacts, form: AwardForm) -> tuple[Part, ...]:
    """When what is on the form would be paid; nothing while amount or dates are missing, or the rules leave it open."""
    amount, starts_on, ends_on = form.amount.data, form.starts_on.data, form.ends_on.data
    if not amount or starts_on is None or ends_on is None or ends_on < starts_on:
        return ()
    try:
        return terms_of(application, facts, amount, starts_on, ends_on, payment_scheme=form.payment_scheme.data or "").instalments
    except Refused:
        return ()


def refuse_form(application: Application, facts: DecisionFacts, *, fresh: bool) -> RefuseForm:
    """The form to refuse with its grounds; ``fresh`` empty, else with what was sent."""
    form = RefuseForm(formdata=None, data={"version": application.version}) if fresh else RefuseForm()
    return form.offer(facts.rules)


def with_text(form: AwardForm | RefuseForm, name: str, more: str) -> None:
    """Put ready-made words behind what was typed in a box of a form, once."""
    field = form[name]
    before = (field.data or "").strip()
    if more and more not in before:
        field.process(MultiDict({field.name: f"{before}\n{more}".strip()}))


def show_file(
    application: Application, facts: DecisionFacts, typed: Typed | None = None, *, preview: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page of one file, with a form that was sent and could not be carried out, or with the letter before it goes."""
    typed, me = typed or Typed(), actor()
    judging, form = facts.judging, typed.shown()
    why_not = judging.why_not(me, application)
    is_open = "award" in APPLICATION.open_verbs(application.state)
    decides = me.may(Permission.DECIDE) and why_not is None
    proposal = judging.proposal
    may_decide = is_open and decides and proposal is None and me.holds(facts.tier.decider)
    amount = typed.award.amount.data if typed.award is not None and typed.award.amount.data is not None else application.requested_amount
    shown_award = typed.award or (award_form(application, facts, fresh=True) if may_decide else None)
    if shown_award is not None and facts.asks_exception(application):
        shown_award.exception_reason.optional = False  # it was judged already; this is only what the label says
    grant, beside = find_award_and_beside(db(), application.id) if application.decision else (None, None)
    page = render_template(
        "desk/application.html",
        application=application,
        facts=facts,
        judging=judging,
        handling=handling_of(me, application, facts.rules, facts.matters, day_now()),
        form=form,
        award_form=shown_award,
        refuse_form=typed.refuse or (refuse_form(application, facts, fresh=True) if may_decide else None),
        assess_form=typed.assess or (assess_form(facts.criteria, judging.assessments) if is_open and decides and facts.criteria else None),
        back_form=typed.back or BackForm(formdata=None),
        interest_form=typed.interest or InterestForm(formdata=None),
        reopen_form=typed.reopen or ReopenForm(formdata=None),
        act_form=ActForm(formdata=None, data={"version": application.version}),
        may_decide=may_decide,
        may_claim=decides,
        may_assess=is_open and decides,
        may_second=proposal is not None and decides and is_open and me.id != proposal.proposed_by_id,
        may_reopen="reopen" in APPLICATION.open_verbs(application.state) and decides,
        may_ask=is_open and decides,
        why_not=why_not if me.may(Permission.DECIDE) else None,
        proposal=proposal,
        proposed=_proposed(application, facts, proposal) if proposal is not None else [],
        verbs=APPLICATION.open_verbs(application.state),
        preview=preview or (proposal_preview(application, facts, proposal) if proposal is not None else None),
        second=facts.asks_second(application.requested_amount),
        grounds=grounds_text(facts.criteria, judging.assessments),
        rooms=facts.rooms(amount),
        amount=amount,
        plan=plan_of(application, facts, shown_award) if shown_award is not None else (),
        decider=ROLE_LABELS[Role(facts.tier.decider)],
        paper=find_paper(db(), DECISION_LETTER, ("application", application.id)) if application.decision else None,
        grant=grant,
        beside=beside,
        costs=[
            (line.description, "kosten" if line.kind is CostKind.COST else "geld van anderen", show(line.amount))
            for line in application.cost_lines
        ],
        history=tell(list_journal(db(), "application", application.id)),
        words=APPLICATION.staff_words,
        verdicts=VERDICT_LABELS,
        stances=STANCE_LABELS,
        role_labels=ROLE_LABELS,
        personal=me.may(Permission.SEE_PERSONAL_DATA),
        me=me.id,
        as_date=date.fromisoformat,
        day=day_now(),
    )
    return page, status


def award_preview(application: Application, facts: DecisionFacts, act: AwardAct, decided_by: str = "") -> str:
    """The letter of an award before it goes. Raises Refused when the rules leave its terms open."""
    terms = terms_of(
        application, facts, act.amount, act.starts_on, act.ends_on, conditions=act.conditions,
        under_budget_proviso=act.under_budget_proviso, payment_scheme=act.payment_scheme,
    )  # fmt: skip
    outcome = Outcome.AWARD if act.amount == application.requested_amount else Outcome.PARTIAL_AWARD
    return _letter(application, facts, replace(_text(application, outcome, act.amount, act.reason, decided_by), terms=terms))


def terms_of(
    application: Application,
    facts: DecisionFacts,
    amount: Cents,
    starts_on: date,
    ends_on: date,
    *,
    conditions: tuple[str, ...] = (),
    under_budget_proviso: bool = False,
    payment_scheme: str = "",
) -> AwardTerms:
    """What an award of an amount would lay down today. Raises Refused when the rules leave its terms open."""
    return award_terms(
        facts.rules,
        facts.tier,
        amount=amount,
        decided_on=day_now(),
        starts_on=starts_on,
        ends_on=ends_on,
        is_legal_person=application.applicant_kind.is_legal_person,
        ongoing=application.is_regular,
        years=application.years,
        conditions=conditions,
        under_budget_proviso=under_budget_proviso,
        payment_scheme=payment_scheme,
    )


def refuse_preview(application: Application, facts: DecisionFacts, act: RefuseAct, decided_by: str = "") -> str:
    """The letter of a refusal before it goes."""
    ground = facts.rules.refusal_ground(act.ground_code)
    text = replace(_text(application, act.outcome, ZERO, act.reason, decided_by), ground_sentence=ground.sentence)
    return _letter(application, facts, text)


def proposal_preview(application: Application, facts: DecisionFacts, proposal: DecisionProposal) -> str:
    """The letter of a proposal, as it goes when somebody agrees today."""
    if proposal.act is ProposedAct.AWARD:
        return award_preview(application, facts, AwardAct.from_json(proposal.content), proposal.proposed_by)
    return refuse_preview(application, facts, RefuseAct.from_json(proposal.content), proposal.proposed_by)


def _proposed(application: Application, facts: DecisionFacts, proposal: DecisionProposal) -> list[tuple[str, str]]:
    told = [("Voorgesteld door", proposal.proposed_by)]
    if proposal.act is ProposedAct.REFUSE:
        refusal = RefuseAct.from_json(proposal.content)
        what = "Afwijzen" if refusal.outcome is Outcome.REFUSE else "Niet in behandeling nemen"
        return [*told, ("Besluit", what), ("Grond", facts.rules.refusal_ground(refusal.ground_code).label), ("Uitleg", refusal.reason)]
    act = AwardAct.from_json(proposal.content)
    line = next((line for line in facts.lines if line.id == act.line_id), None)
    goal = next((goal for goal in facts.goals if goal.id == act.goal_id), None)
    told += [("Besluit", f"{show(act.amount)} toekennen"), ("Doel", goal.name if goal else "")]
    if line is not None:
        after = Cents(line.available_amount - act.amount)
        told.append(("Budgetregel", f"{line.code} {line.name}: nu {show(line.available_amount)} vrij, straks {show(after)}"))
    told.append(("Reden", act.reason))
    if act.payment_scheme in facts.tier.payment_choices:
        told += [("Betalen", facts.rules.payment_scheme(act.payment_scheme).label), ("Waarom op een andere manier", act.payment_reason)]
    if act.exception_reason:
        told.append(("Waarom afgeweken van wat gewoon is", act.exception_reason))
    return told


def _text(application: Application, outcome: Outcome, amount: Cents, reason: str, decided_by: str) -> DecisionText:
    return DecisionText(
        reference=application.reference,
        title=application.title,
        contact_name=application.contact_name,
        organisation=application.partner.name if application.partner.name != application.contact_name else None,
        submitted_on=application.submitted_on,
        requested_amount=application.requested_amount,
        outcome=outcome,
        amount=amount,
        reason=reason,
        decided_on=day_now(),
        decided_by=decided_by or actor().label,
    )


def _letter(application: Application, facts: DecisionFacts, text: DecisionText) -> str:
    letter = decision_letter(agenda_document(application.agenda), facts.rules, text, texts_of(db(), application.agenda_id))
    return letter_body(letter_html(letter), inside=True)
