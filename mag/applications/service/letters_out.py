"""A letter goes out: frozen, and told of by mail; who has no e-mail gets it by post, and staff get the task to call."""

from collections.abc import Sequence

from mag.accounts.models import Person
from mag.agenda.queries import rule_set_document, tier_document
from mag.applications.models import Application
from mag.applications.service.enquiries import ask
from mag.applications.service.own_page import own_page
from mag.applications.states import AskedOf, EnquiryKind
from mag.core.letter import Letter, letter_html
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.papers import Paper, freeze
from mag.core.phone import show_phone
from mag.core.transaction import Tx
from mag.core.working_days import end_of_term

CALL_WITHIN = "P3D"
"""How soon somebody without e-mail is called when there is news; our own choice, not a rule of law."""
READ_IT = "De hele brief leest u op uw eigen bladzijde."


def send_out(
    tx: Tx,
    application: Application,
    letter: Letter,
    *,
    kind: str,
    identifier: str,
    address: str,
    told: Sequence[str],
    news: str,
    about: tuple[str, int] | None = None,
    page: str = "mijn",
    call: bool = True,
) -> Paper:
    """Freeze a letter about an application and tell the applicant of it.

    ``told`` are the sentences of the mail, ``news`` is what to say on the telephone. ``about`` is the application unless given;
    ``page`` is where the mail leads (:func:`own_page`). Without ``call`` nobody is asked to telephone.
    """
    paper = freeze(
        tx, kind=kind, about=about or ("application", application.id), identifier=identifier, title=letter.subject,
        html=letter_html(letter), to_post=not application.email,
    )  # fmt: skip
    if not application.email:
        if call:
            ask_to_call(tx, application, news)
        return paper
    link = ("Lees de brief", own_page(tx, application, address=address, page=page))
    signature = [rule_set_document(application.rule_set).decision_maker.name]
    sentences = (f"Beste {application.contact_name},", *told, READ_IT)
    text, html = compose(sentences, link=link, facts=[("Kenmerk", application.reference)], signature=signature)
    queue(
        tx, to=application.email, to_name=application.contact_name, subject=f"{letter.subject} ({application.reference})",
        text=text, html=html, about=("application", application.id), chain=application.agenda.code,
    )  # fmt: skip
    return paper


def ask_to_call(tx: Tx, application: Application, news: str) -> None:
    """Give who decides on this application the task to call the applicant; nothing where no number is known either."""
    if application.email or not application.phone:
        return
    ask(
        tx,
        application,
        EnquiryKind.CALL,
        question=news,
        due_on=end_of_term(tx.today, CALL_WITHIN),
        asked_of=AskedOf.ROLE,
        role=tier_document(application.tier).decider,
        details={"phone": application.phone, "name": application.contact_name},
    )


def direct_phone(tx: Tx, person_id: int | None) -> str:
    """The own number of who signs a letter; empty when none is known."""
    person = tx.db.get(Person, person_id) if person_id is not None else None
    return show_phone(person.phone) if person is not None and person.phone else ""
