"""Brings the facts of a report together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from mag.agenda.models import Agenda, RuleSet
from mag.agenda.queries import agenda_document, reports_document, rule_set_document
from mag.core.period import Period, parse_period
from mag.indicators.parts import limits_in
from mag.remedies.models import Remedy
from mag.reports.chapters import chapters_said, tells_burden, told_frameworks
from mag.reports.compose import compose
from mag.reports.compose.changes import differences
from mag.reports.facts import FORMAT, AgendaFact, AgreedFact, Facts, RemedyFact, TextFact
from mag.reports.gather.burden import count_burden, remedy_facts
from mag.reports.gather.frameworks import list_told
from mag.reports.gather.goals import list_themes
from mag.reports.gather.money import list_money
from mag.reports.gather.plans import list_plans
from mag.reports.models import Report, ReportPoint
from mag.reports.snapshot import thaw
from mag.reports.states import ReportKind

USUAL_THRESHOLD = 10
"""The common practice for counts of persons (``domain.md 6``), for an agenda without a rule set."""


def gather(db: Session, agenda: Agenda, kind: ReportKind, period: Period, *, version: int = 1, texts: Iterable[TextFact] = ()) -> Facts:
    """Every fact of an agenda in a period, as they stood on its last day, with what people wrote.

    The same number of statements, whatever the number of rows.
    """
    rules, remedies = _rules(db, agenda.id, period)
    below, secondary = _suppression(rules, period)
    lines, entries = list_money(db, agenda.id, period)
    chapters = chapters_said(kind, reports_document(agenda).of(kind))
    return Facts(
        format=FORMAT,
        agenda=_agenda(agenda),
        kind=kind.value,
        period_code=period.code,
        version=version,
        count_below=below,
        secondary=secondary,
        themes=list_themes(db, agenda.id, period, limits_in(rules[-1] if rules else None)),
        plans=list_plans(db, agenda.id, period, count_burden(db, agenda, period) if tells_burden(chapters) else None),
        lines=lines,
        entries=entries,
        texts=tuple(sorted(texts, key=lambda text: text.chapter)),
        chapters=chapters,
        remedies=remedies,
        frameworks=list_told(db, agenda.id, told_frameworks(chapters)),
    )


def gather_report(db: Session, report: Report) -> Facts:
    """The present facts of a report that is there, with its own texts; a next version knows what reads differently from the one before.

    Its agenda, texts and points must be loaded. One statement more for a next version.
    """
    texts = [TextFact(text.chapter, text.text) for text in report.texts]
    facts = gather(db, report.agenda, report.kind, parse_period(report.period_code), version=report.version, texts=texts)
    facts = replace(facts, agreed=tuple(_agreed(point) for point in report.points))
    if report.version == 1:
        return facts
    same = (Report.agenda_id == report.agenda_id, Report.kind == report.kind, Report.period_code == report.period_code)
    before = db.scalar(select(Report.facts).where(*same, Report.version == report.version - 1))
    return replace(facts, changes=differences(compose(thaw(before)), compose(facts))) if before else facts


def _agreed(point: ReportPoint) -> AgreedFact:
    return AgreedFact(point.kind.value, point.text, point.responsible, point.outcome.value if point.outcome else "", point.explanation)


def _agenda(agenda: Agenda) -> AgendaFact:
    said = agenda_document(agenda)
    return AgendaFact(agenda.code, agenda.name, agenda.municipality, said.leader, said.municipality.in_place)


def _rules(db: Session, agenda_id: int, period: Period) -> tuple[list[RuleSet], tuple[RemedyFact, ...]]:
    """The rule sets, the oldest first, and the complaints and objections under them that came in during the period.

    One statement.
    """
    came_in = Remedy.received_on.between(period.first, period.last)
    asked = select(RuleSet, Remedy).outerjoin(Remedy, and_(Remedy.rule_set_id == RuleSet.id, Remedy.agenda_id == agenda_id, came_in))
    found = db.execute(asked.where(RuleSet.agenda_id == agenda_id).order_by(RuleSet.valid_from)).all()
    rules = list({row.id: row for row, _ in found}.values())
    return rules, remedy_facts([remedy for _, remedy in found if remedy is not None], period.last)


def _suppression(rules: Sequence[RuleSet], period: Period) -> tuple[int, bool]:
    """From which size counts of persons are shown, and whether a hidden one takes another with it.

    By the rule set in force on the last day, else the last one before it, else the first.
    """
    begun = [row for row in rules if row.valid_from <= period.last] or rules[:1]
    if not begun:
        return USUAL_THRESHOLD, True
    said = rule_set_document(begun[-1]).suppression
    return said.count_below, said.secondary
