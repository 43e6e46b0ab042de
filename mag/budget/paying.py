"""Booking many payments at once: what :func:`mag.budget.service.pay` does for one, with the same locks and guards, in a few statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, select, update

from mag.budget.entries import lock_lines, move, objections
from mag.budget.models import BudgetLine, Commitment, LedgerEntry
from mag.budget.rules import MOVEMENTS
from mag.budget.service import journal_entry
from mag.budget.states import EntryKind
from mag.core.errors import NotFound, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx

SEVERAL = 200
"""How many commitments one statement changes."""


class Paid(NamedTuple):
    """One payment: of which commitment, and how much."""

    commitment_id: int
    amount: Cents


def pay_all(tx: Tx, payments: Sequence[Paid], *, reason: str, booked_on: date) -> list[LedgerEntry]:
    """Book promised money of many commitments as paid on a date; an entry and a journal line for each, all or nothing.

    Lines are locked by id, then commitments by id. Raises NotFound, and Refused when less is promised than is paid.
    """
    sums: dict[int, int] = defaultdict(int)
    for paid in payments:
        sums[paid.commitment_id] += paid.amount
    found = _locked(tx, sorted(sums))
    for number, amount in sorted(sums.items()):
        refuse_if(objections(EntryKind.PAY, found[number].line, found[number], Cents(amount), reason))
    per_line: dict[int, int] = defaultdict(int)
    lines: dict[int, BudgetLine] = {}
    for number, amount in sums.items():
        lines[found[number].line_id] = found[number].line
        per_line[found[number].line_id] += amount
    source, target = MOVEMENTS[EntryKind.PAY]
    for line_id, amount in sorted(per_line.items()):
        move(tx, lines[line_id], source, target, Cents(amount))
    _move_commitments(tx, sums)
    entries = [
        LedgerEntry(
            line=found[paid.commitment_id].line, commitment=found[paid.commitment_id], kind=EntryKind.PAY, from_account=source,
            to_account=target, amount=paid.amount, booked_on=booked_on, booked_at=tx.now, booked_by=tx.actor.label, reason=reason.strip(),
        )
        for paid in payments
    ]  # fmt: skip
    tx.db.add_all(entries)
    tx.db.flush()
    return [journal_entry(tx, entry) for entry in entries]


def _locked(tx: Tx, numbers: Sequence[int]) -> dict[int, Commitment]:
    """The commitments by id, locked after their lines, all read afresh."""
    line_ids: set[int] = set()
    for some in _several(numbers):
        line_ids |= set(tx.db.scalars(select(Commitment.line_id).where(Commitment.id.in_(some)).distinct()))
    lock_lines(tx, line_ids)
    found: dict[int, Commitment] = {}
    for some in _several(numbers):
        asked = select(Commitment).where(Commitment.id.in_(some)).order_by(Commitment.id).with_for_update()
        found |= {one.id: one for one in tx.db.scalars(asked.execution_options(populate_existing=True))}
    if len(found) != len(numbers):
        raise NotFound(f"commitment in {numbers}")
    return found


def _move_commitments(tx: Tx, sums: dict[int, int]) -> None:
    """Change the balances of commitments by conditional statements that only match while enough is promised."""
    for some in _several(sorted(sums)):
        amount = case({number: sums[number] for number in some}, value=Commitment.id)
        moved = tx.db.scalars(
            update(Commitment)
            .where(Commitment.id.in_(some), Commitment.committed_amount >= amount)
            .values(committed_amount=Commitment.committed_amount - amount, paid_amount=Commitment.paid_amount + amount)
            .returning(Commitment),
            execution_options={"populate_existing": True, "synchronize_session": False},
        ).all()
        if len(moved) != len(some):
            raise AssertionError(f"the balance of a commitment in {some} changed under its lock")


def _several(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[start : start + SEVERAL] for start in range(0, len(numbers), SEVERAL)]
