"""Writing one money entry: the only statements that change a balance, and the only insert into the ledger.

Three guards stand behind each other (``reliability.md`` T1): the line's row is locked first, the balances move by one
conditional statement, and named constraints make an overspent row impossible whatever the program does.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from mag.budget.models import BudgetLine, BudgetYear, Commitment, LedgerEntry
from mag.budget.rules import MOVEMENTS, missing_for_amount, missing_for_reason, missing_room
from mag.budget.states import Account, EntryKind
from mag.budget.year_rules import closed_to
from mag.core.errors import NotFound, Refusal, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx

_BALANCES = {
    Account.OUTSIDE: "allocated_amount",
    Account.AVAILABLE: "available_amount",
    Account.COMMITTED: "committed_amount",
    Account.PAID: "paid_amount",
}
_NOW = {"populate_existing": True, "synchronize_session": False}


def lock_lines(tx: Tx, line_ids: Iterable[int]) -> list[BudgetLine]:
    """Lock lines for this transaction, always in order of id, and read their balances afresh.

    Who will write on more than one line calls this first, so that two transactions never wait for each other in a ring.
    Raises NotFound when one does not exist.
    """
    wanted = sorted(set(line_ids))
    asked = (
        select(BudgetLine)
        .where(BudgetLine.id.in_(wanted))
        .order_by(BudgetLine.id)
        .with_for_update(of=BudgetLine)
        .execution_options(populate_existing=True)
    )
    found = list(tx.db.scalars(asked))
    if len(found) != len(wanted):
        raise NotFound(f"budget line in {wanted}")
    # only now the years: who waited for a lock must see that the year was closed meanwhile
    years = select(BudgetYear).where(BudgetYear.id.in_({line.budget_year_id for line in found}))
    tx.db.scalars(years.options(joinedload(BudgetYear.agenda, innerjoin=True)).execution_options(populate_existing=True)).all()
    return found


def lock_commitment(tx: Tx, commitment_id: int) -> Commitment:
    """Lock a commitment's line and then the commitment itself, both read afresh. Raises NotFound when it does not exist."""
    line_id = tx.db.scalar(select(Commitment.line_id).where(Commitment.id == commitment_id))
    if line_id is None:
        raise NotFound(f"commitment {commitment_id}")
    lock_lines(tx, [line_id])
    asked = select(Commitment).where(Commitment.id == commitment_id).with_for_update().execution_options(populate_existing=True)
    return tx.db.scalars(asked).one()


def write_entry(
    tx: Tx,
    kind: EntryKind,
    line: BudgetLine,
    amount: Cents,
    *,
    reason: str,
    commitment: Commitment | None = None,
    booked_on: date | None = None,
    act_id: int | None = None,
) -> LedgerEntry:
    """Move an amount on a locked line (and its commitment) and write the one entry that says so, with the act it carries out.

    Raises :class:`~mag.core.errors.Refused` before anything is written when the amount is nothing, the reason is empty, the source
    account holds too little, or the year is not adopted yet or closed.
    """
    refuse_if(objections(kind, line, commitment, amount, reason))
    source, target = MOVEMENTS[kind]
    move(tx, line, source, target, amount)
    if commitment is not None:
        move(tx, commitment, source, target, amount)
    entry = LedgerEntry(
        line=line,
        commitment=commitment,
        kind=kind,
        from_account=source,
        to_account=target,
        amount=amount,
        booked_on=booked_on or tx.today,
        booked_at=tx.now,
        booked_by=tx.actor.label,
        reason=reason.strip(),
        act_id=act_id,
    )
    tx.db.add(entry)
    tx.db.flush()
    return entry


def objections(kind: EntryKind, line: BudgetLine, commitment: Commitment | None, amount: Cents, reason: str) -> list[Refusal]:
    """Why an entry may not be written on a locked line; empty when it may."""
    year = line.budget_year
    wrong = [*missing_for_amount(amount), *missing_for_reason(reason)] or list(closed_to(kind, year.state, year.year))
    source = MOVEMENTS[kind].source
    holder = commitment if commitment is not None and source is not Account.AVAILABLE else line
    there = _balance(holder, source)
    return wrong or list(missing_room(kind, amount, there, f"{line.code} {line.name}", commitment.reference if commitment else ""))


def _balance(holder: BudgetLine | Commitment, account: Account) -> Cents:
    found: Cents = getattr(holder, _BALANCES[account])
    return found


def move(tx: Tx, holder: BudgetLine | Commitment, source: Account, target: Account, amount: Cents) -> None:
    """Change both balances in one statement that only matches while the source holds enough."""
    table: Any = type(holder)
    values: dict[str, Any] = {}
    room = table.id == holder.id
    for account, sign in ((source, -1), (target, 1)):
        if not hasattr(table, _BALANCES[account]):
            continue  # a commitment knows what is committed and paid, not what is available or outside
        column = getattr(table, _BALANCES[account])
        # ``allocated`` is what came in from outside: it grows when money leaves the outside account
        step = -sign if account is Account.OUTSIDE else sign
        values[_BALANCES[account]] = column + step * amount
        if step < 0:
            room = room & (column >= amount)
    moved = tx.db.scalars(update(table).where(room).values(values).returning(table), execution_options=_NOW).one_or_none()
    if moved is None:
        raise AssertionError(f"the balance of {table.__tablename__} {holder.id} changed under its lock")
