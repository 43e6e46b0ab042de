"""Hides counts of few people in a whole report, so that none follows from all that is shown together (``domain.md 9.56``). Pure.

Every figure of :attr:`Unit.PEOPLE` is a sum over the plans in its rows; one plan stands in several (the total, its goal, its partner).
All of them are found wherever they stand in the report, so that a new chapter cannot forget to hide. What is small is hidden, and as
much else as it takes: for every small count there is another world a reader must think possible, in which one person of it belongs to
another hidden plan of exactly the same shown sums. No equations are solved; the work grows with the number of plans.

A report of a year stands beside those of its halves: their sums are known too. They are worked out here the way those reports do it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar

from mag.indicators.few import NOT_SHOWN, Few
from mag.reports.compose.worlds import Hidden, Sum, decide
from mag.reports.figures import Figure, Unit

T = TypeVar("T")
REFERENCE, DAY, COUNT = 0, 3, -1
"""Where the reference of the plan, the day its account was approved and its count of people stand in a row."""


def hide(report: T, few: Few, *, untold: Collection[str] = ()) -> T:
    """The same report with its counts of people in words where they are too few, or would give another away.

    ``untold`` are references and keys that stay hidden whatever their size, because an earlier version did not tell them.
    """
    people = {figure.key: figure for figure in _figures(report) if figure.unit is Unit.PEOPLE}
    rows = {row[REFERENCE]: row for figure in people.values() for row in figure.rows}
    values = {reference: row[COUNT] for reference, row in rows.items()}
    sums = [Sum(key, frozenset(row[REFERENCE] for row in figure.rows)) for key, figure in people.items()]
    found = _over_time(sums, values, {reference: row[DAY] for reference, row in rows.items()}, few, frozenset(untold))
    return _replaced(report, {key: _told(figure, found, few) for key, figure in people.items()})


def _told(figure: Figure, found: Hidden, few: Few) -> Figure:
    """A figure with words for what is hidden; a count that is shown is text as well."""
    rows = tuple(
        (*row[:COUNT], few.words(row[COUNT]) if row[REFERENCE] in found.plans else f"{row[COUNT]:,}".replace(",", "."))
        for row in figure.rows
    )
    words = NOT_SHOWN if figure.key in found.vague else few.words(figure.value)
    return replace(figure, rows=rows, hidden=words if figure.key in found.sums else "")


def _figures(node: Any) -> Iterator[Figure]:
    """Every figure in a report, wherever it stands."""
    if isinstance(node, Figure):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from _figures(item)
    elif is_dataclass(node):
        for one in fields(node):
            yield from _figures(getattr(node, one.name))


def _replaced(node: T, by_key: Mapping[str, Figure]) -> T:
    """The same report with these figures in the place of those with their names."""
    made: Any = node
    if isinstance(node, Figure):
        made = by_key.get(node.key, node)
    elif isinstance(node, tuple):
        items = [_replaced(item, by_key) for item in node]
        made = tuple(items) if any(new is not old for new, old in zip(items, node, strict=True)) else node
    elif is_dataclass(node) and not isinstance(node, type):
        found = {one.name: _replaced(getattr(node, one.name), by_key) for one in fields(node) if one.init}
        changed = {name: value for name, value in found.items() if value is not getattr(node, name)}
        made = replace(node, **changed) if changed else node
    result: T = made
    return result


def _over_time(sums: Sequence[Sum], values: Mapping[str, int], days: Mapping[str, date], few: Few, untold: frozenset[str]) -> Hidden:
    """What is hidden in a report, next to the reports of the shorter periods in it: halves in a year, years in more of them."""
    known: list[Sum] = []
    given = Hidden(set(untold & values.keys()), {one.key for one in sums if one.key in untold})
    for code in _shorter(days.values()):
        inside = frozenset(reference for reference, day in days.items() if _belongs(day, code))
        parts = [Sum(one.key, one.of & inside) for one in sums]
        found = _over_time(parts, {one: values[one] for one in inside}, {one: days[one] for one in inside}, few, frozenset())
        known += [replace(one, key=f"{code} {one.key}", is_fixed=True) for one in parts]
        given.plans |= found.plans
        given.told |= inside - found.plans
        given.sums |= {f"{code} {key}" for key in found.sums}
        given.vague |= {f"{code} {key}" for key in found.vague}
    return decide([*sums, *known], values, few, given)


def _shorter(days: Collection[date]) -> list[tuple[int, int]]:
    """The reports of shorter periods these days belong to, as (year, half), half 0 for a whole year; none within one half."""
    years = sorted({day.year for day in days})
    if len(years) > 1:
        return [(one, 0) for one in years]
    halves = sorted({(day.year, 1 + (day.month > 6)) for day in days})
    return halves if len(halves) > 1 else []


def _belongs(day: date, code: tuple[int, int]) -> bool:
    return day.year == code[0] and code[1] in (0, 1 + (day.month > 6))
