"""The days the demonstration stands on."""

from datetime import date, datetime

from mag.core.clock import AMSTERDAM
from mag.core.period import show_date

FOUNDED = date(2021, 9, 6)
"""The day the administrator set this installation up."""
OPENING = date(2023, 2, 15)
"""The day the demonstration opens on, at ten in the morning; from there it walks on."""


def banner(moment: datetime) -> str:
    """What stands on every page: that this is a demonstration, and what time it is here."""
    local = moment.astimezone(AMSTERDAM)
    return f"Demonstratie. Het is hier {show_date(local.date())}, {local:%H.%M} uur. Alle namen en bedragen zijn verzonnen."
