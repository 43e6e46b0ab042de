"""Money: exact integer cents, read the Dutch way, shown the Dutch way. No float ever touches it.

Reading an amount never guesses: ``1.250`` is one thousand two hundred and fifty in Dutch and is shown back at once;
what could mean two things (``12.50``, ``1,250``) raises :class:`AmountUnclear` with the two readings.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NewType

Cents = NewType("Cents", int)
"""An amount in whole eurocents; negative only where a balance may be."""

ZERO = Cents(0)
MAX_AMOUNT = Cents(100_000_000_00)
"""The largest amount anybody may type: one hundred million euros."""


class AmountWrong(ValueError):
    """The text is not an amount; ``sentence`` says in Dutch what to type instead."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class AmountUnclear(AmountWrong):
    """The text can be read as two amounts; ``readings`` holds both, smallest first."""

    def __init__(self, text: str, readings: Sequence[Cents]) -> None:
        self.readings = tuple(sorted(readings))
        low, high = (show(r) for r in self.readings)
        super().__init__(f"Wij weten niet zeker welk bedrag u bedoelt met {text}: {low} of {high}. Typ {low[2:]} of {high[2:]}.")


_EXAMPLE = "Typ een bedrag in euro’s, zoals 250 of 1.250,50."
_WHOLE = re.compile(r"^\d+$")
_GROUPED = re.compile(r"^\d{1,3}(\.\d{3})+$")
_DECIMAL = re.compile(r"^(\d+|\d{1,3}(?:\.\d{3})+),(\d{2})$")
_DASH = re.compile(r"^(\d+|\d{1,3}(?:\.\d{3})+),(?:-{1,2}|–|—)$")
_ENGLISH_GROUPED = re.compile(r"^\d{1,3}(,\d{3})+\.\d{2}$")
_POINT_DECIMAL = re.compile(r"^(\d+)\.(\d{1,2})$")
_COMMA_SHORT = re.compile(r"^(\d+|\d{1,3}(?:\.\d{3})+),(\d)$")
_COMMA_GROUP = re.compile(r"^(\d{1,3}),(\d{3})$")


def parse_amount(text: str, *, allow_zero: bool = True) -> Cents:
    """Read a typed amount as cents.

    Accepts digits, Dutch thousand points, a decimal comma with two digits, ``,-``, a euro sign and spaces anywhere
    around it. Raises :class:`AmountUnclear` where two readings exist and :class:`AmountWrong` for anything else,
    for negative amounts, and for zero unless ``allow_zero``.
    """
    bare = unicodedata.normalize("NFKC", text).replace("€", "")
    bare = re.sub(r"(?i)\b(eur|euro)\b", "", bare)
    bare = re.sub(r"(?<=\d)\s+(?=\d{3}(\D|$))", "", bare.strip())
    bare = re.sub(r"\s+", " ", bare).strip()
    if bare.endswith(" -") or bare.endswith(",- "):
        bare = bare.replace(" -", "-")
    if not bare:
        raise AmountWrong("Vul een bedrag in. " + _EXAMPLE)
    if not bare.isascii() and not _DASH.match(bare):
        raise AmountWrong(f"Dit is geen bedrag: {text.strip()[:40]}. {_EXAMPLE}")
    if bare.startswith(("-", "+")):
        raise AmountWrong("Een bedrag kan niet onder nul zijn. " + _EXAMPLE)
    cents = _read(bare, text.strip()[:40])
    if cents > MAX_AMOUNT:
        raise AmountWrong("Dit bedrag is te groot. Controleer of u niet te veel nullen typte.")
    if cents == 0 and not allow_zero:
        raise AmountWrong("Vul een bedrag in dat hoger is dan nul. " + _EXAMPLE)
    return cents


def _read(bare: str, shown: str) -> Cents:
    digits = bare.replace(".", "")
    if len(digits) > 18:
        raise AmountWrong("Dit bedrag is te groot. Controleer of u niet te veel nullen typte.")
    if _WHOLE.match(bare) or _GROUPED.match(bare):
        return Cents(int(digits) * 100)
    if match := _DECIMAL.match(bare):
        return Cents(int(match[1].replace(".", "")) * 100 + int(match[2]))
    if match := _DASH.match(bare):
        return Cents(int(match[1].replace(".", "")) * 100)
    if match := _POINT_DECIMAL.match(bare):
        fraction = int(match[2].ljust(2, "0"))
        raise AmountUnclear(shown, [Cents(int(match[1]) * 100 + fraction), Cents(int(match[1] + match[2]) * 100)])
    if match := _COMMA_SHORT.match(bare):
        whole = int(match[1].replace(".", ""))
        raise AmountUnclear(shown, [Cents(whole * 100 + int(match[2]) * 10), Cents(whole * 100 + int(match[2]))])
    if match := _COMMA_GROUP.match(bare):
        whole, part = int(match[1]), int(match[2])
        raise AmountUnclear(shown, [Cents(whole * 100 + round_half_up(part, 10)), Cents((whole * 1000 + part) * 100)])
    if _ENGLISH_GROUPED.match(bare):
        plain = Cents(int(re.sub(r"\D", "", bare)))
        raise AmountWrong(f"Dit bedrag is op zijn Engels geschreven. Bedoelt u {show(plain)}? Typ dan {show(plain)[2:]}.")
    raise AmountWrong(f"Dit is geen bedrag: {shown}. {_EXAMPLE}")


def show(cents: int, *, whole: bool = False) -> str:
    """An amount as ``€ 1.250,00`` with a hard space; ``whole`` drops ``,00`` where there are no cents (``€ 250``)."""
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(int(cents)), 100)
    grouped = f"{euros:,}".replace(",", ".")
    tail = "" if whole and rest == 0 else f",{rest:02d}"
    return f"€\u00a0{sign}{grouped}{tail}"


def plain(cents: int) -> str:
    """An amount as Dutch Excel reads it in a CSV: ``1250,00``, no sign, no points."""
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(int(cents)), 100)
    return f"{sign}{euros},{rest:02d}"


def round_half_up(numerator: int, denominator: int) -> int:
    """Divide two non-negative integers and round half up, without a float."""
    return (2 * numerator + denominator) // (2 * denominator)


def percentage_of(cents: int, percent: int) -> Cents:
    """``percent`` per cent of an amount, rounded half up to the cent."""
    return Cents(round_half_up(int(cents) * percent, 100))


def split(total: int, weights: Sequence[int]) -> list[Cents]:
    """Split an amount over weights by largest remainder, so that the parts sum to the total to the cent.

    Raises ValueError when there is nothing to split over.
    """
    whole = sum(weights)
    if whole <= 0 or any(w < 0 for w in weights):
        raise ValueError("weights must be non-negative and not all zero")
    floors = [total * w // whole for w in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(floors)]:
        floors[i] += 1
    return [Cents(f) for f in floors]


_UNITS = (
    *("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
    *("dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"),
)
_TENS = ("", "", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")


def _words(number: int) -> str:
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        if not unit:
            return _TENS[tens]
        joint = "ën" if _UNITS[unit].endswith("e") else "en"
        return f"{_UNITS[unit]}{joint}{_TENS[tens]}"
    for size, name, gap in ((1_000_000, " miljoen", " "), (1000, "duizend", " "), (100, "honderd", "")):
        if number >= size:
            head, rest = divmod(number, size)
            lead = "" if head == 1 and size != 1_000_000 else _words(head)
            return f"{lead}{name}{gap + _words(rest) if rest else ''}"
    raise AssertionError(number)


def in_words(cents: int) -> str:
    """A non-negative amount in Dutch words, for who releases a payment: ``duizend tweehonderd euro``."""
    euros, rest = divmod(int(cents), 100)
    text = f"{_words(euros)} euro"
    return f"{text} en {_words(rest)} cent" if rest else text
