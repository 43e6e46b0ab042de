"""The rows of a partner's own plans in a report, figure by figure. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from mag.core.money import show
from mag.core.sheets import Kind
from mag.indicators.counts.queries import COUNTED
from mag.indicators.wording import show_value
from mag.reports.facts import Facts, PlanFact, SeriesFact
from mag.reports.figures import Figure, Figures, Unit


@dataclass(frozen=True, slots=True)
class Use:
    """One figure a plan stood in: what it is, how it read as a whole, and what the plan added to it, in words."""

    label: str
    basis: str
    whole: str
    own: str


@dataclass(frozen=True, slots=True)
class PlanUses:
    """One plan of the partner in a report: its goal, the figures it stood in, and what was said of that goal."""

    reference: str
    title: str
    goal: str
    uses: tuple[Use, ...]
    headlines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnCount:
    """What a partner counted for a figure of the agenda: which one, over which period, and its plan."""

    indicator: str
    period_code: str
    reference: str
    words: str


@dataclass(frozen=True, slots=True)
class CountUse:
    """A count of the partner that stands in a figure of the report."""

    name: str
    period: str
    reference: str
    own: str
    whole: str


def uses_of(facts: Facts, figures: Figures, references: Collection[str]) -> list[PlanUses]:
    """The own plans that stand in a report, in the order of their references."""
    found = []
    for plan in sorted((one for one in facts.plans if one.reference in references), key=lambda one: one.reference):
        uses = tuple(dict.fromkeys(use for figure in figures.by_key.values() if (use := _use(figure, plan)) is not None))
        found.append(PlanUses(plan.reference, plan.title, _goal(facts, plan), uses, _headlines(facts, plan)))
    return found


def count_uses(facts: Facts, counts: Collection[OwnCount]) -> Iterator[CountUse]:
    """The own counts that a figure of the report was added up from: those of a point whose source are accounts of partners."""
    series = {one.indicator: one for theme in facts.themes for goal in theme.goals for one in goal.series}
    for count in counts:
        of = series.get(count.indicator)
        whole = _point(of, count.period_code) if of is not None else None
        if of is not None and whole is not None:
            yield CountUse(of.short, count.period_code, count.reference, count.words, whole)


def _point(series: SeriesFact, period_code: str) -> str | None:
    point = next((one for one in series.points if one.label == period_code and one.source == COUNTED), None)
    if point is None:
        return None
    return show_value(point.value, series.unit) if point.value is not None else "niet getoond"


def _use(figure: Figure, plan: PlanFact) -> Use | None:
    """What a plan adds to a figure: the last column of its rows, added up where it has more than one.

    How many people came a partner told itself, so that its own count is no secret to it however small.
    """
    rows = [row for row in figure.rows if plan.reference in row] if figure.unit is not Unit.READING else []
    if not rows:
        return None
    label = f"{figure.label} ({figure.about})" if figure.about else figure.label
    people = figure.unit is Unit.PEOPLE and plan.people is not None
    own = f"{plan.people:,}".replace(",", ".") if people else _added(figure, [row[-1] for row in rows])
    return Use(label, figure.basis, figure.shown, own)


def _added(figure: Figure, values: list[Any]) -> str:
    if not all(isinstance(value, int) for value in values):
        return ", ".join(str(value) for value in values)
    total = sum(values)
    return show(total) if figure.columns[-1].kind is Kind.MONEY else f"{total:,}".replace(",", ".")


def _goal(facts: Facts, plan: PlanFact) -> str:
    goal = facts.goal(plan.goal)
    return goal.name if goal is not None else ""


def _headlines(facts: Facts, plan: PlanFact) -> tuple[str, ...]:
    goal = facts.goal(plan.goal)
    return tuple(series.headline for series in goal.series) if goal is not None else ()
