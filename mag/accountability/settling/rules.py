"""What a settlement may be, and what it does to the money. Pure.

Source: Awb 4:42-4:47 (settlement), 4:52 (paying what is left), 4:57 (claiming back). Amounts are cents, dates Amsterdam dates.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mag.accountability.settling.states import VIEW_FIRST, LowerGround, ReserveMove
from mag.core.errors import Refusal
from mag.core.money import ZERO, Cents, show
from mag.core.period import add_term, show_date

REASON_LEAST = 10


def settled_amount(awarded: Cents, spent: Cents) -> Cents:
    """What follows from the account by itself: what was spent, and never more than was awarded (Awb 4:46)."""
    return Cents(min(awarded, spent))


def cannot_settle(
    *,
    awarded: Cents,
    spent: Cents | None,
    settled: Cents,
    reason: str,
    in_run: Cents,
    ground: LowerGround | None = None,
    heard: bool = False,
    reserve: Cents = ZERO,
) -> Iterator[Refusal]:
    """Why a grant cannot be settled at this amount now.

    Less than was awarded needs a ground and a reason; a ground on facts the partner did not give needs that it was ``heard``
    (Awb 4:12(2), 4:46, 3:46). More than was spent needs a reason, save for the agreed ``reserve``. ``spent`` is None when
    nothing was handed in; ``in_run`` is what stands in payment runs that are not finished.
    """
    explained = len(reason.strip()) >= REASON_LEAST
    if in_run:
        yield Refusal("payment_under_way", f"Er staat nog {show(in_run)} in een betaalronde. Rond eerst de betaalronde af.")
    if settled < 0:
        yield Refusal("amount_negative", "Een bedrag kan niet onder nul zijn.", "settled_amount")
    elif settled > awarded:
        yield Refusal("above_award", f"U kunt niet meer vaststellen dan is toegekend: {show(awarded)}.", "settled_amount")
    elif settled < awarded:
        if not explained:
            yield Refusal("reason_missing", "Schrijf waarom het bedrag lager is dan toegekend. De partner leest dit in de brief.", "reason")
        else:
            yield from _wrong_ground(spent=spent, settled=settled, ground=ground, heard=heard)
    if settled <= awarded and not explained and spent is not None and settled > spent + reserve:
        yield Refusal("reason_missing", f"De partner gaf {show(spent)} uit. Schrijf waarom u meer vaststelt.", "reason")


def _wrong_ground(*, spent: Cents | None, settled: Cents, ground: LowerGround | None, heard: bool) -> Iterator[Refusal]:
    if ground is None:
        yield Refusal("ground_missing", "Kies de grond: waarom is het bedrag lager dan toegekend?", "ground")
    elif ground is LowerGround.LESS_SPENT and (spent is None or settled < spent):
        told = "De partner stuurde geen verantwoording" if spent is None else f"De partner gaf {show(spent)} uit"
        yield Refusal("ground_other", f"{told}. Kies een andere grond voor dit lagere bedrag.", "ground")
    elif ground in VIEW_FIRST and not heard:
        sentence = "Vraag de partner eerst om een reactie. Zodra die er is, of de termijn voorbij is, kunt u lager vaststellen."
        yield Refusal("view_first", sentence, "ground")


def kept_as_reserve(*, settled: Cents, spent: Cents | None, agreed: Cents) -> Cents:
    """What of a settled amount stays with the partner as a reserve: what was not spent, up to what was agreed."""
    return Cents(min(agreed, max(0, settled - spent))) if spent is not None else ZERO


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a settlement does, in cents: falls free, is still to pay, has to come back. At most one of the last two is not zero."""

    released: Cents
    to_pay: Cents
    to_recover: Cents


def consequence_of(*, awarded: Cents, paid: Cents, settled: Cents) -> Consequence:
    """What follows from settling at an amount when a part was paid already.

    What is neither settled nor paid falls free; what was paid too much stays paid until it has come back.
    """
    return Consequence(
        released=Cents(max(0, awarded - max(settled, paid))),
        to_pay=Cents(max(0, settled - paid)),
        to_recover=Cents(max(0, paid - settled)),
    )


def trimmed(parts: Sequence[Cents], to_pay: Cents) -> list[Cents]:
    """What is left of planned instalments when only ``to_pay`` is paid: the first ones stay, the last ones shrink or become zero.

    Raises ValueError when the parts do not reach: nobody pays more than was planned.
    """
    if sum(parts) < to_pay:
        raise ValueError(f"{to_pay} is more than the planned {sum(parts)}")
    left, kept = int(to_pay), []
    for part in parts:
        kept.append(Cents(min(part, left)))
        left -= kept[-1]
    return kept


def cannot_settle_ex_officio(*, by_itself: bool, account_by: date, today: date, chosen: bool, reason: str) -> Iterator[Refusal]:
    """Why a grant cannot be settled without an account (Awb 4:44, 4:47).

    Only after the last day to hand in. Where the rules ask an account (not ``by_itself``) an amount must be chosen, with a reason.
    """
    if today <= account_by:
        yield Refusal("not_overdue", f"De partner heeft nog tot en met {show_date(account_by)} om de verantwoording te sturen.")
    if not by_itself and not chosen:
        yield Refusal("amount_missing", "Vul het bedrag in dat u vaststelt.", "settled_amount")
    if not by_itself and len(reason.strip()) < REASON_LEAST:
        yield Refusal("reason_missing", "Schrijf waarom u vaststelt zonder verantwoording. De partner leest dit in de brief.", "reason")


def is_heard(view: tuple[date, bool] | None, today: date) -> bool:
    """Whether a partner had a fair chance to react: it answered, or its last day passed. ``view`` is that day and whether it answered."""
    return view is not None and (view[1] or view[0] < today)


def settles_on(ends_on: date, account_by: date, within: str | None) -> date:
    """The day the timer settles a grant that asks no account: the day after its last day, later where the rules set a term for it.

    The term (``small_settle_within``) counts from the last day of the plan, as the model bylaw has it (``domain.md 4.3``).
    """
    following = account_by + timedelta(days=1)
    return max(following, add_term(ends_on, within)) if within else following


@dataclass(frozen=True, slots=True)
class ReserveYear:
    """The reserves of a year in cents: at its beginning, formed, used and paid back in it, and at its end."""

    year: int
    begin: Cents
    formed: Cents
    used: Cents
    returned: Cents
    end: Cents


def years_of(moves: Iterable[tuple[int, ReserveMove, Cents]], *, until: int) -> list[ReserveYear]:
    """What reserves did year by year, from the first move to a year: the end of one is the beginning of the next."""
    by_year: dict[int, dict[ReserveMove, int]] = {}
    for year, move, amount in moves:
        found = by_year.setdefault(year, dict.fromkeys(ReserveMove, 0))
        found[move] += amount
    years, stand = [], 0
    for year in range(min(by_year, default=until + 1), until + 1):
        moved = by_year.get(year, dict.fromkeys(ReserveMove, 0))
        formed, used, returned = (moved[move] for move in (ReserveMove.FORMED, ReserveMove.USED, ReserveMove.RETURNED))
        end = stand + formed - used - returned
        years.append(ReserveYear(year, Cents(stand), Cents(formed), Cents(used), Cents(returned), Cents(end)))
        stand = end
    return years
