"""How many, and when: the volumes of ``domain.md 1.2`` as slots in time, each with the day of asking and the day of the decision.

2022 counts 80 decisions: 52 in the first half (16 of them asked in 2021) and 28 in the second. Together with the 13 that wait on
31 December they stand to each other as in 2019 (53 granted, 11 pending, 4 refused, 10 by neighbourhood work): 63, 13, 5 and 12.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random


class Wanted(StrEnum):
    """What becomes of an application. ``neighbourhood`` is granted by the neighbourhood networker."""

    GRANT = "grant"
    REFUSE = "refuse"
    NEIGHBOURHOOD = "neighbourhood"
    PENDING = "pending"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for one application. ``decided_on`` is the day of the decision or withdrawal, None for what still waits."""

    asked_on: date
    decided_on: date | None
    wanted: Wanted
    is_large: bool = False


FIRST_ROUND = 4
ASKED_2021, FIRST_HALF, SECOND_HALF = 16, 52, 28
WAITING_AT_NEW_YEAR = 13
REFUSED, NEIGHBOURHOOD = 5, 12
IN_2023 = 12


def plan_slots(random: Random) -> list[Slot]:
    """All slots, those of one period together. The same random source gives the same slots."""
    found = [_large(random, 2021) for _ in range(FIRST_ROUND)]
    found += _decided(random, 15, date(2021, 11, 29), date(2021, 12, 30), date(2022, 1, 4), date(2022, 2, 8), refused=1)
    found += _small(random, 1, date(2021, 12, 20), date(2021, 12, 28), date(2022, 1, 4))
    found += _decided(random, 29, date(2022, 1, 4), date(2022, 6, 8), date(2022, 1, 12), date(2022, 6, 29), refused=2)
    found += _small(random, 7, date(2022, 1, 10), date(2022, 6, 16), date(2022, 1, 12))
    found += [_large(random, 2022) for _ in range(FIRST_ROUND)]
    found += _decided(random, 20, date(2022, 6, 10), date(2022, 11, 25), date(2022, 7, 1), date(2022, 12, 22), refused=2)
    found += _small(random, 4, date(2022, 7, 4), date(2022, 11, 28), date(2022, 7, 6))
    found += _decided(random, 12, date(2022, 12, 8), date(2022, 12, 28), date(2023, 1, 4), date(2023, 2, 9), refused=1, waits=(24, 42))
    found.append(Slot(date(2022, 12, 29), None, Wanted.PENDING))
    waiting = [date(2023, 1, 12), date(2023, 1, 18), date(2023, 1, 20), date(2023, 1, 25), date(2023, 1, 28), date(2023, 2, 1)]
    waiting += [date(2023, 2, 5), date(2023, 2, 9), date(2023, 2, 13)]
    found += [Slot(day, None, Wanted.PENDING) for day in waiting]
    found.append(Slot(date(2023, 1, 16), date(2023, 1, 24), Wanted.WITHDRAW))
    found += [Slot(day, None, Wanted.NEIGHBOURHOOD) for day in (date(2023, 2, 4), date(2023, 2, 11))]
    return found


def workday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _large(random: Random, year: int) -> Slot:
    asked = date(year, 9, 12) + timedelta(days=random.randrange(38))
    return Slot(asked, workday(date(year, 11, 8) + timedelta(days=random.randrange(18))), Wanted.GRANT, is_large=True)


def _decided(
    random: Random, count: int, first: date, last: date, opens: date, closes: date, *, refused: int, waits: tuple[int, int] = (12, 29)
) -> list[Slot]:
    wanted = [Wanted.REFUSE] * refused + [Wanted.GRANT] * (count - refused)
    random.shuffle(wanted)
    days = sorted(first + timedelta(days=random.randrange((last - first).days + 1)) for _ in range(count))
    return [
        Slot(day, _between(day + timedelta(days=random.randint(*waits)), opens, closes), want)
        for day, want in zip(days, wanted, strict=True)
    ]


def _small(random: Random, count: int, first: date, last: date, opens: date) -> list[Slot]:
    days = sorted(first + timedelta(days=random.randrange((last - first).days + 1)) for _ in range(count))
    return [Slot(day, workday(max(opens, day + timedelta(days=random.randint(2, 11)))), Wanted.NEIGHBOURHOOD) for day in days]


def _between(day: date, opens: date, closes: date) -> date:
    found = workday(min(max(day, opens), closes))
    return found if found <= closes else found - timedelta(days=3)
