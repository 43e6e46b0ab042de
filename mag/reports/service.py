"""The verbs of a concept: prepare it and write in it. What was adopted is never changed; a correction is a next version."""

from sqlalchemy import select

from mag.agenda.models import Agenda, Goal
from mag.agenda.queries import reports_document
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.journal import list_lines
from mag.core.period import Period, parse_period
from mag.core.transaction import Tx
from mag.indicators.frameworks.service import untold_frameworks
from mag.indicators.models import Indicator
from mag.indicators.wording import during
from mag.reports import queries, rules
from mag.reports.chapters import chapters_said, told_frameworks
from mag.reports.models import Report, ReportText
from mag.reports.points import carried
from mag.reports.states import REPORT_KIND_LABELS, ReportKind, ReportState


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
    if versions and versions[0].state is ReportState.MAKING:
        raise Refused(Refusal("being_made", f"Het {_name(kind, period)} wordt nu gemaakt. Wacht tot het klaar is.", "period"))
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
    report = load(tx, report_id, row_version)
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


def load(tx: Tx, report_id: int, row_version: int) -> Report:
    """A report to change, locked. Raises NotFound, and Stale naming who changed it since the version the person was looking at."""
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
    return f"{REPORT_KIND_LABELS[kind]} over {during(period).removeprefix('in ')}"
