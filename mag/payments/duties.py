"""What payments do by themselves: a hold whose time is over ends in the night after its last day."""

from mag.core.duties import Run
from mag.core.house import House
from mag.payments.service import lift_overdue


def lift_holds(house: House, run: Run) -> str:
    """End the holds that are over. Answers a line for the record."""
    with house.store.transaction() as tx:
        run.guard(tx)
        return f"{lift_overdue(tx)} opschortingen opgeheven"
