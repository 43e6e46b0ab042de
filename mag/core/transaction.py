"""The one place that commits.

A change, its journal lines, its ledger entries and its mail rows are one transaction: a verb gets a :class:`Tx`,
writes through it, and :func:`Store.transaction` commits all of it or none of it. What must follow a commit (rendering a
letter's PDF) is handed to :meth:`Tx.after_commit` and runs when the commit has succeeded.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mag.core import clock as clocks
from mag.core import journal
from mag.core.actor import SYSTEM, Actor
from mag.core.clock import Clock, SystemClock
from mag.core.db import Base, Database, insert_unless_there


class Counter(Base):
    """A named counter without gaps (reference numbers): its row is locked until the commit."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


@dataclass
class Tx:
    """A transaction under way: the writing session, the one moment it all happens at, and what it will journal."""

    db: Session
    now: datetime
    actor: Actor
    _events: list[journal.Event] = field(default_factory=list)
    _after: list[Callable[[], None]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The Amsterdam date of this transaction."""
        return clocks.today(self.now)

    def record(self, action: str, subject_kind: str, subject_id: int | None, *, chain: str = journal.HOUSE, **facts: Any) -> None:
        """Have a journal line written at the end of this transaction. ``chain`` is the agenda's code."""
        self._events.append(journal.Event(action, subject_kind, subject_id, chain, facts))

    def after_commit(self, work: Callable[[], None]) -> None:
        """Run work when, and only when, this transaction has been committed."""
        self._after.append(work)

    def next_number(self, name: str) -> int:
        """The next value of a counter that starts at 1; who draws at the same moment waits, also for the very first one."""
        asked = select(Counter).where(Counter.name == name).with_for_update()
        counter = self.db.scalar(asked)
        if counter is None:
            insert_unless_there(self.db, Counter, {"name": name, "value": 0}, key="name")
            counter = self.db.scalars(asked).one()
        counter.value += 1
        self.db.flush()
        return counter.value


class Store:
    """The database with its clock: where sessions and transactions come from."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self.database = database
        self.clock: Clock = clock or SystemClock()

    def reading(self) -> Session:
        """A session that can only read."""
        return self.database.reading()

    @contextmanager
    def transaction(self, actor: Actor = SYSTEM) -> Iterator[Tx]:
        """Open a writing transaction; commit once at the end, or roll back whole when anything is raised."""
        with self.database.writing() as db:
            tx = Tx(db=db, now=self.clock.now(), actor=actor)
            with db.begin():
                yield tx
                db.flush()
                journal.append(db, actor, tx.now, tx._events)
        for work in tx._after:
            work()
