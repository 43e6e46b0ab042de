"""What fits under a ceiling and on the lines of a budget. Pure: amounts in cents, dates inclusive, Dutch sentences.

A ceiling is known by the day it was published; requests sent before that day are not touched by it (Awb 4:27, 4:28), but the
money they get counts. A higher ceiling later on is good for everybody who still waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mag.core.errors import Refusal
from mag.core.money import ZERO, Cents, show
from mag.core.period import show_date


@dataclass(frozen=True, slots=True)
class Ask:
    """One request in a round. ``amount`` is what it got or what is proposed; ``line_id`` where a proposal would come from.

    ``complete_at`` is when it was complete: the order of receipt counts from there.
    """

    application_id: int
    reference: str
    sent_on: date
    complete_at: datetime
    requested: Cents
    amount: Cents = ZERO
    line_id: int | None = None
    is_decided: bool = False


Ceilings = Sequence[tuple[date, Cents]]
"""(first day it holds for, cents), in the order in which they were set."""


def limit_for(ceilings: Ceilings, sent_on: date) -> Cents | None:
    """The ceiling a request of this day stands under: the one of its day, or a higher one since. None before the first one."""
    held = [amount for since, amount in ceilings if since <= sent_on][-1:]
    if not held:
        return None
    return Cents(max(*held, *(amount for since, amount in ceilings if since > sent_on), 0))


def over_ceiling(ceilings: Ceilings, asks: Sequence[Ask]) -> list[Refusal]:
    """Where a proposal goes past a ceiling: what was sent up to a day together may not pass the ceiling of that day.

    What was decided already is counted and not blamed: only a proposal that is still open can be too much.
    """
    found: list[Refusal] = []
    for limit, last in sorted({(limit, _last_day(ceilings, limit, asks)) for limit in _limits(ceilings, asks)}):
        under = [ask for ask in asks if ask.sent_on <= last]
        total = sum(ask.amount for ask in under)
        if total > limit and any(not ask.is_decided and ask.amount and limit_for(ceilings, ask.sent_on) == limit for ask in under):
            until = f" voor aanvragen tot en met {show_date(last)}" if len(_limits(ceilings, asks)) > 1 else ""
            too_much = show(total - limit)
            found.append(Refusal("over_ceiling", f"Samen is dit {too_much} meer dan het plafond van {show(limit)}{until}. Geef minder."))
    return found


def over_lines(free: Mapping[int, tuple[str, Cents]], asks: Sequence[Ask]) -> list[Refusal]:
    """Which lines would be overspent by the proposals that are still open. ``free`` is (name, cents free) by id."""
    found: list[Refusal] = []
    for line_id, (name, room) in free.items():
        total = sum(ask.amount for ask in asks if ask.line_id == line_id and not ask.is_decided)
        if total > room:
            found.append(Refusal("over_line", f"Op {name} is {show(room)} vrij. De voorstellen zijn samen {show(total)}. Geef minder."))
    return found


def over_request(asks: Sequence[Ask]) -> list[Refusal]:
    """Proposals of more than was asked."""
    return [
        Refusal("above_request", f"{ask.reference} vroeg {show(ask.requested)}. Meer kan niet.", f"amount-{ask.application_id}")
        for ask in asks
        if not ask.is_decided and ask.amount > ask.requested
    ]


def room_under(ceilings: Ceilings, asks: Sequence[Ask], ask: Ask) -> Cents | None:
    """How much one request can get while all others keep what they have; None without a ceiling. Never below zero."""
    others = [other for other in asks if other.application_id != ask.application_id]
    rooms = []
    for limit in _limits(ceilings, asks):
        last = _last_day(ceilings, limit, asks)
        own = limit_for(ceilings, ask.sent_on) == limit
        needed = any(o.amount and not o.is_decided and limit_for(ceilings, o.sent_on) == limit for o in others)
        if ask.sent_on <= last and (own or needed):
            rooms.append(limit - sum(o.amount for o in others if o.sent_on <= last))
    return Cents(max(0, min(rooms))) if rooms else None


def give_in_order(ceilings: Ceilings, free: Mapping[int, Cents], asks: Sequence[Ask], line_id: int) -> list[Ask]:
    """Give money in the order in which requests were complete, until it is gone (Awb 4:25): whole, then at most one in part.

    ``line_id`` is used where no line was chosen. Requests that were decided keep what they got. Answers all, in that order.
    """
    ordered = sorted(asks, key=lambda ask: (ask.complete_at, ask.application_id))
    given = [ask if ask.is_decided else replace(ask, amount=ZERO, line_id=ask.line_id or line_id) for ask in ordered]
    left, is_gone = dict(free), False
    for index, ask in enumerate(given):
        if ask.is_decided or is_gone:
            continue
        under = room_under(ceilings, given, ask)
        on_line = left.get(ask.line_id or 0, ZERO)
        amount = Cents(min(ask.requested, on_line, under if under is not None else on_line))
        given[index] = replace(ask, amount=amount)
        left[ask.line_id or 0] = Cents(on_line - amount)
        is_gone = amount < ask.requested
    return given


def cannot_make(*, name: str, year: int, opens_on: date, closes_on: date, tiers: Sequence[str], ceiling: Cents) -> list[Refusal]:
    """Why a round cannot be made like this; empty when it can."""
    found = []
    if not name.strip():
        found.append(Refusal("name", "Geef de ronde een naam, zoals “Grote aanvragen 2023”.", "name"))
    if not tiers:
        found.append(Refusal("tiers", "Kies minstens één bedraggroep.", "tiers"))
    if closes_on < opens_on:
        found.append(Refusal("days_reversed", f"De laatste dag ligt voor de eerste dag ({show_date(opens_on)}).", "closes_on"))
    if not 2000 <= year <= 2100:
        found.append(Refusal("year", "Vul een jaar in tussen 2000 en 2100.", "year"))
    if ceiling <= 0:
        found.append(Refusal("ceiling", "Vul een plafond in dat hoger is dan nul.", "ceiling"))
    return found


def _limits(ceilings: Ceilings, asks: Sequence[Ask]) -> list[Cents]:
    """The different ceilings the requests stand under, each once."""
    return sorted({limit for ask in asks if (limit := limit_for(ceilings, ask.sent_on)) is not None})


def _last_day(ceilings: Ceilings, limit: Cents, asks: Sequence[Ask]) -> date:
    """The last day on which a request that stands under this ceiling (or a higher one) was sent."""
    return max(ask.sent_on for ask in asks if (own := limit_for(ceilings, ask.sent_on)) is not None and own >= limit)
