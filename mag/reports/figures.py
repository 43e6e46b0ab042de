"""A figure of a report, with its name, its basis and the rows that add up to it; and what is hidden because it counts few people.

Pure. The last column of a figure's rows is what each row adds. A count of people below the threshold of the rule set is never
shown (``domain.md 9.56``); where one row would be left to be worked out from the total, the next smallest is hidden too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from mag.core.money import show
from mag.core.sheets import Column, Kind
from mag.reports.facts import ChangeFact, SeriesFact

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


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in a list of a report, with what a reader wants to know of it."""

    reference: str
    title: str
    partner: str
    words: str
    amount: int


@dataclass(frozen=True, slots=True)
class GoalPart:
    """What a report tells about one goal: wanted, measured, done, cost (``ux.md D11``)."""

    code: str
    name: str
    ambition: str
    readings: tuple[Figure, ...]
    done: tuple[Figure, ...]
    cost: tuple[Figure, ...]
    plans: tuple[PlanLine, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ThemePart:
    """A theme with its goals."""

    code: str
    name: str
    goals: tuple[GoalPart, ...]


@dataclass(frozen=True, slots=True)
class PartnerPart:
    """What a report tells about one large partner."""

    key: str
    name: str
    figures: tuple[Figure, ...]
    hand_in: str
    stories: tuple[tuple[str, str], ...]
    is_demo: bool


@dataclass(frozen=True, slots=True)
class MoneyPart:
    """The money of the year on the last day, and what happened to it in the period. ``bar`` is paid, committed, free, budget."""

    bar: tuple[Figure, ...]
    flows: tuple[Figure, ...]
    tables: tuple[FigureTable, ...]


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something that is still to come: when, what, of whom."""

    when: str
    reference: str
    title: str
    partner: str


@dataclass(frozen=True, slots=True)
class OutlookPart:
    """What the next period brings: figures, the first of what is due, and what people wrote."""

    figures: tuple[Figure, ...]
    lists: tuple[tuple[str, tuple[DueLine, ...]], ...]
    text: str


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A priority or a signal in words. ``outcome`` is the word for what became of it."""

    text: str
    responsible: str
    outcome: str
    explanation: str


@dataclass(frozen=True, slots=True)
class AgreedPart:
    """What was agreed: what became of the last priorities, those of the next period, and signals."""

    reviews: tuple[AgreedLine, ...]
    priorities: tuple[AgreedLine, ...]
    signals: tuple[AgreedLine, ...]


@dataclass(frozen=True)
class Figures:
    """A whole report in figures. ``by_key`` finds any of them; nothing in it asks the database.

    ``reasons`` says by series why its value is not known, or what people wrote with it.
    """

    title: str
    subtitle: str
    period_label: str
    overview: tuple[Figure, ...]
    overview_text: str
    outcomes: FigureTable
    money: MoneyPart
    themes: tuple[ThemePart, ...]
    partners: tuple[PartnerPart, ...]
    tiers: FigureTable
    outlook: OutlookPart
    agreed: AgreedPart = field(default_factory=lambda: AgreedPart((), (), ()))
    changes: tuple[ChangeFact, ...] = ()
    changes_text: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    by_key: dict[str, Figure] = field(default_factory=dict)

    @property
    def is_demo(self) -> bool:
        """Whether anything in the report was made up for the demonstration."""
        return any(figure.is_demo for figure in self.by_key.values())
