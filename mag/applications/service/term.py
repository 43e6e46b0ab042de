"""The verbs on the clock of a file: it stops when something is asked, runs again by itself, and can be lengthened (Awb 4:14, 4:15)."""

from datetime import date

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.applications.models import Application
from mag.applications.service.handling import load
from mag.applications.service.telling import send_letter_of
from mag.applications.states import OPEN_STATES
from mag.applications.term import DecisionTerm, is_run_on, latest_extension
from mag.core.errors import Refusal, Refused
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.letters.kinds import LetterKind

REASON_LEAST = 10


def term_of(application: Application) -> DecisionTerm:
    """Where the clock of a file stands."""
    rules = rule_set_document(application.rule_set)
    return DecisionTerm(
        ends_on=application.term_ends_on or application.decide_by,
        is_run_on=is_run_on(rules, rules.tier(application.tier.code)),
        stopped_on=application.clock_stopped_on,
        stood_still=application.stood_still_days,
        extended=application.times_extended,
    )


def stop_clock(tx: Tx, application: Application, until: date) -> DecisionTerm:
    """Let the clock stand still from tomorrow, at the longest up to and including ``until``."""
    term = term_of(application).stop(tx.today, until)
    _keep(application, term)
    _note(tx, application, "stopped", until=until.isoformat(), decide_by=term.decide_by.isoformat())
    return term


def resume_clock(tx: Tx, application: Application, day: date) -> DecisionTerm:
    """Let the clock run again; it stood still up to and including ``day``. Does nothing when it runs already."""
    term = term_of(application)
    if term.stopped_on is None:
        return term
    days = (max(day, term.stopped_on) - term.stopped_on).days
    term = term.resume(max(day, term.stopped_on))
    _keep(application, term)
    _note(tx, application, "resumed", days=days, decide_by=term.decide_by.isoformat())
    return term


def extend(tx: Tx, application_id: int, *, version: int, until: date, reason: str, address: str) -> Application:
    """Lengthen the term to decide and tell the applicant the new date with the reason, by letter and mail.

    Raises NotFound, Stale, Forbidden, and Refused when the rules give no (more) time, the old date has passed, or the reason is missing.
    """
    tx.actor.must(Permission.DECIDE)
    application = load(tx, application_id, version)
    stripped = reason.strip()
    term = term_of(application)
    latest = latest_extension(rule_set_document(application.rule_set), term)
    if application.state not in OPEN_STATES:
        raise Refused(Refusal("closed_verb", "Over deze aanvraag is al besloten. De termijn verlengen kan niet meer."))
    if latest is None:
        word = "niet nog een keer" if term.extended else "niet"
        raise Refused(Refusal("no_extension", f"Volgens de spelregels kunt u deze termijn {word} verlengen."))
    if term.stopped_on is not None:
        raise Refused(Refusal("clock_stands", "De termijn staat nu stil, omdat u op de aanvrager wacht. Verleng zo nodig daarna."))
    if application.decide_by < tx.today:
        raise Refused(Refusal("term_over", f"De termijn was al voorbij op {show_date(application.decide_by)}. Beslis zo snel mogelijk."))
    if not application.decide_by < until <= latest:
        first = show_date(application.decide_by)
        raise Refused(Refusal("wrong_day", f"Kies een dag na {first}, tot en met {show_date(latest)}.", "until"))
    if len(stripped) < REASON_LEAST:
        raise Refused(Refusal("reason_missing", "Schrijf in één of twee zinnen waarom het langer duurt.", "reason"))
    before, term = application.decide_by, term.extend(until)
    _keep(application, term)
    application.version += 1
    tx.db.flush()
    last = show_date(term.decide_by)
    send_letter_of(
        tx, application, LetterKind.EXTENSION, {"uiterlijk": last, "reden": stripped}, address=address,
        told=(f"Wij hebben meer tijd nodig voor uw aanvraag. U hoort uiterlijk op {last} of u het geld krijgt.", stripped),
    )  # fmt: skip
    _note(tx, application, "extended", old=before.isoformat(), decide_by=term.decide_by.isoformat(), reason=stripped)
    return application


def _keep(application: Application, term: DecisionTerm) -> None:
    application.term_ends_on, application.decide_by = term.ends_on, term.decide_by
    application.clock_stopped_on = term.stopped_on
    application.stood_still_days, application.times_extended = term.stood_still, term.extended


def _note(tx: Tx, application: Application, past: str, **facts: object) -> None:
    tx.record(
        f"applications.term.{past}", "application", application.id, chain=application.agenda.code, reference=application.reference, **facts
    )
