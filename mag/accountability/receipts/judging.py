"""Staff look at receipts: each is seen, then accepted, asked about, left out, or counted in part. Ready sentences help."""

from collections.abc import Sequence

from sqlalchemy import delete

from mag.accountability.loading import record, with_us
from mag.accountability.models import HandIn
from mag.accountability.receipts.models import ReadySentence, Receipt
from mag.accountability.receipts.rules import Facts, cannot_judge, eligible_of
from mag.accountability.receipts.service import facts_of, proposed_facts, write_facts
from mag.accountability.receipts.states import ReceiptState, SentenceKind
from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx

MOST_SENTENCES, LONGEST_SENTENCE = 20, 400


def judge_receipt(
    tx: Tx, receipt_id: int, state: ReceiptState, *, facts: Facts | None = None, eligible: Cents | None = None, remark: str = ""
) -> Receipt:
    """Say something of a receipt, as long as the account is with us; with its figures when somebody gave or confirmed them.

    Without ``facts`` they stay as they are. ``eligible`` is euro cents, for a part or for other money. Raises NotFound and Refused.
    """
    receipt = tx.db.get(Receipt, receipt_id)
    if receipt is None:
        raise NotFound(f"receipt {receipt_id}")
    found = with_us(tx, receipt.hand_in_id)
    tx.db.refresh(receipt, with_for_update=True)
    said = facts if facts is not None else facts_of(receipt)
    refuse_if(cannot_judge(state, said, eligible=eligible, remark=remark))
    if facts is not None:
        write_facts(tx, found, receipt, facts)
    _say(tx, receipt, state, eligible_of(state, said, eligible), remark)
    tx.db.flush()
    record(
        tx, "accountability.receipt.judged", found, receipt=receipt.id, name=receipt.name, state=state.value,
        eligible_cents=None if receipt.eligible_amount is None else int(receipt.eligible_amount),
    )  # fmt: skip
    return receipt


def accept_receipts(tx: Tx, hand_in_id: int) -> HandIn:
    """Accept every receipt nobody said anything of yet, with the figures it shows; only when each was seen by one of us.

    Raises NotFound and Refused.
    """
    found = with_us(tx, hand_in_id)
    unseen = sum(1 for receipt in found.receipts if receipt.seen_at is None)
    if unseen:
        sentence = f"U zag nog niet alle bonnen: {unseen} van de {len(found.receipts)} zijn nog niet bekeken. Bekijk ze eerst."
        raise Refused(Refusal("not_all_seen", sentence))
    fresh = [receipt for receipt in found.receipts if receipt.state is ReceiptState.NEW]
    if any(proposed_facts(receipt).currency != "EUR" for receipt in fresh):
        raise Refused(Refusal("euros_missing", "Er is een bon die niet in euro’s is. Beoordeel die eerst apart."))
    for receipt in fresh:
        facts = proposed_facts(receipt)
        write_facts(tx, found, receipt, facts)
        _say(tx, receipt, ReceiptState.ACCEPTED, eligible_of(ReceiptState.ACCEPTED, facts, None), "")
    tx.db.flush()
    record(tx, "accountability.receipts.accepted", found, receipts=[receipt.id for receipt in fresh])
    return found


def mark_seen(tx: Tx, receipt_id: int) -> None:
    """Write down that one of us looked at a receipt: the first who did, and when."""
    receipt = tx.db.get(Receipt, receipt_id, with_for_update=True)
    if receipt is not None and receipt.seen_at is None:
        receipt.seen_at, receipt.seen_by = tx.now, tx.actor.label


def save_sentences(tx: Tx, agenda: Agenda, kind: SentenceKind, sentences: Sequence[str]) -> None:
    """Replace the ready sentences of a kind. An empty list brings the shipped ones back. Raises Forbidden, and Refused for too many."""
    tx.actor.must(Permission.JUDGE_HAND_INS)
    kept = [sentence.strip() for sentence in sentences if sentence.strip()]
    if len(kept) > MOST_SENTENCES or any(len(sentence) > LONGEST_SENTENCE for sentence in kept):
        raise Refused(
            Refusal("sentences_too_many", f"Maak hooguit {MOST_SENTENCES} zinnen, elk tot {LONGEST_SENTENCE} tekens.", kind.value)
        )
    tx.db.execute(delete(ReadySentence).where(ReadySentence.agenda_id == agenda.id, ReadySentence.kind == kind))
    for position, sentence in enumerate(kept, 1):
        tx.db.add(ReadySentence(agenda_id=agenda.id, kind=kind, position=position, text=sentence))
    tx.db.flush()
    tx.record("accountability.sentences.saved", "agenda", agenda.id, chain=agenda.code, kind=kind.value, sentences=kept)


def _say(tx: Tx, receipt: Receipt, state: ReceiptState, eligible: Cents | None, remark: str) -> None:
    receipt.state, receipt.eligible_amount, receipt.remark = state, eligible, remark.strip()
    receipt.judged_by, receipt.judged_at = tx.actor.label, tx.now
    if receipt.seen_at is None:
        receipt.seen_at, receipt.seen_by = tx.now, tx.actor.label
