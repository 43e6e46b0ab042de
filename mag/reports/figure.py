"""A figure of a report, with its name, its basis and the rows that add up to it; and what is hidden because it counts few people.

Pure. The last column of a figure's rows is what each row adds. A count of people below the threshold of the rule set is never
shown (``domain.md 9.56``); where one row would be left to be worked out from the total, the next smallest is hidden too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from mag.core.money import show
from mag.core.sheets import Column, Kind
from mag.reports.facts import SeriesFact

Rows = tuple[tuple[Any, ...], ...]


class Unit(StrEnum):
    """What a figure counts: eurocents, plans, people, or nothing that adds up (the readings of an indicator)."""

    MONEY = "money"
    COUNT = "count"
    PEOPLE = "people"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``value`` is cents, plans or people; ``basis`` says in words what was counted and when.

    ``hidden`` holds the words to show when the count itself may not be; ``rows`` are complete, with their hidden counts as text.
    ``series`` is the indicator behind a reading; then the rows are its measurements and do not add up. ``about`` names the goal or the
    partner where the label alone does not.
    """

    key: str
    label: str
    unit: Unit
    value: int
    basis: str
    is_demo: bool
    columns: tuple[Column, ...]
    rows: Rows
    hidden: str = ""
    text: str = ""
    series: SeriesFact | None = None
    about: str = ""

    @property
    def shown(self) -> str:
        """The figure as people read it."""
        if self.unit is Unit.READING:
            return self.text
        if self.hidden:
            return self.hidden
        return show(self.value) if self.unit is Unit.MONEY else f"{self.value:,}".replace(",", ".")

    @property
    def public_value(self) -> int | None:
        """The number for a data file; None when it may not be shown or is a reading."""
        return None if self.hidden or self.unit is Unit.READING else self.value

    @property
    def kind(self) -> Kind:
        """What the number is in a workbook."""
        return Kind.MONEY if self.unit is Unit.MONEY else Kind.WHOLE


def told_of(about: str, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The same figures, named after what they are about."""
    return tuple(replace(figure, about=about) for figure in figures)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table of figures: what it is about, and per column a figure or a word."""

    head: str
    cells: tuple[Figure | str, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table in which every number is a figure. ``columns`` names the head and each cell."""

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    total: TableRow | None = None

    @property
    def is_demo(self) -> bool:
        """Whether any figure in it was made up for the demonstration."""
        rows = [*self.rows, *((self.total,) if self.total else ())]
        return any(isinstance(cell, Figure) and cell.is_demo for row in rows for cell in row.cells)

    def figures(self) -> Iterator[Figure]:
        """Every figure of the table."""
        for row in (*self.rows, *((self.total,) if self.total else ())):
            yield from (cell for cell in row.cells if isinstance(cell, Figure))
