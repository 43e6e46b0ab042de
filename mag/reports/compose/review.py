"""The goals of a monitor and of an evaluation: the same goals as in every report, with less money and with how they moved."""

from collections.abc import Callable
from dataclasses import replace

from mag.indicators.few import NOT_SHOWN
from mag.indicators.wording import show_difference, show_value
from mag.reports.compose.goals import compose_themes
from mag.reports.facts import Facts, PointFact, SeriesFact
from mag.reports.parts import GoalPart, MonitorPart, Moved, ReviewPart, ThemePart
from mag.reports.proposals import read_proposal


def compose_monitor(facts: Facts) -> MonitorPart:
    """Every goal with its indicators and what was done, and what was given as the one line of money."""
    return MonitorPart(_each(facts, lambda goal: replace(goal, cost=goal.cost[:1], plans=())))


def compose_review(facts: Facts) -> ReviewPart:
    """Every goal with how its indicators moved over the period, what was done, and what is proposed about it."""

    def review(goal: GoalPart) -> GoalPart:
        fact = facts.goal(goal.code)
        changes = tuple(_moved(series, facts) for series in fact.series) if fact else ()
        return replace(goal, cost=goal.cost[:1], plans=(), changes=changes, proposal=read_proposal(facts.text(f"proposal:{goal.code}")))

    return ReviewPart(_each(facts, review))


def _each(facts: Facts, change: Callable[[GoalPart], GoalPart]) -> tuple[ThemePart, ...]:
    return tuple(replace(theme, goals=tuple(change(goal) for goal in theme.goals)) for theme in compose_themes(facts))


def _moved(series: SeriesFact, facts: Facts) -> Moved:
    """From the last value before the period, else the first in it, to the last one; only by one way of counting."""
    known = [point for point in series.points if point.value is not None]
    last = known[-1] if known else None
    alike = [point for point in known if last is not None and point.segment == last.segment]
    before = [point for point in alike if point.position < facts.period.first]
    start = before[-1] if before else alike[0] if alike else None
    if last is None or start is None or last.value is None or start.value is None:
        return Moved(series.short, "", NOT_SHOWN if series.is_hidden else "nog niet bekend", "", series.status, series.is_demo)
    if start is last:
        return Moved(series.short, "", _shown(last, series), "er is één meting", series.status, series.is_demo)
    difference = show_difference(last.value, start.value, series.unit)
    return Moved(series.short, _shown(start, series), _shown(last, series), difference, series.status, series.is_demo)


def _shown(point: PointFact, series: SeriesFact) -> str:
    doubt = ", voorlopig" if point.provisional else ""
    return f"{show_value(point.value, series.unit)} ({point.when}{doubt})"
