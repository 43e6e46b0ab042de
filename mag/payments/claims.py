"""What a partner pays back: the reference to quote, what is due by now, when we remind, and when it is too late. Pure.

Source: Awb 4:57 and 4:104 (nothing is claimed or set off later than five years after it became due), 4:94 (paying in parts),
4:112 (two weeks after a reminder), ISO 11649 (the reference). Amounts are cents, dates are Amsterdam dates.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mag.core.errors import Refusal
from mag.core.money import Cents, show, split
from mag.core.period import add_months, show_date

CLAIM_MONTHS = 60
"""Five years after it became due nobody can claim or set off any more."""
WARN_MONTHS = 12
"""How long before that we are warned."""
GRACE, APART = timedelta(days=7), timedelta(days=14)
"""A first reminder goes a week after the day, and each step is two weeks after the one before it."""
MOST_TERMS = 24


class Step(StrEnum):
    """What follows when money does not come back."""

    REMIND = "remind"
    REMIND_AGAIN = "remind_again"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Due:
    """What is due by a day: the amount, and since when the oldest of it is (None: nothing is due yet)."""

    amount: Cents
    since: date | None


def creditor_reference(reference: str) -> str:
    """The reference to quote for the claim on a grant: ``RF`` with two check digits (ISO 11649), at most 25 characters.

    The same grant gives the same reference for ever. What is too long keeps its end behind a digest, so that two never share one.
    """
    body = re.sub(r"[^A-Z0-9]", "", reference.upper())
    if len(body) > 21 or not body:
        body = hashlib.sha256(reference.encode()).hexdigest()[:9].upper() + body[-12:]
    return f"RF{98 - _mod97(body + 'RF00'):02d}{body}"


def is_creditor_reference(text: str) -> bool:
    """Whether a text without spaces is such a reference with the right check digits."""
    return re.fullmatch(r"RF\d{2}[A-Z0-9]{1,21}", text) is not None and _mod97(text[4:] + text[:4]) == 1


def show_reference(reference: str) -> str:
    """A reference in groups of four, as people copy it."""
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def _mod97(text: str) -> int:
    return int("".join(str(int(letter, 36)) for letter in text)) % 97


def expires_on(due_on: date) -> date:
    """The last day on which what became due on a day can be claimed or set off."""
    return add_months(due_on, CLAIM_MONTHS)


def is_expired(due_on: date, today: date) -> bool:
    """Whether it is too late to claim or set off."""
    return today > expires_on(due_on)


def expires_soon(due_on: date, today: date) -> bool:
    """Whether there is a year or less left to claim."""
    return not is_expired(due_on, today) and today >= add_months(due_on, CLAIM_MONTHS - WARN_MONTHS)


def due_by(amount: Cents, received: Cents, due_on: date, terms: Sequence[tuple[Cents, date]], today: date) -> Due:
    """What is due by a day and was not received: all of it on its day, or what was agreed to be paid in parts by then.

    The parts are what was open when they were agreed; what came in before and after fills the oldest first.
    """
    parts = list(terms) or [(Cents(amount - received), due_on)]
    paid = max(0, received - (amount - sum(part for part, _ in parts))) if terms else 0
    left, since = 0, None
    for part, day in parts:
        missing = part - min(part, paid)
        paid -= min(part, paid)
        if missing and day < today:
            left, since = left + missing, since or day
    return Due(Cents(left), since)


def next_step(since: date | None, reminded: date | None, again: date | None, called: date | None, today: date) -> Step | None:
    """What to do today about money that is due ``since`` a day; None when nothing is, or when the last step is not two weeks old."""
    if since is None or called is not None:
        return None
    if reminded is None:
        return Step.REMIND if today >= since + GRACE else None
    if again is None:
        return Step.REMIND_AGAIN if today >= reminded + APART else None
    return Step.CALL if today >= again + APART else None


def plan_terms(left: Cents, count: int, first_on: date) -> list[tuple[Cents, date]]:
    """An amount in equal parts to the cent, a month apart."""
    return [(part, add_months(first_on, number)) for number, part in enumerate(split(left, [1] * count))]


def cannot_agree(left: Cents, count: int | None, first_on: date, due_on: date, reason: str, today: date) -> Iterator[Refusal]:
    """Why paying back in these parts cannot be agreed."""
    if count is None or not 2 <= count <= MOST_TERMS:
        yield Refusal("terms_count", f"Kies 2 tot en met {MOST_TERMS} delen.", "count")
    elif left < count * 100:
        yield Refusal("terms_small", f"Er staat nog {show(left)} open. Kies minder delen.", "count")
    elif add_months(first_on, count - 1) > expires_on(due_on):
        sentence = f"Na {show_date(expires_on(due_on))} mogen wij dit geld niet meer vragen. Kies minder delen."
        yield Refusal("terms_too_late", sentence, "count")
    if first_on < today:
        yield Refusal("first_past", "Deze dag is voorbij. Kies een latere dag.", "first_on")
    if not reason.strip():
        yield Refusal("reason_missing", "Schrijf op wat u met de partner afsprak.", "reason")


AGES = ((30, "tot een maand te laat"), (90, "een tot drie maanden te laat"), (365, "drie maanden tot een jaar te laat"))


AGE_WORDS = ("nog niet te laat", *(words for _, words in AGES), "langer dan een jaar te laat")
"""Every age, the youngest first."""


def age_of(since: date | None, today: date) -> str:
    """How long money is due, in words, to sum claims by."""
    if since is None:
        return "nog niet te laat"
    return next((words for days, words in AGES if (today - since).days <= days), "langer dan een jaar te laat")
