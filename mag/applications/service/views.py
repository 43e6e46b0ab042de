"""Hear the applicant before a decision that rests on facts about it: invite, react, or let the term pass (Awb 4:7, 4:12)."""

from collections.abc import Sequence
from datetime import date

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.applications.enquiry_queries import list_enquiries
from mag.applications.enquiry_rules import latest, wrong_due
from mag.applications.models import Enquiry
from mag.applications.service.documents import add_documents, has_documents, side_of
from mag.applications.service.enquiries import answer, ask, lapse, load_enquiry, withdraw_enquiry
from mag.applications.service.handling import load, must_be_theirs
from mag.applications.service.telling import send_letter_of, tell
from mag.applications.states import APPLICATION, EnquiryKind, EnquiryState, Outcome
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload
from mag.letters.kinds import LetterKind

REASON_LEAST = 10
INTENTIONS: dict[Outcome, str] = {
    Outcome.REFUSE: "Wij willen uw aanvraag afwijzen.",
    Outcome.PARTIAL_AWARD: "Wij willen u minder geven dan u vroeg.",
    Outcome.NOT_PROCESSED: "Wij willen uw aanvraag niet in behandeling nemen.",
}
"""What we can have in mind when we ask for a view first."""


def invite_view(
    tx: Tx, application_id: int, *, version: int, outcome: Outcome, ground_code: str | None, reason: str, due_on: date, address: str
) -> Enquiry:
    """Tell the applicant what we have in mind and why, and ask to react; by letter and mail. The clock runs on.

    Raises NotFound, Stale, Forbidden, and Refused for a wrong ground, reason or day, after the decision, or while a view is open.
    """
    tx.actor.must(Permission.DECIDE)
    application = load(tx, application_id, version)
    rules = rule_set_document(application.rule_set)
    if "refuse" not in APPLICATION.open_verbs(application.state):
        word = APPLICATION.staff_words[application.state]
        raise Refused(Refusal("closed_verb", f"Dit kan nu niet: de status is “{word}”."))
    if outcome not in INTENTIONS:
        raise Refused(Refusal("outcome_missing", "Kies wat u van plan bent.", "outcome"))
    if len(reason.strip()) < REASON_LEAST:
        raise Refused(Refusal("reason_missing", "Schrijf in één of twee zinnen waarom. De aanvrager reageert hierop.", "reason"))
    refuse_if(wrong_due(due_on, tx.today))
    try:
        sentence = rules.refusal_ground(ground_code).sentence if ground_code else ""
    except KeyError:
        raise Refused(Refusal("ground_missing", "Kies een grond uit de lijst.", "ground")) from None
    before = latest(list_enquiries(tx.db, application.id), EnquiryKind.VIEW)
    if before is not None and before.state is EnquiryState.OPEN:
        raise Refused(Refusal("view_open", f"De aanvrager kan al reageren tot en met {show_date(before.due_on)}."))
    intention = " ".join(part for part in (INTENTIONS[outcome], sentence, reason.strip()) if part)
    details = {"outcome": outcome.value, "ground": ground_code}
    enquiry = ask(tx, application, EnquiryKind.VIEW, question=intention, due_on=due_on, details=details)
    application.version += 1
    last = show_date(due_on)
    send_letter_of(
        tx, application, LetterKind.VIEW, {"uiterlijk": last, "voornemen": intention}, address=address,
        told=(
            f"Wij hebben nog niets besloten over “{application.title}”. U kunt eerst reageren, uiterlijk op {last}.",
            intention,
            "U mag reageren, maar het hoeft niet. Daarna besluiten wij.",
        ),
    )  # fmt: skip
    return enquiry


def give_view(tx: Tx, enquiry_id: int, *, text: str, uploads: Sequence[KeptUpload] = (), address: str) -> Enquiry:
    """The applicant reacts (or a colleague writes down what was said by phone). Raises NotFound, and Refused without words or files."""
    enquiry = load_enquiry(tx, enquiry_id)
    if enquiry.kind is not EnquiryKind.VIEW:
        raise NotFound(f"view {enquiry_id}")
    application = enquiry.application
    must_be_theirs(tx, application)
    if not (text.strip() or uploads or has_documents(tx, enquiry.id)):
        raise Refused(Refusal("answer_missing", "Schrijf uw reactie, of stuur een bestand mee.", "text"))
    add_documents(tx, application, uploads, side=side_of(tx.actor, application), enquiry_id=enquiry.id)
    answer(tx, enquiry_id, answer=text)
    application.version += 1
    tell(
        tx, application, subject="Uw reactie is binnen", address=address,
        sentences=(
            f"Wij hebben uw reactie bij “{application.title}”. Wij lezen haar voordat wij besluiten. U hoeft nu niets te doen.",
            f"U hoort uiterlijk op {show_date(application.decide_by)} of u het geld krijgt.",
        ),
    )  # fmt: skip
    return enquiry


def lapse_view(tx: Tx, enquiry_id: int) -> Enquiry:
    """The term to react passed: one may decide. Raises NotFound and Refused."""
    enquiry = lapse(tx, enquiry_id)
    enquiry.application.version += 1
    return enquiry


def drop_view(tx: Tx, enquiry_id: int, *, address: str) -> Enquiry:
    """Take the question back, because we no longer have it in mind. Raises NotFound, Forbidden, Refused."""
    tx.actor.must(Permission.DECIDE)
    enquiry = withdraw_enquiry(tx, enquiry_id)
    enquiry.application.version += 1
    tell(
        tx, enquiry.application, subject="U hoeft niet meer te reageren", address=address,
        sentences=("Wij vroegen u om een reactie op ons plan. Dat is niet meer nodig. Wij beoordelen uw aanvraag gewoon verder.",),
    )  # fmt: skip
    return enquiry
