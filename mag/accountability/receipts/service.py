"""Receipts come in and go out: files, figures, and a photo with several receipts that is taken apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from mag.accountability.loading import load_hand_in, must_be_theirs, open_draft, record
from mag.accountability.models import HandIn
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.reading import Read, read_upload
from mag.accountability.receipts.rules import CURRENCIES, MOST_PARTS, MOST_RECEIPTS, OTHER, Facts, wrong_facts
from mag.accountability.receipts.states import ReadHow, ReceiptState
from mag.accountability.states import HAND_IN, HandInState
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload, register_kept


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a handful of files: the receipts that are new, and the names of those that were there already."""

    receipts: tuple[Receipt, ...]
    doubles: tuple[str, ...]


def add_receipts(tx: Tx, hand_in_id: int, uploads: Sequence[KeptUpload]) -> Added:
    """Add files that were judged and put on disk. The same bytes twice are one receipt; who sent them twice hears the name.

    What can be read in the file itself (an electronic invoice, letters in a PDF) is kept as a suggestion that somebody confirms.
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
            position=position, part=1, name=upload.filename[:200], file_sha256=upload.sha256, preview_sha256=upload.preview_sha256,
            media_type=upload.media_type, size=upload.size, added_at=tx.now, state=ReceiptState.NEW, currency="EUR",
        )  # fmt: skip
        suggest(receipt, read_upload(upload.text, upload.invoice))
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


def suggest(receipt: Receipt, read: Read | None) -> None:
    """Keep what the program read at a receipt, as a suggestion; nobody's figures are touched."""
    if read is None:
        return
    receipt.read_how, receipt.read_amount, receipt.read_on = read.how, read.amount, read.day
    receipt.read_shop, receipt.read_currency = read.shop[:120], read.currency


def remove_receipt(tx: Tx, receipt_id: int) -> HandIn:
    """Take a file out of an account that is not (or no longer) with us, with all receipts on it. Raises NotFound and Refused."""
    hand_in_id = tx.db.scalar(select(Receipt.hand_in_id).where(Receipt.id == receipt_id))
    if hand_in_id is None:
        raise NotFound(f"receipt {receipt_id}")
    hand_in = open_draft(tx, hand_in_id)
    receipt = next(r for r in hand_in.receipts if r.id == receipt_id)
    for part in [r for r in hand_in.receipts if r.file_sha256 == receipt.file_sha256]:
        hand_in.receipts.remove(part)
        tx.db.delete(part)
    hand_in.version += 1
    tx.db.flush()
    record(tx, "accountability.receipt.removed", hand_in, name=receipt.name, file=receipt.file_sha256)
    return hand_in


def give_facts(tx: Tx, receipt_id: int, facts: Facts) -> Receipt:
    """The partner gives the figures of a receipt, if it likes; a question about it counts as answered. Raises NotFound and Refused."""
    receipt = _get(tx, receipt_id)
    found = open_draft(tx, receipt.hand_in_id)
    tx.db.refresh(receipt, with_for_update=True)
    write_facts(tx, found, receipt, facts)
    if receipt.state is ReceiptState.QUESTIONED:
        receipt.state, receipt.remark, receipt.seen_at, receipt.seen_by = ReceiptState.NEW, "", None, None
    found.version += 1
    tx.db.flush()
    record(tx, "accountability.receipt.figures_given", found, receipt=receipt.id, name=receipt.name)
    return receipt


def write_facts(tx: Tx, found: HandIn, receipt: Receipt, facts: Facts) -> None:
    """Write figures at a receipt, under the name of who gave them. Raises Refused for what cannot be."""
    refuse_if(wrong_facts(facts, tx.today))
    lines = {line.id for line in found.grant.application.cost_lines} if facts.cost_line_id is not None else set()
    if facts.cost_line_id is not None and facts.cost_line_id not in lines:
        raise Refused(Refusal("cost_line_unknown", "Kies een regel uit de begroting van dit plan.", "cost_line"))
    if facts != facts_of(receipt):
        receipt.amount, receipt.currency, receipt.bought_on = facts.amount, facts.currency, facts.bought_on
        receipt.shop, receipt.cost_line_id = facts.shop.strip()[:120], facts.cost_line_id
        receipt.facts_by, receipt.facts_at = tx.actor.label, tx.now


def facts_of(receipt: Receipt) -> Facts:
    """The figures of a receipt as somebody gave them."""
    return Facts(receipt.amount, receipt.currency, receipt.bought_on, receipt.shop, receipt.cost_line_id)


def proposed_facts(receipt: Receipt) -> Facts:
    """The figures to start a form with: as somebody gave them, else as the program read them."""
    if receipt.facts_by is not None or receipt.read_how in (None, ReadHow.NOTHING):
        return facts_of(receipt)
    currency = receipt.read_currency if receipt.read_currency in CURRENCIES else OTHER
    return Facts(receipt.read_amount, currency, receipt.read_on, receipt.read_shop, receipt.cost_line_id)


def split_receipt(tx: Tx, receipt_id: int, parts: int) -> list[Receipt]:
    """Take a photo with several receipts apart: ``parts`` rows in all, each with figures and a judgement of its own.

    By staff while the account is with us, by the partner before. Raises NotFound, and Refused for a wrong number.
    """
    receipt = _get(tx, receipt_id)
    found = load_hand_in(tx, receipt.hand_in_id)
    if found.state is not HandInState.HANDED_IN:
        must_be_theirs(tx, found.grant)
        HAND_IN.after(found.state, "hand_in")
    rows = [r for r in found.receipts if r.file_sha256 == receipt.file_sha256]
    if not len(rows) < parts <= MOST_PARTS:
        raise Refused(Refusal("parts_wrong", f"Vul een aantal in van {len(rows) + 1} tot en met {MOST_PARTS}.", "parts"))
    position = max(r.position for r in found.receipts)
    number = max(r.part for r in rows)
    for step in range(1, parts - len(rows) + 1):
        found.receipts.append(
            Receipt(
                position=position + step,
                part=number + step,
                name=receipt.name,
                file_sha256=receipt.file_sha256,
                preview_sha256=receipt.preview_sha256,
                media_type=receipt.media_type,
                size=receipt.size,
                added_at=tx.now,
                state=ReceiptState.NEW,
                currency="EUR",
                read_how=ReadHow.NOTHING,
            )
        )
    for row in rows:  # what was read from the whole photo is the figure of none of its receipts
        row.read_how, row.read_amount = ReadHow.NOTHING, None
    found.version += 1
    tx.db.flush()
    record(tx, "accountability.receipt.split", found, receipt=receipt.id, name=receipt.name, parts=parts)
    return sorted((r for r in found.receipts if r.file_sha256 == receipt.file_sha256), key=lambda r: r.part)


def _get(tx: Tx, receipt_id: int) -> Receipt:
    receipt = tx.db.get(Receipt, receipt_id)
    if receipt is None:
        raise NotFound(f"receipt {receipt_id}")
    return receipt
