"""The verbs that make a report stand: adopt freezes its facts, finish puts its files with it, and what goes wrong in between is kept.

Adopting does not wait for the files: they are made afterwards, by whoever holds the lease (:mod:`mag.reports.making`). A report is
adopted with all its files in one transaction, or not at all.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from mag.accounts.models import Person
from mag.core.actor import SYSTEM, ActorKind
from mag.core.clock import today
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.files import Kept, register
from mag.core.mail_text import compose as compose_mail
from mag.core.outbox import queue
from mag.core.period import parse_period
from mag.core.transaction import Tx
from mag.indicators.frameworks.service import list_frameworks
from mag.reports import queries, rules, snapshot
from mag.reports.closing import checklist, open_counts, stops
from mag.reports.compose import compose
from mag.reports.gather import gather_report
from mag.reports.models import Report
from mag.reports.progress import TRIES, Progress, progress_of
from mag.reports.remarks import name_of
from mag.reports.render.stamp import Stamp
from mag.reports.service import load
from mag.reports.states import REPORT, ReportState
from mag.reports.stored import MEDIA_TYPES, StoredForms

FRAMEWORK = "framework:"
"""How the code of a chapter about a framework begins."""
LEASE = timedelta(minutes=5)
"""How long one try may hold a report; longer than every document in it may take together."""


@dataclass(frozen=True, slots=True)
class Order:
    """Forms to make: of which report, which try this is, the frozen facts, and the mark that stands on them."""

    report_id: int
    attempt: int
    facts: str
    stamp: Stamp


def adopt(tx: Tx, report_id: int, *, row_version: int, seen: str) -> Report:
    """Adopt a report for good: from now on its facts and texts stand, and its files are made.

    ``seen`` is the SHA-256 of the facts the person was looking at. Raises Stale when somebody changed the report or a figure since,
    and Refused when the period is not over, it was adopted already, or something is open that stops it (``closing``).
    """
    report = load(tx, report_id, row_version)
    after = REPORT.after(report.state, "adopt")
    refuse_if(rules.not_to_adopt(parse_period(report.period_code), tx.today))
    gathered = gather_report(tx.db, report)
    figures = compose(gathered)
    refuse_if(stops(gathered, figures))
    facts = snapshot.freeze(gathered)
    if snapshot.digest(facts) != seen:
        raise Stale("Er zijn intussen cijfers veranderd. Bekijk het rapport opnieuw en stel het daarna vast.")
    report.facts, report.facts_sha256 = facts, snapshot.digest(facts)
    report.state, report.row_version = after, report.row_version + 1
    report.frozen_at, report.frozen_by = tx.now, tx.actor.label
    report.frozen_by_id = tx.actor.id if tx.actor.kind is ActorKind.PERSON else None
    tx.record(
        "reports.report.frozen", "report", report.id, chain=report.agenda.code, kind=report.kind.value, period=report.period_code,
        version=report.version, facts=report.facts_sha256, open=open_counts(checklist(gathered, figures)),
    )  # fmt: skip
    return report


def take_up(tx: Tx, report_id: int) -> Order | None:
    """Begin a try to make the forms of a report; None when it is made, is being made elsewhere, or was tried often enough."""
    report = tx.db.get(Report, report_id, with_for_update=True)
    if report is None or report.state is not ReportState.MAKING:
        return None
    if progress_of(report.making_tries, report.making_until, tx.now) in (Progress.BUSY, Progress.STUCK):
        return None
    report.making_tries, report.making_until = report.making_tries + 1, tx.now + LEASE
    assert report.facts and report.facts_sha256 and report.frozen_at
    day = today(report.frozen_at)
    stamp = Stamp(report.version, report.frozen_at, day, report.facts_sha256, day, report.frozen_by)
    return Order(report.id, report.making_tries, report.facts, stamp)


def finish(tx: Tx, order: Order, forms: StoredForms, *, address: str) -> Report | None:
    """Adopted, with every form: they were put in the file store before. The municipality's readers and who adopted it are told.

    Answers None, and writes nothing, when another try took over meanwhile. ``address`` is where this installation is reached.
    """
    report = _of_order(tx, order)
    if report is None:
        return None
    for form, media_type in MEDIA_TYPES.items():
        kept: Kept = getattr(forms, form)
        register(tx, kept.sha256, kept.size, media_type)
        setattr(report, f"{form}_sha256", kept.sha256)
    report.state, report.row_version = REPORT.after(report.state, "finish"), report.row_version + 1
    report.adopted_at, report.adopted_by = report.frozen_at, report.frozen_by
    report.making_until = report.making_trouble = None
    _tell_ready(tx, report, address)
    tx.record(
        "reports.report.adopted", "report", report.id, chain=report.agenda.code, kind=report.kind.value, period=report.period_code,
        version=report.version, facts=report.facts_sha256, by=report.adopted_by, attempt=order.attempt,
        **{form: getattr(forms, form).sha256 for form in MEDIA_TYPES},
    )  # fmt: skip
    return report


def note_trouble(tx: Tx, order: Order, trouble: str, *, address: str) -> Report | None:
    """Write down that a try came to nothing; after the last one who adopted the report is told by mail. None when it was taken over."""
    report = _of_order(tx, order)
    if report is None:
        return None
    report.making_until, report.making_trouble = None, trouble[:500]
    tx.record("reports.report.not_made", "report", report.id, chain=report.agenda.code, attempt=order.attempt, trouble=trouble[:500])
    if order.attempt >= TRIES and (person := _adopter(tx, report)) is not None:
        told = "De cijfers en teksten zijn vastgelegd, maar het lukte twee keer niet om de bestanden te maken. U kunt het opnieuw proberen."
        _mail(tx, report, person, f"Nog niet gelukt: {name_of(report)}", told, address)
    return report


def try_again(tx: Tx, report_id: int, *, row_version: int) -> Report:
    """Have the forms tried again after they came to nothing. Raises Stale, and Refused when it is not stuck."""
    report = load(tx, report_id, row_version)
    waiting = report.state is ReportState.MAKING
    if not waiting or progress_of(report.making_tries, report.making_until, tx.now) is not Progress.STUCK:
        raise Refused(Refusal("not_stuck", "Dit rapport is al gemaakt of wordt nu gemaakt. Ververs de bladzijde."))
    report.making_tries, report.making_until = 0, None
    tx.record("reports.report.retried", "report", report.id, chain=report.agenda.code)
    return report


def publish(tx: Tx, report_id: int, *, row_version: int) -> Report:
    """Make an adopted report public: anybody reads its stored files at its address from now on, for ever.

    Raises NotFound for a report that is not adopted, Stale when it changed, and Refused when it is public or a newer version is.
    """
    report = load(tx, report_id, row_version)
    if report.state is not ReportState.ADOPTED:
        raise NotFound(f"report {report_id}")
    versions = queries.find_versions(tx.db, report.agenda_id, report.kind, report.period_code)
    newer = max((one.version for one in versions if one.published_at is not None and one.version > report.version), default=None)
    refuse_if(rules.not_to_publish(report.published_by, newer, private_chapters(tx.db, report)))
    report.published_at, report.published_by, report.row_version = tx.now, tx.actor.label, report.row_version + 1
    tx.record(
        "reports.report.published", "report", report.id, chain=report.agenda.code, kind=report.kind.value, period=report.period_code,
        version=report.version, facts=report.facts_sha256,
    )  # fmt: skip
    return report


def private_chapters(db: Session, report: Report) -> list[str]:
    """The frameworks told in an adopted report that are not for everybody (any more), by name."""
    assert report.facts is not None
    told = [chapter.code.removeprefix(FRAMEWORK) for chapter in snapshot.thaw(report.facts).chapters if chapter.code.startswith(FRAMEWORK)]
    known = {one.code: one for one in list_frameworks(db, report.agenda_id, SYSTEM)} if told else {}
    return [known[code].name if code in known else code for code in told if code not in known or not known[code].is_public]


def _of_order(tx: Tx, order: Order) -> Report | None:
    report = tx.db.get(Report, order.report_id, with_for_update=True)
    mine = report is not None and report.state is ReportState.MAKING and report.making_tries == order.attempt
    return report if mine and report is not None and report.making_until is not None else None


def _adopter(tx: Tx, report: Report) -> Person | None:
    person = tx.db.get(Person, report.frozen_by_id) if report.frozen_by_id is not None else None
    return person if person is not None and person.active else None


def _tell_ready(tx: Tx, report: Report, address: str) -> None:
    """Promise a mail to everybody of the municipality who reads reports, and to who adopted it."""
    readers = queries.list_readers(tx.db)
    adopted = "is vastgesteld. U kunt het lezen en de cijfers nagaan. Het rapport verandert niet meer."
    for person in readers:
        _mail(tx, report, person, f"Nieuw: {name_of(report)}", f"Het {name_of(report)} {adopted}", address)
    adopter = _adopter(tx, report)
    if adopter is not None and all(reader.id != adopter.id for reader in readers):
        _mail(tx, report, adopter, f"Klaar: {name_of(report)}", f"Het rapport is klaar. Het {name_of(report)} {adopted}", address)


def _mail(tx: Tx, report: Report, person: Person, subject: str, told: str, address: str) -> None:
    text, html = compose_mail(
        [f"Beste {person.name},", told], link=("Open het rapport", f"{address}/rapporten/{report.id}"),
        facts=[("Agenda", report.agenda.name), ("Versie", str(report.version))],
    )  # fmt: skip
    queue(
        tx, to=person.email, to_name=person.name, subject=subject, text=text, html=html, about=("report", report.id),
        chain=report.agenda.code,
    )  # fmt: skip
