"""What an applicant is told right after sending: the same facts in the mail and on the page (Awb 4:3a, ``ux.md A21 L15``)."""

from dataclasses import dataclass

from mag.agenda.rule_documents import RuleSetDocument
from mag.applications.answers import answers_of
from mag.applications.models import Application
from mag.core.mail_text import compose
from mag.core.period import show_date


@dataclass(frozen=True, slots=True)
class Mail:
    """A composed mail."""

    subject: str
    text: str
    html: str


def next_sentences(application: Application, rules: RuleSetDocument) -> list[str]:
    """Who does what now, and by when."""
    return [
        f"{rules.decision_maker.name} bekijkt uw aanvraag.",
        f"U hoort uiterlijk op {show_date(application.decide_by)} of u het geld krijgt.",
        "Hebben wij een vraag? Dan bellen of mailen wij u.",
    ]


def confirmation_mail(application: Application, rules: RuleSetDocument, link: str) -> Mail:
    """The receipt with reference, date to hear, link to follow and a copy of every answer."""
    paragraphs = [
        f"Beste {application.contact_name},",
        "Uw aanvraag is binnen. U krijgt dit bericht omdat u geld vroeg voor uw plan. U hoeft nu niets te doen.",
        " ".join(next_sentences(application, rules)),
        "Hieronder staat wat u invulde. Klopt er iets niet? Bel ons dan, met het kenmerk bij de hand.",
    ]
    facts = [
        ("Kenmerk", application.reference),
        ("Verstuurd op", show_date(application.submitted_on)),
        ("U hoort uiterlijk op", show_date(application.decide_by)),
        *((label, value or "niet ingevuld") for label, value in answers_of(application)),
    ]
    text, html = compose(paragraphs, link=("Volg uw aanvraag", link), facts=facts, signature=[rules.decision_maker.name])
    return Mail(f"Uw aanvraag “{application.title}” is binnen ({application.reference})", text, html)
