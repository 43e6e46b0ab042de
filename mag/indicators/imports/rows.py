"""What every reader gives: rows with a place, and the one way to say that a file as a whole cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

MOST_ROWS = 1_000_000
"""A file with more rows is a whole national table; the sentence says how to ask for less."""


class FileProblem(Exception):
    """The file cannot be read (any further); its text is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row or observation: its number as people count, the word for it, and its cells by column."""

    number: int
    word: str
    cells: Mapping[str, str | Decimal | None]

    @property
    def place(self) -> str:
        """Where it stands: ``regel 7``."""
        return f"{self.word} {self.number}"


def too_many() -> FileProblem:
    """What is said of a file that is far too long."""
    return FileProblem(
        "Dit bestand heeft meer dan 1.000.000 regels. Haal alleen de regio's en perioden op die u nodig hebt, en probeer het opnieuw."
    )
