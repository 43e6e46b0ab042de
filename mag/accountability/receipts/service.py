"""Receipts come in, go out, and are looked at by staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from mag.accountability.loading import open_draft, record, with_us
from mag.accountability.models import HandIn
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.rules import MOST_RECEIPTS
from mag.accountability.receipts.states import ReceiptState
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload, register_kept


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a handful of files: the receipts that are new, and the names of those that were there already."""

    receipts: tuple[Receipt, ...]
    doubles: tuple[str, ...]


def add_receipts(tx: Tx, hand_in_id: int, uploads: Sequence[KeptUpload]) -> Added:
    """Add files that were judged and put on disk. The same bytes twice are one receipt; who sent them twice hears the name.

    Raises NotFound, and Refused when the account was handed in already or holds too many files.
    """
    hand_in = open_draft(tx, hand_in_id)
    known = {receipt.file_sha256 for receipt in hand_in.receipts}
    position = max((receipt.position for receipt in hand_in.receipts), default=0)
    added, doubles = [], []
    for upload in uploads:
        if upload.sha256 in known:
            doubles.append(upload.filename)
            continue
        known.add(upload.sha256)
        register_kept(tx, upload)
        position += 1
        receipt = Receipt(
            position=position, name=upload.filename[:200], file_sha256=upload.sha256, preview_sha256=upload.preview_sha256,
            media_type=upload.media_type, size=upload.size, added_at=tx.now, state=ReceiptState.NEW,
        )  # fmt: skip
        hand_in.receipts.append(receipt)
        added.append(receipt)
    if len(hand_in.receipts) > MOST_RECEIPTS:
        sentence = f"Bij één verantwoording passen {MOST_RECEIPTS} bestanden. Zet bonnen samen op één foto of in één PDF."
        raise Refused(Refusal("too_many_receipts", sentence, "files"))
    if added:
        hand_in.version += 1
        tx.db.flush()
        record(tx, "accountability.receipts.added", hand_in, names=[r.name for r in added], files=[r.file_sha256 for r in added])
    return Added(tuple(added), tuple(doubles))


def remove_receipt(tx: Tx, receipt_id: int) -> HandIn:
    """Take a file out of an account that is not (or no longer) with us. Raises NotFound and Refused."""
    hand_in_id = tx.db.scalar(select(Receipt.hand_in_id).where(Receipt.id == receipt_id))
    if hand_in_id is None:
        raise NotFound(f"receipt {receipt_id}")
    hand_in = open_draft(tx, hand_in_id)
    receipt = next(r for r in hand_in.receipts if r.id == receipt_id)
    hand_in.receipts.remove(receipt)
    tx.db.delete(receipt)
    hand_in.version += 1
    tx.db.flush()
    record(tx, "accountability.receipt.removed", hand_in, name=receipt.name, file=receipt.file_sha256)
    return hand_in


def judge_receipt(tx: Tx, receipt_id: int, state: ReceiptState) -> Receipt:
    """Accept a receipt or put a question at it, as long as the account is with us. Raises NotFound and Refused."""
    receipt = tx.db.get(Receipt, receipt_id)
    if receipt is None:
        raise NotFound(f"receipt {receipt_id}")
    found = with_us(tx, receipt.hand_in_id)
    tx.db.refresh(receipt, with_for_update=True)
    receipt.state, receipt.judged_by, receipt.judged_at = state, tx.actor.label, tx.now
    tx.db.flush()
    record(tx, "accountability.receipt.judged", found, receipt=receipt.id, name=receipt.name, state=state.value)
    return receipt


def accept_receipts(tx: Tx, hand_in_id: int) -> HandIn:
    """Accept every receipt nobody said anything of yet, as long as the account is with us. Raises NotFound and Refused."""
    found = with_us(tx, hand_in_id)
    fresh = [receipt for receipt in found.receipts if receipt.state is ReceiptState.NEW]
    for receipt in fresh:
        receipt.state, receipt.judged_by, receipt.judged_at = ReceiptState.ACCEPTED, tx.actor.label, tx.now
    tx.db.flush()
    record(tx, "accountability.receipts.accepted", found, receipts=[receipt.id for receipt in fresh])
    return found
