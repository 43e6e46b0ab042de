"""How an award is split into instalments: shares to the cent, each with the day it falls due."""

from dataclasses import dataclass
from datetime import date, timedelta

from mag.agenda.terms import PayMoment
from mag.agenda.tier_documents import TierDocument
from mag.agenda.values import Open
from mag.core.errors import Refusal, Refused
from mag.core.money import Cents, split
from mag.core.period import add_months


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """A part of an award. ``due_on`` is None for what is paid when the account has been settled."""

    number: int
    amount: Cents
    moment: PayMoment
    due_on: date | None


def planned_instalments(tier: TierDocument, award: Cents, *, decided_on: date, starts_on: date, ends_on: date) -> list[PlannedInstalment]:
    """The instalments of an award by the tier's payment scheme; they add up to the award to the cent.

    Nothing falls due before the decision. Raises :class:`Refused` (``open_rule``) when the scheme is still open.
    """
    if isinstance(tier.payment, Open):
        raise Refused(Refusal("open_rule", f"Voor “{tier.label}” is nog niet vastgelegd wanneer wij betalen."))
    days = {
        PayMoment.ON_DECISION: decided_on,
        PayMoment.ON_START: max(decided_on, starts_on),
        PayMoment.HALFWAY: max(decided_on, starts_on + timedelta(days=(ends_on - starts_on).days // 2)),
        PayMoment.ON_SETTLEMENT: None,
    }
    amounts = split(award, [part.percent for part in tier.payment])
    return [
        PlannedInstalment(number, amount, part.moment, days[part.moment])
        for number, (part, amount) in enumerate(zip(tier.payment, amounts, strict=True), start=1)
    ]


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
