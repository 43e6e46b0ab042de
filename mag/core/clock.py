"""What time it is. The only place that asks the machine; everywhere else a moment is an argument.

Moments are stored and passed as aware UTC datetimes; dates are Amsterdam calendar dates.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that walks at the machine's pace but stands ``offset`` away from it (the demonstration's clock)."""

    def __init__(self, offset: timedelta) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The shifted moment in UTC."""
        return datetime.now(UTC) + self.offset


class SetClock:
    """A clock that stands still until somebody sets it (tests and the demonstration generator)."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def now(self) -> datetime:
        """The moment this clock was last set to."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Put the clock at an aware moment. Raises ValueError for a naive one."""
        if moment.tzinfo is None:
            raise ValueError("a clock takes an aware moment")
        self._moment = moment.astimezone(UTC)


def today(moment: datetime) -> date:
    """The Amsterdam calendar date of a moment."""
    return moment.astimezone(AMSTERDAM).date()


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """The UTC moment of an Amsterdam date and wall-clock time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)
