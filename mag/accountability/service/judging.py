"""Staff look at an account: each receipt, and the whole. What is not clear goes back with one question."""

from mag.accountability.mails import tell_question
from mag.accountability.models import HandIn, Receipt
from mag.accountability.service.hand_ins import load_hand_in, record
from mag.accountability.states import HAND_IN, HandInState, ReceiptState
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx
from mag.grants.states import GRANT

QUESTION_LEAST = 10


def judge_receipt(tx: Tx, receipt_id: int, state: ReceiptState) -> Receipt:
    """Accept a receipt or put a question at it, as long as the account is with us. Raises NotFound and Refused."""
    receipt = tx.db.get(Receipt, receipt_id)
    if receipt is None:
        raise NotFound(f"receipt {receipt_id}")
    found = _with_us(tx, receipt.hand_in_id)
    tx.db.refresh(receipt, with_for_update=True)
    receipt.state, receipt.judged_by, receipt.judged_at = state, tx.actor.label, tx.now
    tx.db.flush()
    record(tx, "accountability.receipt.judged", found, receipt=receipt.id, name=receipt.name, state=state.value)
    return receipt


def accept_receipts(tx: Tx, hand_in_id: int) -> HandIn:
    """Accept every receipt nobody said anything of yet, as long as the account is with us. Raises NotFound and Refused."""
    found = _with_us(tx, hand_in_id)
    fresh = [receipt for receipt in found.receipts if receipt.state is ReceiptState.NEW]
    for receipt in fresh:
        receipt.state, receipt.judged_by, receipt.judged_at = ReceiptState.ACCEPTED, tx.actor.label, tx.now
    tx.db.flush()
    record(tx, "accountability.receipts.accepted", found, receipts=[receipt.id for receipt in fresh])
    return found


def _with_us(tx: Tx, hand_in_id: int) -> HandIn:
    found = load_hand_in(tx, hand_in_id)
    if found.state is not HandInState.HANDED_IN:
        word = HAND_IN.staff_words[found.state]
        raise Refused(Refusal("closed_verb", f"Dit kan nu niet: de verantwoording is “{word}”. Ververs de bladzijde."))
    return found


def return_hand_in(tx: Tx, hand_in_id: int, *, version: int, question: str, address: str) -> HandIn:
    """Give an account back with a question; the partner is mailed and the last day to hand in stays. ``address`` is the installation's own.

    Raises NotFound, Stale, and Refused without a question or when the account is not with us.
    """
    found = load_hand_in(tx, hand_in_id, version)
    asked = question.strip()
    if len(asked) < QUESTION_LEAST:
        raise Refused(Refusal("question_missing", "Schrijf wat de partner moet aanpassen of uitleggen.", "question"))
    found.state = HAND_IN.after(found.state, "return")
    found.grant.state = GRANT.after(found.grant.state, "return")
    found.version += 1
    found.grant.version += 1
    found.question, found.judged_at, found.judged_by = asked, tx.now, tx.actor.label
    tx.db.flush()
    tell_question(tx, found, address=address)
    record(tx, "accountability.hand_in.returned", found, question=asked)
    return found
