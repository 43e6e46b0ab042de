"""Refuse an application, or leave it untreated: decision, letter, journal line and mail in one act."""

from dataclasses import replace

from sqlalchemy import func, select

from mag.agenda.queries import agenda_document, rule_set_document
from mag.agenda.rule_documents import RefusalGround
from mag.agenda.rules import needs_second_pair_of_eyes
from mag.applications.enquiry_queries import list_enquiries
from mag.applications.interests import why_excluded
from mag.applications.judging import view_missing
from mag.applications.letters import DECISION_LETTER, DecisionText, decision_letter
from mag.applications.models import Application, Decision, DecisionProposal
from mag.applications.proposed import find_open_proposal
from mag.applications.service.handling import close_open
from mag.applications.service.letters_out import direct_phone, send_out
from mag.applications.states import APPLICATION, Outcome
from mag.applications.verdicts import ProposalState
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.money import ZERO, Cents
from mag.core.papers import Paper
from mag.core.transaction import Tx
from mag.letters.queries import texts_of

REASON_LEAST = 10


def load_for_decision(tx: Tx, application_id: int, version: int, *, proposal: DecisionProposal | None = None) -> Application:
    """The application, locked, as the decider saw it.

    Raises NotFound, Stale when somebody acted meanwhile, and Refused when the rule set gives this tier to another role or
    the actor has an interest. With a ``proposal`` its own verb has looked at both people.
    """
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    must_be_free(tx, application)
    if application.version != version:
        raise Stale(
            f"Iemand anders werkte intussen aan {application.reference}. De status is nu “{APPLICATION.staff_words[application.state]}”."
            " Bekijk de aanvraag opnieuw voordat u beslist."
        )
    tier = rule_set_document(application.rule_set).tier(application.tier.code)
    if proposal is None and not tx.actor.holds(tier.decider):
        raise Refused(
            Refusal("other_decider", "Over aanvragen in deze bedraggroep beslist iemand met een andere rol. U kunt de aanvraag wel lezen.")
        )
    return application


def must_be_free(tx: Tx, application: Application) -> None:
    """Raise Refused (``has_interest``) when the actor belongs to the applicant or declared an interest (Awb 2:4)."""
    why = why_excluded(tx.db, tx.actor, application)
    if why is not None:
        raise Refused(Refusal("has_interest", f"U kunt niets doen met deze aanvraag: {why}. Laat een collega het doen."))


def check_reason(reason: str) -> str:
    """The reason without space around it. Raises Refused when there is hardly any (Awb 3:46)."""
    stripped = reason.strip()
    if len(stripped) < REASON_LEAST:
        raise Refused(
            Refusal("reason_missing", "Schrijf in één of twee zinnen waarom u dit besluit. De aanvrager leest dit in de brief.", "reason")
        )
    return stripped


def refuse(
    tx: Tx,
    application_id: int,
    *,
    version: int,
    outcome: Outcome,
    ground_code: str,
    reason: str,
    address: str,
    proposal: DecisionProposal | None = None,
) -> Decision:
    """Refuse (or leave untreated) with a coded ground and a reason; ``address`` is the installation's own, for the mail.

    Raises NotFound, Stale, and Refused for a wrong ground, a missing reason, a view that must be asked first, a second
    person that is missing or a closed state (Awb 4:5, 4:12, 4:25, 4:35).
    """
    if outcome not in (Outcome.REFUSE, Outcome.NOT_PROCESSED):
        raise ValueError(outcome)
    application = load_for_decision(tx, application_id, version, proposal=proposal)
    ground = check_ground(tx, application, ground_code)
    decision = store_decision(
        tx, application, outcome=outcome, amount=ZERO, reason=check_reason(reason), ground_code=ground.code, proposal=proposal
    )
    send_letter(tx, application, decision, text_of(application, decision, ground_sentence=ground.sentence), address=address)
    tx.record(
        "applications.application.refused", "application", application.id, chain=application.agenda.code,
        reference=application.reference, outcome=outcome.value, ground=ground.code, requested_cents=application.requested_amount,
        **({"decided_by": decision.decided_by, "seconded_by": decision.seconded_by} if proposal else {}),
    )  # fmt: skip
    return decision


def check_ground(tx: Tx, application: Application, ground_code: str) -> RefusalGround:
    """The ground of the rule set with this code. Raises Refused when there is none, or when the applicant's view must be heard first."""
    try:
        ground = rule_set_document(application.rule_set).refusal_ground(ground_code)
    except KeyError:
        raise Refused(Refusal("ground_missing", "Kies waarom u de aanvraag afwijst.", "ground")) from None
    refuse_if(view_missing(ground, list_enquiries(tx.db, application.id)))
    return ground


def store_decision(
    tx: Tx,
    application: Application,
    *,
    outcome: Outcome,
    amount: Cents,
    reason: str,
    ground_code: str | None = None,
    exception_reason: str | None = None,
    under_budget_proviso: bool = False,
    proposal: DecisionProposal | None = None,
) -> Decision:
    """Advance the application and write the decision row. ``amount`` in cents. Called by :func:`refuse` and by the award.

    With an agreed ``proposal`` the decision is of who proposed it, seconded by the actor. Raises Refused above the amount from
    which the rule set asks a second person when there is none, and while another proposal is open.
    """
    _check_second(tx, application, amount, proposal)
    verb = {Outcome.REFUSE: "refuse", Outcome.NOT_PROCESSED: "not_process"}.get(outcome, "award")
    application.state = APPLICATION.after(application.state, verb)
    application.version += 1
    decision = Decision(
        application_id=application.id,
        outcome=outcome,
        requested_amount=application.requested_amount,
        amount=amount,
        ground_code=ground_code,
        reason=reason,
        decided_on=tx.today,
        decided_at=tx.now,
        decided_by_id=proposal.proposed_by_id if proposal else tx.actor.id,
        decided_by=proposal.proposed_by if proposal else tx.actor.label,
        seconded_by_id=tx.actor.id if proposal else None,
        seconded_by=tx.actor.label if proposal else None,
        is_current=True,
        supersedes_id=tx.db.scalar(select(func.max(Decision.id)).where(Decision.application_id == application.id)),
        exception_reason=exception_reason,
        under_budget_proviso=under_budget_proviso,
    )
    tx.db.add(decision)
    close_open(tx, application)
    tx.db.flush()
    tx.db.expire(application, ["decision"])
    return decision


def _check_second(tx: Tx, application: Application, amount: Cents, proposal: DecisionProposal | None) -> None:
    if proposal is not None:
        if proposal.state is not ProposalState.AGREED or proposal.application_id != application.id:
            raise ValueError(f"proposal {proposal.id} is {proposal.state} and about application {proposal.application_id}")
        return
    if needs_second_pair_of_eyes(rule_set_document(application.rule_set), amount or application.requested_amount):
        raise Refused(
            Refusal("second_person_needed", "Bij dit bedrag kijkt een tweede persoon mee. Stuur uw besluit eerst als voorstel door.")
        )
    if find_open_proposal(tx.db, application.id) is not None:
        raise Refused(Refusal("proposal_open", "Er ligt al een voorstel bij een tweede persoon. Trek dat eerst in."))


def text_of(application: Application, decision: Decision, *, ground_sentence: str = "") -> DecisionText:
    """What the letter says of a stored decision, without the terms of an award."""
    return DecisionText(
        reference=application.reference,
        title=application.title,
        contact_name=application.contact_name,
        organisation=application.partner.name if application.partner.name != application.contact_name else None,
        submitted_on=application.submitted_on,
        requested_amount=application.requested_amount,
        outcome=decision.outcome,
        amount=decision.amount,
        reason=decision.reason,
        decided_on=decision.decided_on,
        decided_by=decision.decided_by,
        ground_sentence=ground_sentence,
    )


def send_letter(tx: Tx, application: Application, decision: Decision, text: DecisionText, *, address: str) -> Paper:
    """Freeze the decision letter and tell the applicant of it (Awb 3:41): by mail, else by post and by telephone."""
    rules = rule_set_document(application.rule_set)
    told = replace(text, direct_phone=direct_phone(tx, decision.decided_by_id))
    letter = decision_letter(agenda_document(application.agenda), rules, told, texts_of(tx.db, application.agenda_id))
    return send_out(
        tx, application, letter, kind=DECISION_LETTER, identifier=f"besluit-{application.reference}", address=address,
        told=(letter.lead, "Daar staat ook wat u kunt doen als u het niet eens bent met het besluit."),
        news="Er is een besluit. Vertel wat het besluit is en dat de brief met de post komt.",
    )  # fmt: skip
