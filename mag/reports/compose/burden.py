"""How much was asked of applicants, by tier: how long a decision took, questions, accounts, reminders, accounts given back."""

from collections.abc import Callable, Sequence
from statistics import median

from mag.core.sheets import Column, Kind
from mag.indicators.wording import during
from mag.reports.compose.overview import approved_in, decided_in, submitted_in
from mag.reports.compose.selections import APPROVED, DECIDED, SUBMITTED, When, count_plans
from mag.reports.facts import Facts, PlanFact
from mag.reports.figure import Figure, FigureTable, TableRow, Unit
from mag.reports.parts import BurdenPart

HANDED_IN: When = ("Verstuurd op", lambda plan: plan.handed_in_on)
_COUNTED = (Column("Kenmerk"), Column("Plan"), Column("Aanvrager"), Column("Aantal", Kind.WHOLE))
UNKNOWN = "nog niet bekend"


def compose_burden(facts: Facts) -> BurdenPart:
    """The table by tier, the lightest tier first."""
    when, period = during(facts.period), facts.period
    sent, decided, approved = submitted_in(facts), decided_in(facts), approved_in(facts)
    handed = [plan for plan in facts.plans if plan.handed_in_on is not None and plan.handed_in_on in period]
    touched = [plan for plan in facts.plans if plan.completions or plan.reminders or plan.returned]
    labels = {plan.tier: plan.tier_label for plan in sorted((*sent, *decided, *handed, *approved, *touched), key=lambda plan: plan.tier)}

    def row(name: str, head: str, of: Callable[[PlanFact], bool]) -> TableRow:
        own = [plan for plan in facts.plans if of(plan)]
        key = f"burden.{name}"
        return TableRow(
            head,
            (
                count_plans(f"{key}.plans", f"{head}: aanvragen", f"Ingediend {when}.", [p for p in sent if of(p)], SUBMITTED),
                _days(f"{key}.to_decision", f"{head}: dagen tot het besluit", f"Midden van de besluiten die zijn genomen {when}.",
                      [p for p in decided if of(p)], SUBMITTED, DECIDED),
                sum_counts(f"{key}.completions", f"{head}: aanvullingen gevraagd", f"Gevraagd {when}.", own, lambda p: p.completions),
                count_plans(f"{key}.hand_ins", f"{head}: verantwoordingen", f"Verstuurd {when}.", [p for p in handed if of(p)], HANDED_IN),
                sum_counts(f"{key}.reminders", f"{head}: herinneringen", f"Verstuurd {when}.", own, lambda p: p.reminders),
                sum_counts(f"{key}.returned", f"{head}: teruggegeven", f"Verantwoordingen die {when} terugkwamen met een vraag.", own,
                           lambda p: p.returned),
                _days(f"{key}.to_approval", f"{head}: dagen tot akkoord", f"Midden van de verantwoordingen die zijn goedgekeurd {when}.",
                      [p for p in approved if of(p)], HANDED_IN, APPROVED),
            ),
        )  # fmt: skip

    rows = tuple(row(tier, label, lambda plan, tier=tier: plan.tier == tier) for tier, label in labels.items())  # type: ignore[misc]
    columns = (
        "Bedraggroep", "Aanvragen", "Dagen tot besluit", "Aanvullingen", "Verantwoordingen", "Herinneringen", "Teruggegeven",
        "Dagen tot akkoord",
    )  # fmt: skip
    total = row("all", "Alle bedraggroepen", lambda _: True)
    return BurdenPart(FigureTable("burden", f"Wat wij van aanvragers vroegen {when}, per bedraggroep", columns, rows, total))


def sum_counts(key: str, label: str, basis: str, plans: Sequence[PlanFact], number: Callable[[PlanFact], int]) -> Figure:
    """How often something happened with these plans; a plan with which it never did is no row."""
    found = [(plan, many) for plan in plans if (many := number(plan))]
    rows = tuple((plan.reference, plan.title, plan.partner, many) for plan, many in found)
    return Figure(key, label, Unit.COUNT, sum(many for _, many in found), basis, any(plan.is_demo for plan, _ in found), _COUNTED, rows)


def _days(key: str, label: str, basis: str, plans: Sequence[PlanFact], begins: When, ends: When) -> Figure:
    """The median of the days between two dates: half of the plans took less."""
    dated = [(plan, first, last) for plan in plans if (first := begins[1](plan)) is not None and (last := ends[1](plan)) is not None]
    rows = tuple((plan.reference, plan.title, plan.partner, first, last, (last - first).days) for plan, first, last in dated)
    columns = (
        Column("Kenmerk"), Column("Plan"), Column("Aanvrager"), Column(begins[0], Kind.DATE), Column(ends[0], Kind.DATE),
        Column("Dagen", Kind.WHOLE),
    )  # fmt: skip
    text = str(median([row[-1] for row in rows])).removesuffix(".0").replace(".", ",") if rows else UNKNOWN
    return Figure(key, label, Unit.READING, 0, basis, any(plan.is_demo for plan, *_ in dated), columns, rows, text=text)
