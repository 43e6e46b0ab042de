"""Take a complaint or objection in, handle it, hear who sent it, and answer; a founded one leads to a new decision."""

from dataclasses import dataclass
from datetime import date

from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.agenda.queries import agenda_document, rule_set_document, rule_set_on
from mag.agenda.terms import RemedyKind
from mag.applications import service as applications
from mag.applications.models import Application
from mag.applications.service.handling import must_be_theirs
from mag.applications.states import APPLICATION
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.core.working_days import end_of_term
from mag.remedies.mails import send_answer, tell, tell_received
from mag.remedies.models import Remedy
from mag.remedies.queries import list_of_application
from mag.remedies.rules import may_not_handle, terms_of, wrong_case
from mag.remedies.states import KIND_WORDS, REMEDY, RemedyAbout, RemedyChannel, RemedyOutcome, RemedyState

REASON_LEAST = 10


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody sends, or a colleague writes down. ``received_on`` is the day it reached us."""

    about: RemedyAbout
    text: str
    name: str
    received_on: date
    channel: RemedyChannel = RemedyChannel.ONLINE
    email: str | None = None
    phone: str | None = None
    late_reason: str = ""


def hand_in(tx: Tx, case: Case, *, address: str, application_id: int | None = None, agenda_id: int | None = None) -> Remedy:
    """Take a case in and confirm it by mail. About a file (``application_id``), or, by staff, about none (``agenda_id``).

    A late objection is taken in too and says so. Raises NotFound when the file is not theirs, Refused with a sentence per question.
    """
    by_staff = tx.actor.may(Permission.HANDLE_REMEDIES)
    application = _own_application(tx, application_id, by_staff=by_staff) if application_id is not None else None
    if application is None and not by_staff:
        raise NotFound("remedy without a file")
    agenda = application.agenda if application is not None else tx.db.get(Agenda, agenda_id or 0)
    row = application.rule_set if application is not None else rule_set_on(tx.db, agenda_id or 0, case.received_on)
    if agenda is None or row is None:
        raise Refused(Refusal("no_rules", "Op die dag waren er geen spelregels. Kijk de datum na.", "received_on"))
    decision = application.decision if application is not None and case.about is RemedyAbout.DECISION else None
    decided_on = decision.decided_on if decision is not None else None
    refuse_if(
        wrong_case(
            text=case.text, name=case.name, received_on=case.received_on, today=tx.today, about=case.about, decided_on=decided_on
        )
    )  # fmt: skip
    _not_twice(tx, application, case.about)
    terms = terms_of(rule_set_document(row), case.about, decided_on=decided_on, received_on=case.received_on)
    remedy = Remedy(
        reference=_reference(tx, agenda, terms.kind),
        agenda=agenda,
        rule_set=row,
        application=application,
        decision=decision,
        kind=terms.kind,
        about=case.about,
        state=RemedyState.OPEN,
        name=case.name.strip(),
        email=case.email or None,
        phone=case.phone or None,
        channel=case.channel,
        received_on=case.received_on,
        registered_at=tx.now,
        registered_by=tx.actor.label if by_staff else None,
        text=case.text.strip(),
        is_late=terms.is_late,
        late_reason=case.late_reason.strip(),
        last_day=terms.last_day,
        answer_by=terms.answer_by,
        is_demo=application.is_demo if application is not None else False,
    )
    tx.db.add(remedy)
    tx.db.flush()
    tell_received(tx, remedy, address=address)
    _note(tx, remedy, "handed_in", answer_by=remedy.answer_by.isoformat(), late=remedy.is_late, about=case.about.value)
    return remedy


def take_on(tx: Tx, remedy_id: int, *, version: int) -> Remedy:
    """Handle a case. Raises Forbidden, NotFound, Stale, and Refused for who took the decision or when it is closed."""
    remedy = _load(tx, remedy_id, version)
    remedy.handler_id, remedy.handler = tx.actor.id, tx.actor.label
    return _changed(tx, remedy, "taken_on")


def extend(tx: Tx, remedy_id: int, *, version: int, reason: str, address: str) -> Remedy:
    """Lengthen the term to answer, once, and tell who sent it (Awb 7:10(3), 9:11(2)). Raises as :func:`take_on`."""
    remedy = _load(tx, remedy_id, version)
    if remedy.extended_from is not None:
        raise Refused(Refusal("extended_before", "De termijn is al een keer verlengd. Dat kan maar één keer."))
    if remedy.answer_by < tx.today:
        raise Refused(Refusal("term_over", "De termijn is al voorbij. Antwoord zo snel mogelijk."))
    if len(reason.strip()) < REASON_LEAST:
        raise Refused(Refusal("reason_missing", "Schrijf in één of twee zinnen waarom het langer duurt.", "reason"))
    remedy.extended_from = remedy.answer_by
    remedy.answer_by = end_of_term(remedy.answer_by, rule_set_document(remedy.rule_set).remedy.extend_by)
    told = f"Wij hebben meer tijd nodig voor uw {KIND_WORDS[remedy.kind]}. U hoort uiterlijk op {show_date(remedy.answer_by)} van ons."
    tell(tx, remedy, subject=f"Ons antwoord op uw {KIND_WORDS[remedy.kind]} komt later", sentences=(told, reason.strip()), address=address)
    return _changed(tx, remedy, "extended", answer_by=remedy.answer_by.isoformat(), reason=reason.strip())


def plan_talk(tx: Tx, remedy_id: int, *, version: int, on: date, at: str, place: str, people: str, address: str) -> Remedy:
    """Plan the talk or hearing and invite who sent it (Awb 7:2, 9:10). Raises as :func:`take_on`, Refused for a past day."""
    remedy = _load(tx, remedy_id, version)
    if on < tx.today:
        raise Refused(Refusal("in_past", f"{show_date(on)} is al voorbij. Kies een latere dag.", "on"))
    if not place.strip():
        raise Refused(Refusal("place_missing", "Vul in waar het gesprek is, of dat u belt.", "place"))
    remedy.hearing_on, remedy.hearing_at, remedy.hearing_place, remedy.hearing_with = on, at.strip(), place.strip(), people.strip()
    when = f"{show_date(on)}{f', {at.strip()} uur' if at.strip() else ''}"
    sentences = (
        f"Wij praten graag met u over uw {KIND_WORDS[remedy.kind]}. Het gesprek is op {when}.",
        f"Waar: {place.strip()}." + (f" U praat met {people.strip()}." if people.strip() else ""),
        "U mag iemand meenemen. Kunt u niet, of wilt u geen gesprek? Bel ons dan.",
    )
    tell(tx, remedy, subject="Een gesprek op " + show_date(on), sentences=sentences, address=address)
    return _changed(tx, remedy, "talk_planned", on=on.isoformat())


def write_minutes(tx: Tx, remedy_id: int, *, version: int, minutes: str) -> Remedy:
    """Keep what was said in the talk or hearing. Raises as :func:`take_on`, Refused without words or before the talk."""
    remedy = _load(tx, remedy_id, version)
    if not minutes.strip():
        raise Refused(Refusal("minutes_missing", "Schrijf kort op wat er is gezegd.", "minutes"))
    if remedy.hearing_on is None or remedy.hearing_on > tx.today:
        raise Refused(Refusal("no_talk_yet", "Het gesprek is nog niet geweest. Plan het eerst, of wacht tot het is geweest.", "minutes"))
    remedy.minutes = minutes.strip()
    return _changed(tx, remedy, "talk_held")


def answer(tx: Tx, remedy_id: int, *, version: int, outcome: RemedyOutcome, reason: str, reopen: bool = False, address: str) -> Remedy:
    """Answer with an outcome and a reason, by letter; ``reopen`` has the application judged again (a new decision).

    Raises as :func:`take_on`; Refused without a reason, and when there is nothing to judge again.
    """
    remedy = _load(tx, remedy_id, version)
    if len(reason.strip()) < REASON_LEAST:
        raise Refused(Refusal("reason_missing", "Schrijf in een paar zinnen waarom. De lezer krijgt dit in de brief.", "reason"))
    following = REMEDY.after(remedy.state, "answer")
    if reopen:
        _reopen(tx, remedy, outcome, reason.strip())
    remedy.state, remedy.outcome, remedy.answer = following, outcome, reason.strip()
    _close(tx, remedy)
    send_answer(tx, remedy, address=address)
    return _changed(tx, remedy, "answered", outcome=outcome.value, reopened=remedy.has_reopened)


def withdraw(tx: Tx, remedy_id: int, *, version: int, address: str) -> Remedy:
    """Close a case because who sent it takes it back. Raises as :func:`take_on`."""
    remedy = _load(tx, remedy_id, version)
    remedy.state = REMEDY.after(remedy.state, "withdraw")
    _close(tx, remedy)
    word = KIND_WORDS[remedy.kind]
    tell(
        tx, remedy, subject=f"Uw {word} is ingetrokken", address=address,
        sentences=(f"U vertelde ons dat u uw {word} intrekt. Wij doen er niets meer mee. Klopt dit niet? Bel ons dan meteen.",),
    )  # fmt: skip
    return _changed(tx, remedy, "withdrawn")


def may_reopen(remedy: Remedy) -> bool:
    """Whether the application behind a case can be judged again: it was refused or left untreated, and that decision still stands."""
    application = remedy.application
    return (
        application is not None
        and remedy.decision is not None
        and remedy.decision.is_current
        and "reopen" in APPLICATION.open_verbs(application.state)
    )


def _reopen(tx: Tx, remedy: Remedy, outcome: RemedyOutcome, reason: str) -> None:
    if outcome not in (RemedyOutcome.FOUNDED, RemedyOutcome.PARTLY) or not may_reopen(remedy) or remedy.application_id is None:
        raise Refused(Refusal("nothing_to_reopen", "Opnieuw beoordelen kan alleen na een afwijzing, als u (deels) gelijk geeft.", "reopen"))
    because = "complaint" if remedy.kind is RemedyKind.COMPLAINT else "objection"
    applications.reopen(tx, remedy.application_id, reason=reason, because=because)
    remedy.has_reopened = True


def _own_application(tx: Tx, application_id: int, *, by_staff: bool) -> Application:
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    if not by_staff:
        must_be_theirs(tx, application)
    return application


def _not_twice(tx: Tx, application: Application | None, about: RemedyAbout) -> None:
    if application is None:
        return
    for other in list_of_application(tx.db, application.id):
        if other.state is RemedyState.OPEN and other.about is about:
            word = KIND_WORDS[other.kind]
            raise Refused(
                Refusal("runs_already", f"Er loopt al een {word} hierover, met kenmerk {other.reference}. Bel ons voor een aanvulling.")
            )


def _reference(tx: Tx, agenda: Agenda, kind: RemedyKind) -> str:
    letter = "K" if kind is RemedyKind.COMPLAINT else "B"
    number = tx.next_number(f"remedy {agenda.code} {letter} {tx.today.year}")
    return f"{agenda_document(agenda).words.short}-{letter}-{tx.today.year}-{number:04d}"


def _load(tx: Tx, remedy_id: int, version: int) -> Remedy:
    tx.actor.must(Permission.HANDLE_REMEDIES)
    remedy = tx.db.get(Remedy, remedy_id, with_for_update=True)
    if remedy is None:
        raise NotFound(f"remedy {remedy_id}")
    REMEDY.after(remedy.state, "work")
    if remedy.version != version:
        raise Stale(f"Iemand anders werkte intussen aan {remedy.reference}. Bekijk het opnieuw.")
    refusal = may_not_handle(tx.actor.id, remedy.decision.decided_by_id if remedy.decision is not None else None)
    if refusal is not None:
        raise Refused(refusal)
    return remedy


def _close(tx: Tx, remedy: Remedy) -> None:
    remedy.closed_at, remedy.closed_by = tx.now, tx.actor.label
    if remedy.handler_id is None:
        remedy.handler_id, remedy.handler = tx.actor.id, tx.actor.label


def _changed(tx: Tx, remedy: Remedy, past: str, **facts: object) -> Remedy:
    remedy.version += 1
    tx.db.flush()
    _note(tx, remedy, past, **facts)
    return remedy


def _note(tx: Tx, remedy: Remedy, past: str, **facts: object) -> None:
    subject = ("application", remedy.application_id) if remedy.application_id is not None else ("remedy", remedy.id)
    tx.record(f"remedies.{remedy.kind.value}.{past}", subject[0], subject[1], chain=remedy.agenda.code, reference=remedy.reference, **facts)
