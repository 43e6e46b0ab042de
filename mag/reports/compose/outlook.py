"""The outlook: what was still open on the last day of the period."""

from collections.abc import Callable
from datetime import date

from mag.core.period import show_date
from mag.reports.compose.selections import ACCOUNT, DECIDE, ENDS, count_plans
from mag.reports.facts import Facts, PlanFact
from mag.reports.figures import AgreedLine, AgreedPart, DueLine, OutlookPart
from mag.reports.states import OUTCOME_LABELS, PointKind, PointOutcome

UNKNOWN = "nog niet bekend"
"""The word for what became of a priority as long as nobody said it."""
SHOWN = 8
"""How many of each are listed; all of them are behind the figure."""


def compose_outlook(facts: Facts) -> OutlookPart:
    """The chapter that looks ahead."""
    day = show_date(facts.period.last)
    open_ = [plan for plan in facts.plans if plan.is_open]
    running = [plan for plan in facts.plans if plan.runs and plan.ends_on is not None and plan.ends_on > facts.period.last]
    owing = [plan for plan in facts.plans if plan.runs and plan.handed_in_on is None]
    judging = [plan for plan in facts.plans if plan.runs and plan.handed_in_on is not None and plan.approved_on is None]
    return OutlookPart(
        coming=(
            count_plans("outlook.decisions", "Besluiten te nemen", f"Aanvragen zonder besluit op {day}.", open_, DECIDE),
            count_plans("outlook.running", "Plannen die doorlopen", f"Met geld, en de laatste dag is na {day}.", running, ENDS),
            count_plans("outlook.hand_ins", "Verantwoordingen te verwachten", f"Nog niet verstuurd op {day}.", owing, ACCOUNT),
            count_plans(
                "outlook.judging", "Verantwoordingen te bekijken", f"Verstuurd en nog niet goedgekeurd op {day}.", judging, ACCOUNT
            ),
        ),
        lists=(
            ("Besluiten die eraan komen", _first(open_, lambda plan: plan.decide_by)),
            ("Verantwoordingen die nog moeten komen", _first(owing, lambda plan: plan.account_by, late_on=facts.period.last)),
        ),
        text=facts.text("outlook"),
        agreed=compose_agreed(facts),
    )


def _first(plans: list[PlanFact], due: Callable[[PlanFact], date | None], *, late_on: date | None = None) -> tuple[DueLine, ...]:
    """The first that are due; ``late_on`` is the day by which what was due before it is late."""
    dated = sorted((day, plan.reference, plan) for plan in plans if (day := due(plan)) is not None)
    late = " (te laat)"
    shown = ((f"{show_date(day)}{late if late_on and day <= late_on else ''}", plan) for day, _, plan in dated[:SHOWN])
    return tuple(DueLine(when, plan.reference, plan.title, plan.partner) for when, plan in shown)


def compose_agreed(facts: Facts) -> AgreedPart:
    """The priorities of the next period, what became of the last ones, and the signals, in words."""

    def of(kind: PointKind) -> tuple[AgreedLine, ...]:
        return tuple(
            AgreedLine(a.text, a.responsible, OUTCOME_LABELS[PointOutcome(a.outcome)] if a.outcome else UNKNOWN, a.explanation)
            for a in facts.agreed
            if a.kind == kind.value
        )

    return AgreedPart(of(PointKind.REVIEW), of(PointKind.PRIORITY), of(PointKind.SIGNAL))
