"""What a half-year, a year and a term are. Dates are inclusive at both ends; terms count in calendar months, weeks or days.

A term is written as ISO 8601: ``P14D``, ``P8W``, ``P1M``, ``P2Y``. A term in months that would land on a day that does
not exist ends on the last day of that month (31 January plus one month is 28 or 29 February).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_TERM = re.compile(r"^P(\d{1,3})([DWMY])$")
MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]
_NTH = ["eerste", "tweede", "derde", "vierde"]


def add_months(day: date, months: int) -> date:
    """The date a number of calendar months later (or earlier, when negative)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_term(day: date, term: str) -> date:
    """The last day of a term that starts after ``day``. Raises ValueError when ``term`` is not a term."""
    match = _TERM.match(term)
    if not match:
        raise ValueError(f"{term!r} is not a term such as P14D, P8W, P1M or P2Y")
    number, unit = int(match[1]), match[2]
    if unit == "D":
        return day + timedelta(days=number)
    if unit == "W":
        return day + timedelta(weeks=number)
    return add_months(day, number if unit == "M" else number * 12)


def is_term(text: str) -> bool:
    """Whether the text is a term that :func:`add_term` can count."""
    return _TERM.match(text) is not None


def show_term(term: str) -> str:
    """A term in Dutch words: ``8 weken``, ``1 maand``."""
    match = _TERM.match(term)
    if not match:
        raise ValueError(term)
    one, many = {"D": ("dag", "dagen"), "W": ("week", "weken"), "M": ("maand", "maanden"), "Y": ("jaar", "jaar")}[match[2]]
    return f"{int(match[1])} {one if int(match[1]) == 1 else many}"


class PeriodKind(StrEnum):
    """The kinds of period a figure can belong to."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    SCHOOL_YEAR = "school_year"
    QUARTER = "quarter"
    MONTH = "month"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days, both ends inclusive, with the code people use for it (``2022``, ``2022-1``, ``2022/23``)."""

    first: date
    last: date
    kind: PeriodKind
    code: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def label(self) -> str:
        """The Dutch name: ``eerste halfjaar 2022``, ``2022``, ``2021 en 2022``,
        ``schooljaar 2022/23``, ``derde kwartaal 2022``, ``mei 2022``.
        """
        if self.kind is PeriodKind.HALF_YEAR:
            return f"{'eerste' if self.first.month == 1 else 'tweede'} halfjaar {self.first.year}"
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return f"schooljaar {self.code}"
        if self.kind is PeriodKind.QUARTER:
            return f"{_NTH[(self.first.month - 1) // 3]} kwartaal {self.first.year}"
        if self.kind is PeriodKind.MONTH:
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        if self.kind is PeriodKind.MOMENT:
            return show_date(self.first)
        return self.code.replace("-", " en ") if self.last.year > self.first.year else self.code


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31), PeriodKind.YEAR, str(number))


def two_years(number: int) -> Period:
    """Two calendar years in one, from the first: what an evaluation goes over."""
    return Period(date(number, 1, 1), date(number + 1, 12, 31), PeriodKind.YEAR, f"{number}-{number + 1}")


def half_year(number: int, half: int) -> Period:
    """The first (1) or second (2) half of a calendar year. Raises ValueError for another half."""
    if half == 1:
        return Period(date(number, 1, 1), date(number, 6, 30), PeriodKind.HALF_YEAR, f"{number}-1")
    if half == 2:
        return Period(date(number, 7, 1), date(number, 12, 31), PeriodKind.HALF_YEAR, f"{number}-2")
    raise ValueError("a half-year is 1 or 2")


def school_year(number: int) -> Period:
    """The school year that starts on 1 August of a year."""
    return Period(date(number, 8, 1), date(number + 1, 7, 31), PeriodKind.SCHOOL_YEAR, f"{number}/{(number + 1) % 100:02d}")


def quarter(number: int, nth: int) -> Period:
    """A quarter of a calendar year, 1 to 4. Raises ValueError for another."""
    if nth not in (1, 2, 3, 4):
        raise ValueError("a quarter is 1, 2, 3 or 4")
    first = date(number, nth * 3 - 2, 1)
    return Period(first, add_months(first, 3) - timedelta(days=1), PeriodKind.QUARTER, f"{number}-K{nth}")


def month(number: int, nth: int) -> Period:
    """A calendar month. Raises ValueError for another than 1 to 12."""
    first = date(number, nth, 1)
    return Period(first, date(number, nth, calendar.monthrange(number, nth)[1]), PeriodKind.MONTH, f"{number}-M{nth:02d}")


def moment(day: date) -> Period:
    """A single day on which something was measured."""
    return Period(day, day, PeriodKind.MOMENT, day.isoformat())


def parse_period(code: str) -> Period:
    """Read ``2022``, ``2021-2022``, ``2022-1``, ``2022/23``, ``2022-K3``, ``2022-M05`` or an ISO date.

    Raises ValueError with what was expected.
    """
    if re.fullmatch(r"\d{4}", code):
        return year(int(code))
    if (match := re.fullmatch(r"(\d{4})-(\d{4})", code)) and int(match[2]) == int(match[1]) + 1:
        return two_years(int(match[1]))
    if match := re.fullmatch(r"(\d{4})-([12])", code):
        return half_year(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})-K([1-4])", code):
        return quarter(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})-M(\d{2})", code):
        return month(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})/(\d{2})", code):
        found = school_year(int(match[1]))
        if found.code == code:
            return found
    try:
        return moment(date.fromisoformat(code))
    except ValueError:
        raise ValueError(f"{code!r} is not a period such as 2022, 2022-1, 2022/23 or 2022-03-01") from None


def show_date(day: date) -> str:
    """A date as ``3 februari 2022``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
