"""What is asked and not decided yet, told by a room downstream that knows requests: this room only shows it beside a line."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mag.core.money import ZERO, Cents


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request: what it asks in cents, the line it is expected on (None: nobody can say yet), and why there."""

    reference: str
    title: str
    partner: str
    amount: Cents
    decide_by: date
    line_id: int | None
    why: str


Reader = Callable[[Session, int, int, date], Sequence[Asked]]
"""Answers the open requests of an agenda (its id) that a budget year would pay, as they stand on a day."""

READERS: list[Reader] = []
"""Filled once, when the room that knows requests is imported (``mag.desk.requested``)."""


def list_asked(db: Session, agenda_id: int, year: int, today: date) -> list[Asked]:
    """Every open request a budget year would pay, the first to decide on top."""
    found = [asked for reader in READERS for asked in reader(db, agenda_id, year, today)]
    return sorted(found, key=lambda asked: (asked.decide_by, asked.reference))


def sum_asked(found: Sequence[Asked]) -> dict[int | None, Cents]:
    """What is asked per line in cents; under None what has no line yet."""
    sums: dict[int | None, Cents] = defaultdict(lambda: ZERO)
    for asked in found:
        sums[asked.line_id] = Cents(sums[asked.line_id] + asked.amount)
    return dict(sums)
