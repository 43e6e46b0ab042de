"""Acts on the budget of a year: who moves what from where to where, why, and who agreed (``domain.md 9.3``).

Up to the amount of the rule set in force an act is carried out at once; above it somebody else agrees first, and until then
nothing moves. Everything an act does to the ledger carries its number. Adopting and closing a year write their acts here too.
"""

from sqlalchemy import select

from mag.agenda.queries import rule_set_on
from mag.agenda.rule_documents import Thresholds
from mag.budget.entries import lock_lines, objections, write_entry
from mag.budget.lines import copy_line
from mag.budget.models import BudgetAct, BudgetLine, BudgetYear
from mag.budget.rules import BOOKINGS, cannot_agree, missing_for_act, missing_for_amount, missing_for_reason
from mag.budget.service import journal_entry
from mag.budget.states import ACT, ActKind, ActState, Leftover
from mag.budget.year_rules import missing_for_next_year
from mag.core.errors import NotFound, Refusal, Stale, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx


def allocate(tx: Tx, line_id: int, amount: Cents, *, reason: str) -> BudgetAct:
    """Give a line more money of the municipality: at once, or as a proposal where a second person is needed."""
    return _propose(tx, ActKind.ALLOCATE, None, line_id, amount, reason)


def withdraw(tx: Tx, line_id: int, amount: Cents, *, reason: str) -> BudgetAct:
    """Take free money off a line. Raises Refused (``line_full``) when less is free."""
    return _propose(tx, ActKind.WITHDRAW, line_id, None, amount, reason)


def transfer(tx: Tx, from_line_id: int, to_line_id: int, amount: Cents, *, reason: str) -> BudgetAct:
    """Move free money from one line of a year to another: at once, or as a proposal where a second person is needed.

    Raises Refused for nothing, without a reason, for the same line or another year's, and when less is free on the line.
    """
    return _propose(tx, ActKind.TRANSFER, from_line_id, to_line_id, amount, reason)


def carry_over(tx: Tx, line_id: int, amount: Cents, *, reason: str) -> BudgetAct:
    """Carry what fell free on a line of a closed year to the line with its code of the next year, made when it is missing."""
    return _propose(tx, ActKind.CARRY_OVER, line_id, place_line_next_year(tx, line_id).id, amount, reason)


def give_back(tx: Tx, line_id: int, amount: Cents, *, reason: str) -> BudgetAct:
    """Give what fell free on a line of a closed year back to the municipality."""
    return _propose(tx, ActKind.GIVE_BACK, line_id, None, amount, reason)


def agree(tx: Tx, act_id: int, *, version: int) -> BudgetAct:
    """Agree with a proposal as another person than who made it; it is carried out at once.

    Raises Stale, and Refused for the same person or when the money is not free any more.
    """
    act = _locked(tx, act_id, version)
    refuse_if(cannot_agree(tx.actor.id, act.proposed_by_id, act.proposed_by))
    source, target = _sides(tx, act.from_line_id, act.to_line_id)
    refuse_if(_objections(act.kind, source, target, act.amount, act.reason))
    carry_out(tx, act, source, target)
    tx.record("budget.act.agreed", "budget_year", act.budget_year_id, chain=act.budget_year.agenda.code, act=act.id, amount=int(act.amount))
    return act


def reject(tx: Tx, act_id: int, *, version: int, reason: str) -> BudgetAct:
    """Turn a proposal down with a reason; who made it may also take it back so. Nothing moves."""
    act = _locked(tx, act_id, version)
    refuse_if(missing_for_reason(reason))
    act.state, act.version = ACT.after(act.state, "reject"), act.version + 1
    act.decided_at, act.decided_by, act.decision_reason = tx.now, tx.actor.label, reason.strip()
    if tx.actor.id != act.proposed_by_id:
        act.decided_by_id = tx.actor.id
    tx.db.flush()
    year = act.budget_year
    tx.record("budget.act.rejected", "budget_year", year.id, chain=year.agenda.code, act=act.id, reason=reason.strip())
    return act


def needs_second(tx: Tx, year: BudgetYear, amount: Cents) -> bool:
    """Whether somebody else has to agree: above the amount of the rule set in force; always when no rule set is."""
    rules = rule_set_on(tx.db, year.agenda_id, tx.today)
    told = (rules.document if rules is not None else {}).get("thresholds")
    return told is None or amount > Thresholds.model_validate(told).second_pair_of_eyes_above


def carry_out(tx: Tx, act: BudgetAct, source: BudgetLine | None, target: BudgetLine | None) -> None:
    """Write the entries of an act on its locked lines, each with the act's number, in the name of who decides now."""
    act.decided_by_id = tx.actor.id if act.needs_second else None
    for kind, line in zip(BOOKINGS[act.kind], (source, target), strict=True):
        if kind is not None and line is not None:
            journal_entry(tx, write_entry(tx, kind, line, act.amount, reason=act.reason, act_id=act.id))
    act.state, act.version = ACT.after(act.state, "agree"), act.version + 1
    act.decided_at, act.decided_by = tx.now, tx.actor.label
    tx.db.flush()


def place_line_next_year(tx: Tx, line_id: int) -> BudgetLine:
    """The line with the same code in the next year, made empty when it is missing. Raises Refused while that year is not adopted."""
    (line,) = lock_lines(tx, [line_id])
    following = line.budget_year.year + 1
    asked = select(BudgetYear).where(BudgetYear.agenda_id == line.budget_year.agenda_id, BudgetYear.year == following)
    year = tx.db.scalar(asked.with_for_update().execution_options(populate_existing=True))
    refuse_if(missing_for_next_year(following, year.state if year else None, Leftover.CARRY_OVER))
    assert year is not None
    there = tx.db.scalar(select(BudgetLine).where(BudgetLine.budget_year_id == year.id, BudgetLine.code == line.code))
    return there or copy_line(tx, line, year)


def _propose(tx: Tx, kind: ActKind, from_line_id: int | None, to_line_id: int | None, amount: Cents, reason: str) -> BudgetAct:
    source, target = _sides(tx, from_line_id, to_line_id)
    refuse_if([*missing_for_amount(amount), *missing_for_reason(reason)])
    refuse_if(_objections(kind, source, target, amount, reason))
    line = source or target
    assert line is not None
    year = line.budget_year
    act = BudgetAct(
        budget_year=year,
        kind=kind,
        state=ActState.PROPOSED,
        version=1,
        amount=amount,
        from_line=source,
        to_line=target,
        reason=reason.strip(),
        needs_second=needs_second(tx, year, amount),
        proposed_at=tx.now,
        proposed_by_id=tx.actor.id,
        proposed_by=tx.actor.label,
    )
    tx.db.add(act)
    tx.db.flush()
    codes = {"from": source.code if source else None, "to": target.code if target else None}
    facts = {"act": act.id, "kind": kind.value, "amount": int(amount), "reason": act.reason, **codes}
    tx.record("budget.act.proposed", "budget_year", year.id, chain=year.agenda.code, **facts)
    if not act.needs_second:
        carry_out(tx, act, source, target)
    return act


def _objections(kind: ActKind, source: BudgetLine | None, target: BudgetLine | None, amount: Cents, reason: str) -> list[Refusal]:
    if kind is ActKind.TRANSFER and source is not None and target is not None:
        same_year = source.budget_year_id == target.budget_year_id
        if wrong := list(missing_for_act(same_year, source.id == target.id, amount, source.available_amount)):
            return wrong
    pairs = zip(BOOKINGS[kind], (source, target), strict=True)
    return [wrong for entry, line in pairs if entry and line for wrong in objections(entry, line, None, amount, reason)]


def _sides(tx: Tx, from_line_id: int | None, to_line_id: int | None) -> tuple[BudgetLine | None, BudgetLine | None]:
    ids = {line_id for line_id in (from_line_id, to_line_id) if line_id is not None}
    found = {line.id: line for line in lock_lines(tx, ids)}
    return (found[from_line_id] if from_line_id is not None else None), (found[to_line_id] if to_line_id is not None else None)


def _locked(tx: Tx, act_id: int, version: int) -> BudgetAct:
    act = tx.db.get(BudgetAct, act_id, with_for_update=True, populate_existing=True)
    if act is None:
        raise NotFound(f"budget act {act_id}")
    if act.version != version:
        raise Stale(f"Dit voorstel is al behandeld door {act.decided_by}. De status is “{ACT.staff_words[act.state]}”.")
    return act
