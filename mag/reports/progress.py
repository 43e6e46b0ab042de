"""How far the making of an adopted report is, in words. Pure: what the row says and what time it is in, a word out."""

from datetime import datetime
from enum import StrEnum

TRIES = 2
"""How often the forms of a report are tried by themselves; after that a person says so."""


class Progress(StrEnum):
    """Where the making of a report stands."""

    WAITING = "waiting"
    BUSY = "busy"
    AGAIN = "again"
    STUCK = "stuck"


SENTENCES: dict[Progress, str] = {
    Progress.WAITING: "De bestanden staan op de lijst om te maken. Dat begint binnen enkele seconden.",
    Progress.BUSY: "De bestanden worden nu gemaakt. Dit duurt meestal minder dan een minuut.",
    Progress.AGAIN: "De eerste keer lukte het niet om de bestanden te maken. Wij proberen het vanzelf nog een keer.",
    Progress.STUCK: "Het lukte twee keer niet om de bestanden te maken. De cijfers en teksten zijn veilig vastgelegd. "
    "Kies “Opnieuw proberen”. Lukt het dan weer niet, bel dan de beheerder.",
}


def progress_of(tries: int, until: datetime | None, now: datetime) -> Progress:
    """Where it stands: ``tries`` were begun, and whoever is at it holds it ``until`` then."""
    if until is not None and until > now:
        return Progress.BUSY
    if tries >= TRIES:
        return Progress.STUCK
    return Progress.AGAIN if tries else Progress.WAITING
