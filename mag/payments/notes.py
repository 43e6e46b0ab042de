"""What about a payment deserves a second look before it is released, and what keeps it out. Pure.

Source: ``reliability.md`` T14 (plausibility before release). Amounts are cents, dates are Amsterdam dates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from text_unidecode import unidecode

from mag.core.money import Cents, show
from mag.core.period import show_date

LOOK_BACK = timedelta(days=30)
WAIT = timedelta(hours=24)
TIMES_MEDIAN = 3
"""How long ago a changed account or an equal payment is still worth telling."""

_FILLER = {"de", "het", "stichting", "vereniging", "st", "ver", "dhr", "mevr", "mw", "eo", "en", "of"}


class Earlier(NamedTuple):
    """A payment that was made or is being made: when, the grant's reference, what and where to."""

    on: date
    reference: str
    amount: Cents
    iban: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known about an instalment that may be paid.

    ``due_on`` is None while nobody knows when it may be paid. ``room`` is what is still promised on its grant and not in another
    run. ``account_since`` is the date the present account was given, ``account_changed`` whether it took the place of another.
    ``account_age`` is how long ago that was, ``account_checked`` whether a second person confirmed it. ``median`` is the middle one of
    what was paid to the partner before, ``returned`` and ``refused`` a payment of this instalment that the bank sent back or
    did not carry out, ``held_until`` the last day
    of a hold.
    ``equal`` is an earlier payment of the same amount to the same account, ``last_iban`` where the last payment to this partner went.
    """

    reference: str
    amount: Cents
    due_on: date | None
    room: Cents
    iban: str
    holder: str
    names: tuple[str, ...]
    account_since: date | None = None
    account_changed: bool = False
    equal: Earlier | None = None
    last_iban: str | None = None
    held_until: date | None = None
    held_reason: str = ""
    account_checked: bool = False
    account_age: timedelta | None = None
    median: Cents | None = None
    returned: Earlier | None = None
    refused: Earlier | None = None


class Note(NamedTuple):
    """Something about a payment to look at. A blocking one keeps it out of every run."""

    code: str
    sentence: str
    blocks: bool = False


def notes_on(candidate: Candidate, on: date) -> list[Note]:
    """What deserves a look before this instalment is paid on a date; empty when all is plain."""
    return [*blocking(candidate), *_suspicious(candidate, on)]


def blocking(candidate: Candidate) -> Iterator[Note]:
    """What keeps an instalment out of every run."""
    if candidate.amount > candidate.room:
        room = show(max(candidate.room, Cents(0)))
        yield Note("above_committed", f"Hoger dan wat nog is toegezegd: {room}. Deze betaling kan niet mee.", True)
    if not is_iban(candidate.iban):
        yield Note("iban_wrong", "Het rekeningnummer klopt niet. Deze betaling kan niet mee.", True)
    if candidate.held_until is not None:
        until = show_date(candidate.held_until)
        yield Note("held", f"Opgeschort tot en met {until}: {candidate.held_reason} Deze betaling kan niet mee.", True)
    if candidate.account_changed and not candidate.account_checked and candidate.account_age is not None and candidate.account_age < WAIT:
        sentence = "Het rekeningnummer is korter dan 24 uur geleden veranderd. Laat een ander het controleren, of wacht tot morgen."
        yield Note("iban_unchecked", sentence, True)


def _suspicious(candidate: Candidate, on: date) -> Iterator[Note]:
    if candidate.equal is not None and on - LOOK_BACK <= candidate.equal.on:
        other = candidate.equal
        yield Note("paid_before", f"Zelfde bedrag en rekening als {other.reference} op {show_date(other.on)}. Is dit niet dubbel?")
    if candidate.account_changed and candidate.account_since is not None and candidate.account_since >= on - LOOK_BACK:
        yield Note("iban_new", f"Het rekeningnummer is veranderd op {show_date(candidate.account_since)}.")
    elif candidate.last_iban is not None and candidate.last_iban != candidate.iban:
        yield Note(
            "iban_differs",
            f"De vorige betaling aan deze partner ging naar een ander rekeningnummer (eindigt op {candidate.last_iban[-4:]}).",
        )
    if candidate.median is not None and candidate.amount > TIMES_MEDIAN * candidate.median:
        yield Note("above_median", f"Meer dan {TIMES_MEDIAN} keer zo hoog als deze partner meestal krijgt ({show(candidate.median)}).")
    if candidate.returned is not None:
        back = candidate.returned
        same = " naar dezelfde rekening" if back.iban == candidate.iban else ""
        yield Note("returned", f"Deze betaling{same} kwam op {show_date(back.on)} terug. Bel eerst de partner.")
    if candidate.refused is not None:
        back = candidate.refused
        same = " naar dezelfde rekening" if back.iban == candidate.iban else ""
        yield Note("refused", f"De bank weigerde deze betaling{same} op {show_date(back.on)}. Bel eerst de partner.")
    if not any(same_name(candidate.holder, name) for name in candidate.names):
        yield Note("name_differs", f"De rekening staat op naam van {candidate.holder}. De aanvrager heet {candidate.names[0]}.")


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one: the words of the shorter stand in the longer, initials and words such as "stichting" left out."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return first == second
    return first <= second or second <= first


def _words(name: str) -> set[str]:
    words = set(re.findall(r"[a-z0-9]+", unidecode(name).lower()))
    return {w for w in words if len(w) > 1} - _FILLER or words


def is_iban(text: str) -> bool:
    """Whether a text is an account number with a right check number."""
    try:
        return bool(IBAN(text))
    except SchwiftyException:
        return False
