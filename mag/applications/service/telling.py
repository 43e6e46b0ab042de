"""How an applicant hears something about a file: a letter made from the texts of the agenda, or just a mail; by phone without address."""

from collections.abc import Mapping, Sequence

from mag.agenda.queries import agenda_document, rule_set_document
from mag.applications.models import Application
from mag.applications.service.letters_out import ask_to_call, direct_phone, send_out
from mag.applications.service.own_page import own_page
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.papers import Paper
from mag.core.transaction import Tx
from mag.letters.composing import Occasion, compose_letter
from mag.letters.kinds import SHAPES, LetterKind
from mag.letters.names import Value
from mag.letters.queries import texts_of


def send_letter_of(
    tx: Tx, application: Application, kind: LetterKind, values: Mapping[str, Value], *, told: Sequence[str], address: str
) -> Paper:
    """Freeze a letter of a kind about a file and tell of it with the sentences ``told``; the first is what to say by phone."""
    agenda, rules = agenda_document(application.agenda), rule_set_document(application.rule_set)
    occasion = Occasion(
        reference=application.reference,
        title=application.title,
        contact_name=application.contact_name,
        organisation=application.partner.name if application.partner.name != application.contact_name else None,
        day=tx.today,
        signed_by=tx.actor.label,
        direct_phone=direct_phone(tx, tx.actor.id),
    )
    letter = compose_letter(agenda, rules, texts_of(tx.db, application.agenda_id), kind, occasion, values)
    sentences = [sentence for sentence in told if sentence]
    return send_out(
        tx,
        application,
        letter,
        kind=f"{kind.value}_letter",
        identifier=f"{SHAPES[kind].slug}-{application.reference}",
        address=address,
        told=sentences,
        news=sentences[0],
    )


def tell(tx: Tx, application: Application, *, subject: str, sentences: Sequence[str], address: str, link: str = "Open uw aanvraag") -> None:
    """Queue a mail to the applicant that leads to its own page; without an address, staff get the task to call about it."""
    said = [sentence for sentence in sentences if sentence]
    if not application.email:
        ask_to_call(tx, application, said[0])
        return
    rules = rule_set_document(application.rule_set)
    text, html = compose(
        (f"Beste {application.contact_name},", *said),
        link=(link, own_page(tx, application, address=address)),
        facts=[("Kenmerk", application.reference)],
        signature=[rules.decision_maker.name],
    )
    queue(
        tx, to=application.email, to_name=application.contact_name, subject=f"{subject} ({application.reference})", text=text, html=html,
        about=("application", application.id), chain=application.agenda.code,
    )  # fmt: skip
