"""Questions answered with a number: an amount of money, a count of people, a measured number."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from mag.core.money import Cents, parse_amount, show
from mag.web.forms.question import LineQuestion, Unreadable

_GROUPED = re.compile(r"^[1-9]\d{0,2}(\.\d{3})+$")


def read_number(text: str, *, decimals: int = 4) -> Decimal:
    """A number in Dutch notation: ``78,9``, ``1.250``, ``1.250,5``, ``78.9``. Raises :class:`Unreadable` otherwise.

    ``1.250`` is one thousand two hundred and fifty; a point counts as a decimal sign only where it cannot group thousands.
    """
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("−", "-").removesuffix("%")
    sign, bare = (-1, bare[1:]) if bare.startswith("-") else (1, bare)
    whole, comma, part = bare.partition(",")
    if not comma and not _GROUPED.match(whole) and whole.count(".") == 1:
        whole, comma, part = whole.partition(".")
    digits = whole.replace(".", "") if _GROUPED.match(whole) else whole
    if not bare.isascii() or not digits.isdigit() or (comma and not part.isdigit()) or len(digits) > 13:
        raise Unreadable(f"Dit is geen getal: {text[:40]}. Typ bijvoorbeeld 78,9 of 1.250.")
    if len(part) > decimals:
        many = "geen cijfers" if decimals == 0 else "hooguit 1 cijfer" if decimals == 1 else f"hooguit {decimals} cijfers"
        raise Unreadable(f"Typ {many} achter de komma. U typte {text[:40]}.")
    return sign * Decimal(f"{digits}.{part or '0'}").normalize() + 0


def show_number(number: Decimal | int, *, decimals: int | None = None) -> str:
    """A number in Dutch notation: points between thousands, a decimal comma; ``decimals`` fixes the digits after it (half up)."""
    value = Decimal(number)
    if decimals is not None:
        value = value.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    elif value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    text = f"{value:,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


class AmountField(LineQuestion):
    """An amount of money in euros. ``data`` is Cents or None; shown as ``1.250,00`` beside a euro sign."""

    kind = "amount"
    inputmode = "decimal"
    missing_start = "Vul een bedrag in"
    missing_end = ", zoals 250 of 1.250,50."

    def __init__(self, label: str | None = None, *args: Any, allow_zero: bool = True, **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.allow_zero = allow_zero

    def read(self, text: str) -> Cents:
        """Cents; raises the Dutch sentence of :mod:`mag.core.money`."""
        return parse_amount(text, allow_zero=self.allow_zero)

    def show(self, value: Any) -> str:
        """The amount without its euro sign."""
        return show(int(value)).replace("€\u00a0", "")


class PeopleField(LineQuestion):
    """A count of people: a whole number, zero or more. ``data`` is int or None."""

    kind = "people"
    inputmode = "numeric"
    missing_start = "Vul een aantal in"
    missing_end = ", zoals 25. Een schatting is goed."

    def __init__(self, label: str | None = None, *args: Any, at_least: int = 0, at_most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.at_least = at_least
        self.at_most = at_most

    def read(self, text: str) -> int:
        """A whole number between ``at_least`` and ``at_most``."""
        bare = re.sub(r"\s*(mensen|personen|deelnemers|inwoners)$", "", text.lower())
        try:
            number = read_number(bare, decimals=4)
        except Unreadable:
            raise Unreadable(f"Typ een aantal in hele cijfers bij ‘{self.question}’, zoals 25. Een schatting is goed.") from None
        if number != number.to_integral_value():
            raise Unreadable(f"Typ een heel aantal bij ‘{self.question}’, dus zonder cijfers achter de komma.")
        if number < self.at_least:
            low = show_number(self.at_least)
            raise Unreadable(f"Het aantal bij ‘{self.question}’ kan niet lager zijn dan {low}. Controleer het aantal.")
        if number > self.at_most:
            raise Unreadable(f"Het aantal bij ‘{self.question}’ is te groot. Controleer of u niet te veel nullen typte.")
        return int(number)

    def show(self, value: Any) -> str:
        """The count with points between thousands."""
        return show_number(int(value))


class NumberField(LineQuestion):
    """A measured number. ``data`` is a Decimal with at most ``decimals`` digits after the comma, or None.

    ``unit`` stands behind the box.
    """

    kind = "number"
    inputmode = "decimal"
    missing_start = "Vul een getal in"
    missing_end = ", zoals 78,9."

    def __init__(self, label: str | None = None, *args: Any, decimals: int = 4, unit: str = "", **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.decimals = decimals
        self.unit = unit

    def read(self, text: str) -> Decimal:
        """The number; raises a sentence with an example."""
        return read_number(text, decimals=self.decimals)

    def show(self, value: Any) -> str:
        """The number with a decimal comma."""
        return show_number(Decimal(value))
