"""The letter about a change, and what the partner is mailed."""

from mag.accountability.changes.models import Change
from mag.accountability.changes.states import ChangeKind, ChangeState
from mag.agenda.queries import agenda_document, rule_set_document
from mag.applications.service.letters_out import send_out
from mag.core.letter import Letter, Section
from mag.core.money import show
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.letters.kinds import LetterKind
from mag.letters.queries import texts_of

CHANGE_LETTER = "change_letter"
VIEW_LETTER = "change_view_letter"


def summary(change: Change) -> str:
    """What is asked, in one sentence; for the letter, the page of the partner and the one of staff."""
    if change.kind is ChangeKind.MOVE_MONEY and change.from_line is not None and change.to_line is not None:
        return f"{show(change.amount or 0)} van ‘{change.from_line.description}’ naar ‘{change.to_line.description}’."
    if change.kind is ChangeKind.MORE_TIME and change.ends_on is not None:
        return f"Doorgaan tot en met {show_date(change.ends_on)}."
    if change.kind is ChangeKind.STOP and change.ends_on is not None:
        return f"Stoppen op {show_date(change.ends_on)}."
    if change.result is not None and change.number is not None:
        return f"‘{change.result.what}’ wordt {change.number}."
    return "Het plan wordt anders."


def decided_sentences(change: Change) -> list[str]:
    """What was decided and what follows, for the letter and the mail."""
    grant = change.grant
    if change.state is ChangeState.REFUSED:
        return [f"Wij zijn het niet eens met de verandering van “{grant.application.title}”. Alles blijft zoals het was."]
    told = [f"Wij zijn het eens met de verandering van “{grant.application.title}”. {summary(change)}"]
    if change.kind in (ChangeKind.MORE_TIME, ChangeKind.STOP):
        told.append(
            f"Uw plan loopt nu tot en met {show_date(grant.ends_on)}. Stuur uw verantwoording uiterlijk op {show_date(grant.account_by)}."
        )
    if change.kind is ChangeKind.STOP and change.most_amount is not None:
        told.append(
            f"U krijgt hooguit {show(change.most_amount)}, met wat wij al betaalden erbij. {show(change.released_amount)} valt vrij."
        )
    return told


def send_decision(tx: Tx, change: Change, *, address: str) -> None:
    """The letter with the decision on a change, and the mail that tells of it."""
    told = decided_sentences(change)
    subject = f"Ons besluit over uw verzoek: {change.grant.application.title}"
    letter = _letter(
        tx,
        change,
        subject,
        told[0],
        [Section("Waarom?", (change.reason,)), *([Section("Wat nu?", tuple(told[1:]))] if told[1:] else [])],
        remedy=True,
    )
    _send(tx, change, letter, CHANGE_LETTER, f"wijziging-{change.grant.reference}-{change.id}", [*told, change.reason], address=address)


def send_intention(tx: Tx, change: Change, *, address: str) -> None:
    """Ask the partner to react before we say no (Awb 4:12)."""
    until = show_date(change.view_until) if change.view_until is not None else ""
    lead = f"Wij willen nee zeggen tegen de verandering van “{change.grant.application.title}”. Dat is nog niet besloten."
    how = f"U kunt eerst reageren, uiterlijk op {until}. U mag reageren, maar het hoeft niet. Daarna besluiten wij."
    sections = [Section("Waarom?", (change.intention,)), Section("Hoe u kunt reageren", (how,))]
    letter = _letter(tx, change, f"Reageert u op ons plan? {change.grant.application.title}", lead, sections, remedy=False)
    _send(
        tx,
        change,
        letter,
        VIEW_LETTER,
        f"wijziging-reactie-{change.grant.reference}-{change.id}",
        [lead, change.intention, how],
        address=address,
    )


def _letter(tx: Tx, change: Change, subject: str, lead: str, sections: list[Section], *, remedy: bool) -> Letter:
    application = change.grant.application
    agenda, rules = agenda_document(application.agenda), rule_set_document(application.rule_set)
    sender = texts_of(tx.db, application.agenda_id).of(LetterKind.SENDER, agenda)
    maker = rules.decision_maker
    if remedy:
        sections = [*sections, Section("Bent u het niet eens?", (rules.remedy.text,))]
    return Letter(
        sender=maker.name,
        sender_details=(agenda.name, *sender["address"].text.splitlines()),
        addressee=(application.partner.name if application.partner.name != application.contact_name else "", application.contact_name),
        facts=(("Onderwerp", subject), ("Ons kenmerk", change.grant.reference), ("Datum", show_date(tx.today))),
        subject=subject,
        salutation=f"Beste {application.contact_name},",
        lead=lead,
        sections=(*sections, Section("Vragen?", (sender["contact"].text,))),
        signature=("Met vriendelijke groet,", tx.actor.label, maker.name if maker.name != tx.actor.label else ""),
    )


def _send(tx: Tx, change: Change, letter: Letter, kind: str, identifier: str, told: list[str], *, address: str) -> None:
    news = "Wij schreven over de verandering van het plan. Vertel wat er in de brief staat."
    send_out(tx, change.grant.application, letter, kind=kind, identifier=identifier, address=address, told=told, news=news)
