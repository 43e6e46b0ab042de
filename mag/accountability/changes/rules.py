"""What can be asked while a plan runs, what has to be heard before a no, and what stopping does to the money. Pure.

Source: ``domain.md 2.3`` (report at once, decide together), 9.47; Awb 4:12 (hear first), 4:48 and 4:51 (less than was awarded).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mag.accountability.changes.states import ChangeKind, ChangeState
from mag.core.errors import Refusal
from mag.core.money import Cents, show
from mag.core.period import show_date

WISH_LEAST = 10
REASON_LEAST = 10
VIEW_DAYS = 14
"""How long a partner may react before we say no; our own choice."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a partner asks. Lines and results by their id; ``available`` is what the plan's budget has on the line money comes from."""

    kind: ChangeKind
    text: str
    from_line_id: int | None = None
    to_line_id: int | None = None
    amount: Cents | None = None
    ends_on: date | None = None
    result_id: int | None = None
    number: int | None = None


def wrong_wish(wish: Wish, *, available: Cents, starts_on: date, ends_on: date, today: date) -> Iterator[Refusal]:
    """What lacks or cannot be in what was asked, each at its question."""
    if len(wish.text.strip()) < WISH_LEAST:
        yield Refusal("wish_missing", "Schrijf in een paar zinnen wat er verandert en waarom.", "wish")
    if wish.kind is ChangeKind.MOVE_MONEY:
        yield from _wrong_move(wish, available)
    elif wish.kind is ChangeKind.MORE_TIME:
        if wish.ends_on is None:
            yield Refusal("day_missing", "Vul de nieuwe laatste dag in.", "ends_on")
        elif wish.ends_on <= ends_on:
            yield Refusal("not_later", f"Uw plan loopt al tot en met {show_date(ends_on)}. Kies een latere dag.", "ends_on")
        elif wish.ends_on > ends_on + timedelta(days=731):
            yield Refusal("too_late", "Dat is meer dan twee jaar later. Kies een eerdere dag.", "ends_on")
    elif wish.kind is ChangeKind.STOP:
        if wish.ends_on is None:
            yield Refusal("day_missing", "Vul in op welke dag u stopt.", "ends_on")
        elif wish.ends_on >= ends_on:
            yield Refusal("not_sooner", f"Uw plan stopt vanzelf op {show_date(ends_on)}. Kies een eerdere dag.", "ends_on")
        elif wish.ends_on < min(starts_on, today) - timedelta(days=366):
            yield Refusal("too_early", "Dat is te lang geleden. Kies een latere dag.", "ends_on")
    elif (wish.result_id is None) != (wish.number is None):
        yield Refusal("number_missing", "Kies een resultaat en vul het nieuwe aantal in, of laat allebei leeg.", "number")


def _wrong_move(wish: Wish, available: Cents) -> Iterator[Refusal]:
    if wish.from_line_id is None:
        yield Refusal("from_missing", "Kies van welke kostenpost het geld komt.", "from_line")
    if wish.to_line_id is None:
        yield Refusal("to_missing", "Kies naar welke kostenpost het geld gaat.", "to_line")
    elif wish.from_line_id == wish.to_line_id:
        yield Refusal("same_line", "Kies twee verschillende kostenposten.", "to_line")
    if wish.amount is None or wish.amount <= 0:
        yield Refusal("amount_missing", "Vul in hoeveel geld u verschuift.", "amount")
    elif wish.from_line_id is not None and wish.amount > available:
        yield Refusal("too_much", f"Op die kostenpost staat {show(available)}. U kunt niet meer verschuiven.", "amount")


def cannot_refuse(state: ChangeState, *, view: str, view_until: date | None, today: date) -> Iterator[Refusal]:
    """Why a no cannot be said yet: the partner was not asked to react, or still can (Awb 4:12)."""
    if state is not ChangeState.VIEW_INVITED:
        yield Refusal("view_first", "Vraag de partner eerst om een reactie. Daarna kunt u nee zeggen.")
    elif not view.strip() and view_until is not None and today <= view_until:
        yield Refusal("view_open", f"De partner kan nog reageren tot en met {show_date(view_until)}.")


@dataclass(frozen=True, slots=True)
class Stopping:
    """What stopping does, in cents: what falls free now, and what is still paid of the planned instalments."""

    released: Cents
    to_pay: Cents


def stopping(*, committed: Cents, paid: Cents, most: Cents) -> Stopping:
    """What follows when a stopped plan gets ``most`` cents at most: nothing that was paid is touched, the rest of the promise falls free.

    What was paid too much comes back when the grant is settled.
    """
    to_pay = Cents(max(0, min(most - paid, committed)))
    return Stopping(released=Cents(committed - to_pay), to_pay=to_pay)


def cannot_stop(*, most: Cents | None, committed: Cents, paid: Cents, in_run: Cents) -> Iterator[Refusal]:
    """Why a plan cannot be stopped at this amount now."""
    if in_run:
        yield Refusal("payment_under_way", f"Er staat nog {show(in_run)} in een betaalronde. Rond eerst de betaalronde af.")
    if most is None:
        yield Refusal("most_missing", "Vul in hoeveel de partner nog hooguit krijgt, met wat al is betaald erbij.", "most_amount")
    elif most < 0:
        yield Refusal("most_negative", "Een bedrag kan niet onder nul zijn.", "most_amount")
    elif most > committed + paid:
        yield Refusal("most_too_much", f"De partner krijgt nu hooguit {show(committed + paid)}. Meer kan niet.", "most_amount")
