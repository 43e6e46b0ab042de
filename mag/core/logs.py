"""Two logs that stand beside the transaction: what was looked at, and what was refused at the door.

Both are append-only and written on a short connection of their own, so that a roll-back does not take them along.
"""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from mag.core.actor import Actor
from mag.core.db import Base, Moment
from mag.core.transaction import Store


class AccessLine(Base):
    """Somebody opened, downloaded or exported something."""

    __tablename__ = "access_line"
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
