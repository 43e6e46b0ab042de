"""Large files are taken over behind the pages: asked once, carried out whole or not at all, and who asked is told by mail.

Reading a million rows takes seconds that no page has. The bytes are kept and the order is written down; a tick of the timetable takes
it up under a lease and takes the file over in one transaction, as the person who asked, so that another one has to approve. A process
that dies leaves nothing but a lease that runs out.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.accounts.models import Person
from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.core.actor import SYSTEM, Actor, ActorKind
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.files import register
from mag.core.house import House
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.transaction import Tx
from mag.indicators.imports import service
from mag.indicators.imports.mapping import MappingDocument
from mag.indicators.imports.models import ImportOrder, OrderState
from mag.indicators.imports.service import Offered

log = logging.getLogger("mag.indicators")
LEASE = timedelta(minutes=10)
"""How long one try may hold an order; longer than the largest file takes."""
TRIES = 3
FAILED = "Het lukte niet om dit bestand te lezen. Er is niets overgenomen. Probeer het opnieuw, of vraag de beheerder om hulp."


def order(tx: Tx, agenda_id: int, offered: Offered, mapping: MappingDocument) -> ImportOrder:
    """Have a file taken over behind the pages. Asking again while it waits changes nothing; after a refusal it is tried anew.

    The bytes must have been put in the store before. Raises Refused ``imported_before``.
    """
    agenda = tx.db.get_one(Agenda, agenda_id, with_for_update=True)
    same = (ImportOrder.agenda_id == agenda_id, ImportOrder.mapping_name == mapping.name, ImportOrder.file_sha256 == offered.sha256)
    row = tx.db.scalar(select(ImportOrder).where(*same).with_for_update())
    if row is not None and row.state is OrderState.WAITING:
        return row
    if row is not None and row.state is OrderState.DONE:
        raise Refused(Refusal("imported_before", "Dit bestand is al eerder overgenomen. Er is niets veranderd."))
    if row is None:
        register(tx, offered.sha256, offered.size, "application/octet-stream")
        row = ImportOrder(agenda_id=agenda_id, mapping_name=mapping.name, file_sha256=offered.sha256, size=offered.size)
        tx.db.add(row)
    row.mapping, row.file_name = mapping.model_dump(mode="json", exclude_defaults=True), offered.name[:200]
    row.asked_at, row.asked_by = tx.now, tx.actor.label
    row.asked_by_id = tx.actor.id if tx.actor.kind is ActorKind.PERSON else None
    row.state, row.tries, row.busy_until, row.ended_at, row.said = OrderState.WAITING, 0, None, None, None
    tx.db.flush()
    tx.record(
        "indicators.import.ordered", "import_order", row.id, chain=agenda.code, file=offered.sha256, mapping=mapping.name,
        bytes=offered.size,
    )  # fmt: skip
    return row


def get_order(db: Session, agenda_id: int, order_id: int) -> ImportOrder:
    """An order of an agenda. Raises NotFound."""
    row = db.get(ImportOrder, order_id)
    if row is None or row.agenda_id != agenda_id:
        raise NotFound(f"import order {order_id}")
    return row


def list_orders(db: Session, agenda_id: int) -> Sequence[ImportOrder]:
    """The orders that wait or came to nothing, the newest first; twenty at most."""
    asked = select(ImportOrder).where(ImportOrder.agenda_id == agenda_id, ImportOrder.state != OrderState.DONE)
    return list(db.scalars(asked.order_by(ImportOrder.id.desc()).limit(20)))


def carry_out_waiting(house: House) -> int:
    """Take over every file that waits; answers how many were. A tick of the timetable."""
    with house.store.reading() as db:
        waiting = list(db.scalars(select(ImportOrder.id).where(ImportOrder.state == OrderState.WAITING).order_by(ImportOrder.id)))
    return sum(carry_out(house, order_id) for order_id in waiting)


def carry_out(house: House, order_id: int) -> bool:
    """Take over one file, unless another process is at it; answers whether it was. What is wrong with it is written down and told."""
    with house.store.transaction() as tx:
        attempt = _take_up(tx, order_id, house.settings.address)
    if attempt is None:
        return False
    try:
        return _take_over(house, order_id, attempt)
    except Refused as refused:
        _give_up(house, order_id, attempt, "\n".join(refusal.sentence for refusal in refused.refusals))
    except Exception:  # whatever it is: nothing was taken over, and the next try begins as if there had been none
        log.exception("import order %s could not be carried out (try %s)", order_id, attempt)
        if attempt >= TRIES:
            _give_up(house, order_id, attempt, FAILED)
        else:
            with house.store.transaction() as tx, suppress(NotFound):
                _mine(tx, order_id, attempt).busy_until = None
    return False


def _take_up(tx: Tx, order_id: int, address: str) -> int | None:
    """Begin a try; None when the order is done, is being carried out elsewhere, or was tried often enough."""
    row = tx.db.get(ImportOrder, order_id, with_for_update=True)
    if row is None or row.state is not OrderState.WAITING or (row.busy_until is not None and row.busy_until > tx.now):
        return None
    if row.tries >= TRIES:
        _end(tx, row, OrderState.REFUSED, FAILED, address)
        return None
    row.tries, row.busy_until = row.tries + 1, tx.now + LEASE
    return row.tries


def _take_over(house: House, order_id: int, attempt: int) -> bool:
    with house.store.reading() as db:
        asked = db.get_one(ImportOrder, order_id)
        may = frozenset({Permission.MEASURE.value})
        by = SYSTEM if asked.asked_by_id is None else Actor(ActorKind.PERSON, asked.asked_by_id, asked.asked_by, permissions=may)
    with house.store.transaction(by) as tx:
        row = _mine(tx, order_id, attempt)
        mapping = MappingDocument.model_validate(row.mapping)
        with house.files.open(row.file_sha256) as stream:
            made = service.accept(tx, row.agenda_id, stream, Offered(row.file_name, row.file_sha256, row.size), mapping)
        row.import_id = made.id
        _end(tx, row, OrderState.DONE, None, house.settings.address)
    return True


def _give_up(house: House, order_id: int, attempt: int, said: str) -> None:
    with house.store.transaction() as tx, suppress(NotFound):
        _end(tx, _mine(tx, order_id, attempt), OrderState.REFUSED, said, house.settings.address)


def _mine(tx: Tx, order_id: int, attempt: int) -> ImportOrder:
    """The order as long as this try holds it. Raises NotFound when another one took over."""
    row = tx.db.get(ImportOrder, order_id, with_for_update=True)
    if row is None or row.state is not OrderState.WAITING or row.tries != attempt or row.busy_until is None:
        raise NotFound(f"import order {order_id} is not of try {attempt}")
    return row


def _end(tx: Tx, row: ImportOrder, state: OrderState, said: str | None, address: str) -> None:
    """Write down what came of an order and promise a mail to who asked."""
    row.state, row.said, row.busy_until, row.ended_at = state, said, None, tx.now
    agenda = tx.db.get_one(Agenda, row.agenda_id)
    tx.record("indicators.import.ended", "import_order", row.id, chain=agenda.code, state=state.value, attempt=row.tries)
    person = tx.db.get(Person, row.asked_by_id) if row.asked_by_id is not None else None
    if person is None or not person.active:
        return
    if state is OrderState.DONE:
        subject, told = f"Overgenomen: {row.file_name}", "De cijfers uit uw bestand zijn overgenomen. Een tweede persoon keurt ze nu goed."
    else:
        subject, told = (
            f"Niet overgenomen: {row.file_name}",
            "Uw bestand is gelezen, maar er is niets overgenomen. Op de bladzijde staat waarom.",
        )
    text, html = compose(
        [f"Beste {person.name},", told], link=("Bekijk wat ermee gebeurde", f"{address}/cijfers/importeren/opdracht/{row.id}"),
        facts=[("Agenda", agenda.name), ("Bestand", row.file_name)],
    )  # fmt: skip
    queue(
        tx, to=person.email, to_name=person.name, subject=subject, text=text, html=html, about=("import_order", row.id), chain=agenda.code
    )  # fmt: skip
