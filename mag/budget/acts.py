"""Acts on the budget of a year: who moves what from where to where, why, and who agreed (``domain.md 9.3``).

Up to the amount of the rule set in force an act is carried out at once; above it somebody else agrees first, and until then
nothing moves. Everything an act does to the ledger carries its number.
"""

from mag.agenda.queries import rule_set_on
from mag.agenda.rule_documents import Thresholds
from mag.budget.entries import lock_lines, write_entry
from mag.budget.models import BudgetAct, BudgetLine, BudgetYear
from mag.budget.rules import cannot_agree, missing_for_act, missing_for_amount, missing_for_reason
from mag.budget.service import journal_entry
from mag.budget.states import ACT, ActKind, ActState, EntryKind
from mag.core.errors import NotFound, Stale, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx


def transfer(tx: Tx, from_line_id: int, to_line_id: int, amount: Cents, *, reason: str) -> BudgetAct:
    """Move free money from one line of a year to another: at once, or as a proposal where a second person is needed.

    Raises Refused for nothing, without a reason, for the same line or another year's, and when less is free on the line.
    """
    source, target = _two_lines(tx, from_line_id, to_line_id)
    refuse_if([*missing_for_amount(amount), *missing_for_reason(reason)])
    refuse_if(missing_for_act(source.budget_year_id == target.budget_year_id, source.id == target.id, amount, source.available_amount))
    year = source.budget_year
    act = BudgetAct(
        budget_year=year,
        kind=ActKind.TRANSFER,
        state=ActState.PROPOSED,
        version=1,
        amount=amount,
        from_line_id=source.id,
        to_line_id=target.id,
        reason=reason.strip(),
        needs_second=needs_second(tx, year, amount),
        proposed_at=tx.now,
        proposed_by_id=tx.actor.id,
        proposed_by=tx.actor.label,
    )
    tx.db.add(act)
    tx.db.flush()
    facts = {"act": act.id, "kind": act.kind.value, "amount": int(amount), "from": source.code, "to": target.code, "reason": act.reason}
    tx.record("budget.act.proposed", "budget_year", year.id, chain=year.agenda.code, **facts)
    if not act.needs_second:
        _carry_out(tx, act, source, target)
    return act


def agree(tx: Tx, act_id: int, *, version: int) -> BudgetAct:
    """Agree with a proposal as another person than who made it; it is carried out at once.

    Raises Stale, and Refused for the same person or when the money is not free any more.
    """
    act = _locked(tx, act_id, version)
    refuse_if(cannot_agree(tx.actor.id, act.proposed_by_id, act.proposed_by))
    source, target = _two_lines(tx, act.from_line_id or 0, act.to_line_id or 0)
    refuse_if(missing_for_act(True, False, act.amount, source.available_amount))
    act.decided_by_id = tx.actor.id
    _carry_out(tx, act, source, target)
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


def _carry_out(tx: Tx, act: BudgetAct, source: BudgetLine, target: BudgetLine) -> None:
    """Write both entries, each with the act's number."""
    for kind, line in ((EntryKind.TRANSFER_OUT, source), (EntryKind.TRANSFER_IN, target)):
        entry = write_entry(tx, kind, line, act.amount, reason=act.reason)
        entry.act_id = act.id
        journal_entry(tx, entry)
    act.state, act.version = ACT.after(act.state, "agree"), act.version + 1
    act.decided_at, act.decided_by = tx.now, tx.actor.label
    tx.db.flush()


def _two_lines(tx: Tx, from_line_id: int, to_line_id: int) -> tuple[BudgetLine, BudgetLine]:
    found = {line.id: line for line in lock_lines(tx, {from_line_id, to_line_id})}
    return found[from_line_id], found[to_line_id]


def _locked(tx: Tx, act_id: int, version: int) -> BudgetAct:
    act = tx.db.get(BudgetAct, act_id, with_for_update=True, populate_existing=True)
    if act is None:
        raise NotFound(f"budget act {act_id}")
    if act.version != version:
        raise Stale(f"Dit voorstel is al behandeld door {act.decided_by}. De status is “{ACT.staff_words[act.state]}”.")
    return act
