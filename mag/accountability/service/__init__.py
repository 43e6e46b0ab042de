"""The verbs of this room: the account a partner gives in ``hand_ins``, what staff say of it in ``judging``, the end in ``settling``.

Rows are always locked in one order: grant, hand-in, instalments by id, budget line.
"""

from mag.accountability.service.hand_ins import (
    Added,
    add_receipts,
    hand_in,
    keep_answers,
    keep_draft,
    load_hand_in,
    remove_receipt,
    start_hand_in,
)
from mag.accountability.service.judging import accept_receipts, judge_receipt, return_hand_in
from mag.accountability.service.settling import SETTLEMENT_LETTER, settle, settle_ex_officio, text_of

__all__ = [
    "SETTLEMENT_LETTER",
    "Added",
    "accept_receipts",
    "add_receipts",
    "hand_in",
    "judge_receipt",
    "keep_answers",
    "keep_draft",
    "load_hand_in",
    "remove_receipt",
    "return_hand_in",
    "settle",
    "settle_ex_officio",
    "start_hand_in",
    "text_of",
]
