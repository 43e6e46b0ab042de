"""Refuse an application, or leave it untreated: decision, letter, journal line and mail in one act."""

from mag.agenda.queries import agenda_document, rule_set_document
from mag.applications.letters import DECISION_LETTER, DecisionText, decision_letter, lead_sentence
from mag.applications.models import Application, Decision
from mag.applications.service.own_page import own_page
from mag.applications.states import APPLICATION, Outcome
from mag.core.errors import NotFound, Refusal, Refused, Stale
from mag.core.letter import letter_html
from mag.core.mail_text import compose
from mag.core.money import ZERO
from mag.core.outbox import queue
from mag.core.papers import Paper, freeze
from mag.core.transaction import Tx

REASON_LEAST = 10


def load_for_decision(tx: Tx, application_id: int, version: int) -> Application:
    """The application, locked, as the decider saw it.

    Raises NotFound, Stale when somebody acted meanwhile, and Refused when the rule set gives this tier to another role.
    """
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    if application.version != version:
        raise Stale(
            f"Iemand anders werkte intussen aan {application.reference}. De status is nu “{APPLICATION.staff_words[application.state]}”."
            " Bekijk de aanvraag opnieuw voordat u beslist."
        )
    tier = rule_set_document(application.rule_set).tier(application.tier.code)
    if not tx.actor.holds(tier.decider):
        raise Refused(
            Refusal("other_decider", "Over aanvragen in deze bedraggroep beslist iemand met een andere rol. U kunt de aanvraag wel lezen.")
        )
    return application


def check_reason(reason: str) -> str:
    """The reason without space around it. Raises Refused when there is hardly any (Awb 3:46)."""
    stripped = reason.strip()
    if len(stripped) < REASON_LEAST:
        raise Refused(
            Refusal("reason_missing", "Schrijf in één of twee zinnen waarom u dit besluit. De aanvrager leest dit in de brief.", "reason")
        )
    return stripped


def refuse(tx: Tx, application_id: int, *, version: int, outcome: Outcome, ground_code: str, reason: str, address: str) -> Decision:
    """Refuse (or leave untreated) with a coded ground and a reason; ``address`` is the installation's own, for the mail.

    Raises NotFound, Stale, and Refused for a wrong ground, a missing reason or a closed state (Awb 4:5, 4:25, 4:35).
    """
    if outcome not in (Outcome.REFUSE, Outcome.NOT_PROCESSED):
        raise ValueError(outcome)
    application = load_for_decision(tx, application_id, version)
    rules = rule_set_document(application.rule_set)
    try:
        ground = rules.refusal_ground(ground_code)
    except KeyError:
        raise Refused(Refusal("ground_missing", "Kies waarom u de aanvraag afwijst.", "ground")) from None
    decision = store_decision(tx, application, outcome=outcome, amount=ZERO, reason=check_reason(reason), ground_code=ground.code)
    send_letter(tx, application, decision, text_of(application, decision, ground_sentence=ground.sentence), address=address)
    tx.record(
        "applications.application.refused", "application", application.id, chain=application.agenda.code,
        reference=application.reference, outcome=outcome.value, ground=ground.code, requested_cents=application.requested_amount,
    )  # fmt: skip
    return decision


def store_decision(
    tx: Tx, application: Application, *, outcome: Outcome, amount: int, reason: str, ground_code: str | None = None
) -> Decision:
    """Advance the application and write the decision row. ``amount`` in cents. Called by :func:`refuse` and by the award."""
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
        decided_by_id=tx.actor.id,
        decided_by=tx.actor.label,
    )
    tx.db.add(decision)
    tx.db.flush()
    return decision


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
    """Freeze the decision letter and queue the mail that tells of it (Awb 3:41). No mail where no address is known."""
    rules = rule_set_document(application.rule_set)
    agenda = agenda_document(application.agenda)
    letter = decision_letter(agenda, rules, text)
    identifier = f"besluit-{application.reference}"
    paper = freeze(
        tx,
        kind=DECISION_LETTER,
        about=("application", application.id),
        identifier=identifier,
        title=letter.subject,
        html=letter_html(letter),
    )
    if application.email:
        told = (
            f"Beste {application.contact_name},",
            lead_sentence(rules, text),
            "De hele brief leest u op uw eigen bladzijde. Daar staat ook wat u kunt doen als u het niet eens bent met het besluit.",
        )
        link = ("Lees de brief", own_page(tx, application, address=address))
        facts = [("Kenmerk", application.reference)]
        body, html = compose(told, link=link, facts=facts, signature=[rules.decision_maker.name])
        queue(
            tx, to=application.email, to_name=application.contact_name, subject=f"{letter.subject} ({application.reference})",
            text=body, html=html, about=("application", application.id), chain=application.agenda.code,
        )  # fmt: skip
    return paper
