"""A budget line with money on it."""

from mag.budget import queries, service
from mag.budget.models import BudgetLine
from mag.budget.states import Part
from mag.core.money import Cents
from mag.core.transaction import Tx


def make_line(tx: Tx, agenda_id: int, amount: int = 0, *, code: str = "MAG-01", year: int = 2022) -> BudgetLine:
    """A line of a year (opened when it is not) with ``amount`` cents to spend."""
    budget_year = queries.find_year(tx.db, agenda_id, year) or service.open_year(tx, agenda_id, year)
    line = service.add_line(
        tx, budget_year.id, code=code, name=f"Initiatieven {code}", part=Part.FLEXIBLE, task_field="6.1", cost_centre="610100"
    )
    if amount:
        service.allocate(tx, line.id, Cents(amount), reason="Begroting")
    return line
