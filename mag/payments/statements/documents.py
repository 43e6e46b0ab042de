"""What stands in a bank's file, whatever its form: statements with their lines. Amounts in cents, above zero, with a direction."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mag.core.errors import Refusal, Refused
from mag.core.money import Cents, show
from mag.payments.statements.states import Direction


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One amount on a statement. ``batch_reference`` is the id of the payment file where the bank booked it in one amount."""

    bank_reference: str
    booked_on: date
    direction: Direction
    amount: Cents
    end_to_end_id: str = ""
    batch_reference: str = ""
    party_name: str = ""
    party_iban: str = ""
    remittance: str = ""
    return_code: str = ""
    is_return: bool = False

    @property
    def signed(self) -> int:
        """The amount as it changes the balance of the account."""
        return int(self.amount) if self.direction is Direction.IN else -int(self.amount)


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """One statement: whose account, over which days, from which balance to which. Balances are None where the file has none."""

    iban: str
    reference: str
    first_on: date
    last_on: date
    opening: Cents | None
    closing: Cents | None
    lines: tuple[ReadLine, ...]


def unreadable(sentence: str, code: str = "statement_unreadable") -> Refused:
    """The refusal of a bank's file, at the field it was chosen in."""
    return Refused(Refusal(code, sentence, "file"))


def check_balances(statement: ReadStatement) -> None:
    """Opening plus what came in minus what went out is closing. Raises Refused with the three amounts when it is not."""
    if statement.opening is None or statement.closing is None:
        return
    computed = int(statement.opening) + sum(line.signed for line in statement.lines)
    if computed != statement.closing:
        raise unreadable(
            f"Het afschrift {statement.reference} klopt niet: het begint met {show(statement.opening)} en eindigt met "
            f"{show(statement.closing)}, maar met de regels erbij zou het {show(computed)} zijn. Download het opnieuw bij de bank.",
            "statement_balance",
        )


def numbered(lines: Iterable[ReadLine]) -> tuple[ReadLine, ...]:
    """The lines of one statement with a name each of their own: what the bank calls alike gets a number, so that none is lost."""
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        seen[line.bank_reference] += 1
        again = seen[line.bank_reference]
        found.append(line if again == 1 else replace(line, bank_reference=f"{line.bank_reference[:110]}#{again}"))
    return tuple(found)


def named(lines: Sequence[ReadLine]) -> tuple[ReadLine, ...]:
    """The lines with a name where the bank gave none, each name once."""
    bare = [(str(n.booked_on), n.direction.value, str(n.amount), n.end_to_end_id, n.party_iban, n.remittance) for n in lines]
    return numbered(
        line if line.bank_reference else replace(line, bank_reference=name) for line, name in zip(lines, fingerprints(bare), strict=True)
    )


def fingerprints(bare: Sequence[tuple[str, ...]]) -> list[str]:
    """A name for each line of a file whose bank gives none: what stands on it and the how-manieth time it stands there."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for words in bare:
        seen[words] += 1
        digest = hashlib.sha256("\x1f".join((*words, str(seen[words]))).encode()).hexdigest()
        found.append(f"~{digest[:40]}")
    return found
