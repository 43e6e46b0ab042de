"""The words by which a table says what stands where: headers, headings of a part, totals."""

import re
from collections.abc import Sequence

from mag.applications.budget_lines.cells import Cell
from mag.applications.states import CostKind

_COSTS = frozenset(("kosten", "uitgaven", "lasten", "kostenpost", "kostenposten", "uitgave", "costs", "expenses"))
_INCOMES = frozenset(
    ("inkomsten", "baten", "opbrengsten", "dekking", "inkomst", "opbrengst", "income", "geld van anderen", "inkomstenbron", "bijdragen")
)
_AMOUNTS = (
    "bedrag",
    "totaalbedrag",
    "totaal",
    "begroot",
    "begroting",
    "raming",
    "budget",
    "subtotaal",
    "amount",
    "euro",
    "eur",
    "€",
    "kosten",
    "prijs",
)
"""Headers of a column with amounts, the most telling first."""
_WHATS = frozenset(
    (
        *("omschrijving", "post", "begrotingspost", "wat", "waarvoor", "waar voor", "naam", "onderdeel", "activiteit", "specificatie"),
        *("item", "description", "van wie", "wie", "bron", "soort", "artikel", *_COSTS, *_INCOMES),
    )
)
_TOTAL = re.compile(
    r"(?i)^((eind|sub)?\s?(totaal|totale|total)(bedrag)?|samen|som|sum|saldo|tekort|alles samen)"
    r"( (van|de|alle|het|in|kosten|uitgaven|lasten|inkomsten|baten|opbrengsten|bedrag"
    r"|begroting|generaal|project|euro|(incl|excl)\S*|btw))*\s*[:.=]?$"
)
_STARTS = re.compile(r"(?i)^(eind|sub)?tota(al|le)\b")
_PART = re.compile(r"(?i)^(sub|saldo|tekort)")


def plain(cell: Cell) -> str:
    """The words of a cell without marks: ``Bedrag (€):`` is ``bedrag``."""
    text = re.sub(r"\(.*?\)|\bin (hele )?euro['’]?s?\b|[:*]", "", cell.text.lower())
    return re.sub(r"\s+", " ", text).strip()


def kind_named(cell: Cell) -> CostKind | None:
    """The part of a budget a heading names: costs or money from others; None when neither."""
    word = plain(cell)
    return CostKind.COST if word in _COSTS else CostKind.INCOME if word in _INCOMES else None


def is_total(text: str) -> bool:
    """Whether a line says that it adds up others."""
    return _TOTAL.search(text) is not None


def may_be_total(text: str) -> bool:
    """Whether a line that is not only the word for a total begins with it, so that it may be one."""
    return _STARTS.search(text) is not None


def is_part_total(text: str) -> bool:
    """Whether a line adds up or compares only some of the others."""
    return _PART.search(text) is not None


def amount_header(cells: Sequence[Cell]) -> int | None:
    """The column whose header says that amounts stand in it; None when this is no header."""
    if any(cell.is_amount and plain(cell) not in _AMOUNTS for cell in cells):
        return None
    found = {_AMOUNTS.index(word): number for number, cell in enumerate(cells) if (word := _header_word(cell)) in _AMOUNTS}
    words = sum(not cell.is_blank for cell in cells)
    return found[min(found)] if found and (words > 1 or _AMOUNTS[min(found)] == "bedrag") else None


def what_header(cells: Sequence[Cell], amount: int) -> int | None:
    """The column whose header says that descriptions stand in it."""
    return next((number for number, cell in enumerate(cells) if number != amount and plain(cell) in _WHATS), None)


def _header_word(cell: Cell) -> str:
    word = plain(cell)
    return word if word in _AMOUNTS else word.split(" ")[0] if word.startswith(("bedrag ", "totaalbedrag ")) else word
