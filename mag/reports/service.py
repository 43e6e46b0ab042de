"""The verbs of reports: prepare a concept, write in it, adopt it. What was adopted is never changed; a correction is a next version."""

from dataclasses import dataclass

from sqlalchemy import select

from mag.agenda.models import Agenda, Goal
from mag.agenda.queries import reports_document
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.files import Kept, register
from mag.core.journal import list_lines
from mag.core.mail_text import compose as compose_mail
from mag.core.outbox import queue
from mag.core.period import Period, parse_period
from mag.core.transaction import Tx
from mag.indicators.frameworks.service import untold_frameworks
from mag.indicators.models import Indicator
from mag.reports import queries, rules, snapshot
from mag.reports.chapters import chapters_said, told_frameworks
from mag.reports.closing import checklist, open_counts, stops
from mag.reports.compose import compose
from mag.reports.gather import gather_report
from mag.reports.models import Report, ReportText
from mag.reports.points import carried
from mag.reports.states import REPORT, REPORT_KIND_LABELS, ReportKind, ReportState

MEDIA_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "council": "application/pdf",
}
"""The forms of a report that are kept, and what each is."""


@dataclass(frozen=True, slots=True)
class StoredForms:
    """The forms of a report as they stand in the file store, and the frozen facts they were made of."""

    facts: str
    html: Kept
    pdf: Kept
    xlsx: Kept
    json: Kept
    council: Kept


def prepare(tx: Tx, agenda_id: int, kind: ReportKind, period_code: str, *, reason: str = "") -> Report:
    """Begin the concept of a report; after an adopted one it is the next version, with the texts of the one before and a reason.

    Raises Refused for a period the report cannot be about (field ``period``), when there is a concept already, and for a next version
    without a ``reason``.
    """
    agenda = tx.db.get(Agenda, agenda_id, with_for_update=True)
    if agenda is None:
        raise NotFound(f"agenda {agenda_id}")
    period = _period(period_code)
    refuse_if(rules.wrong_period(kind, period, agenda.valid_from, agenda.valid_to, tx.today))
    assert period is not None
    refuse_if(untold_frameworks(tx.db, agenda_id, told_frameworks(chapters_said(kind, reports_document(agenda).of(kind)))))
    versions = queries.find_versions(tx.db, agenda_id, kind, period.code)
    if versions and versions[0].state is ReportState.CONCEPT:
        raise Refused(Refusal("concept_exists", f"Er is al een concept van het {_name(kind, period)}. Werk daarin verder.", "period"))
    version, why = versions[0].version + 1 if versions else 1, reason.replace("\r\n", "\n").strip()
    refuse_if(rules.wrong_reason(version, why))
    texts = {text.chapter: text.text for text in versions[0].texts if text.chapter != "changes"} if versions else {}
    texts |= {"changes": why} if version > 1 else {}
    report = Report(
        agenda_id=agenda_id,
        kind=kind,
        period_code=period.code,
        first_on=period.first,
        last_on=period.last,
        version=version,
        row_version=1,
        state=ReportState.CONCEPT,
        made_at=tx.now,
        made_by=tx.actor.label,
        points=carried(versions[0].points if versions else (), queries.last_points(tx.db, agenda_id, kind, period)),
        texts=[ReportText(chapter=chapter, text=text) for chapter, text in texts.items()],
    )
    tx.db.add(report)
    tx.db.flush()
    tx.record(
        "reports.report.prepared", "report", report.id, chain=agenda.code, kind=kind.value, period=period.code, version=report.version
    )
    return report


def write_text(tx: Tx, report_id: int, chapter: str, text: str, *, row_version: int) -> Report:
    """Write what people say in a chapter (``overview``, ``outlook``, ``goal:<code>``); an empty text takes it away.

    Raises Stale when somebody changed the report meanwhile, Refused when it was adopted or the text does not fit.
    """
    report = _load(tx, report_id, row_version)
    if report.state is not ReportState.CONCEPT:
        raise Refused(Refusal("report_adopted", "Dit rapport is vastgesteld en verandert niet meer. Maak een nieuwe versie."))
    words = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    goals = frozenset(tx.db.scalars(select(Goal.code).where(Goal.agenda_id == report.agenda_id)))
    indicators = select(Indicator.code).join(Goal, Goal.id == Indicator.goal_id).where(Goal.agenda_id == report.agenda_id)
    refuse_if(rules.wrong_text(chapter.partition(".")[0], words, goals, frozenset(tx.db.scalars(indicators))))
    found = next((one for one in report.texts if one.chapter == chapter), None)
    if found is None and words:
        report.texts.append(ReportText(chapter=chapter, text=words))
    elif found is not None and words:
        found.text = words
    elif found is not None:
        report.texts.remove(found)
        tx.db.delete(found)
    report.row_version += 1
    tx.record("reports.text.written", "report", report.id, chain=report.agenda.code, chapter=chapter, characters=len(words))
    return report


def adopt(tx: Tx, report_id: int, *, row_version: int, forms: StoredForms, address: str) -> Report:
    """Adopt a report for good: its facts, their hash and its forms stand from now on; the municipality's readers are told.

    The forms were put in the file store before. Raises Stale when somebody changed the report or a figure since they were made, and
    Refused when the period is not over, it was adopted already, or something is open that stops it (``closing``). ``address`` is where
    this installation is reached.
    """
    report = _load(tx, report_id, row_version)
    after = REPORT.after(report.state, "adopt")
    period = parse_period(report.period_code)
    refuse_if(rules.not_to_adopt(period, tx.today))
    gathered = gather_report(tx.db, report)
    figures = compose(gathered)
    refuse_if(stops(gathered, figures))
    facts = snapshot.freeze(gathered)
    if facts != forms.facts:
        raise Stale("Er zijn intussen cijfers veranderd. Bekijk het rapport opnieuw en stel het daarna vast.")
    for form, media_type in MEDIA_TYPES.items():
        kept: Kept = getattr(forms, form)
        register(tx, kept.sha256, kept.size, media_type)
        setattr(report, f"{form}_sha256", kept.sha256)
    report.facts, report.facts_sha256 = facts, snapshot.digest(facts)
    report.state, report.row_version = after, report.row_version + 1
    report.adopted_at, report.adopted_by = tx.now, tx.actor.label
    _tell_readers(tx, report, period, address)
    tx.record(
        "reports.report.adopted", "report", report.id, chain=report.agenda.code, kind=report.kind.value, period=report.period_code,
        version=report.version, facts=report.facts_sha256,
        open=open_counts(checklist(gathered, figures)), **{form: getattr(forms, form).sha256 for form in MEDIA_TYPES},
    )  # fmt: skip
    return report


def _load(tx: Tx, report_id: int, row_version: int) -> Report:
    report = tx.db.get(Report, report_id, with_for_update=True)
    if report is None:
        raise NotFound(f"report {report_id}")
    if report.row_version != row_version:
        lines = list_lines(tx.db, "report", report.id)
        who = lines[-1].actor_label if lines else "Iemand anders"
        raise Stale(f"{who} heeft dit rapport intussen veranderd. Open het opnieuw; uw laatste wijziging is niet opgeslagen.")
    return report


def _period(code: str) -> Period | None:
    try:
        return parse_period(code)
    except ValueError:
        return None


def _name(kind: ReportKind, period: Period) -> str:
    return f"{REPORT_KIND_LABELS[kind]} over {period.label()}"


def _tell_readers(tx: Tx, report: Report, period: Period, address: str) -> None:
    """Promise a mail to everybody of the municipality who reads reports."""
    name = _name(report.kind, period)
    for person in queries.list_readers(tx.db):
        text, html = compose_mail(
            [
                f"Beste {person.name},",
                f"Het {name} is vastgesteld. U kunt het lezen en de cijfers nagaan. Het rapport verandert niet meer.",
            ],
            link=("Open het rapport", f"{address}/rapporten/{report.id}"),
            facts=[("Agenda", report.agenda.name), ("Versie", str(report.version))],
        )
        queue(
            tx, to=person.email, to_name=person.name, subject=f"Nieuw: {name}", text=text, html=html, about=("report", report.id),
            chain=report.agenda.code,
        )  # fmt: skip
