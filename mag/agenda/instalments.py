"""How an award is split into instalments: shares to the cent, each with the day it falls due (Awb 4:53, ``domain.md 9.34``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mag.agenda.terms import PayMoment
from mag.agenda.tier_documents import PaymentPart, TierDocument
from mag.agenda.values import Open
from mag.core.errors import Refusal, Refused
from mag.core.money import Cents, split
from mag.core.period import add_months


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """A part of an award. ``due_on`` is None for what is paid when the account has been settled; ``label`` says what it is for."""

    number: int
    amount: Cents
    moment: PayMoment
    due_on: date | None
    label: str = ""


def planned_instalments(
    tier: TierDocument,
    award: Cents,
    *,
    decided_on: date,
    starts_on: date,
    ends_on: date,
    parts: Sequence[PaymentPart] | None = None,
) -> list[PlannedInstalment]:
    """The instalments of an award by the tier's payment scheme, or by the chosen ``parts``; they add up to the award to the cent.

    Nothing falls due before the decision. Raises :class:`Refused` (``open_rule``) when the scheme is still open.
    """
    if parts is None and isinstance(tier.payment, Open):
        raise Refused(Refusal("open_rule", f"Voor “{tier.label}” is nog niet vastgelegd wanneer wij betalen."))
    scheme = parts if parts is not None else tuple(part for part in tier.payment if isinstance(part, PaymentPart))
    amounts = split(award, [part.percent for part in scheme])
    found = [
        (amount, part, due_on)
        for part, whole in zip(scheme, amounts, strict=True)
        for amount, due_on in _dated(part, whole, decided_on, starts_on, ends_on)
    ]
    return [
        PlannedInstalment(number, amount, part.moment, due_on, part.label or "")
        for number, (amount, part, due_on) in enumerate(found, start=1)
    ]


def _dated(part: PaymentPart, amount: Cents, decided_on: date, starts_on: date, ends_on: date) -> Iterator[tuple[Cents, date | None]]:
    """A part with its day; a quarterly one gives an equal amount per quarter. What fell due before the decision is paid then, in one."""
    if part.moment is PayMoment.ON_SETTLEMENT:
        yield amount, None
    elif part.moment is PayMoment.QUARTERLY:
        days = [max(decided_on, day) for day in quarters(starts_on, ends_on)]
        shares = split(amount, [1] * len(days))
        for day in sorted(set(days)):
            yield Cents(sum(share for share, due_on in zip(shares, days, strict=True) if due_on == day)), day
    elif part.moment is PayMoment.ON_DATE:
        yield amount, max(decided_on, min(ends_on, next_day(part.day or "01-01", starts_on)))
    elif part.moment is PayMoment.HALFWAY:
        yield amount, max(decided_on, starts_on + timedelta(days=(ends_on - starts_on).days // 2))
    else:
        yield amount, max(decided_on, starts_on) if part.moment is PayMoment.ON_START else decided_on


def quarters(starts_on: date, ends_on: date) -> list[date]:
    """The first day, and the first day of every calendar quarter after it up to the last day."""
    following = add_months(date(starts_on.year, 3 * ((starts_on.month - 1) // 3) + 1, 1), 3)
    days = [starts_on]
    while following <= ends_on:
        days.append(following)
        following = add_months(following, 3)
    return days


def next_day(month_day: str, on: date) -> date:
    """The first time a day that every year has (``MM-DD``) comes, on a date or after it."""
    month, day = (int(word) for word in month_day.split("-"))
    found = date(on.year, month, day)
    return found if found >= on else date(on.year + 1, month, day)


def over_years(plan: list[PlannedInstalment], award: Cents, *, years: int, decided_on: date, starts_on: date) -> list[PlannedInstalment]:
    """The instalments of an award that covers more years: an equal part per year, each on the same day of the next (``domain.md 3``).

    The first falls due when the scheme's own first one does, never before the decision. With one year the scheme itself stands.
    """
    if years < 2:
        return plan
    first = plan[0].due_on or max(decided_on, starts_on)
    return [
        PlannedInstalment(number, amount, plan[0].moment, add_months(first, 12 * (number - 1)))
        for number, amount in enumerate(split(award, [1] * years), start=1)
    ]
