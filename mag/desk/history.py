"""The journal told in Dutch: when, what, who. Unknown actions are told by their code, so that nothing is left out."""

from collections.abc import Iterable

from mag.core.clock import AMSTERDAM
from mag.core.journal import JournalLine
from mag.core.period import show_date

SENTENCES: dict[str, str] = {
    "applications.application.submitted": "Aanvraag verstuurd",
    "applications.application.claimed": "Opgepakt",
    "applications.application.unclaimed": "Losgelaten",
    "applications.application.withdrawn": "Aanvraag ingetrokken",
    "applications.application.refused": "Besluit genomen: geen geld",
    "grants.grant.awarded": "Besluit genomen: toegekend",
    "core.paper.printed": "Pdf van de brief gemaakt",
    "accounts.session.started": "Eigen bladzijde geopend met een link",
    "accounts.session.ended": "Uitgelogd",
    "accountability.hand_in.started": "Begonnen met de verantwoording",
    "accountability.hand_in.saved": "Antwoorden bewaard",
    "accountability.receipts.added": "Bonnen toegevoegd",
    "accountability.receipt.removed": "Bon verwijderd",
    "accountability.receipt.judged": "Bon bekeken",
    "accountability.receipts.accepted": "Alle bonnen akkoord",
    "accountability.hand_in.announced": "Herinnering gestuurd: de verantwoording is bijna nodig",
    "accountability.hand_in.reminded": "Herinnering gestuurd: de verantwoording is te laat",
    "accountability.hand_in.handed_in": "Verantwoording verstuurd",
    "accountability.hand_in.returned": "Vraag gesteld over de verantwoording",
    "accountability.grant.settled": "Afgerond",
    "payments.payment.confirmed": "Betaald",
}


def tell(lines: Iterable[JournalLine]) -> list[tuple[str, str, str, str]]:
    """Journal lines as (when, what, who, note), newest first."""
    told = []
    for line in reversed(list(lines)):
        moment = line.at.astimezone(AMSTERDAM)
        told.append((f"{show_date(moment.date())}, {moment:%H.%M} uur", SENTENCES.get(line.action, line.action), line.actor_label, ""))
    return told
