"""The report as tables with real numbers: the sheets of the workbook and the CSV files. Counts of few people are empty cells."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from mag.agenda.report_documents import ChapterKind, kind_of
from mag.applications.states import Outcome
from mag.budget.states import PART_LABELS, Part
from mag.core.sheets import Column, Kind, Table
from mag.indicators.wording import during
from mag.reports.chapters import chapters_of
from mag.reports.compose.goals import status_words
from mag.reports.compose.overview import OUTCOME_WORDS
from mag.reports.facts import Facts, PlanFact
from mag.reports.figures import Figure, Figures, Unit
from mag.reports.parts import BurdenPart, ExperiencePart, FrameworkPart, GoalPart

DEMO = Column("Demo")


def report_tables(facts: Facts, figures: Figures) -> list[Table]:
    """The tables of a report: a sheet stands in it when a chapter asks for it."""
    return [make(facts, figures) for asked, make in SHEETS if asked(facts, figures)] + [
        _framework(chapter.title, chapter.part) for chapter in figures.chapters if isinstance(chapter.part, FrameworkPart)
    ]


def _with(*kinds: ChapterKind) -> Callable[[Facts, Figures], bool]:
    return lambda _, figures: figures.has(*kinds)


def _demo(said: bool) -> str:
    return "demo" if said else ""


def _figures(name: str, note: str, head: Sequence[tuple[str, Figure]]) -> Table:
    columns = [
        Column("Onderdeel"), Column("Cijfer"), Column("Aantal", Kind.WHOLE), Column("Bedrag", Kind.MONEY), Column("Wat is geteld"), DEMO,
    ]  # fmt: skip
    rows = []
    for part, figure in head:
        number = figure.public_value
        count, amount = (None, number) if figure.unit is Unit.MONEY else (number, None)
        basis = f"{figure.basis} Aantal: {figure.hidden}." if figure.hidden else figure.basis
        basis = f"{basis} {figure.label}: {figure.text}." if figure.unit is Unit.READING else basis
        rows.append([part, figure.label, count, amount, basis, _demo(figure.is_demo)])
    return Table(name, columns, rows, note)


def _overview(facts: Facts, figures: Figures) -> Table:
    head = [("Overzicht", figure) for figure in figures.overview]
    head += [("Geld in de periode", figure) for figure in figures.money.flows]
    head += [
        (chapter.title, figure)
        for chapter in figures.chapters
        if isinstance(chapter.part, ExperiencePart)
        for figure in chapter.part.counted
    ]
    head += [("Vooruitblik", figure) for figure in figures.outlook.coming]
    return _figures("Overzicht", f"De cijfers van {figures.period_label}, elk met wat er is geteld.", head)


def _goals(facts: Facts, figures: Figures) -> Table:
    columns = [
        Column("Thema"), Column("Doel"), Column("Wat wij willen"), Column("Plannen met geld", Kind.WHOLE),
        Column("Uitgevoerde plannen", Kind.WHOLE), Column("Mensen bereikt", Kind.WHOLE), Column("Toegekend", Kind.MONEY),
        Column("Betaald", Kind.MONEY), Column("Vastgesteld", Kind.MONEY), Column("Toelichting"),
    ]  # fmt: skip
    more = [(title, of) for title, of in _MORE if any(of(goal) for theme in figures.themes for goal in theme.goals)]
    columns += [Column(title) for title, _ in more]
    rows: list[list[Any]] = []
    for theme in figures.themes:
        for goal in theme.goals:
            counted = [*goal.done, *goal.cost]
            hidden = next((f"Mensen bereikt: {figure.hidden}." for figure in goal.done if figure.hidden), "")
            told = " ".join(part for part in (hidden, goal.text) if part)
            numbers = [figure.public_value for figure in counted] + [None] * (6 - len(counted))
            rows.append([theme.name, goal.name, goal.ambition, *numbers, told, *(of(goal) for _, of in more)])
    return Table("Doelen", columns, rows, f"Per doel wat er {during(facts.period)} is gedaan en wat het kostte.")


_MORE: tuple[tuple[str, Callable[[GoalPart], str]], ...] = (
    ("Wat verder meespeelde", lambda goal: "\n\n".join([goal.moved, *(f"{year}: {text}" for year, text in goal.influences)]).strip()),
    ("Verhalen", lambda goal: "\n\n".join(f"{one.title}, {one.partner}: {one.text}" for one in goal.stories)),
    (
        "Hoe de cijfers bewogen",
        lambda goal: "\n".join(f"{one.name}: {one.start} → {one.end} {one.difference}".strip() for one in goal.changes),
    ),
    ("Voorstel", lambda goal: f"{goal.proposal.word}: {goal.proposal.why}" if goal.proposal else ""),
)
"""What only some reports tell of a goal: a column stands in the sheet when any goal has it."""


def _readings(facts: Facts, figures: Figures) -> Table:
    columns = [
        Column("Doel"), Column("Nummer"), Column("Cijfer"), Column("Eenheid"), Column("Periode"), Column("Waarde", Kind.NUMBER),
        Column("Ondergrens", Kind.NUMBER), Column("Bovengrens", Kind.NUMBER), Column("Streefcijfer", Kind.NUMBER), Column("Status"),
        Column("Bron"), DEMO,
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [goal.name, series.indicator, series.short, series.unit, p.label, p.value, p.lower, p.upper, series.target,
         status_words(p), p.source, _demo(p.is_demo)]
        for theme in facts.themes for goal in theme.goals for series in goal.series for p in series.points
    ]  # fmt: skip
    rows += [
        [goal.name, series.indicator, f"{series.short} ({one.area})", series.unit, one.label, one.value, None, None, None,
         "voorlopig" if one.provisional else "definitief", one.source, _demo(one.is_demo)]
        for theme in facts.themes for goal in theme.goals for series in goal.series for one in series.compared
    ]  # fmt: skip
    return Table("Cijfers", columns, rows, "Alle metingen tot en met de laatste dag van de periode.")


def _plans(facts: Facts, figures: Figures) -> Table:
    columns = [
        Column("Kenmerk"), Column("Plan"), Column("Aanvrager"), Column("Doel"), Column("Bedraggroep"), Column("Ingediend op", Kind.DATE),
        Column("Stand"), Column("Besloten op", Kind.DATE), Column("Begint", Kind.DATE), Column("Eindigt", Kind.DATE),
        Column("Gevraagd", Kind.MONEY), Column("Toegekend", Kind.MONEY), Column("Vastgesteld", Kind.MONEY), DEMO,
    ]  # fmt: skip
    names = {goal.code: goal.name for theme in facts.themes for goal in theme.goals}
    rows: list[list[Any]] = [
        [p.reference, p.title, p.partner, names.get(p.goal or "", ""), p.tier_label, p.submitted_on, plan_words(p), p.decided_on,
         p.starts_on, p.ends_on, p.requested, p.awarded, p.settled, _demo(p.is_demo)]
        for p in facts.plans
    ]  # fmt: skip
    return Table(
        "Plannen", columns, rows, "Elk plan dat in de periode speelde, zoals het op de laatste dag stond. Inwoners staan er zonder naam."
    )


def plan_words(plan: PlanFact) -> str:
    """Where a plan stood on the last day."""
    if plan.outcome is not None:
        return "Afgerond" if plan.settled_on else OUTCOME_WORDS[Outcome(plan.outcome)]
    return "Ingetrokken" if plan.withdrawn else "Nog geen besluit"


def _money(facts: Facts, figures: Figures) -> Table:
    columns = [
        Column("Budgetregel"), Column("Naam"), Column("Deel"), Column("Taakveld"), Column("Kostenplaats"), Column("Budget", Kind.MONEY),
        Column("Betaald", Kind.MONEY), Column("Toegezegd, nog niet betaald", Kind.MONEY), Column("Nog vrij", Kind.MONEY),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for line in facts.lines:
        stands = [figures.by_key[f"line.{line.code}.{where}"].value for where in ("budget", "paid", "committed", "free")]
        rows.append([line.code, line.name, PART_LABELS[Part(line.part)], line.task_field, line.cost_centre, *stands])
    return Table("Geld", columns, rows, f"Het budget van {facts.period.first.year} per budgetregel, op de laatste dag van de periode.")


def _partners_asked(facts: Facts, _: Figures) -> bool:
    return any(kind_of(chapter.code) is ChapterKind.PARTNERS for chapter in chapters_of(facts))


def _partners(facts: Facts, figures: Figures) -> Table:
    columns = [
        Column("Partner"), Column("Gevraagd", Kind.MONEY), Column("Toegekend", Kind.MONEY), Column("Lopend", Kind.MONEY),
        Column("Betaald", Kind.MONEY), Column("Vastgesteld", Kind.MONEY), Column("Mensen bereikt", Kind.WHOLE), Column("Verantwoording"),
        Column("Verhaal"), DEMO,
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for partner in figures.partners:
        hidden = " ".join(f"Mensen bereikt: {figure.hidden}." for figure in partner.figures if figure.hidden)
        story = "\n\n".join(f"{title}: {story}" for title, story in partner.stories)
        grade = f"Rapportcijfer van deelnemers: {partner.grade.shown}." if partner.grade else ""
        told = " ".join(part for part in (partner.hand_in, hidden, grade) if part)
        rows.append([partner.name, *(figure.public_value for figure in partner.figures), told, story, _demo(partner.is_demo)])
    return Table("Partners", columns, rows, f"De grote partners, met wat er {during(facts.period)} gebeurde.")


def _changes(facts: Facts, figures: Figures) -> Table:
    before = f"Versie {facts.version - 1}"
    columns = [Column("Cijfer"), Column("Waarover"), Column(before), Column(f"Versie {facts.version}")]
    rows: list[list[Any]] = [[one.label, one.about, one.then, one.now] for one in figures.changes]
    return Table("Veranderd", columns, rows, f"Wat anders is dan in {before.lower()}. {figures.changes_text}".strip())


def _agreed(facts: Facts, figures: Figures) -> Table:
    columns = [Column("Soort"), Column("Wat"), Column("Wie zorgt hiervoor"), Column("Wat werd ervan"), Column("Toelichting")]
    part = figures.agreed
    rows: list[list[Any]] = [["Eerdere prioriteit", one.text, one.responsible, one.outcome, one.explanation] for one in part.reviews]
    rows += [["Prioriteit", one.text, one.responsible, "", ""] for one in part.priorities]
    rows += [["Signaal", one.text, one.responsible, "", ""] for one in part.signals]
    return Table("Afspraken", columns, rows, "Wat van eerdere prioriteiten werd, de prioriteiten voor de volgende periode en signalen.")


def _framework(title: str, part: FrameworkPart) -> Table:
    columns = [
        Column("Tabel"), Column("Rij"), Column("Onderdeel van de rij erboven"), Column("Periode"), Column("Waarde", Kind.NUMBER),
        Column("Zoals gepubliceerd"), Column("Stand"), Column("Bron"), Column("Toelichting"),
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [table.title, row.name, "ja" if row.is_part else "", cell.column, cell.value, cell.text, cell.mark, table.source,
         " ".join(table.notes)]
        for table in part.tables for row in table.rows for cell in row.cells
    ]  # fmt: skip
    return Table(f"Kader-{part.code}"[:31], columns, rows, f"{title}. {part.name}. Eigenaar: {part.owner}.")


def _burden(facts: Facts, figures: Figures) -> Table:
    part = figures.part(BurdenPart)
    assert part is not None
    columns = [Column(part.table.columns[0]), *(Column(title, Kind.NUMBER) for title in part.table.columns[1:])]
    rows: list[list[Any]] = [[row.head, *(_number(cell) for cell in row.cells)] for row in part.table.rows]
    return Table("Lasten", columns, rows, f"{part.table.caption}. Bij dagen staat het middelste getal: de helft was er eerder.")


def _number(cell: Figure | str) -> Decimal | None:
    if isinstance(cell, str):
        return None
    if cell.unit is not Unit.READING:
        return Decimal(cell.value)
    return Decimal(cell.text.replace(",", ".")) if cell.rows else None


_K = ChapterKind
SHEETS: tuple[tuple[Callable[[Facts, Figures], bool], Callable[[Facts, Figures], Table]], ...] = (
    (_with(_K.OVERVIEW, _K.MONEY, _K.OUTLOOK, _K.EXPERIENCE, _K.PROFESSIONALS), _overview),
    (_with(_K.THEMES, _K.MONITOR, _K.REVIEW), _goals),
    (_with(_K.THEMES, _K.MONITOR, _K.REVIEW), _readings),
    (_with(_K.OVERVIEW, _K.THEMES, _K.MONEY), _plans),
    (_with(_K.MONEY), _money),
    (_partners_asked, _partners),
    (_with(_K.BURDEN), _burden),
    (lambda facts, figures: bool(facts.agreed) and figures.has(_K.OUTLOOK), _agreed),
    (lambda facts, _: facts.version > 1, _changes),
)
"""Every sheet with what brings it, in their order."""
