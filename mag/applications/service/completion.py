"""Ask an applicant for what is missing, and what follows: it comes, it does not come, or it is not needed after all (Awb 4:5, 4:15)."""

from collections.abc import Sequence
from datetime import date

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.applications.enquiry_rules import not_treated_until, wrong_due, wrong_items
from mag.applications.models import Enquiry
from mag.applications.service.documents import add_documents, has_documents, side_of
from mag.applications.service.enquiries import answer, ask, lapse, load_enquiry, withdraw_enquiry
from mag.applications.service.handling import load, must_be_theirs
from mag.applications.service.telling import send_letter_of, tell
from mag.applications.service.term import resume_clock, stop_clock
from mag.applications.states import APPLICATION, EnquiryKind
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload
from mag.letters.kinds import LetterKind
from mag.letters.names import Value


def ask_completion(
    tx: Tx, application_id: int, *, version: int, items: Sequence[str], explanation: str = "", due_on: date, address: str
) -> Enquiry:
    """Ask for what is missing, with a last day and what happens when it does not come; by letter and mail. The clock stops.

    Where the rule set says so, the clock runs on. Raises NotFound, Stale, Forbidden, and Refused for a wrong list or day.
    """
    tx.actor.must(Permission.DECIDE)
    application = load(tx, application_id, version)
    asked = [item.strip() for item in items if item.strip()]
    refuse_if((*wrong_items(asked), *wrong_due(due_on, tx.today)))
    rules = rule_set_document(application.rule_set)
    application.state = APPLICATION.after(application.state, "ask_completion")
    if application.claimed_by is None:
        application.claimed_by_id, application.claimed_by = tx.actor.id, tx.actor.label
    application.version += 1
    enquiry = ask(tx, application, EnquiryKind.COMPLETION, question=explanation, items=asked, due_on=due_on)
    if rules.incomplete.clock_stops:
        stop_clock(tx, application, due_on)
    last = show_date(due_on)
    values: dict[str, Value] = {"uiterlijk": last, "ontbreekt": tuple(asked), "vraag": explanation.strip()}
    send_letter_of(
        tx, application, LetterKind.COMPLETION, values, address=address,
        told=(
            f"Wij missen nog iets in uw aanvraag “{application.title}”. Stuur het ons uiterlijk op {last}.",
            explanation.strip(),
            "Wij missen:\n" + "\n".join(f"- {item}" for item in asked),
            f"Stuurt u het niet op tijd? Dan kunnen wij uw aanvraag niet in behandeling nemen. U krijgt dan geen {rules.words.grant}.",
        ),
    )  # fmt: skip
    return enquiry


def complete(tx: Tx, enquiry_id: int, *, text: str, uploads: Sequence[KeptUpload] = (), address: str) -> Enquiry:
    """The applicant (or a colleague who was told by phone) sends what was missing: it is assessed again and the clock runs.

    Raises NotFound when it is not theirs, Refused without words or files and when the question is closed.
    """
    enquiry = _theirs(tx, enquiry_id)
    application = enquiry.application
    if not (text.strip() or uploads or has_documents(tx, enquiry.id)):
        raise Refused(Refusal("answer_missing", "Schrijf een antwoord, of stuur een bestand mee.", "text"))
    application.state = APPLICATION.after(application.state, "complete")
    application.version += 1
    add_documents(tx, application, uploads, side=side_of(tx.actor, application), enquiry_id=enquiry.id)
    answer(tx, enquiry_id, answer=text)
    resume_clock(tx, application, min(tx.today, enquiry.due_on))
    tell(
        tx, application, subject="Uw aanvulling is binnen", address=address,
        sentences=(
            f"Wij hebben uw aanvulling bij “{application.title}”. U hoeft nu niets te doen.",
            f"U hoort uiterlijk op {show_date(application.decide_by)} of u het geld krijgt.",
        ),
    )  # fmt: skip
    return enquiry


def drop_completion(tx: Tx, enquiry_id: int, *, address: str) -> Enquiry:
    """Take the question back, because the answer is known after all. The clock runs again. Raises NotFound, Forbidden, Refused."""
    tx.actor.must(Permission.DECIDE)
    enquiry = withdraw_enquiry(tx, enquiry_id)
    application = enquiry.application
    application.state = APPLICATION.after(application.state, "complete")
    application.version += 1
    resume_clock(tx, application, min(tx.today, enquiry.due_on))
    tell(
        tx, application, subject="U hoeft niets meer te sturen", address=address,
        sentences=(
            f"Wij vroegen u om een aanvulling bij “{application.title}”. Dat is niet meer nodig.",
            f"U hoort uiterlijk op {show_date(application.decide_by)} of u het geld krijgt.",
        ),
    )  # fmt: skip
    return enquiry


def lapse_completion(tx: Tx, enquiry_id: int, *, address: str) -> Enquiry:
    """The term passed and nothing came: back to assessing, with the last day to leave the request untreated (Awb 4:5(4)).

    The clock runs from the day after the term, however late this is noticed. Raises NotFound and Refused.
    """
    enquiry = lapse(tx, enquiry_id)
    application = enquiry.application
    application.state = APPLICATION.after(application.state, "lapse")
    application.version += 1
    resume_clock(tx, application, enquiry.due_on)
    until = not_treated_until(rule_set_document(application.rule_set), [enquiry])
    enquiry.details = {**enquiry.details, "not_treated_until": until.isoformat() if until else None}
    tell(
        tx, application, subject="Wij kregen geen aanvulling", address=address,
        sentences=(
            f"Wij vroegen u om een aanvulling bij “{application.title}”, uiterlijk op {show_date(enquiry.due_on)}. Wij kregen die niet.",
            "Wij beslissen nu met wat wij hebben. Het kan zijn dat wij uw aanvraag niet in behandeling nemen.",
            "Heeft u het toch nog? Stuur het ons dan vandaag, of bel ons.",
        ),
    )  # fmt: skip
    return enquiry


def _theirs(tx: Tx, enquiry_id: int) -> Enquiry:
    enquiry = load_enquiry(tx, enquiry_id)
    if enquiry.kind is not EnquiryKind.COMPLETION:
        raise NotFound(f"completion {enquiry_id}")
    must_be_theirs(tx, enquiry.application)
    return enquiry
