"""When the budget of a year is open to what: before it is adopted nothing moves, after it is closed nothing is added. Pure.

Source: ``domain.md 1.3`` and ``9.3``; that years overlap (applied, decided and carried out differ) is ``domain.md 1.2``.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from mag.budget.states import EntryKind, Leftover, Part, YearState
from mag.core.errors import Refusal
from mag.core.money import Cents

LATE = frozenset({EntryKind.CARRY_OUT, EntryKind.GIVE_BACK})
"""What happens to free money of a closed year."""
GOES_ON = LATE | {EntryKind.RELEASE, EntryKind.PAY, EntryKind.RECOVER, EntryKind.RETURN, EntryKind.SET_OFF}
"""What goes on after a year was closed: old promises are paid, fall free or come back."""
RUNNING = frozenset({YearState.ADOPTED, YearState.CLOSING})
"""The states in which money can be promised."""


def closed_to(kind: EntryKind, state: YearState, year: int) -> Iterator[Refusal]:
    """Why an entry of a kind cannot be written in a year of this state."""
    if state in (YearState.CONCEPT, YearState.PROPOSED):
        sentence = f"Het budget van {year} is nog niet vastgesteld. Tot die tijd kan er niets op worden toegezegd of geboekt."
        yield Refusal("year_concept", sentence, "amount")
    elif state is YearState.CLOSED and kind not in GOES_ON:
        sentence = f"Het budget van {year} is afgesloten. Er kan niets meer bij. Kies een budgetregel van een later jaar."
        yield Refusal("year_closed", sentence, "amount")
    elif state is not YearState.CLOSED and kind in LATE:
        yield Refusal("year_not_closed", f"Meenemen of teruggeven kan als het budget van {year} is afgesloten.", "amount")


class Planned(NamedTuple):
    """What a line of a concept holds."""

    code: str
    part: Part
    amount: Cents
    recipient: str | None


def missing_for_proposal(lines: Sequence[Planned], reason: str) -> Iterator[Refusal]:
    """A concept can be proposed when it divides something, names who gets the fixed part, and says what it rests on."""
    if not any(line.amount > 0 for line in lines):
        yield Refusal("nothing_proposed", "Zet eerst minstens één budgetregel met een bedrag in het concept.")
    for line in lines:
        if line.part is Part.FIXED and not (line.recipient or "").strip():
            yield Refusal("recipient_missing", f"Vul bij regel {line.code} in wie dit geld krijgt. Dat hoort bij het vaste deel.")
    if not reason.strip():
        yield Refusal("reason_missing", "Vul in waarop dit voorstel rust, bijvoorbeeld een besluit van de gemeenteraad.", "reason")


def missing_for_close(year: int, today: date, waiting: int, unchosen: Sequence[str], reason: str) -> Iterator[Refusal]:
    """A year can be closed when it is over, no proposal waits on it and every line says what becomes of what is free."""
    if today <= date(year, 12, 31):
        yield Refusal("year_not_over", f"Het jaar {year} is nog niet voorbij. U kunt het afsluiten vanaf 1 januari {year + 1}.")
    if waiting:
        what = "1 voorstel" if waiting == 1 else f"{waiting} voorstellen"
        yield Refusal("acts_waiting", f"Er wacht nog {what} voor het budget van {year}. Beslis daar eerst over.")
    if unchosen:
        yield Refusal("unchosen", f"Kies wat er gebeurt met het geld dat vrij is op {', '.join(unchosen)}.")
    if not reason.strip():
        yield Refusal("reason_missing", "Vul in waarom het jaar zo wordt afgesloten. De uitleg blijft bij de boekingen staan.", "reason")


def missing_for_next_year(year: int, state: YearState | None, leftover: Leftover) -> Iterator[Refusal]:
    """Money can be carried to a next year that was adopted and is not closed itself."""
    if leftover is not Leftover.CARRY_OVER:
        return
    if state is None or state in (YearState.CONCEPT, YearState.PROPOSED):
        sentence = f"Het budget van {year} is nog niet vastgesteld. Stel het eerst vast, of geef het geld terug aan de gemeente."
        yield Refusal("next_year_missing", sentence, "leftover")
    elif state is YearState.CLOSED:
        yield Refusal("next_year_closed", f"Het budget van {year} is ook al afgesloten. Geef het geld terug aan de gemeente.", "leftover")
