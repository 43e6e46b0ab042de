"""Closing a year: what is free on each line goes along to next year or back to the municipality, proposed by one and done by another.

After that nothing can be added or promised; old promises are still paid, fall free or come back, because what was applied for,
decided and carried out are different years (``domain.md 1.2``). What falls free later gets an act of its own (``acts``).
"""

from collections.abc import Mapping

from sqlalchemy import func, select

from mag.budget.acts import carry_out, place_line_next_year
from mag.budget.entries import lock_lines
from mag.budget.models import BudgetAct, BudgetLine, BudgetYear
from mag.budget.rules import cannot_agree, missing_for_reason
from mag.budget.states import ActKind, ActState, Leftover, YearState
from mag.budget.year_rules import missing_for_close, missing_for_next_year
from mag.budget.year_steps import step, year_at
from mag.core.errors import Stale, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx


def propose_close(tx: Tx, year_id: int, *, version: int, choices: Mapping[int, Leftover], reason: str) -> BudgetYear:
    """Propose to close a year, with per line what becomes of what is free. Money can be promised until it is closed.

    Raises Refused while the year is not over, proposals wait, a line has no choice or next year was not adopted; and Stale.
    """
    year = year_at(tx, year_id, version, "propose_close")
    lines = lock_lines(tx, [line.id for line in year.lines])
    unchosen = [line.code for line in lines if line.id not in choices]
    refuse_if(missing_for_close(year.year, tx.today, _waiting(tx, year), unchosen, reason))
    following = year.year + 1
    state = _state_of(tx, year.agenda_id, following)
    for leftover in sorted(set(choices.values())):
        refuse_if(missing_for_next_year(following, state, leftover))
    for line in lines:
        line.leftover = choices[line.id]
    year.closing_at, year.closing_by_id, year.closing_by, year.closing_reason = tx.now, tx.actor.id, tx.actor.label, reason.strip()
    step(tx, year, "propose_close", "budget.year.close_proposed", reason=reason.strip())
    return year


def send_back_close(tx: Tx, year_id: int, *, version: int, reason: str) -> BudgetYear:
    """Do not close a year as proposed, with a reason; who proposed it may also take it back so."""
    year = year_at(tx, year_id, version, "send_back_close")
    refuse_if(missing_for_reason(reason))
    step(tx, year, "send_back_close", "budget.year.close_sent_back", reason=reason.strip())
    return year


def close(tx: Tx, year_id: int, *, version: int, free: Cents) -> BudgetYear:
    """Close a year as another person than who proposed it: every free euro leaves it, each line by an act.

    ``free`` is what stood on the page as free in all. Raises Stale when that changed, and Refused as :func:`propose_close` does.
    """
    year = year_at(tx, year_id, version, "close")
    refuse_if(cannot_agree(tx.actor.id, year.closing_by_id, year.closing_by or ""))
    lines = lock_lines(tx, [line.id for line in year.lines])
    unchosen = [line.code for line in lines if line.leftover is None and line.available_amount > 0]
    refuse_if(missing_for_close(year.year, tx.today, _waiting(tx, year), unchosen, year.closing_reason or ""))
    if sum(line.available_amount for line in lines) != free:
        raise Stale(f"Er is intussen geld geboekt in {year.year}. Kijk de bedragen nog een keer na en sluit daarna af.")
    year.closed_at, year.closed_by_id, year.closed_by = tx.now, tx.actor.id, tx.actor.label
    step(tx, year, "close", "budget.year.closed", amount=int(free))
    for line in lines:
        if line.available_amount > 0:
            target = _next(tx, line)
            carry_out(tx, _act(tx, year, line, target), line, target)
    return year


def _act(tx: Tx, year: BudgetYear, line: BudgetLine, target: BudgetLine | None) -> BudgetAct:
    act = BudgetAct(
        budget_year=year,
        kind=ActKind.CARRY_OVER if target is not None else ActKind.GIVE_BACK,
        state=ActState.PROPOSED,
        version=1,
        amount=line.available_amount,
        from_line=line,
        to_line=target,
        reason=year.closing_reason or "",
        needs_second=True,
        proposed_at=year.closing_at,
        proposed_by_id=year.closing_by_id,
        proposed_by=year.closing_by or "",
    )
    tx.db.add(act)
    tx.db.flush()
    return act


def _next(tx: Tx, line: BudgetLine) -> BudgetLine | None:
    """The locked line its money goes along to, or None when it goes back."""
    if line.leftover is not Leftover.CARRY_OVER:
        return None
    (target,) = lock_lines(tx, [place_line_next_year(tx, line.id).id])
    return target


def _waiting(tx: Tx, year: BudgetYear) -> int:
    asked = select(func.count()).where(BudgetAct.budget_year_id == year.id, BudgetAct.state == ActState.PROPOSED)
    return tx.db.scalar(asked) or 0


def _state_of(tx: Tx, agenda_id: int, year: int) -> YearState | None:
    found: YearState | None = tx.db.scalar(select(BudgetYear.state).where(BudgetYear.agenda_id == agenda_id, BudgetYear.year == year))
    return found
