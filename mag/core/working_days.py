"""Dutch working days: which days count, and where a term ends that would end on a day off.

Algemene termijnenwet, articles 1, 3 and 4: a term that ends on a Saturday, a Sunday or a feast day runs on to the next day
that is none of these; terms of years and terms longer than twelve weeks, three months or ninety days do not.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from mag.core.period import add_term

_LONGEST = {"D": 90, "W": 12, "M": 3, "Y": 0}
_TERM = re.compile(r"^P(\d{1,3})([DWMY])$")
_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def feast_days(year: int) -> Mapping[date, str]:
    """The generally recognised feast days of a year with their Dutch names: those of the act, with Good Friday and every 5 May."""
    from holidays import country_holidays

    found = dict(country_holidays("NL", years=year, language="nl"))
    return {**found, date(year, 5, 5): "Bevrijdingsdag"}


def is_working_day(day: date) -> bool:
    """Whether a day is neither Saturday nor Sunday nor a feast day."""
    return day.weekday() < 5 and day not in feast_days(day.year)


def on_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first working day after it."""
    while not is_working_day(day):
        day += _DAY
    return day


def runs_on(term: str) -> bool:
    """Whether a term is short enough to run on over days off (article 4). Raises ValueError when it is not a term."""
    match = _TERM.match(term)
    if not match:
        raise ValueError(f"{term!r} is not a term such as P14D, P8W, P1M or P2Y")
    return int(match[1]) <= _LONGEST[match[2]]


def end_of_term(day: date, term: str) -> date:
    """The last day of a term that begins on the day after ``day``, run on to a working day where the act says so."""
    last = add_term(day, term)
    return on_working_day(last) if runs_on(term) else last
