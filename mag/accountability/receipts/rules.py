"""What an account may hold of receipts, what may be said of one, and what is odd about one. Pure.

Amounts are cents in the receipt's own currency, ``eligible`` always euro cents; dates Amsterdam dates. Source: ``domain.md 9.43``,
``reliability.md T14``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mag.accountability.receipts.states import ReceiptState
from mag.core.errors import Refusal
from mag.core.money import ZERO, Cents, show
from mag.core.period import show_date

MOST_RECEIPTS = 200
"""How many files one account holds at most."""
REMARK_LEAST = 5
MOST_PARTS = 12
"""How many receipts one photo is split into at most."""

OTHER = "ZZZ"
CURRENCIES: dict[str, str] = {
    "EUR": "euro",
    "GBP": "Britse pond",
    "USD": "Amerikaanse dollar",
    "CHF": "Zwitserse frank",
    "DKK": "Deense kroon",
    "PLN": "Poolse zloty",
    OTHER: "andere munt",
}
"""The currencies a receipt may be in; ``OTHER`` stands for all the rest."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of a receipt: cents in a currency, the day, the shop, and the line of the plan's budget it belongs to."""

    amount: Cents | None = None
    currency: str = "EUR"
    bought_on: date | None = None
    shop: str = ""
    cost_line_id: int | None = None


def wrong_facts(facts: Facts, today: date) -> Iterator[Refusal]:
    """What cannot be true of a receipt."""
    if facts.amount is not None and facts.amount < 0:
        yield Refusal("amount_negative", "Een bedrag kan niet onder nul zijn.", "amount")
    if facts.bought_on is not None and facts.bought_on > today:
        yield Refusal("day_to_come", f"{show_date(facts.bought_on)} moet nog komen. Kijk op de bon welke datum er staat.", "bought_on")
    if facts.currency not in CURRENCIES:
        yield Refusal("currency_unknown", "Kies de munt uit de lijst.", "currency")


def odd_about(facts: Facts, *, starts_on: date, ends_on: date) -> Iterator[str]:
    """What somebody should look at before this receipt counts, a sentence each; nothing here is refused by itself."""
    if facts.amount is None:
        yield "Het totaalbedrag is niet bekend."
    if facts.currency != "EUR":
        yield f"Deze bon is niet in euro’s, maar in: {CURRENCIES.get(facts.currency, facts.currency)}. Reken om wat meetelt."
    if facts.bought_on is not None and not starts_on.year <= facts.bought_on.year <= ends_on.year:
        years = f"{starts_on.year}" if starts_on.year == ends_on.year else f"{starts_on.year} tot en met {ends_on.year}"
        yield f"De bon is van {facts.bought_on.year}. Het plan is van {years}."
    elif facts.bought_on is not None and facts.bought_on > ends_on:
        yield f"De bon is van {show_date(facts.bought_on)}. Dat is na de laatste dag van het plan."


def cannot_judge(state: ReceiptState, facts: Facts, *, eligible: Cents | None, remark: str) -> Iterator[Refusal]:
    """Why a receipt cannot be judged like this: a no needs words, a part an amount, other money euros."""
    foreign = facts.currency != "EUR"
    if state in (ReceiptState.QUESTIONED, ReceiptState.REJECTED, ReceiptState.PARTLY) and len(remark.strip()) < REMARK_LEAST:
        what = "wat u wilt weten" if state is ReceiptState.QUESTIONED else "waarom. De partner leest dit"
        yield Refusal("remark_missing", f"Kies een zin of schrijf {what}.", "remark")
    if state is ReceiptState.ACCEPTED and foreign and eligible is None:
        yield Refusal("euros_missing", "Deze bon is niet in euro’s. Vul in hoeveel euro meetelt.", "eligible")
    if state is ReceiptState.PARTLY:
        if eligible is None:
            yield Refusal("eligible_missing", "Vul in welk deel meetelt.", "eligible")
        elif facts.amount is None and not foreign:
            yield Refusal("amount_missing", "Vul eerst het totaalbedrag van de bon in.", "amount")
        elif not foreign and facts.amount is not None and eligible >= facts.amount:
            sentence = f"Op de bon staat {show(facts.amount)}. Vul een lager bedrag in, of kies “Akkoord”."
            yield Refusal("eligible_too_much", sentence, "eligible")
    if eligible is not None and eligible < 0:
        yield Refusal("eligible_negative", "Een bedrag kan niet onder nul zijn.", "eligible")


def eligible_of(state: ReceiptState, facts: Facts, eligible: Cents | None) -> Cents | None:
    """What counts of a receipt once this is said of it, in euro cents: None while that is not known."""
    if state is ReceiptState.ACCEPTED:
        return facts.amount if facts.currency == "EUR" else eligible
    if state is ReceiptState.PARTLY:
        return eligible
    return ZERO if state is ReceiptState.REJECTED else None


@dataclass(frozen=True, slots=True)
class Sums:
    """How far judging came. ``counted`` is what counts so far, ``left_out`` what does not, both euro cents.

    ``unknown`` is how many accepted papers have no amount; ``waiting`` how many are still to be judged; ``seen`` whether
    each was looked at.
    """

    counted: Cents
    left_out: Cents
    unknown: int
    waiting: int
    questions: int
    seen: bool


def sums_of(receipts: Iterable[tuple[ReceiptState, Facts, Cents | None, bool]]) -> Sums:
    """Add up receipts: of each its state, figures, what counts of it, and whether it was seen."""
    counted = left_out = unknown = waiting = questions = 0
    seen = True
    for state, facts, eligible, looked in receipts:
        seen = seen and looked
        counted += eligible or 0
        if state is ReceiptState.NEW:
            waiting += 1
        elif state is ReceiptState.QUESTIONED:
            questions += 1
        elif eligible is None:
            unknown += 1
        elif facts.currency == "EUR" and facts.amount is not None:
            left_out += facts.amount - eligible
    return Sums(Cents(counted), Cents(left_out), unknown, waiting, questions, seen)
