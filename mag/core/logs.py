"""Two logs that stand beside the transaction: what was looked at, and what was refused at the door.

Both are append-only and written on a short connection of their own, so that a roll-back does not take them along.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mag.core.actor import Actor
from mag.core.db import Base, Moment
from mag.core.transaction import Store


class AccessLine(Base):
    """Somebody opened, downloaded or exported something."""

    __tablename__ = "access_line"
    __table_args__ = (Index("ix_access_line_subject", "subject_kind", "subject_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_label: Mapped[str] = mapped_column(String(200))
    actor_id: Mapped[int | None]
    what: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]


class SecurityLine(Base):
    """A failed sign-in, a refused attempt, a revoked session."""

    __tablename__ = "security_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_label: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(60))
    detail: Mapped[str] = mapped_column(String(300))


def note_access(store: Store, actor: Actor, what: str, subject_kind: str, subject_id: int | None) -> None:
    """Write one line in the access log: ``what`` is opened, downloaded or exported."""
    with store.transaction(actor) as tx:
        tx.db.add(
            AccessLine(at=tx.now, actor_label=actor.label, actor_id=actor.id, what=what, subject_kind=subject_kind, subject_id=subject_id)
        )


def note_refused(store: Store, actor: Actor, what: str, detail: str) -> None:
    """Write one line in the security log."""
    with store.transaction(actor) as tx:
        tx.db.add(SecurityLine(at=tx.now, actor_label=actor.label[:200], what=what, detail=detail[:300]))


NOW_LOOKING = timedelta(minutes=5)
"""How long after opening a thing somebody counts as looking at it."""


def list_looking(db: Session, actor: Actor, subject_kind: str, subject_ids: Collection[int], now: datetime) -> Mapping[int, list[str]]:
    """Who else opened these things in the last five minutes: names by id, oneself left out."""
    opened = (
        select(AccessLine.subject_id, AccessLine.actor_label)
        .where(AccessLine.subject_kind == subject_kind, AccessLine.subject_id.in_(subject_ids), AccessLine.at > now - NOW_LOOKING)
        .where(AccessLine.what == "opened", AccessLine.actor_id.is_not(None), AccessLine.actor_id != (actor.id or 0))
        .distinct()
        .order_by(AccessLine.actor_label)
    )
    found: dict[int, list[str]] = {}
    for number, name in db.execute(opened):
        found.setdefault(number or 0, []).append(name)
    return found


def list_first_opened(db: Session, subject_kind: str, subject_ids: Collection[int]) -> Mapping[int, datetime]:
    """When each of these things was opened for the first time, by id; what nobody opened is left out."""
    opened = (
        select(AccessLine.subject_id, func.min(AccessLine.at))
        .where(AccessLine.subject_kind == subject_kind, AccessLine.subject_id.in_(subject_ids), AccessLine.what == "opened")
        .group_by(AccessLine.subject_id)
    )
    return {int(number): moment for number, moment in db.execute(opened) if number is not None}
