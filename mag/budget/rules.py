"""What every kind of money entry moves, and when the money rules say no. Pure: amounts in cents, Dutch sentences.

Source: ``domain.md 1.3`` (lines of a year, fixed and flexible part), ``domain.md 4.7`` (one line, one task field),
``reliability.md 7.1`` (append-only double entries; a correction is a new entry).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mag.budget.states import Account, ActKind, EntryKind
from mag.core.errors import Refusal
from mag.core.money import MAX_AMOUNT, Cents, show


class Movement(NamedTuple):
    """The two accounts an entry moves money between."""

    source: Account
    target: Account


MOVEMENTS: dict[EntryKind, Movement] = {
    EntryKind.ALLOCATE: Movement(Account.OUTSIDE, Account.AVAILABLE),
    EntryKind.WITHDRAW: Movement(Account.AVAILABLE, Account.OUTSIDE),
    EntryKind.COMMIT: Movement(Account.AVAILABLE, Account.COMMITTED),
    EntryKind.RELEASE: Movement(Account.COMMITTED, Account.AVAILABLE),
    EntryKind.PAY: Movement(Account.COMMITTED, Account.PAID),
    EntryKind.RECOVER: Movement(Account.PAID, Account.AVAILABLE),
    EntryKind.RETURN: Movement(Account.PAID, Account.COMMITTED),
    EntryKind.SET_OFF: Movement(Account.COMMITTED, Account.PAID),
    EntryKind.TRANSFER_OUT: Movement(Account.AVAILABLE, Account.OUTSIDE),
    EntryKind.TRANSFER_IN: Movement(Account.OUTSIDE, Account.AVAILABLE),
    EntryKind.CARRY_OUT: Movement(Account.AVAILABLE, Account.OUTSIDE),
    EntryKind.CARRY_IN: Movement(Account.OUTSIDE, Account.AVAILABLE),
    EntryKind.GIVE_BACK: Movement(Account.AVAILABLE, Account.OUTSIDE),
}
"""The one table of what each kind of entry does. What a partner pays back is free again; what the bank sends back stays promised."""

BOOKINGS: dict[ActKind, tuple[EntryKind | None, EntryKind | None]] = {
    ActKind.ADOPT: (None, EntryKind.ALLOCATE),
    ActKind.ALLOCATE: (None, EntryKind.ALLOCATE),
    ActKind.WITHDRAW: (EntryKind.WITHDRAW, None),
    ActKind.TRANSFER: (EntryKind.TRANSFER_OUT, EntryKind.TRANSFER_IN),
    ActKind.CARRY_OVER: (EntryKind.CARRY_OUT, EntryKind.CARRY_IN),
    ActKind.GIVE_BACK: (EntryKind.GIVE_BACK, None),
}
"""What an act of each kind writes on the line it comes from and on the line it goes to."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
_TASK_FIELD = re.compile(r"\d\.\d{1,2}[a-z]?")


def missing_for_amount(amount: Cents) -> Iterator[Refusal]:
    """An entry moves more than nothing, and not more than anybody can mean."""
    if amount <= 0:
        yield Refusal("amount_not_positive", "Vul een bedrag in dat hoger is dan nul.", "amount")
    if amount > MAX_AMOUNT:
        yield Refusal("amount_too_large", "Dit bedrag is te groot. Controleer of u niet te veel nullen typte.", "amount")


def missing_for_reason(reason: str) -> Iterator[Refusal]:
    """Every entry says why it was made."""
    if not reason.strip():
        yield Refusal("reason_missing", "Vul in waarom u dit doet. De uitleg blijft bij de boeking staan.", "reason")


def missing_room(kind: EntryKind, amount: Cents, there: Cents, line: str, commitment: str = "") -> Iterator[Refusal]:
    """Whether the account an entry takes from holds enough; the sentence says how much there is.

    ``there`` is what stands on the source account, ``line`` the line's name, ``commitment`` the reference it is about.
    """
    if MOVEMENTS[kind].source is Account.OUTSIDE or amount <= there:
        return
    left = show(there)
    if kind is EntryKind.COMMIT:
        sentence = (
            f"Op deze budgetregel is nog {left} vrij. U wilt {show(amount)} toezeggen. "
            f"Kies een lager bedrag of een andere budgetregel, of laat eerst het budget aanpassen."
        )
        yield Refusal("line_full", sentence, "amount")
    elif kind is EntryKind.WITHDRAW:
        yield Refusal("line_full", f"Op {line} is nog {left} vrij. Verder kunt u het budget nu niet verlagen.", "amount")
    elif MOVEMENTS[kind].source is Account.AVAILABLE:
        yield Refusal("line_full", f"Op {line} is nog {left} vrij. U kunt er niet meer af halen dan dat.", "amount")
    elif MOVEMENTS[kind].source is Account.PAID:
        yield Refusal("more_than_paid", f"Voor {commitment} is {left} betaald. Er kan niet meer terugkomen dan dat.", "amount")
    else:
        sentence = f"Voor {commitment} staat nog {left} toegezegd. Het bedrag van {show(amount)} is hoger dan dat."
        yield Refusal("more_than_committed", sentence, "amount")


def missing_for_act(same_year: bool, same_line: bool, amount: Cents, free: Cents) -> Iterator[Refusal]:
    """Money moves between two lines of one year, and only what is free."""
    if same_line:
        yield Refusal("same_line", "Kies een andere budgetregel dan die waar het geld vanaf gaat.", "to_line_id")
    elif not same_year:
        yield Refusal("other_year", "Kies een budgetregel van hetzelfde jaar.", "to_line_id")
    if amount > free:
        yield Refusal("line_full", f"Op deze budgetregel is nog {show(free)} vrij. U kunt niet meer verschuiven dan dat.", "amount")


def cannot_agree(by_id: int | None, proposed_by_id: int | None, proposed_by: str) -> Iterator[Refusal]:
    """Four eyes: another person than who proposed it agrees."""
    if by_id is None or by_id == proposed_by_id:
        yield Refusal("two_people", f"Een ander dan {proposed_by} beslist over dit voorstel.")


def missing_for_year(year: int, opened: bool) -> Iterator[Refusal]:
    """A budget year is a real calendar year, and is opened once."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        yield Refusal("year_wrong", f"Vul een jaar in tussen {FIRST_YEAR} en {LAST_YEAR}.", "year")
    elif opened:
        yield Refusal("year_open", f"Het budget van {year} is al geopend.", "year")


def missing_for_line(code: str, name: str, task_field: str, cost_centre: str, taken: bool) -> Iterator[Refusal]:
    """A line has a code of its own, a name, one Iv3 task field (``domain.md 4.7``) and a cost centre."""
    if not code.strip():
        yield Refusal("code_missing", "Vul een code in, zoals MAG-01.", "code")
    elif len(code) > 20:
        yield Refusal("code_long", "De code is te lang. Gebruik hooguit 20 tekens.", "code")
    elif taken:
        yield Refusal("code_taken", f"In dit jaar is er al een budgetregel met code {code}. Kies een andere code.", "code")
    if not name.strip():
        yield Refusal("name_missing", "Vul een naam in, zoals Bewonersinitiatieven.", "name")
    elif len(name) > 200:
        yield Refusal("name_long", "De naam is te lang. Gebruik hooguit 200 tekens.", "name")
    if not _TASK_FIELD.fullmatch(task_field):
        yield Refusal("task_field_wrong", "Vul een taakveld in zoals 6.1. Dat is het nummer uit de gemeentebegroting.", "task_field")
    if not cost_centre.strip():
        yield Refusal("cost_centre_missing", "Vul een kostenplaats in, zoals 610100.", "cost_centre")
    elif len(cost_centre) > 20:
        yield Refusal("cost_centre_long", "De kostenplaats is te lang. Gebruik hooguit 20 tekens.", "cost_centre")


def missing_for_proposed(amount: Cents, recipient: str | None) -> Iterator[Refusal]:
    """A proposed amount is nothing or more; who gets the money of a fixed line fits on the line."""
    if not 0 <= amount <= MAX_AMOUNT:
        yield Refusal("amount_wrong", "Dit bedrag is te groot. Controleer of u niet te veel nullen typte.", "amount")
    if recipient is not None and len(recipient) > 300:
        yield Refusal("recipient_long", "Dit is te lang. Gebruik hooguit 300 tekens.", "recipient")
