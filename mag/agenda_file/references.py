"""What must fit together across an agenda file: no code twice, every reference to something that is there, tiers that close up.

These questions read the plain data, so that they are asked even when other places of the file are wrong.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from mag.agenda.bounds import wrong_bounds
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda_file.located import Located, Path


def check_references(located: Located) -> None:
    """Note every reference, code, set of bounds and stretch of dates that does not fit."""
    themes = _codes(located, ("themes",), "theme")
    goals: dict[str, Path] = {}
    for path, _ in _items(located, ("themes",)):
        _codes(located, (*path, "goals"), "goal", goals)
    _codes(located, ("frames",), "frame")
    _codes(located, ("indicators",), "indicator")
    rule_sets = _codes(located, ("rule_sets",), "rule set")
    for path, item in _items(located, ("indicators",)):
        _refer(located, (*path, "goal"), item.get("goal"), goals, "a goal of this file")
    for path, item in _items(located, ("successions",)):
        _refer(located, (*path, "to_theme"), item.get("to_theme"), themes, "a theme of this file")
    _codes(located, ("successions",), "succession", key="from_goal")
    for path, _ in _items(located, ("rule_sets",)):
        _codes(located, (*path, "tiers"), "tier")
        _codes(located, (*path, "refusal_grounds"), "refusal ground")
        _check_bounds(located, path)
    if not rule_sets and located.at(("rule_sets",)) is not None:
        located.problem(("rule_sets",), "at least one rule set")
    _check_dates(located)


def _items(located: Located, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    found = located.at(path)
    for number, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield (*path, number), item


def _codes(located: Located, path: Path, noun: str, seen: dict[str, Path] | None = None, key: str = "code") -> dict[str, Path]:
    seen = {} if seen is None else seen
    for item_path, item in _items(located, path):
        code = item.get(key)
        if not isinstance(code, str):
            continue
        if code in seen:
            first = located.line((*seen[code], key))
            located.problem((*item_path, key), f"a {noun} that is not there yet", f"{code} a second time (first on line {first})")
        else:
            seen[code] = item_path
    return seen


def _refer(located: Located, path: Path, code: object, known: dict[str, Path], what: str) -> None:
    if isinstance(code, str) and code not in known:
        located.problem(path, f"{what}: {', '.join(known) or 'it has none'}")


def _check_bounds(located: Located, path: Path) -> None:
    try:
        rules = RuleSetDocument.model_validate(located.at(path))
    except ValidationError:
        return
    numbers = {tier.code: number for number, tier in enumerate(rules.tiers)}
    for wrong in wrong_bounds(rules):
        located.problem((*path, "tiers", numbers[wrong.tier], wrong.key), wrong.expected)


def _check_dates(located: Located) -> None:
    dated: list[tuple[date, date, Path]] = []
    for path, item in _items(located, ("rule_sets",)):
        first, last = item.get("valid_from"), item.get("valid_to")
        if isinstance(first, date):
            dated.append((first, last if isinstance(last, date) else date.max, path))
    if [path for *_, path in dated] != [path for *_, path in sorted(dated)]:
        located.problem(("rule_sets",), "the rule sets in order of valid_from, the oldest first", "another order")
    dated.sort()
    for (_, last, path), (first, _, later) in pairwise(dated):
        if first <= last:
            located.problem(
                (*later, "valid_from"), f"a day after {located.key(path)} has ended: two rule sets are never in force on one day"
            )
