"""Which accounts are due for a period: a room downstream knows, and hangs its answer here, so that indicators need not know it."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date

from sqlalchemy.orm import Session

DueAccounts = Callable[[Session, Collection[int], date | None], dict[int, dict[str, set[str]]]]
"""Answers, by the id of an indicator and the code of a period, the references of the plans whose account is due; as known on a day."""

SOURCES: list[DueAccounts] = []
"""Filled once, when the room that knows the accounts is imported (``mag.accountability.counts.due``)."""


def due_accounts(db: Session, indicator_ids: Collection[int], known_on: date | None) -> dict[int, dict[str, set[str]]]:
    """The accounts that are due for these indicators by period, as known on a day (None: now)."""
    found: dict[int, dict[str, set[str]]] = defaultdict(dict)
    for source in SOURCES:
        for indicator_id, by_period in source(db, indicator_ids, known_on).items():
            found[indicator_id] |= by_period
    return found
