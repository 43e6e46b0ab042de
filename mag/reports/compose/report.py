"""Puts the chapters of a report together and names every figure in it. One composer for every kind of chapter."""

from collections.abc import Callable

from mag.agenda.report_documents import ChapterKind, kind_of
from mag.indicators.few import Few
from mag.reports.chapters import anchor_of, chapters_of
from mag.reports.compose.burden import compose_burden
from mag.reports.compose.experience import compose_experience
from mag.reports.compose.frameworks import compose_framework
from mag.reports.compose.goals import compose_themes
from mag.reports.compose.hiding import hide
from mag.reports.compose.money import compose_money
from mag.reports.compose.outlook import compose_outlook
from mag.reports.compose.overview import compose_outcomes, compose_overview, compose_tiers
from mag.reports.compose.partners import compose_partners
from mag.reports.compose.quotes import filled
from mag.reports.compose.review import compose_monitor, compose_review
from mag.reports.facts import ChapterFact, Facts
from mag.reports.figures import Chapter, Figures, OverviewPart, Part, PartnersPart, ThemesPart
from mag.reports.states import REPORT_KIND_LABELS, ReportKind

Composer = Callable[[Facts, Few, ChapterFact], Part]
"""Makes what one chapter tells."""

COMPOSERS: dict[ChapterKind, Composer] = {
    ChapterKind.OVERVIEW: lambda facts, few, _: OverviewPart(
        compose_overview(facts), facts.text("overview"), compose_outcomes(facts), compose_tiers(facts)
    ),
    ChapterKind.THEMES: lambda facts, few, _: ThemesPart(compose_themes(facts)),
    ChapterKind.PARTNERS: lambda facts, few, _: PartnersPart(compose_partners(facts)),
    ChapterKind.MONEY: lambda facts, few, _: compose_money(facts),
    ChapterKind.OUTLOOK: lambda facts, few, _: compose_outlook(facts),
    ChapterKind.FRAMEWORK: compose_framework,
    ChapterKind.EXPERIENCE: lambda facts, few, _: compose_experience(facts, few, "experience"),
    ChapterKind.MONITOR: lambda facts, *_: compose_monitor(facts),
    ChapterKind.REVIEW: lambda facts, *_: compose_review(facts),
    ChapterKind.PROFESSIONALS: lambda facts, few, _: compose_experience(facts, few, "professionals"),
    ChapterKind.BURDEN: lambda facts, _, __: compose_burden(facts),
}
"""The composer of every kind of chapter."""


def compose(facts: Facts) -> Figures:
    """The whole report in figures, each with its basis and its rows. A chapter with nothing to tell is left out."""
    few = Few(facts.count_below, facts.secondary)
    chapters = (_chapter(facts, few, said) for said in chapters_of(facts))
    made = Figures(
        title=title_of(facts),
        subtitle=facts.agenda.name,
        period_label=facts.period.label(),
        chapters=tuple(chapter for chapter in chapters if not chapter.part.is_empty),
        changes=facts.changes,
        changes_text=facts.text("changes"),
        reasons={text.chapter.removeprefix("reading:"): text.text for text in facts.texts if text.chapter.startswith("reading:")},
    )
    made = hide(made, few)
    for chapter in made.chapters:
        for figure in chapter.part.figures():
            assert made.by_key.setdefault(figure.key, figure) == figure, figure.key
    return filled(made)


def title_of(facts: Facts) -> str:
    """What the report is called: ``Halfjaarrapport 2022, eerste helft``, ``Jaarrapport 2022``."""
    label, period = REPORT_KIND_LABELS[ReportKind(facts.kind)].capitalize(), facts.period
    if (period.first.month, period.last.month) in _HALVES:
        return f"{label} {period.first.year}, {_HALVES[period.first.month, period.last.month]}"
    return f"{label} {period.label()}"


_HALVES = {(1, 6): "eerste helft", (7, 12): "tweede helft"}


def _chapter(facts: Facts, few: Few, said: ChapterFact) -> Chapter:
    kind = kind_of(said.code)
    return Chapter(said.code, kind, said.title, said.introduction, anchor_of(said.code), COMPOSERS[kind](facts, few, said))
