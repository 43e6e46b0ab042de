"""One act on many things: every thing has its own transaction and its own result, and nothing is done twice.

A batch is written whole before anything is done, so that a process that dies half-way leaves behind what still has to be
done; sending the form again, or opening the result page and pressing the button, goes on from there.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from mag.core.actor import Actor
from mag.core.db import Base, Moment, code_column
from mag.core.errors import Forbidden, NotFound, Refusal, Refused, Stale
from mag.core.transaction import Store, Tx

MOST = 500
"""How many things one batch may hold."""


class ItemState(StrEnum):
    """Where one thing of a batch stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Batch(Base):
    """An act on many things. ``act`` is its code, ``arguments`` JSON values that hold for all of them, ``label`` Dutch words for it."""

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None]
    made_by: Mapped[str] = mapped_column(String(200))
    items: Mapped[list["BatchItem"]] = relationship(back_populates="batch", order_by="BatchItem.position")


class BatchItem(Base):
    """One thing of a batch: what people call it, its id, its own arguments, and what came of it in one Dutch sentence."""

    __tablename__ = "batch_item"
    __table_args__ = (UniqueConstraint("batch_id", "position"), Index("ix_batch_item_subject", "subject_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    position: Mapped[int]
    subject_id: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[ItemState] = mapped_column(code_column(ItemState))
    sentence: Mapped[str] = mapped_column(Text, default="")
    batch: Mapped[Batch] = relationship(back_populates="items")


Act = Callable[[Tx, Batch, BatchItem], str]
"""Does the act on one thing inside a transaction and answers a Dutch sentence; says no by raising Refused, Stale or NotFound."""


def open_batch(tx: Tx, act: str, label: str, things: Sequence[tuple[int, str, dict[str, Any]]], **arguments: Any) -> Batch:
    """Write down what has to be done: ``things`` are (id, name, own arguments). Raises Refused for none, and for more than 500."""
    if not things:
        raise Refused(Refusal("nothing_chosen", "U koos nog niets. Zet een vinkje bij de aanvragen waar het om gaat."))
    if len(things) > MOST:
        raise Refused(Refusal("too_many", f"U kunt hooguit {MOST} aanvragen tegelijk kiezen. Kies er minder."))
    batch = Batch(act=act, label=label, arguments=arguments, made_at=tx.now, made_by_id=tx.actor.id, made_by=tx.actor.label)
    tx.db.add(batch)
    tx.db.flush()
    for position, (subject_id, name, own) in enumerate(things, start=1):
        tx.db.add(
            BatchItem(batch_id=batch.id, position=position, subject_id=subject_id, label=name, arguments=own, state=ItemState.WAITING)
        )
    tx.db.flush()
    return batch


def carry_out(store: Store, actor: Actor, batch_id: int, act: Act) -> None:
    """Do what still waits in a batch, each thing in a transaction of its own. Two processes at once share the work."""
    with store.reading() as db:
        waiting = select(BatchItem.id).where(BatchItem.batch_id == batch_id, BatchItem.state == ItemState.WAITING)
        numbers = list(db.scalars(waiting.order_by(BatchItem.position)))
    for number in numbers:
        try:
            with store.transaction(actor) as tx:
                item = _take(tx, number)
                if item is not None:
                    item.sentence = act(tx, item.batch, item)
                    item.state = ItemState.DONE
        except (Refused, Stale, NotFound, Forbidden) as no:
            with store.transaction(actor) as tx:
                item = _take(tx, number)
                if item is not None:
                    item.state, item.sentence = ItemState.FAILED, _said(no)


def get_batch(db: Session, actor: Actor, batch_id: int, *acts: str) -> tuple[Batch, list[BatchItem]]:
    """A batch and its items in order, for who made it. Raises NotFound for somebody else's and for other acts."""
    batch = db.get(Batch, batch_id)
    if batch is None or batch.made_by_id != actor.id or batch.act not in acts:
        raise NotFound(f"batch {batch_id}")
    return batch, list(db.scalars(select(BatchItem).where(BatchItem.batch_id == batch_id).order_by(BatchItem.position)))


def count_waiting(db: Session, batch_id: int) -> int:
    """How many things of a batch still have to be done."""
    waiting = select(func.count()).select_from(BatchItem)
    return db.scalar(waiting.where(BatchItem.batch_id == batch_id, BatchItem.state == ItemState.WAITING)) or 0


def _take(tx: Tx, number: int) -> BatchItem | None:
    """One item, locked, when it still waits."""
    item = tx.db.get(BatchItem, number, with_for_update=True)
    return item if item is not None and item.state is ItemState.WAITING else None


def _said(no: Refused | Stale | NotFound | Forbidden) -> str:
    if isinstance(no, Refused):
        return " ".join(refusal.sentence for refusal in no.refusals)
    if isinstance(no, Stale):
        return no.sentence
    return "Deze aanvraag is er niet, of is niet voor u bedoeld."
