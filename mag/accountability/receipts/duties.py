"""What happens by itself with receipts: letters on photos are read, where the machine can, as a suggestion for people."""

from sqlalchemy import select

from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.reading import Read, read_text
from mag.accountability.receipts.service import suggest
from mag.accountability.receipts.states import ReadHow, ReceiptState
from mag.core.house import House
from mag.core.uploads import can_read_letters, read_letters

AT_ONCE = 10


def read_receipts(house: House) -> int:
    """Read the photos nobody read or gave figures of yet, ten at a time; answers how many. Does nothing without the reading program.

    A photo is read outside any transaction; what was read stays a suggestion and touches no figure that somebody gave.
    """
    if not can_read_letters():
        return 0
    with house.store.reading() as db:
        asked = select(Receipt.id, Receipt.preview_sha256).where(
            Receipt.read_how.is_(None), Receipt.facts_by.is_(None), Receipt.state == ReceiptState.NEW, Receipt.preview_sha256.is_not(None)
        )
        waiting = [(number, str(sha256)) for number, sha256 in db.execute(asked.order_by(Receipt.id).limit(AT_ONCE))]
    for receipt_id, sha256 in waiting:
        text = read_letters(house.files.read(sha256))
        read = read_text(text, ReadHow.PICTURE) if text.strip() else Read(ReadHow.NOTHING)
        with house.store.transaction() as tx:
            receipt = tx.db.get(Receipt, receipt_id, with_for_update=True)
            if receipt is not None and receipt.read_how is None:
                suggest(receipt, read)
    return len(waiting)
