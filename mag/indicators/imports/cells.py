"""What stands in one cell: a number, a sign in the place of a number, or something that cannot be read (``domain.md 5.4``). Pure.

A sign is kept as a status and never becomes 0: ``.`` missing, ``x`` secret, ``-`` nil, blank impossible, ``*`` behind a number
provisional, ``**`` revised. In tables of the CBS a 0 means less than half the unit.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mag.indicators.models import ValueStatus


class Decimals(StrEnum):
    """What stands between a whole number and its decimals."""

    COMMA = "comma"
    POINT = "point"


class WrongCell(ValueError):
    """A cell that cannot be read; its text is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says: a number with a status, or a status alone."""

    value: Decimal | None
    status: ValueStatus


_SIGNS = {
    ".": ValueStatus.MISSING,
    "..": ValueStatus.MISSING,
    "x": ValueStatus.SECRET,
    "-": ValueStatus.NIL,
    "–": ValueStatus.NIL,
}
_ATTRIBUTES = {
    "none": ValueStatus.FINAL,
    "": ValueStatus.FINAL,
    "provisional": ValueStatus.PROVISIONAL,
    "revised": ValueStatus.REVISED,
    "missing": ValueStatus.MISSING,
    "unknown": ValueStatus.MISSING,
    "confidential": ValueStatus.SECRET,
    "secret": ValueStatus.SECRET,
    "impossible": ValueStatus.IMPOSSIBLE,
    "nil": ValueStatus.NIL,
}
_SMALL = re.compile(r"<\s?\d{1,3}", re.ASCII)
_MARKED = re.compile(r"(.*?)\s*(\*{1,2})", re.ASCII)
_SHAPES = {
    Decimals.COMMA: re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d{1,15})(,\d{1,12})?", re.ASCII),
    Decimals.POINT: re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d{1,15})(\.\d{1,12})?", re.ASCII),
}
_OTHER = {Decimals.COMMA: Decimals.POINT, Decimals.POINT: Decimals.COMMA}
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})


def read_cell(found: str | Decimal | None, *, decimals: Decimals, is_cbs: bool) -> Cell:
    """What a cell says. ``is_cbs`` when the signs of the CBS hold. Raises :class:`WrongCell`."""
    if found is None:
        return Cell(None, ValueStatus.MISSING)
    if isinstance(found, Decimal):
        return _number(found, is_cbs=is_cbs, status=ValueStatus.FINAL)
    text = found.translate(_SPACES).strip()
    if not text:
        return Cell(None, ValueStatus.IMPOSSIBLE if is_cbs else ValueStatus.MISSING)
    if text.lower() in _SIGNS:
        return Cell(None, _SIGNS[text.lower()])
    if _SMALL.fullmatch(text):
        return Cell(None, ValueStatus.SECRET)
    status = ValueStatus.FINAL
    if marked := _MARKED.fullmatch(text):
        text, status = marked[1], ValueStatus.PROVISIONAL if marked[2] == "*" else ValueStatus.REVISED
    return _number(_decimal(text.removesuffix("%").strip(), decimals), is_cbs=is_cbs, status=status)


def _number(value: Decimal, *, is_cbs: bool, status: ValueStatus) -> Cell:
    if not value.is_finite() or abs(value) >= 10**15:
        raise WrongCell("dit getal is te groot om te kloppen")
    return Cell(None, ValueStatus.BELOW_HALF) if is_cbs and value == 0 else Cell(value, status)


def _decimal(text: str, decimals: Decimals) -> Decimal:
    if _SHAPES[decimals].fullmatch(text):
        away, point = (".", ",") if decimals is Decimals.COMMA else (",", ".")
        return Decimal(text.replace(" ", "").replace(away, "").replace(point, "."))
    word = "komma" if decimals is Decimals.COMMA else "punt"
    if _SHAPES[_OTHER[decimals]].fullmatch(text):
        raise WrongCell(f"“{_short(text)}” heeft geen decimale {word}, zoals in de koppeling staat")
    raise WrongCell(f"“{_short(text)}” is geen getal en geen bekend teken" if text else "hier staat een teken zonder getal")


def read_attribute(text: str) -> ValueStatus:
    """What the CBS says beside a value (``ValueAttribute``). Raises :class:`WrongCell` for a word that is not known."""
    found = _ATTRIBUTES.get(text.strip().lower())
    if found is None:
        raise WrongCell(f"“{_short(text)}” is een onbekend kenmerk van een waarde")
    return found


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
