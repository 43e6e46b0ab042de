"""The verbs of the money. This room is the only one that writes lines, commitments and ledger entries.

Every money verb writes exactly one ledger entry and one journal line, inside the caller's transaction. Amounts are cents
above zero. Nothing in the ledger is ever changed or taken out: what was wrong is put right by the opposite verb.
"""

from datetime import date

from sqlalchemy import select

from mag.agenda.models import Agenda
from mag.agenda.terms import ApplicantGroup
from mag.budget.entries import lock_commitment, lock_lines, objections, write_entry
from mag.budget.lines import LinePlan, place_line
from mag.budget.models import BudgetLine, BudgetYear, Commitment, LedgerEntry
from mag.budget.rules import missing_for_year
from mag.budget.states import EntryKind, Part, YearState
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx

__all__ = [
    "add_line",
    "allocate",
    "commit_funds",
    "lock_lines",
    "open_year",
    "pay",
    "place_year",
    "recover",
    "release",
    "set_off",
    "take_back",
    "withdraw",
]


def open_year(tx: Tx, agenda_id: int, year: int) -> BudgetYear:
    """Take over a year that was adopted elsewhere, before it was managed here; a new year begins as a concept (``concepts.begin_year``).

    Raises Refused when the year is there already or is no year.
    """
    budget_year = place_year(tx, agenda_id, year, YearState.ADOPTED)
    tx.record("budget.year.opened", "budget_year", budget_year.id, chain=budget_year.agenda.code, year=year)
    return budget_year


def place_year(tx: Tx, agenda_id: int, year: int, state: YearState) -> BudgetYear:
    """Make the row of a year. Raises Refused when it is there already or is no year."""
    agenda = tx.db.get(Agenda, agenda_id, with_for_update=True)
    if agenda is None:
        raise NotFound(f"agenda {agenda_id}")
    opened = tx.db.scalar(select(BudgetYear.id).where(BudgetYear.agenda_id == agenda_id, BudgetYear.year == year))
    refuse_if(missing_for_year(year, opened is not None))
    budget_year = BudgetYear(agenda=agenda, year=year, state=state, version=1)
    if state is YearState.ADOPTED:
        budget_year.adopted_at, budget_year.adopted_by = tx.now, tx.actor.label
    tx.db.add(budget_year)
    tx.db.flush()
    return budget_year


def add_line(
    tx: Tx,
    budget_year_id: int,
    *,
    code: str,
    name: str,
    part: Part,
    task_field: str,
    cost_centre: str,
    theme_id: int | None = None,
    goal_id: int | None = None,
    applicant_group: ApplicantGroup | None = None,
    recipient: str | None = None,
) -> BudgetLine:
    """Add an empty line to a year, :func:`allocate` gives it money; people do it with ``concepts.plan_line``. A goal brings its own theme.

    Raises Refused when the code is taken or something is missing, NotFound for a year, theme or goal that is not this agenda's.
    """
    budget_year = tx.db.get(BudgetYear, budget_year_id, with_for_update=True)
    if budget_year is None:
        raise NotFound(f"budget year {budget_year_id}")
    plan = LinePlan(code, name, part, task_field, cost_centre, theme_id=theme_id, goal_id=goal_id)
    return place_line(tx, budget_year, plan._replace(applicant_group=applicant_group, recipient=recipient))


def allocate(tx: Tx, line_id: int, amount: Cents, *, reason: str) -> LedgerEntry:
    """Give money to a line (from outside to available)."""
    return _on_line(tx, EntryKind.ALLOCATE, line_id, amount, reason)


def withdraw(tx: Tx, line_id: int, amount: Cents, *, reason: str) -> LedgerEntry:
    """Take free money back from a line. Raises Refused (``line_full``) when less is free."""
    return _on_line(tx, EntryKind.WITHDRAW, line_id, amount, reason)


def commit_funds(tx: Tx, line_id: int, *, reference: str, label: str, amount: Cents, reason: str) -> Commitment:
    """Promise free money of a line to one grant; the only way a commitment begins.

    Raises Refused (``line_full``, field ``amount``) when less is free, and ``commitment_exists`` for a reference that has one.
    """
    (line,) = lock_lines(tx, [line_id])
    refuse_if(objections(EntryKind.COMMIT, line, None, amount, reason))
    if tx.db.scalar(select(Commitment.id).where(Commitment.reference == reference)) is not None:
        raise Refused(Refusal("commitment_exists", f"Voor {reference} is al geld toegezegd."))
    commitment = Commitment(line=line, reference=reference, label=label[:300])
    tx.db.add(commitment)
    tx.db.flush()
    journal_entry(tx, write_entry(tx, EntryKind.COMMIT, line, amount, reason=reason, commitment=commitment))
    return commitment


def release(tx: Tx, commitment_id: int, amount: Cents, *, reason: str) -> LedgerEntry:
    """Give promised money that will not be paid back to the line. Raises Refused when less is promised."""
    return _on_commitment(tx, EntryKind.RELEASE, commitment_id, amount, reason, tx.today)


def pay(tx: Tx, commitment_id: int, amount: Cents, *, reason: str, booked_on: date) -> LedgerEntry:
    """Book promised money as paid on a date. Raises Refused when less is promised."""
    return _on_commitment(tx, EntryKind.PAY, commitment_id, amount, reason, booked_on)


def recover(tx: Tx, commitment_id: int, amount: Cents, *, reason: str, booked_on: date) -> LedgerEntry:
    """Book paid money as come back on a date: it is free on the line again. Raises Refused when less was paid."""
    return _on_commitment(tx, EntryKind.RECOVER, commitment_id, amount, reason, booked_on)


def take_back(tx: Tx, commitment_id: int, amount: Cents, *, reason: str, booked_on: date) -> LedgerEntry:
    """Book a payment that the bank sent back: the money is promised again, not free. Raises Refused when less was paid."""
    return _on_commitment(tx, EntryKind.RETURN, commitment_id, amount, reason, booked_on)


def set_off(tx: Tx, commitment_id: int, amount: Cents, *, reason: str, booked_on: date) -> LedgerEntry:
    """Book promised money as paid by setting it off against what a partner has to pay back. Raises Refused when less is promised."""
    return _on_commitment(tx, EntryKind.SET_OFF, commitment_id, amount, reason, booked_on)


def _on_line(tx: Tx, kind: EntryKind, line_id: int, amount: Cents, reason: str) -> LedgerEntry:
    (line,) = lock_lines(tx, [line_id])
    return journal_entry(tx, write_entry(tx, kind, line, amount, reason=reason))


def _on_commitment(tx: Tx, kind: EntryKind, commitment_id: int, amount: Cents, reason: str, booked_on: date) -> LedgerEntry:
    commitment = lock_commitment(tx, commitment_id)
    return journal_entry(tx, write_entry(tx, kind, commitment.line, amount, reason=reason, commitment=commitment, booked_on=booked_on))


_PAST = {
    EntryKind.ALLOCATE: "budget.funds.allocated",
    EntryKind.WITHDRAW: "budget.funds.withdrawn",
    EntryKind.COMMIT: "budget.funds.committed",
    EntryKind.RELEASE: "budget.funds.released",
    EntryKind.PAY: "budget.funds.paid",
    EntryKind.RECOVER: "budget.funds.recovered",
    EntryKind.RETURN: "budget.funds.returned",
    EntryKind.SET_OFF: "budget.funds.set_off",
    EntryKind.TRANSFER_OUT: "budget.funds.transferred_out",
    EntryKind.TRANSFER_IN: "budget.funds.transferred_in",
    EntryKind.CARRY_OUT: "budget.funds.carried_out",
    EntryKind.CARRY_IN: "budget.funds.carried_in",
    EntryKind.GIVE_BACK: "budget.funds.given_back",
}


def journal_entry(tx: Tx, entry: LedgerEntry) -> LedgerEntry:
    """Have an entry told in the journal of its agenda; every entry has one such line."""
    facts = {"entry": entry.id, "amount": int(entry.amount), "booked_on": entry.booked_on.isoformat()}
    if entry.commitment is not None:
        facts["reference"] = entry.commitment.reference
    tx.record(_PAST[entry.kind], "budget_line", entry.line_id, chain=entry.line.budget_year.agenda.code, **facts)
    return entry
