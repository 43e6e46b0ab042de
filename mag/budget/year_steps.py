"""One step of a year: it is locked, nobody changed it meanwhile, the step is open, and it is told in the journal."""

from mag.budget.models import BudgetYear
from mag.budget.states import YEAR
from mag.core.errors import NotFound, Stale
from mag.core.transaction import Tx


def lock_year(tx: Tx, year_id: int) -> BudgetYear:
    """A year, locked for this transaction and read afresh. Raises NotFound."""
    year = tx.db.get(BudgetYear, year_id, with_for_update=True, populate_existing=True)
    if year is None:
        raise NotFound(f"budget year {year_id}")
    return year


def year_at(tx: Tx, year_id: int, version: int, verb: str) -> BudgetYear:
    """A locked year on which a verb is open. Raises Stale when it is not the version that was looked at, and Refused."""
    year = lock_year(tx, year_id)
    if year.version != version:
        raise Stale(f"Het budget van {year.year} is intussen veranderd. De status is “{YEAR.staff_words[year.state]}”.")
    YEAR.after(year.state, verb)
    return year


def step(tx: Tx, year: BudgetYear, verb: str, action: str, **facts: object) -> None:
    """Take the step and tell it."""
    year.state, year.version = YEAR.after(year.state, verb), year.version + 1
    tx.db.flush()
    tx.record(action, "budget_year", year.id, chain=year.agenda.code, year=year.year, **facts)
