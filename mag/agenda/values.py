"""The kinds of value an agenda file is written in, and how each says what it expected.

An amount is written ``"250.00"`` and held as exact :data:`~mag.core.money.Cents`; a term is ISO 8601 (``P14D``, ``P1M``);
a day of every year is ``MM-DD``. A value the source leaves open is written ``{open: why}`` and held as :class:`Open`:
a typed fact, so that the program can say which rules are still missing instead of inventing them.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, PlainSerializer, StrictBool, StrictInt, Tag
from pydantic_core import PydanticCustomError

from mag.core.money import MAX_AMOUNT, Cents
from mag.core.period import is_term

_AMOUNT = re.compile(r"\d{1,9}\.\d{2}")
_MONTH_DAY = re.compile(r"\d{2}-\d{2}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_POSTCODES = re.compile(r"([1-9]\d{3})(?:-([1-9]\d{3}))?")
_GEMEENTE = re.compile(r"GM\d{4}")


def expected(what: str, key: str | None = None) -> PydanticCustomError:
    """The error of a wrong value: what was expected there, and the key it is about when that is not the value itself."""
    return PydanticCustomError("expected", "expected {what}", {"what": what, "key": key})


class Document(BaseModel):
    """The base of every part of an agenda file: never changed after reading, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def open_keys(self) -> tuple[str, ...]:
        """The dotted keys below this document whose value the source leaves open, in the order of the file."""
        return tuple(_open_keys(self, ""))


class Open(Document):
    """A value nobody has decided yet; ``open`` says why (where the source breaks off)."""

    open: "Text"


def _open_keys(value: object, key: str) -> Iterator[str]:
    if isinstance(value, Open):
        yield key
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _open_keys(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _open_keys(item, f"{key}[{getattr(item, 'code', number + 1)}]")


def check_notes(document: BaseModel, notes: Mapping[str, str]) -> None:
    """Raise unless every note is about a key of the document (the part before the first dot)."""
    for key in notes:
        if key.split(".")[0] not in type(document).model_fields:
            raise expected(f"a note about a key that stands here, not about {key}", f"notes.{key}")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise expected("text; put quotes around it when it is a number, a date, true or false")
    if not value.strip():
        raise expected("text that is not empty")
    if len(value) > 4000:
        raise expected("text of at most 4000 characters")
    return value.strip()


def _code(value: Any) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise expected("a code of letters, digits, - . and _, at most 60 characters, in quotes when it looks like a number")
    return value


def _amount(value: Any) -> Cents:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise expected('an amount in euros with two decimals, such as "250.00"')
    cents = Cents(int(value.replace(".", "")))
    if cents > MAX_AMOUNT:
        raise expected("an amount of at most one hundred million euros")
    return cents


def write_amount(cents: int) -> str:
    """An amount as an agenda file writes it: ``250.00``."""
    return f"{cents // 100}.{cents % 100:02d}"


def _term(value: Any) -> str:
    if not isinstance(value, str) or not is_term(value):
        raise expected("a term such as P14D, P8W, P1M or P2Y")
    return value


def _keep(value: Any) -> str:
    if value == "permanent" or (isinstance(value, str) and is_term(value)):
        return str(value)
    raise expected("a term such as P7Y, or permanent")


def _month_day(value: Any) -> str:
    if isinstance(value, str) and _MONTH_DAY.fullmatch(value):
        try:
            date(2023, int(value[:2]), int(value[3:]))
        except ValueError:
            pass
        else:
            return value
    raise expected('a day of every year as MM-DD, such as "10-31" (29 February is not in every year)')


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise expected("a date as YYYY-MM-DD")


def _gemeente(value: Any) -> str:
    if not isinstance(value, str) or not _GEMEENTE.fullmatch(value):
        raise expected("a municipality code of Statistics Netherlands, such as GM0523")
    return value


def _positive(value: int) -> int:
    if value < 1:
        raise expected("a whole number of 1 or more")
    return value


def _postcodes(value: Any) -> str:
    if isinstance(value, str) and (found := _POSTCODES.fullmatch(value)) and found[1] <= (found[2] or found[1]):
        return value
    raise expected("four digits of a postcode, or two with a dash: 3370-3373")


def _percent(value: int) -> int:
    if not 0 <= value <= 100:
        raise expected("a whole percentage from 0 to 100")
    return value


Text = Annotated[str, BeforeValidator(_text)]
"""One or more sentences, trimmed, never empty."""
Code = Annotated[str, BeforeValidator(_code)]
"""The short name by which other parts of the file and the database speak of a thing."""
Amount = Annotated[Cents, BeforeValidator(_amount), PlainSerializer(write_amount, return_type=str)]
"""Whole eurocents, written ``"250.00"``; a number without quotes is read from its characters and never becomes a float."""
Term = Annotated[str, BeforeValidator(_term)]
"""A term as ISO 8601, counted by :func:`mag.core.period.add_term`."""
Keep = Annotated[str, BeforeValidator(_keep)]
"""How long a record is kept: a term after its closing, or ``permanent``."""
MonthDay = Annotated[str, BeforeValidator(_month_day)]
"""A day that every year has, as ``MM-DD``."""
Date = Annotated[date, BeforeValidator(_date)]
"""A calendar date."""
GemeenteCode = Annotated[str, BeforeValidator(_gemeente)]
"""A municipality as Statistics Netherlands codes it."""
Postcodes = Annotated[str, BeforeValidator(_postcodes)]
"""The four digits of a postcode, or the first and the last of a stretch: ``3370-3373``."""
Count = Annotated[StrictInt, AfterValidator(_positive)]
"""A whole number of one or more."""
Percent = Annotated[StrictInt, AfterValidator(_percent)]
"""A whole percentage."""
YesNo = StrictBool
"""``true`` or ``false``, nothing else."""
Notes = dict[str, Text]
"""Where a value comes from or why it was chosen, by the key it is about."""

T = TypeVar("T")


def _which(value: Any) -> str:
    return "open" if isinstance(value, Open) or (isinstance(value, dict) and set(value) == {"open"}) else "known"


OrOpen = Annotated[Annotated[T, Tag("known")] | Annotated[Open, Tag("open")], Discriminator(_which)]
"""``OrOpen[T]``: a value of type T, or an :class:`Open` one."""
OPEN_TAGS = frozenset({"open", "known"})
"""The names under which a wrong value of an open-or-known key is reported; no keys of the file."""
