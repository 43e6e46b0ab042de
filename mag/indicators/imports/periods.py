"""Which period a cell or a column head speaks of: codes of the CBS, names of StatLine, school years of DUO, our own codes. Pure."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from mag.core.period import MONTHS, Period, half_year, moment, month, parse_period, quarter, school_year, year
from mag.indicators.imports.cells import WrongCell
from mag.indicators.models import ValueStatus


class PeriodRule(StrEnum):
    """How ``2021/2022`` is meant: an average of two years (CBS) or a school year (DUO)."""

    CBS = "cbs"
    SCHOOL_YEAR = "school_year"


_CODES: dict[str, Callable[[int, int], Period]] = {
    "JJ": lambda number, _: year(number),
    "HJ": half_year,
    "KW": quarter,
    "MM": month,
    "SJ": lambda number, _: school_year(number),
}
_NTH = {"1e": 1, "2e": 2, "3e": 3, "4e": 4, "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4}
_CODE = re.compile(r"(\d{4})(JJ|HJ|KW|MM|SJ)(\d{2})", re.ASCII)
_PART = re.compile(r"(\d{4}) (\w+) (halfjaar|kwartaal)|(\w+) (halfjaar|kwartaal) (\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4}) ([a-z]+)|([a-z]+) (\d{4})", re.ASCII)
_APOSTROPHE = re.compile(r"(?:schooljaar )?(\d{4})/['’‘](\d{2})", re.ASCII)
_TWO_YEARS = re.compile(r"(?:schooljaar )?(\d{4})\s?[/-]\s?(\d{4})", re.ASCII)
_DUTCH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)
_WHOLE = re.compile(r"(\d{4})0{4}|(\d{4})(\d{2})(\d{2})", re.ASCII)
_MARKED = re.compile(r"(.*?)\s*(\*{1,2})", re.ASCII)


def read_period(found: str, rule: PeriodRule) -> tuple[Period, ValueStatus | None]:
    """The period, and how sure its values are when a ``*`` stands behind it. Raises :class:`WrongCell`."""
    text, status = " ".join(found.split()), None
    if marked := _MARKED.fullmatch(text):
        text, status = marked[1], ValueStatus.PROVISIONAL if marked[2] == "*" else ValueStatus.REVISED
    try:
        period = _period(text, rule)
    except ValueError as error:
        if isinstance(error, WrongCell):
            raise
        period = None
    if period is None or not 1900 <= period.first.year <= 2100:
        raise WrongCell(f"“{text[:40]}” is geen periode zoals 2022, 2022JJ00, 2022KW01, 2022-1 of 2021/'22")
    return period, status


def _period(text: str, rule: PeriodRule) -> Period | None:
    lower = text.lower()
    if match := _CODE.fullmatch(text.upper()):
        return _CODES[match[2]](int(match[1]), int(match[3]))
    if match := _APOSTROPHE.fullmatch(lower):
        return _school_year(int(match[1]), int(match[2]))
    if match := _TWO_YEARS.fullmatch(lower):
        if rule is not PeriodRule.SCHOOL_YEAR and not lower.startswith("schooljaar"):
            raise WrongCell(f"“{text}” is bij het CBS een gemiddelde over twee jaren; dat nemen wij niet over")
        return _school_year(int(match[1]), int(match[2]) % 100) if int(match[2]) == int(match[1]) + 1 else None
    if match := _PART.fullmatch(lower):
        number, nth, part = (match[1], match[2], match[3]) if match[1] else (match[6], match[4], match[5])
        made = half_year if part == "halfjaar" else quarter
        return made(int(number), _NTH[nth]) if nth in _NTH else None
    if match := _MONTH.fullmatch(lower):
        number, name = (match[1], match[2]) if match[1] else (match[4], match[3])
        return month(int(number), MONTHS.index(name) + 1) if name in MONTHS else None
    if match := _DUTCH_DAY.fullmatch(text):
        return moment(date(int(match[3]), int(match[2]), int(match[1])))
    if match := _WHOLE.fullmatch(text):
        return year(int(match[1])) if match[1] else moment(date(int(match[2]), int(match[3]), int(match[4])))
    return parse_period(lower.removeprefix("schooljaar ").upper() if "-" in lower else lower.removeprefix("schooljaar "))


def _school_year(first: int, second: int) -> Period | None:
    return school_year(first) if second == (first + 1) % 100 else None
