"""How the money of a year is divided: over part, theme, goal, applicant group, tier and task field (``domain.md 9.4``). Plain sums.

A line stands in each division exactly once, so that every division adds up to the year.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mag.agenda.terms import GROUP_LABELS
from mag.budget.models import BudgetLine
from mag.budget.queries import SplitNames, YearTotals
from mag.budget.states import PART_LABELS
from mag.core.errors import NotFound
from mag.core.money import Cents

NONE = "geen"


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One part of a division: its value in the address, its name, how many lines it has, what they hold and what was proposed."""

    value: str
    label: str
    count: int
    totals: YearTotals
    proposed: Cents


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to divide: its key in the address, its title, the words for lines without one."""

    key: str
    title: str
    without: str
    value: Callable[[BudgetLine], str | None]


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("deel", "Vast en flexibel deel", "", lambda line: line.part.value),
    Dimension("thema", "Thema", "Niet voor één thema", lambda line: _text(line.theme_id)),
    Dimension("doel", "Doel", "Niet voor één doel", lambda line: _text(line.goal_id)),
    Dimension("groep", "Voor wie", "Niet voor één groep", lambda line: line.applicant_group.value if line.applicant_group else None),
    Dimension("trede", "Hoogte van de bijdrage", "Voor elk bedrag", lambda line: _text(line.tier_id)),
    Dimension("taakveld", "Taakveld", "", lambda line: line.task_field),
)


def split_lines(lines: Sequence[BudgetLine], names: SplitNames) -> dict[str, list[SplitRow]]:
    """Every division of the lines, by the key of its dimension; parts by name, the lines without one last."""
    return {dimension.key: _split(dimension, lines, names) for dimension in DIMENSIONS}


def keep_lines(lines: Sequence[BudgetLine], names: SplitNames, key: str, value: str) -> tuple[list[BudgetLine], str]:
    """The lines of one part of a division, and its name in words. Raises NotFound for a part that has no line."""
    (dimension,) = (one for one in DIMENSIONS if one.key == key)
    kept = [line for line in lines if (dimension.value(line) or NONE) == value]
    if not kept:
        raise NotFound(f"{key}={value}")
    return kept, f"{dimension.title}: {_label(dimension, dimension.value(kept[0]), names)}"


def sum_lines(lines: Iterable[BudgetLine]) -> YearTotals:
    """What stands on lines together."""
    found = list(lines)
    columns = ("allocated_amount", "available_amount", "committed_amount", "paid_amount")
    return YearTotals(*(Cents(sum(getattr(line, column) for line in found)) for column in columns))


def _split(dimension: Dimension, lines: Sequence[BudgetLine], names: SplitNames) -> list[SplitRow]:
    parts: dict[str | None, list[BudgetLine]] = {}
    for line in lines:
        parts.setdefault(dimension.value(line), []).append(line)
    rows = [
        (
            value is None,
            SplitRow(
                value or NONE,
                _label(dimension, value, names),
                len(part),
                sum_lines(part),
                Cents(sum(line.proposed_amount for line in part)),
            ),
        )
        for value, part in parts.items()
    ]
    return [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].label))]


def _label(dimension: Dimension, value: str | None, names: SplitNames) -> str:
    if value is None:
        return dimension.without
    known: Mapping[str, str] = {
        "deel": {part.value: words for part, words in PART_LABELS.items()},
        "thema": {str(number): name for number, name in names.themes.items()},
        "doel": {str(number): name for number, name in names.goals.items()},
        "groep": {group.value: words for group, words in GROUP_LABELS.items()},
        "trede": {str(number): name for number, name in names.tiers.items()},
    }.get(dimension.key, {})
    found = known.get(value, value)
    return found[:1].upper() + found[1:]


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
