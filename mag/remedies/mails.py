"""What who complains or objects is told: it is here, there is a talk, it takes longer, and the answer as a letter."""

from collections.abc import Sequence

from mag.agenda.queries import agenda_document, rule_set_document
from mag.agenda.terms import RemedyKind
from mag.applications.service.letters_out import ask_to_call, direct_phone
from mag.applications.service.own_page import own_page
from mag.core.letter import letter_html
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.papers import Paper, freeze
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.letters.composing import Occasion, compose_letter
from mag.letters.kinds import LetterKind
from mag.letters.queries import texts_of
from mag.remedies.models import Remedy
from mag.remedies.rules import outcome_sentence
from mag.remedies.states import KIND_WORDS, RemedyOutcome

REMEDY_LETTER = "remedy_letter"
"""The kind of paper an answer is frozen as."""


def tell(tx: Tx, remedy: Remedy, *, subject: str, sentences: Sequence[str], address: str) -> None:
    """Queue a mail to who sent the case; who has no e-mail is called by staff where the file has a number."""
    application = remedy.application
    if not remedy.email:
        if application is not None:
            ask_to_call(tx, application, sentences[0])
        return
    own = application is not None and application.email == remedy.email
    link = ("Open uw aanvraag", own_page(tx, application, address=address)) if own and application is not None else None
    signature = [rule_set_document(remedy.rule_set).decision_maker.name]
    text, html = compose((f"Beste {remedy.name},", *sentences), link=link, facts=[("Kenmerk", remedy.reference)], signature=signature)
    queue(
        tx, to=remedy.email, to_name=remedy.name, subject=f"{subject} ({remedy.reference})", text=text, html=html,
        about=("application", application.id) if application is not None else ("remedy", remedy.id), chain=remedy.agenda.code,
    )  # fmt: skip


def tell_received(tx: Tx, remedy: Remedy, *, address: str) -> None:
    """Confirm that it is here, with the day of the answer (Awb 6:14, 9:6)."""
    word, rules = KIND_WORDS[remedy.kind], rule_set_document(remedy.rule_set)
    first = f"Eerst is er {rules.remedy.first_step}. Wij nemen daarvoor contact met u op." if remedy.kind is RemedyKind.COMPLAINT else ""
    late = ""
    if remedy.is_late and remedy.last_day is not None:
        late = f"Dit kon tot en met {show_date(remedy.last_day)}. Uw {word} is dus te laat. Wij kijken of daar een goede reden voor is."
    sentences = (
        f"Uw {word} is binnen. Wij kregen die op {show_date(remedy.received_on)}. U hoeft nu niets te doen."
        if remedy.kind is RemedyKind.COMPLAINT
        else f"Uw {word} is binnen. Wij kregen het op {show_date(remedy.received_on)}. U hoeft nu niets te doen.",
        f"U hoort uiterlijk op {show_date(remedy.answer_by)} van ons. Iemand die het besluit niet nam, kijkt ernaar.",
        *((first,) if first else ()),
        *((late,) if late else ()),
        f"Dit schreef u: {remedy.text}",
    )
    tell(tx, remedy, subject=f"Uw {word} is binnen", sentences=sentences, address=address)


def send_answer(tx: Tx, remedy: Remedy, *, address: str) -> Paper:
    """Freeze the answer as a letter and tell of it; by post where no e-mail is known. Without a file the mail holds the answer itself."""
    rules, word = rule_set_document(remedy.rule_set), KIND_WORDS[remedy.kind]
    application, outcome = remedy.application, remedy.outcome or RemedyOutcome.SETTLED
    sentence = outcome_sentence(remedy.kind, outcome)
    after = "Wij beoordelen uw aanvraag opnieuw. U krijgt daarover een nieuw besluit." if remedy.has_reopened else ""
    occasion = Occasion(
        reference=remedy.reference,
        title=application.title if application is not None else f"uw {word}",
        contact_name=remedy.name,
        organisation=None,
        day=tx.today,
        signed_by=tx.actor.label,
        direct_phone=direct_phone(tx, tx.actor.id),
        key=(("Ons antwoord", sentence),),
    )
    further = f"Dit kunt u nu nog doen: {rules.remedy.then}."
    letter = compose_letter(
        agenda_document(remedy.agenda), rules, texts_of(tx.db, remedy.agenda_id), LetterKind.REMEDY_ANSWER, occasion,
        {
            "soort": word, "ontvangen": show_date(remedy.received_on), "uitkomst": sentence, "reden": remedy.answer, "vervolg": after,
            "verder": further,
        },
    )  # fmt: skip
    name = application.reference if application is not None else remedy.reference
    paper = freeze(
        tx, kind=REMEDY_LETTER, about=("remedy", remedy.id), identifier=f"antwoord-{name}", title=letter.subject, html=letter_html(letter),
        to_post=not remedy.email,
    )  # fmt: skip
    told = (sentence, remedy.answer, after, further)
    tell(tx, remedy, subject=letter.subject, sentences=[part for part in told if part], address=address)
    return paper
