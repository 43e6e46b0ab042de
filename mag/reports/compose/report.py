"""Puts the chapters of a report together and names every figure in it."""

from collections.abc import Iterator

from mag.indicators.few import Few
from mag.reports.compose.goals import compose_themes
from mag.reports.compose.money import compose_money
from mag.reports.compose.outlook import compose_agreed, compose_outlook
from mag.reports.compose.overview import compose_outcomes, compose_overview, compose_tiers
from mag.reports.compose.partners import compose_partners
from mag.reports.compose.quotes import filled
from mag.reports.facts import Facts
from mag.reports.figures import Figure, Figures, FigureTable
from mag.reports.states import REPORT_KIND_LABELS, ReportKind


def compose(facts: Facts) -> Figures:
    """The whole report in figures, each with its basis and its rows."""
    few = Few(facts.count_below, facts.secondary)
    label = REPORT_KIND_LABELS[ReportKind(facts.kind)].capitalize()
    made = Figures(
        title=f"{label} {facts.period.label()}"
        if facts.kind == ReportKind.ANNUAL
        else f"{label} {facts.period.first.year}, {_half(facts)}",
        subtitle=facts.agenda.name,
        period_label=facts.period.label(),
        overview=compose_overview(facts, few),
        overview_text=facts.text("overview"),
        outcomes=compose_outcomes(facts),
        money=compose_money(facts),
        themes=compose_themes(facts, few),
        partners=compose_partners(facts, few),
        tiers=compose_tiers(facts),
        outlook=compose_outlook(facts),
        agreed=compose_agreed(facts),
        changes=facts.changes,
        changes_text=facts.text("changes"),
        reasons={text.chapter.removeprefix("reading:"): text.text for text in facts.texts if text.chapter.startswith("reading:")},
    )
    for figure in _all(made):
        assert made.by_key.setdefault(figure.key, figure) is figure, figure.key
    return filled(made)


def _half(facts: Facts) -> str:
    return "eerste helft" if facts.period.first.month == 1 else "tweede helft"


def _all(made: Figures) -> Iterator[Figure]:
    yield from made.overview
    yield from _of_table(made.outcomes)
    yield from made.money.bar
    yield from made.money.flows
    for table in made.money.tables:
        yield from _of_table(table)
    for theme in made.themes:
        for goal in theme.goals:
            yield from (*goal.readings, *goal.done, *goal.cost)
    for partner in made.partners:
        yield from partner.figures
    yield from _of_table(made.tiers)
    yield from made.outlook.figures


def _of_table(table: FigureTable) -> Iterator[Figure]:
    for row in (*table.rows, *((table.total,) if table.total else ())):
        yield from (cell for cell in row.cells if isinstance(cell, Figure))
