"""What was read from a table: the lines, what is wrong with it place by place, and what was left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mag.applications.states import CostKind
from mag.core.money import Cents

MOST_LINES = 40
"""The most costs, and the most incomes, one request holds."""
LONGEST = 200
"""The most characters of a description."""


@dataclass(frozen=True, slots=True)
class Line:
    """One cost, or one sum from somebody else."""

    kind: CostKind
    description: str
    amount: Cents


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: ``Regel 7, kolom B`` of a pasted text, ``Blad Kosten, rij 7, kolom B`` of a workbook. Counted from 1."""

    row: int
    column: int | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        head = f"Blad {self.sheet}, rij {self.row}" if self.sheet else f"Regel {self.row}"
        return head if self.column is None else f"{head}, kolom {column_name(self.column)}"


def column_name(number: int) -> str:
    """The letters of a column as spreadsheets name it: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(slots=True)
class Reading:
    """What a table says. Only a reading without ``troubles`` may be taken over; ``notes`` tell what was left out or looks odd.

    ``unclear`` says that some amount can be read in the Dutch and in the English way.
    """

    lines: list[Line] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unclear: bool = False

    def of(self, kind: CostKind) -> list[Line]:
        """The lines of one kind."""
        return [line for line in self.lines if line.kind is kind]

    def total(self, kind: CostKind) -> Cents:
        """The lines of one kind together."""
        return total_of(self.of(kind))

    @property
    def may_be_taken(self) -> bool:
        """Whether there is something to take over and nothing is wrong with it."""
        return bool(self.lines) and not self.troubles

    def add(self, other: "Reading") -> None:
        """Take in what another table says."""
        self.lines += other.lines
        self.troubles += other.troubles
        self.notes += [note for note in other.notes if note not in self.notes]
        self.unclear = self.unclear or other.unclear

    def close(self) -> "Reading":
        """Judge the whole: is there anything, and does it fit."""
        for kind, word in ((CostKind.COST, "kosten"), (CostKind.INCOME, "inkomsten")):
            found = len(self.of(kind))
            if found > MOST_LINES:
                self.troubles.insert(0, f"Wij vonden {found} regels met {word}. Er passen er {MOST_LINES}. Voeg regels samen.")
        if not self.lines and not self.troubles:
            self.troubles.append(
                "Wij vonden geen regel met een omschrijving en een bedrag. Zet op elke regel waar het voor is en hoeveel het is."
            )
        return self


def total_of(lines: Iterable[Line]) -> Cents:
    """Lines together, in cents."""
    return Cents(sum(line.amount for line in lines))
