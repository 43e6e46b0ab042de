"""The money: where it stood on the last day per line, part and task field, and what was promised, paid and returned in the period."""

from collections.abc import Callable

from mag.budget.states import PART_LABELS, EntryKind
from mag.core.period import show_date
from mag.indicators.wording import during
from mag.reports.compose.overview import decided_in
from mag.reports.compose.selections import DECIDED, PAID_OUT, SETTLED, STOCK_LABELS, stand, sum_entries, sum_plans
from mag.reports.facts import EntryFact, Facts, PlanFact
from mag.reports.figures import Figure, FigureTable, MoneyPart, TableRow

NO_GOAL = "Zonder doel"
TASK_FIELDS = {
    "4.3": "Onderwijsbeleid en leerlingenzaken", "5.1": "Sportbeleid en activering", "5.2": "Sportaccommodaties",
    "5.3": "Cultuurpresentatie, cultuurproductie en cultuurparticipatie", "5.4": "Musea", "5.5": "Cultureel erfgoed", "5.6": "Media",
    "5.7": "Openbaar groen en openluchtrecreatie", "6.1": "Samenkracht en burgerparticipatie", "7.1": "Volksgezondheid",
}  # fmt: skip
"""The names municipalities give the task fields in their budgets (Iv3), as far as an agenda may spend on them."""


def compose_money(facts: Facts) -> MoneyPart:
    """The chapter about money."""
    own = [entry for entry in facts.entries if entry.year == facts.period.first.year]
    lines = {line.code: line for line in facts.lines}
    parts = {part.value: label.capitalize() for part, label in PART_LABELS.items() if any(line.part == part for line in facts.lines)}
    fields = {code: f"Taakveld {code} {TASK_FIELDS.get(code, '')}".strip() for code in sorted({line.task_field for line in facts.lines})}
    year = facts.period.first.year
    tables = [
        _stock(facts, own, "part", f"Budget {year} per deel", "Deel", parts, lambda e: e.part),
        _stock(
            facts,
            own,
            "line",
            f"Budget {year} per budgetregel",
            "Budgetregel",
            {c: f"{c} {v.name}" for c, v in lines.items()},
            lambda e: e.line,
        ),
        _stock(facts, own, "field", f"Budget {year} per taakveld", "Taakveld", fields, lambda e: e.task_field),
        _themes(facts),
    ]
    return MoneyPart(bar=_stands("stand", f"budget {year}", facts, own), flows=_flows(facts), tables=tuple(tables))


def _stands(key: str, about: str, facts: Facts, entries: list[EntryFact]) -> tuple[Figure, ...]:
    basis = f"Stand van {about} op {show_date(facts.period.last)}."
    return tuple(
        stand(f"{key}.{where}", where, f"Overgemaakt min wat terugkwam. {basis}" if where == "paid" else basis, entries)
        for where in STOCK_LABELS
    )


def _stock(
    facts: Facts, entries: list[EntryFact], key: str, caption: str, head: str, names: dict[str, str], of: Callable[[EntryFact], str]
) -> FigureTable:
    rows = tuple(
        TableRow(name, _stands(f"{key}.{code}", name, facts, [e for e in entries if of(e) == code])) for code, name in names.items()
    )
    caption = f"{caption}, stand op {show_date(facts.period.last)}"
    total = TableRow("Alles samen", _stands(f"{key}-all", f"budget {facts.period.first.year}", facts, entries))
    return FigureTable(key, caption, (head, *STOCK_LABELS.values()), rows, total)


def _flows(facts: Facts) -> tuple[Figure, ...]:
    when = during(facts.period)
    booked = [entry for entry in facts.entries if entry.booked_on in facts.period]
    settled = settled_in(facts)
    return (
        sum_plans("flow.awarded", "Toegekend", f"In besluiten die zijn genomen {when}.", _awarded(facts), DECIDED, lambda p: p.awarded),
        sum_entries("flow.paid", "Betaald", f"Overgemaakt {when}.", booked, PAID_OUT),
        sum_plans("flow.settled", "Vastgesteld", f"Eindbedragen die zijn vastgesteld {when}.", settled, SETTLED, lambda p: p.settled),
        sum_entries("flow.released", "Vrijgevallen", f"Toegezegd geld dat weer vrijkwam {when}.", booked, {EntryKind.RELEASE: 1}),
        sum_entries("flow.recovered", "Terugontvangen", f"Teruggekomen van partners {when}.", booked, {EntryKind.RECOVER: 1}),
    )


def settled_in(facts: Facts) -> list[PlanFact]:
    """The plans whose final amount was settled in the period."""
    return [plan for plan in facts.plans if plan.settled_on is not None and plan.settled_on in facts.period]


def _awarded(facts: Facts) -> list[PlanFact]:
    return [plan for plan in decided_in(facts) if plan.awarded > 0]


def _themes(facts: Facts) -> FigureTable:
    when = during(facts.period)
    booked = [entry for entry in facts.entries if entry.booked_on in facts.period]
    theme_of = {goal.code: theme.code for theme in facts.themes for goal in theme.goals}
    names = {theme.code: theme.name for theme in facts.themes}
    awarded, settled = _awarded(facts), settled_in(facts)
    if any(item.goal not in theme_of for item in (*awarded, *settled)) or any(e.goal not in theme_of and e.kind == "pay" for e in booked):
        names[""] = NO_GOAL

    def row(key: str, name: str, code: str | None) -> TableRow:
        def here(goal: str | None) -> bool:
            return code is None or theme_of.get(goal or "", "") == code

        return TableRow(
            name,
            (
                sum_plans(
                    f"{key}.awarded",
                    f"{name}: toegekend",
                    f"In besluiten die zijn genomen {when}.",
                    [p for p in awarded if here(p.goal)],
                    DECIDED,
                    lambda p: p.awarded,
                ),
                sum_entries(f"{key}.paid", f"{name}: betaald", f"Overgemaakt {when}.", [e for e in booked if here(e.goal)], PAID_OUT),
                sum_plans(
                    f"{key}.settled",
                    f"{name}: vastgesteld",
                    f"Eindbedragen die zijn vastgesteld {when}.",
                    [p for p in settled if here(p.goal)],
                    SETTLED,
                    lambda p: p.settled,
                ),
            ),
        )

    rows = tuple(row(f"theme.{code or 'none'}", name, code) for code, name in names.items())
    caption = f"Geld {when} per thema"
    return FigureTable("theme", caption, ("Thema", "Toegekend", "Betaald", "Vastgesteld"), rows, row("theme-all", "Alle thema’s", None))
