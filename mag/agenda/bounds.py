"""Whether the tiers of a rule set close up: every amount in one tier, and every edge in exactly one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import TierKind
from mag.agenda.tier_documents import TierDocument
from mag.agenda.values import write_amount


@dataclass(frozen=True, slots=True)
class WrongBound:
    """An edge that leaves a gap or overlaps: the tier and key to change, and what was expected there."""

    tier: str
    key: str
    expected: str


def wrong_bounds(rules: RuleSetDocument) -> tuple[WrongBound, ...]:
    """The edges that do not fit, per kind of initiative.

    Tiers overlap when one applicant could stand in both; a tier with a scope of its own may lie over one without.
    An edge that is still open is left alone: nobody can apply there yet.
    """
    kinds = {tier.kind for tier in rules.tiers} - {TierKind.ANY} or {TierKind.ANY}
    found: list[WrongBound] = []
    for kind in sorted(kinds):
        tiers = sorted((t for t in rules.tiers if t.kind in (kind, TierKind.ANY)), key=lambda t: (t.min, t.min_inclusive is not True))
        found.extend(_gaps([t for t in tiers if t.scope is None]))
        found.extend(_overlaps(tiers))
    return tuple(dict.fromkeys(found))


def _gaps(tiers: Sequence[TierDocument]) -> Iterator[WrongBound]:
    reached: TierDocument | None = None
    for tier in tiers:
        if reached is not None and reached.max is not None:
            if tier.min > reached.max:
                yield WrongBound(
                    tier.code, "min", f'"{write_amount(reached.max)}": no tier holds the amounts between {reached.code} and {tier.code}'
                )
            elif tier.min == reached.max and not reached.max_inclusive and tier.min_inclusive is False:
                yield WrongBound(
                    tier.code, "min_inclusive", f"true: neither {reached.code} nor {tier.code} holds {write_amount(tier.min)} itself"
                )
        if reached is None or (reached.max is not None and (tier.max is None or tier.max >= reached.max)):
            reached = tier


def _overlaps(tiers: Sequence[TierDocument]) -> Iterator[WrongBound]:
    for number, first in enumerate(tiers):
        for second in tiers[number + 1 :]:
            if first.scope != second.scope or not set(first.applicants) & set(second.applicants):
                continue
            if first.max is None or second.min < first.max:
                limit = "has no upper limit" if first.max is None else f"goes up to {write_amount(first.max)}"
                yield WrongBound(second.code, "min", f"an amount that is not in {first.code} too, which {limit}")
            elif second.min == first.max and first.max_inclusive and second.min_inclusive is True:
                yield WrongBound(second.code, "min_inclusive", f"false: {first.code} already holds {write_amount(second.min)} itself")
