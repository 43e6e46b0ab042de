"""What payments do by themselves: a hold whose time is over ends, and money that does not come back is asked for."""

from mag.core.duties import Run
from mag.core.house import House
from mag.payments.mails import PayTo
from mag.payments.service import chase, lift_overdue


def lift_holds(house: House, run: Run) -> str:
    """End the holds that are over. Answers a line for the record."""
    with house.store.transaction() as tx:
        run.guard(tx)
        return f"{lift_overdue(tx)} opschortingen opgeheven"


def chase_recoveries(house: House, run: Run) -> str:
    """Remind of money that is due, ask staff to call after two reminders, and close what is older than five years."""
    pay_to = PayTo(house.settings.debtor_name, house.settings.debtor_iban)
    with house.store.transaction() as tx:
        run.guard(tx)
        steps, expired = chase(tx, pay_to)
        return f"{steps} stappen over terugbetalen, {expired} verjaard"
