"""What reading a file gives: values with their place, and everything that is wrong by place."""

from dataclasses import dataclass, field
from decimal import Decimal

from mag.core.period import Period
from mag.indicators.imports.cells import Cell
from mag.indicators.models import Dimension, ValueStatus

MOST_PROBLEMS = 200
Key = tuple[int, str, str]
"""A value by its definition, period code and area code."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong place, as a person finds it: ``regel 7, kolom Waarde: …``."""

    place: str
    column: str
    sentence: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.place, f"kolom {self.column}" if self.column else "") if part)
        return f"{where}: {self.sentence}" if where else self.sentence


@dataclass(frozen=True, slots=True)
class Known:
    """A definition as the agenda has it: its id, what a page calls it, and its unit."""

    id: int
    name: str
    unit: str


@dataclass(slots=True)
class FoundPart:
    """A part of a value, as the file gives it."""

    dimension: Dimension
    code: str
    name: str
    cell: Cell
    respondents: int | None = None


@dataclass(slots=True)
class FoundValue:
    """A value as the file gives it, put together from one row or (with margins or parts) from several."""

    place: str
    column: str
    known: Known
    period: Period
    area_code: str
    area_name: str
    cell: Cell | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    respondents: int | None = None
    parts: list[FoundPart] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What tells it apart."""
        return self.known.id, self.period.code, self.area_code

    @property
    def value(self) -> Decimal | None:
        """The number, when there is one."""
        return self.cell.value if self.cell else None

    @property
    def status(self) -> ValueStatus:
        """How sure it is."""
        return self.cell.status if self.cell else ValueStatus.MISSING


@dataclass(slots=True)
class Judged:
    """A whole file: the values that would be taken over, everything wrong, and how many rows were read and passed over."""

    values: list[FoundValue] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    rows_read: int = 0
    passed_over: int = 0

    def stop(self, sentence: str) -> None:
        """Note why the file could not be read any further; told however much else is wrong."""
        del self.problems[MOST_PROBLEMS - 1 :]
        self.say("", "", sentence)

    def say(self, place: str, column: str, sentence: str) -> None:
        """Note a problem; beyond the first two hundred only their number is kept."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(place, column, sentence))
