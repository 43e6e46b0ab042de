"""The journal: who did what, when, in a chain that shows when a link was changed, taken out or put in.

One chain per agenda (and one named ``house`` for what belongs to no agenda), so that two agendas never wait for each
other. Every line holds the digest of its payload and of the line before it. The payload may be erased (privacy): the
digest stays and the chain still holds.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mag.core.actor import Actor
from mag.core.db import Base, Moment

HOUSE = "house"
GENESIS = "0" * 64


class JournalChain(Base):
    """The head of a chain: the last sequence number and digest. Locked while a line is added."""

    __tablename__ = "journal_chain"
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    last_sequence: Mapped[int] = mapped_column(default=0)
    last_digest: Mapped[str] = mapped_column(String(64), default=GENESIS)


class JournalLine(Base):
    """One line: append-only. ``payload`` is canonical JSON, or null after erasure."""

    __tablename__ = "journal_line"
    __table_args__ = (UniqueConstraint("chain", "sequence"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(String(60))
    sequence: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[int | None]
    actor_label: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(40), index=True)
    subject_id: Mapped[int | None] = mapped_column(index=True)
    payload: Mapped[str | None] = mapped_column(Text)
    payload_digest: Mapped[str] = mapped_column(String(64))
    previous_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Event:
    """What a verb wants journalled: ``action`` is ``room.noun.past``, facts are JSON values (cents, ISO dates)."""

    action: str
    subject_kind: str
    subject_id: int | None
    chain: str
    facts: dict[str, Any]


def canonical(facts: dict[str, Any]) -> str:
    """The one way to write facts as JSON: sorted keys, no spaces, real characters."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest_of(line: JournalLine) -> str:
    """The digest a line should have: over its place, its time, its actor, its action and both digests it carries."""
    parts = [
        line.chain, str(line.sequence), line.at.isoformat(), line.actor_kind, str(line.actor_id), line.actor_label,
        line.action, line.subject_kind, str(line.subject_id), line.payload_digest, line.previous_digest,
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def append(db: Session, actor: Actor, moment: datetime, events: Iterable[Event]) -> None:
    """Add events to their chains, chains in order of name so that two transactions never wait for each other."""
    head: JournalChain | None = None
    for event in sorted(events, key=lambda e: e.chain):
        if head is None or head.code != event.chain:
            head = db.scalar(select(JournalChain).where(JournalChain.code == event.chain).with_for_update())
        if head is None:
            head = JournalChain(code=event.chain, last_sequence=0, last_digest=GENESIS)
            db.add(head)
            db.flush()
        payload = canonical(event.facts)
        line = JournalLine(
            chain=event.chain,
            sequence=head.last_sequence + 1,
            at=moment,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_label=actor.label,
            action=event.action,
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            payload=payload,
            payload_digest=hashlib.sha256(payload.encode()).hexdigest(),
            previous_digest=head.last_digest,
        )
        line.digest = digest_of(line)
        db.add(line)
        head.last_sequence, head.last_digest = line.sequence, line.digest


def list_lines(db: Session, subject_kind: str, subject_id: int) -> list[JournalLine]:
    """The lines about one thing, oldest first."""
    found = select(JournalLine).where(JournalLine.subject_kind == subject_kind, JournalLine.subject_id == subject_id)
    return list(db.scalars(found.order_by(JournalLine.id)))


def list_chain(db: Session, chain: str, *, limit: int, offset: int = 0) -> tuple[list[JournalLine], int]:
    """Lines of one chain, newest first, and how many the chain has."""
    total = db.scalar(select(func.count()).select_from(JournalLine).where(JournalLine.chain == chain)) or 0
    found = select(JournalLine).where(JournalLine.chain == chain).order_by(JournalLine.sequence.desc()).limit(limit).offset(offset)
    return list(db.scalars(found)), total
