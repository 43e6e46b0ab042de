"""Ask advice, give it, or keep out of it; and the performance dialogue with its follow-up (``domain.md 1.1``)."""

from datetime import date

from mag.accounts.models import Person
from mag.accounts.queries import list_holders
from mag.accounts.roles import Permission, Role
from mag.agenda.queries import rule_set_document
from mag.applications.advice import kept_from_advising, must_ask_adviser
from mag.applications.interests import list_excluded
from mag.applications.models import Application, Enquiry
from mag.applications.service.assess import declare_interest
from mag.applications.service.enquiries import answer, ask, load_enquiry, note, withdraw_enquiry
from mag.applications.service.refuse import must_be_free
from mag.applications.states import OPEN_STATES, AskedOf, EnquiryKind, EnquiryState, Stance
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.period import show_date
from mag.core.transaction import Tx

WORDS_LEAST = 10


def ask_advice(
    tx: Tx, application_id: int, *, question: str, due_on: date, address: str, role: Role | None = None, person_id: int | None = None
) -> Enquiry:
    """Ask a role (one of its people answers) or one person for advice; who is asked is mailed. ``due_on`` is the last day.

    Raises NotFound, Forbidden, and Refused: nobody chosen, no question, a wrong day, an interest, an application that is decided.
    """
    tx.actor.must(Permission.DECIDE)
    application = _application(tx, application_id)
    must_be_free(tx, application)
    if application.state not in OPEN_STATES:
        raise Refused(Refusal("closed_verb", "Over deze aanvraag is al besloten. U kunt geen advies meer vragen."))
    person = tx.db.get(Person, person_id) if person_id is not None else None
    refuse_if(must_ask_adviser(role, person, question))
    enquiry = ask(
        tx, application, EnquiryKind.ADVICE, question=question, due_on=due_on, role=role if person is None else None,
        person_id=person.id if person is not None else None, asked_of=AskedOf.PERSON if person is not None else AskedOf.ROLE,
    )  # fmt: skip
    tell_advisers(
        tx, enquiry, subject="Wilt u advies geven?", address=address,
        told=f"{tx.actor.label} vraagt uw advies over een plan. U kunt antwoorden tot en met {show_date(due_on)}.",
    )  # fmt: skip
    return enquiry


def give_advice(tx: Tx, enquiry_id: int, *, stance: Stance, text: str) -> Enquiry:
    """Answer a question for advice as somebody who was asked. Late advice still counts until there is a decision.

    Raises NotFound for who was not asked or has an interest, and Refused: no words, answered already, decided already.
    """
    enquiry = _asked_of_me(tx, enquiry_id)
    if enquiry.application.state not in OPEN_STATES:
        raise Refused(Refusal("closed_verb", "Over deze aanvraag is al besloten. Uw advies is niet meer nodig. Dank u wel."))
    if stance is not Stance.NONE and len(text.strip()) < WORDS_LEAST:
        raise Refused(Refusal("text_missing", "Schrijf in één of twee zinnen waarom u dit vindt.", "text"))
    return answer(tx, enquiry.id, stance=stance, answer=text)


def keep_out(tx: Tx, enquiry_id: int, *, reason: str) -> Enquiry:
    """Say to have an interest instead of advising: this person does not see the file any more. Colleagues of the role can still answer."""
    enquiry = _asked_of_me(tx, enquiry_id)
    declare_interest(tx, enquiry.application_id, reason=reason)
    if enquiry.asked_of is AskedOf.PERSON and enquiry.state is EnquiryState.OPEN:
        withdraw_enquiry(tx, enquiry.id, details={"has_interest": True})
    return enquiry


def withdraw_advice(tx: Tx, enquiry_id: int) -> Enquiry:
    """Take a question for advice back. Raises NotFound, Forbidden, Refused when it is not open."""
    tx.actor.must(Permission.DECIDE)
    enquiry = load_enquiry(tx, enquiry_id)
    if enquiry.kind is not EnquiryKind.ADVICE:
        raise NotFound(f"advice {enquiry_id}")
    return withdraw_enquiry(tx, enquiry.id)


def hold_dialogue(
    tx: Tx, application_id: int, *, held_on: date, who: str, agreements: str, follow_up_on: date | None
) -> Enquiry:  # fmt: skip
    """Write down a performance dialogue: when, with whom, what was agreed, and when that is looked at again.

    Raises NotFound, Forbidden, and Refused: a day in the future, nobody, nothing agreed, a follow-up before the dialogue.
    """
    tx.actor.must(Permission.DECIDE)
    application = _application(tx, application_id)
    must_be_free(tx, application)
    found = []
    if held_on > tx.today:
        found.append(Refusal("in_future", "Schrijf het gesprek op als het is geweest. Kies een dag die voorbij is.", "held_on"))
    if len(who.strip()) < 3:
        found.append(Refusal("who_missing", "Schrijf op wie erbij waren.", "who"))
    if len(agreements.strip()) < WORDS_LEAST:
        found.append(Refusal("agreements_missing", "Schrijf op wat u heeft afgesproken.", "agreements"))
    if follow_up_on is not None and follow_up_on < held_on:
        found.append(Refusal("follow_up_early", "Kies een dag na het gesprek.", "follow_up_on"))
    refuse_if(found)
    enquiry = ask(
        tx, application, EnquiryKind.DIALOGUE, question="Prestatiedialoog", due_on=tx.today, asked_of=AskedOf.ROLE, role=Role.SOUNDING_BOARD
    )
    details = {"held_on": held_on.isoformat(), "who": who.strip(), "follow_up_on": follow_up_on.isoformat() if follow_up_on else None}
    return answer(tx, enquiry.id, answer=agreements, details=details)


def follow_up(tx: Tx, enquiry_id: int, *, found: str) -> Enquiry:
    """Write down what became of the agreements of a dialogue; the task is done then. Raises NotFound, Forbidden, Refused (no words)."""
    tx.actor.must(Permission.DECIDE)
    enquiry = load_enquiry(tx, enquiry_id)
    if enquiry.kind is not EnquiryKind.DIALOGUE or enquiry.details.get("follow_up_on") is None:
        raise NotFound(f"dialogue {enquiry_id}")
    must_be_free(tx, enquiry.application)
    if len(found.strip()) < WORDS_LEAST:
        raise Refused(Refusal("found_missing", "Schrijf in één of twee zinnen wat er van de afspraken kwam.", "found"))
    enquiry.details = {**enquiry.details, "followed_up_on": tx.today.isoformat(), "found": found.strip(), "followed_up_by": tx.actor.label}
    tx.db.flush()
    note(tx, enquiry, "followed_up")
    return enquiry


def tell_advisers(tx: Tx, enquiry: Enquiry, *, subject: str, told: str, address: str) -> int:
    """Mail who was asked for advice, but not who keeps out of the file; how many mails were queued. The mail names no applicant."""
    application = enquiry.application
    out = {one.person_id for one in list_excluded(tx.db, application)}
    asked = (
        [tx.db.get_one(Person, enquiry.person_id)]
        if enquiry.person_id is not None
        else list_holders(tx.db, enquiry.role or Role.SOUNDING_BOARD)
    )
    sent = 0
    for person in asked:
        if person.id in out or not person.active:
            continue
        body, html = compose(
            (f"Beste {person.name},", told),
            link=("Bekijk het plan", f"{address}/adviezen/{enquiry.id}"),
            facts=[("Kenmerk", application.reference)],
            signature=[rule_set_document(application.rule_set).decision_maker.name],
        )
        queue(
            tx, to=person.email, to_name=person.name, subject=f"{subject} ({application.reference})", text=body, html=html,
            about=("enquiry", enquiry.id), chain=application.agenda.code,
        )  # fmt: skip
        sent += 1
    return sent


def _application(tx: Tx, application_id: int) -> Application:
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    return application


def _asked_of_me(tx: Tx, enquiry_id: int) -> Enquiry:
    tx.actor.must(Permission.ADVISE)
    enquiry = load_enquiry(tx, enquiry_id)
    mine = enquiry.person_id == tx.actor.id if enquiry.asked_of is AskedOf.PERSON else tx.actor.holds(enquiry.role or "")
    if enquiry.kind is not EnquiryKind.ADVICE or not mine or kept_from_advising(tx.db, tx.actor, enquiry):
        raise NotFound(f"advice {enquiry_id}")
    return enquiry
