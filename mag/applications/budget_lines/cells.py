"""One cell of a table: is it an amount, and which one. Text is read by :func:`mag.core.money.parse_amount`, which never guesses."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mag.core.money import MAX_AMOUNT, ZERO, AmountUnclear, AmountWrong, Cents, parse_amount


class CellKind(StrEnum):
    """What a cell holds. Pasted text is all text; a workbook knows more."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FORMULA = "formula"
    """A formula whose outcome is not in the file."""
    ERROR = "error"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with what stands in it, as text; a number has a decimal point."""

    text: str
    kind: CellKind = CellKind.TEXT

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text and self.kind is CellKind.TEXT

    @property
    def is_words(self) -> bool:
        """Whether it holds words: text that is not meant as an amount."""
        return self.kind is CellKind.TEXT and bool(self.text) and not self.is_amount

    @property
    def is_amount(self) -> bool:
        """Whether it is meant as an amount, readable or not."""
        if self.kind is not CellKind.TEXT:
            return self.kind in (CellKind.NUMBER, CellKind.FORMULA)
        return bool(_MEANT.match(self.bare)) or bool(_DASHES.match(self.bare))

    @property
    def bare(self) -> str:
        """The text without odd spaces, minus signs as one sign."""
        return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", self.text).replace("−", "-")).strip()


BLANK = Cell("")
_MEANT = re.compile(r"(?i)^(€|eur|euro)?\s*[-+(]?\s*(€|eur|euro)?\s*\d[\d.,' ]*(,?-{1,2}|,–|,—)?\)?\s*(€|eur|euro)?$")
_DASHES = re.compile(r"(?i)^(€|eur|euro)?\s*[-–—]{1,2}\s*(€|eur|euro)?$")
_NEGATIVE = re.compile(r"(?i)^(€|eur|euro)?\s*(-|\()|\d-$")
_ENGLISH = re.compile(r"\d,\d{3}\.\d")
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}$")
_SWAPPED = str.maketrans(".,", ",.")
BELOW_ZERO = "Een bedrag kan niet onder nul zijn. Zet geld dat u krijgt bij de inkomsten."
STRANGE = {
    CellKind.DATE: "Hier staat een datum ({text}) en geen bedrag.",
    CellKind.FORMULA: "Hier staat een formule zonder uitkomst. Open het bestand in Excel, bewaar het en stuur het opnieuw.",
    CellKind.ERROR: "Hier staat een fout ({text}). Verbeter de formule of typ het bedrag.",
    CellKind.YES_NO: "Hier staat {text} en geen bedrag.",
}


def amount_of(cell: Cell, *, english: bool = False) -> Cents:
    """The amount in a cell, zero for a dash. ``english`` reads ``1,250.50`` as the English write it.

    Raises AmountWrong with a Dutch sentence, AmountUnclear where there are two readings.
    """
    if cell.kind in STRANGE:
        raise AmountWrong(STRANGE[cell.kind].format(text=cell.text[:40]))
    if cell.kind is CellKind.NUMBER:
        return _of_number(Decimal(cell.text))
    text = cell.bare
    if _DASHES.match(text):
        return ZERO
    if _DATE.match(text) and not _MEANT_GROUPS.match(text):
        raise AmountWrong(STRANGE[CellKind.DATE].format(text=text))
    if _NEGATIVE.search(text) and _MEANT.match(text) and not re.search(r",-{1,2}$", text):
        raise AmountWrong(BELOW_ZERO)
    text = text.replace("'", "")
    try:
        return parse_amount(text.translate(_SWAPPED) if english else text)
    except AmountUnclear:
        raise
    except AmountWrong as wrong:
        if english and cell.is_amount:
            raise AmountWrong(f"Dit is geen bedrag zoals 1,250.50: {text[:40]}.") from wrong
        raise


_MEANT_GROUPS = re.compile(r"^\d{1,3}(\.\d{3})+$")


def is_unclear(cell: Cell, wrong: AmountWrong) -> bool:
    """Whether reading the other way might repair it."""
    return isinstance(wrong, AmountUnclear) or bool(_ENGLISH.search(cell.bare))


def _of_number(number: Decimal) -> Cents:
    if number < 0:
        raise AmountWrong(BELOW_ZERO)
    if number > MAX_AMOUNT:
        raise AmountWrong("Dit bedrag is te groot. Controleer of u niet te veel nullen typte.")
    cents = (number * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP")
    if abs(number * 100 - cents) > Decimal("0.0001"):
        euros = f"{number.quantize(Decimal('0.0001')):f}".replace(".", ",")
        raise AmountWrong(f"Dit bedrag heeft meer dan twee cijfers achter de komma ({euros}). Rond het af op centen.")
    if cents > MAX_AMOUNT:
        raise AmountWrong("Dit bedrag is te groot. Controleer of u niet te veel nullen typte.")
    return Cents(int(cents))
