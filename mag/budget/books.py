"""The budget for the books of the municipality: per Iv3 task field and cost centre, with the entries of a period (``domain.md 4.7``).

Everything is added up from the ledger itself, so that it equals the ledger whatever the period.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.states import ACCOUNT_LABELS, ENTRY_LABELS, Account
from mag.core.money import Cents
from mag.core.sheets import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands on the accounts at the end of a day, in cents, and what was paid in the period (net of what came back)."""

    allocated: Cents
    committed: Cents
    paid: Cents
    available: Cents
    paid_in_period: Cents


@dataclass(frozen=True, slots=True)
class TaskFieldRow:
    """A task field with one cost centre."""

    task_field: str
    cost_centre: str
    stand: Stand


def list_task_fields(db: Session, year_id: int, first: date | None, last: date | None) -> list[TaskFieldRow]:
    """Per task field and cost centre of a year what stood at the end of a period; without one, what stands now."""
    until = _balances(db, year_id, None, last)
    within = _balances(db, year_id, first, last)
    asked = select(BudgetLine.task_field, BudgetLine.cost_centre).where(BudgetLine.budget_year_id == year_id).distinct()
    keys = sorted((task_field, cost_centre) for task_field, cost_centre in db.execute(asked))
    return [TaskFieldRow(*key, _stand(until.get(key, {}), within.get(key, {}))) for key in keys]


def sum_stands(rows: Sequence[TaskFieldRow]) -> Stand:
    """All rows together."""
    names = ("allocated", "committed", "paid", "available", "paid_in_period")
    return Stand(*(Cents(sum(getattr(row.stand, name) for row in rows)) for name in names))


def list_year_entries(db: Session, year_id: int, first: date | None, last: date | None) -> list[LedgerEntry]:
    """The entries of all lines of a year that were booked in a period, in the order they were written."""
    asked = select(LedgerEntry).join(LedgerEntry.line).where(BudgetLine.budget_year_id == year_id, *_booked(first, last))
    wanted = (joinedload(LedgerEntry.line, innerjoin=True), joinedload(LedgerEntry.commitment))
    return list(db.scalars(asked.options(*wanted).order_by(LedgerEntry.id)))


def task_field_table(year: int, rows: Sequence[TaskFieldRow], period: str) -> Table:
    """A row per task field and cost centre, and one with the totals."""
    columns = [
        Column("Taakveld"), Column("Kostenplaats"), Column("Budget", Kind.MONEY), Column("Toegezegd, nog niet betaald", Kind.MONEY),
        Column("Betaald", Kind.MONEY), Column("Nog vrij", Kind.MONEY), Column("Betaald in de periode", Kind.MONEY),
    ]  # fmt: skip
    whole = [*((row.task_field, row.cost_centre, row.stand) for row in rows), ("Totaal", "", sum_stands(rows))]
    cells = [(field, centre, s.allocated, s.committed, s.paid, s.available, s.paid_in_period) for field, centre, s in whole]
    return Table(
        f"Taakvelden {year}", columns, cells, f"Stand aan het eind van de periode: {period}. Betaald is na aftrek van wat terugkwam."
    )


def entry_table(year: int, entries: Sequence[LedgerEntry], period: str) -> Table:
    """A row per entry with the two accounts it moves money between."""
    columns = [
        Column("Nummer", Kind.WHOLE), Column("Geboekt op", Kind.DATE), Column("Taakveld"), Column("Kostenplaats"), Column("Budgetregel"),
        Column("Soort"), Column("Van"), Column("Naar"), Column("Bedrag", Kind.MONEY), Column("Kenmerk"), Column("Waarvoor"),
        Column("Besluit", Kind.WHOLE), Column("Geboekt door"),
    ]  # fmt: skip
    rows = [
        (
            entry.id, entry.booked_on, entry.line.task_field, entry.line.cost_centre, entry.line.code, ENTRY_LABELS[entry.kind],
            ACCOUNT_LABELS[entry.from_account], ACCOUNT_LABELS[entry.to_account], entry.amount,
            entry.commitment.reference if entry.commitment is not None else None, entry.reason, entry.act_id, entry.booked_by,
        )
        for entry in entries
    ]  # fmt: skip
    return Table(f"Boekingen {year}", columns, rows, f"Alle boekingen op regels van {year}, geboekt in: {period}.")


Key = tuple[str, str]
Balances = dict[Account, int]


def _balances(db: Session, year_id: int, first: date | None, last: date | None) -> dict[Key, Balances]:
    asked = (
        select(
            BudgetLine.task_field, BudgetLine.cost_centre, LedgerEntry.from_account, LedgerEntry.to_account, func.sum(LedgerEntry.amount)
        )
        .join(LedgerEntry.line)
        .where(BudgetLine.budget_year_id == year_id, *_booked(first, last))
        .group_by(BudgetLine.task_field, BudgetLine.cost_centre, LedgerEntry.from_account, LedgerEntry.to_account)
    )
    found: dict[Key, Balances] = {}
    for task_field, cost_centre, source, target, amount in db.execute(asked):
        balances = found.setdefault((task_field, cost_centre), dict.fromkeys(Account, 0))
        balances[source] -= int(amount)
        balances[target] += int(amount)
    return found


def _booked(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(LedgerEntry.booked_on >= first)
    if last is not None:
        found.append(LedgerEntry.booked_on <= last)
    return found


def _stand(until: Mapping[Account, int], within: Mapping[Account, int]) -> Stand:
    allocated, committed, paid, available = (
        Cents(until.get(account, 0)) for account in (Account.OUTSIDE, Account.COMMITTED, Account.PAID, Account.AVAILABLE)
    )
    return Stand(Cents(-allocated), committed, paid, available, Cents(within.get(Account.PAID, 0)))
