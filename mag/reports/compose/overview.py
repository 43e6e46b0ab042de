"""The overview: how much was asked, decided, promised and done in the period, each on its own basis (``domain.md 9.64``)."""

from mag.applications.states import Outcome
from mag.indicators.wording import during
from mag.reports.compose.selections import APPROVED, DECIDED, ENDS, PAID_OUT, SUBMITTED, count_plans, sum_entries, sum_people, sum_plans
from mag.reports.facts import Facts, PlanFact
from mag.reports.figures import Figure, FigureTable, TableRow

OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.AWARD: "Toegekend",
    Outcome.PARTIAL_AWARD: "Deels toegekend",
    Outcome.REFUSE: "Afgewezen",
    Outcome.NOT_PROCESSED: "Niet in behandeling genomen",
}
"""The words of the outcomes as a heading of a row."""


def decided_in(facts: Facts) -> list[PlanFact]:
    """The plans on which a decision was taken in the period."""
    return [plan for plan in facts.plans if plan.decided_on is not None and plan.decided_on in facts.period]


def submitted_in(facts: Facts) -> list[PlanFact]:
    """The plans that were sent in the period."""
    return [plan for plan in facts.plans if plan.submitted_on in facts.period]


def carried_out_in(facts: Facts) -> list[PlanFact]:
    """The awarded plans whose last day fell in the period."""
    return [plan for plan in facts.plans if plan.awarded > 0 and plan.ends_on is not None and plan.ends_on in facts.period]


def approved_in(facts: Facts) -> list[PlanFact]:
    """The plans whose hand-in was approved in the period."""
    return [plan for plan in facts.plans if plan.approved_on is not None and plan.approved_on in facts.period]


def compose_overview(facts: Facts) -> tuple[Figure, ...]:
    """The figures that open the report."""
    when = during(facts.period)
    year = facts.period.first.year
    applied, decided, done, approved = submitted_in(facts), decided_in(facts), carried_out_in(facts), approved_in(facts)
    awarded = [plan for plan in decided if plan.awarded > 0]
    earlier = [plan for plan in decided if plan.submitted_on.year < year]
    in_time = [plan for plan in decided if plan.decided_on is not None and plan.decided_on <= plan.decide_by]
    booked = [entry for entry in facts.entries if entry.booked_on in facts.period]
    return (
        count_plans("overview.applied", "Aanvragen", f"Ingediend {when}.", applied, SUBMITTED),
        sum_plans("overview.requested", "Gevraagd", f"In aanvragen die zijn ingediend {when}.", applied, SUBMITTED, lambda p: p.requested),
        count_plans("overview.decided", "Besluiten", f"Genomen {when}.", decided, DECIDED),
        count_plans(
            "overview.decided_earlier", "Besluiten op oudere aanvragen", f"Genomen {when}, op aanvragen van vóór {year}.", earlier, DECIDED
        ),
        count_plans("overview.in_time", "Op tijd besloten", f"Van de besluiten die zijn genomen {when}.", in_time, DECIDED),
        count_plans("overview.awarded_plans", "Plannen met geld", f"Waarover {when} is besloten.", awarded, DECIDED),
        sum_plans("overview.awarded", "Toegekend", f"In besluiten die zijn genomen {when}.", awarded, DECIDED, lambda p: p.awarded),
        sum_entries("overview.paid", "Betaald", f"Overgemaakt {when}.", booked, PAID_OUT),
        count_plans("overview.carried_out", "Uitgevoerde plannen", f"De laatste dag van het plan viel {when}.", done, ENDS),
        count_plans("overview.accounted", "Goedgekeurde verantwoordingen", f"Goedgekeurd {when}.", approved, APPROVED),
        sum_people("overview.people", "Mensen bereikt", f"Uit verantwoordingen die zijn goedgekeurd {when}.", approved),
    )


def compose_outcomes(facts: Facts) -> FigureTable:
    """The decisions by outcome: how many, what was asked and what was given."""
    when, decided = during(facts.period), decided_in(facts)

    def row(name: str, head: str, plans: list[PlanFact]) -> TableRow:
        basis = f"{head}: besluiten die zijn genomen {when}."
        return TableRow(
            head,
            (
                count_plans(f"outcome.{name}.count", f"{head}: besluiten", basis, plans, DECIDED),
                sum_plans(f"outcome.{name}.requested", f"{head}: gevraagd", basis, plans, DECIDED, lambda p: p.requested),
                sum_plans(f"outcome.{name}.awarded", f"{head}: toegekend", basis, plans, DECIDED, lambda p: p.awarded),
            ),
        )

    rows = tuple(row(outcome.value, word, [p for p in decided if p.outcome == outcome]) for outcome, word in OUTCOME_WORDS.items())
    caption = f"Besluiten {when}, naar uitkomst"
    return FigureTable("outcomes", caption, ("Uitkomst", "Besluiten", "Gevraagd", "Toegekend"), rows, row("all", "Alle besluiten", decided))


def compose_tiers(facts: Facts) -> FigureTable:
    """The same per tier of burden: what was sent, what was decided and what was given."""
    when = during(facts.period)
    applied, decided = submitted_in(facts), decided_in(facts)
    labels: dict[str, str] = {}
    for plan in sorted((*applied, *decided), key=lambda p: p.tier):
        labels.setdefault(plan.tier, plan.tier_label)

    def row(name: str, head: str, sent: list[PlanFact], judged: list[PlanFact]) -> TableRow:
        return TableRow(
            head,
            (
                count_plans(f"tier.{name}.applied", f"{head}: aanvragen", f"Ingediend {when}.", sent, SUBMITTED),
                count_plans(f"tier.{name}.decided", f"{head}: besluiten", f"Genomen {when}.", judged, DECIDED),
                sum_plans(
                    f"tier.{name}.awarded",
                    f"{head}: toegekend",
                    f"In besluiten van {facts.period.label()}.",
                    judged,
                    DECIDED,
                    lambda p: p.awarded,
                ),
            ),
        )

    rows = tuple(row(t, label, [p for p in applied if p.tier == t], [p for p in decided if p.tier == t]) for t, label in labels.items())
    caption = f"Aanvragen en besluiten {when}, naar bedraggroep"
    columns = ("Bedraggroep", "Aanvragen", "Besluiten", "Toegekend")
    return FigureTable("tiers", caption, columns, rows, row("all", "Alle bedraggroepen", applied, decided))
