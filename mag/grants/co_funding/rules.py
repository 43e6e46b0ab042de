"""What somebody must say about money of others. Pure: cents, Dutch sentences."""

from collections.abc import Iterator
from datetime import date

from mag.core.errors import Refusal
from mag.core.money import MAX_AMOUNT, Cents
from mag.core.period import show_date
from mag.grants.co_funding.states import FunderKind


def missing_for_funding(
    *, funder: str, amount: Cents, since: date, today: date, source: str, own_activity: bool
) -> Iterator[Refusal]:  # fmt: skip
    """Who, how much, since when and where that is written; the activity, when one is named, is of the same plan."""
    if not funder.strip():
        yield Refusal("funder_missing", "Vul in wie het geld geeft.", "funder")
    if amount <= 0:
        yield Refusal("amount_not_positive", "Vul een bedrag in dat hoger is dan nul.", "amount")
    elif amount > MAX_AMOUNT:
        yield Refusal("amount_too_large", "Dit bedrag is te groot. Controleer of u niet te veel nullen typte.", "amount")
    if since > today:
        yield Refusal("since_later", f"Deze dag moet nog komen. Kies {show_date(today)} of eerder.", "since")
    if not source.strip():
        yield Refusal("source_missing", "Vul in waar dat staat, zoals: brief van het fonds.", "source")
    if not own_activity:
        yield Refusal("activity_missing", "Kies een activiteit van dit plan.", "activity_id")


def kind_of(description: str) -> FunderKind:
    """A first guess who gives what an applicant called so in the budget; staff choose themselves (``domain.md 9.11``)."""
    words = description.lower()
    for kind, signs in _SIGNS.items():
        if any(sign in words for sign in signs):
            return kind
    return FunderKind.OTHER


_SIGNS = {
    FunderKind.MUNICIPALITY: ("gemeente",),
    FunderKind.GOVERNMENT: ("provincie", "rijk", "waterschap"),
    FunderKind.FUND: ("fonds", "oranje"),
    FunderKind.SPONSOR: ("sponsor", "bank", "winkel"),
    FunderKind.PARTICIPANTS: ("deelnem", "entree", "kaart", "contributie", "inschrijf"),
    FunderKind.OWN: ("eigen", "spaar", "kas"),
}
