"""What happens by itself happens once per period, because (duty, period) is unique in the database.

A process that dies midway leaves a lease that runs out; then another takes over under a higher fence. The one that slept
through its lease is refused the moment it writes (:meth:`Run.guard`; ``reliability.md`` 5, T3 faults 11 to 15).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from mag.core.clock import AMSTERDAM
from mag.core.db import Base, Moment
from mag.core.errors import MagError
from mag.core.transaction import Store, Tx

LEASE = timedelta(minutes=30)
PAUSE = timedelta(minutes=5)


class DutyRun(Base):
    """One duty in one period (``2023-02-15``, ``2023-1``). ``outcome`` is one line; finished at most once.

    ``fence`` counts who took it up; ``lease_until`` is until when nobody else may.
    """

    __tablename__ = "duty_run"
    __table_args__ = (UniqueConstraint("duty", "period"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(String(60))
    period: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(500))
    fence: Mapped[int] = mapped_column(default=1)
    lease_until: Mapped[datetime] = mapped_column(Moment)


class Superseded(MagError):
    """Somebody else took this duty over: what is left of this run may not be written."""


class Done(StrEnum):
    """What :func:`once` answers."""

    NOW = "now"
    BEFORE = "before"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Run:
    """A duty under way, held under a fence."""

    store: Store
    run_id: int
    duty: str
    period: str
    fence: int

    def guard(self, tx: Tx) -> None:
        """Raise Superseded, inside the transaction that is about to write, unless this run still holds the duty."""
        row = tx.db.scalar(select(DutyRun).where(DutyRun.id == self.run_id).with_for_update())
        if row is None or row.fence != self.fence or row.finished_at is not None:
            raise Superseded(f"{self.duty} {self.period}")


Work = Callable[[Run], str | None]


def once(store: Store, duty: str, period: str, work: Work, *, lease: timedelta = LEASE) -> Done:
    """Do the work of a duty for a period, unless it was done or is being done elsewhere.

    ``work`` may answer a line for the record. When it raises, the line says so, the duty becomes free again after five
    minutes, and the error goes on to the caller. ``lease`` is longer than the work ever takes.
    """
    if is_done(store, duty, period):
        return Done.BEFORE
    run = _take(store, duty, period, lease)
    if isinstance(run, Done):
        return run
    try:
        said = work(run)
        with store.transaction() as tx:
            run.guard(tx)
            _note(tx, run, said or "klaar", finished=True)
    except Superseded:
        return Done.ELSEWHERE
    except Exception as trouble:
        with store.transaction() as tx:
            _note(tx, run, f"mislukt: {type(trouble).__name__}: {trouble}", finished=False)
        raise
    return Done.NOW


def is_done(store: Store, duty: str, period: str) -> bool:
    """Whether the duty was finished for this period."""
    with store.reading() as db:
        return find_run(db, duty, period, finished=True) is not None


def find_run(db: Session, duty: str, period: str, *, finished: bool | None = None) -> DutyRun | None:
    """The run of a duty for a period, or None."""
    found = select(DutyRun).where(DutyRun.duty == duty, DutyRun.period == period)
    if finished is not None:
        found = found.where(DutyRun.finished_at.is_not(None) if finished else DutyRun.finished_at.is_(None))
    return db.scalar(found)


def list_runs(db: Session, limit: int = 50) -> list[DutyRun]:
    """The latest runs, newest first."""
    return list(db.scalars(select(DutyRun).order_by(DutyRun.started_at.desc(), DutyRun.id.desc()).limit(limit)))


def day_due(moment: datetime, at: time) -> str:
    """The day (ISO, Amsterdam) whose daily duty was last due at ``moment``: before the hour of ``at`` that is yesterday.

    An hour that comes twice or not at all when the clocks change makes no difference: a date comes once.
    """
    local = moment.astimezone(AMSTERDAM)
    day = local.date() if local.time() >= at else local.date() - timedelta(days=1)
    return day.isoformat()


def _take(store: Store, duty: str, period: str, lease: timedelta) -> Run | Done:
    try:
        with store.transaction() as tx:
            row = tx.db.scalar(select(DutyRun).where(DutyRun.duty == duty, DutyRun.period == period).with_for_update())
            if row is None:
                row = DutyRun(duty=duty, period=period, started_at=tx.now, fence=1, lease_until=tx.now + lease)
                tx.db.add(row)
                tx.db.flush()
            elif row.finished_at is not None:
                return Done.BEFORE
            elif tx.now < row.lease_until <= tx.now + lease:
                return Done.ELSEWHERE
            else:
                row.started_at, row.fence, row.lease_until = tx.now, row.fence + 1, tx.now + lease
            return Run(store, row.id, duty, period, row.fence)
    except IntegrityError:  # two asked at the same instant: the other one has it
        return Done.ELSEWHERE


def _note(tx: Tx, run: Run, outcome: str, *, finished: bool) -> None:
    row = tx.db.scalar(select(DutyRun).where(DutyRun.id == run.run_id).with_for_update())
    if row is None or row.fence != run.fence:
        return
    row.outcome = outcome[:500]
    if finished:
        row.finished_at = tx.now
    else:
        row.lease_until = tx.now + PAUSE
