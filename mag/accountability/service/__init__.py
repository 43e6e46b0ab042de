"""The verbs on a hand-in as a whole: the account a partner gives in ``hand_ins``, what staff say of it in ``judging``.

Rows are always locked in one order: grant, hand-in, instalments by id, budget line.
"""

from mag.accountability.loading import load_hand_in
from mag.accountability.service.hand_ins import hand_in, keep_answers, keep_draft, start_hand_in
from mag.accountability.service.judging import approve_report, return_hand_in
from mag.accountability.service.papers import NewPapers, add_papers

__all__ = [
    "NewPapers",
    "add_papers",
    "approve_report",
    "hand_in",
    "keep_answers",
    "keep_draft",
    "load_hand_in",
    "return_hand_in",
    "start_hand_in",
]
