"""What a bank's file would do, before anything is stored: read, checked against what is known, and matched. Reads only."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mag.core import clock
from mag.core.money import ZERO, Cents, show
from mag.core.period import show_date
from mag.payments.sepa import Debtor
from mag.payments.statements import queries
from mag.payments.statements.camt053 import read_camt053
from mag.payments.statements.csv_columns import read_columns, read_csv
from mag.payments.statements.documents import ReadLine, ReadStatement, unreadable
from mag.payments.statements.matching import Match, match_lines
from mag.payments.statements.models import OwnAccount
from mag.payments.statements.states import Purpose


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line of a file with what it seems to be about."""

    line: ReadLine
    match: Match


@dataclass(frozen=True, slots=True)
class StatementPreview:
    """One statement of a file: its new lines with what they are about, the lines that were read before, and what to look at.

    ``account`` is None where the account is the one of the settings and has no row yet.
    """

    statement: ReadStatement
    account: OwnAccount | None
    account_name: str
    proposals: tuple[Proposal, ...]
    known: tuple[ReadLine, ...]
    warnings: tuple[str, ...]

    def count(self, purpose: Purpose | None) -> int:
        """How many new lines have a purpose (None: wait for a person)."""
        return sum(1 for proposal in self.proposals if proposal.match.purpose is purpose)

    def total(self, purpose: Purpose | None) -> Cents:
        """What the new lines of a purpose come to, whichever way they went."""
        return Cents(sum((p.line.amount for p in self.proposals if p.match.purpose is purpose), ZERO))


def read_file(db: Session, content: bytes, account_id: int | None) -> list[ReadStatement]:
    """The statements in a file: camt.053 by what it is, else CSV by the columns of the chosen account. Raises Refused."""
    if not content.strip():
        raise unreadable("Dit bestand is leeg (0 bytes). Download het opnieuw bij de bank.")
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")[:1] == b"<":
        return read_camt053(content)
    if content[:2] == b"PK":
        raise unreadable("Dit is een ZIP- of Excel-bestand. Pak het eerst uit en kies het XML- of CSV-bestand.")
    account = queries.get_account(db, account_id) if account_id is not None else None
    if account is None:
        raise unreadable("Dit lijkt een CSV-bestand. Kies ook bij welke rekening het hoort.", "statement_account")
    if account.csv_columns is None:
        raise unreadable(f"Wij weten niet wat in welke kolom staat. Vul eerst de kolommen in van {account.name}.", "statement_column")
    return [read_csv(content, read_columns(account.csv_columns), account.iban)]


def preview_file(
    db: Session, content: bytes, sha256: str, *, account_id: int | None, debtor: Debtor, today: date
) -> list[StatementPreview]:
    """Everything a file would do. Raises Refused for a file that was read before, is broken, or is not about our accounts."""
    before = queries.find_file(db, sha256)
    if before is not None:
        when = show_date(clock.today(before.imported_at))
        raise unreadable(f"Dit bestand is op {when} al ingelezen door {before.imported_by}. Er is niets dubbel geboekt.", "file_known")
    statements = read_file(db, content, account_id)
    split = [_split(db, statement, debtor, today) for statement in statements]
    fresh: list[list[ReadLine]] = []
    seen: dict[str, set[str]] = {}
    for statement, _, known in split:
        mine = seen.setdefault(statement.iban, set())
        fresh.append([line for line in statement.lines if line.bank_reference not in known and line.bank_reference not in mine])
        mine |= {line.bank_reference for line in statement.lines}
    if not any(fresh) and any(statement.lines for statement in statements):
        raise unreadable("Alle regels van dit afschrift zijn al eerder ingelezen. Er is niets dubbel geboekt.", "lines_known")
    everything = [line for lines in fresh for line in lines]
    matches = iter(match_lines(everything, queries.find_known(db, everything)))
    found = []
    for (statement, account, _), lines in zip(split, fresh, strict=True):
        new = {line.bank_reference for line in lines}
        found.append(
            StatementPreview(
                statement=statement,
                account=account,
                account_name=account.name if account is not None else debtor.name,
                proposals=tuple(Proposal(line, next(matches)) for line in lines),
                known=tuple(line for line in statement.lines if line.bank_reference not in new),
                warnings=tuple(_warnings(db, statement, account)),
            )
        )
    return found


def _split(db: Session, statement: ReadStatement, debtor: Debtor, today: date) -> tuple[ReadStatement, OwnAccount | None, set[str]]:
    """The account a statement belongs to, and the bank references that were read before. Raises Refused for another account."""
    account = queries.find_account(db, statement.iban)
    if account is None and statement.iban != "".join(debtor.iban.split()).upper():
        sentence = f"Dit afschrift is van rekening {statement.iban}. Die staat niet bij onze rekeningen. Kies een ander bestand"
        raise unreadable(f"{sentence}, of voeg de rekening toe.", "statement_account")
    if statement.last_on > today:
        raise unreadable(f"Dit afschrift loopt tot {show_date(statement.last_on)}. Die dag is nog niet geweest.", "statement_future")
    if account is None:
        return statement, None, set()
    known = queries.find_known_lines(db, account.id, (line.bank_reference for line in statement.lines))
    for line in statement.lines:
        there = known.get(line.bank_reference)
        if there is not None and there != (line.direction, line.amount):
            sentence = f"Regel {line.bank_reference} stond eerder op een afschrift met {show(there[1])}, en nu met {show(line.amount)}."
            raise unreadable(f"{sentence} Bel de bank.", "line_changed")
    return statement, account, set(known)


def _warnings(db: Session, statement: ReadStatement, account: OwnAccount | None) -> list[str]:
    """What a person should know before accepting: a gap before this statement, or a file without balances."""
    if statement.opening is None:
        return ["In dit bestand staan geen saldo’s. Wij kunnen niet nagaan of alle regels erin staan."]
    last = queries.find_last(db, account.id, statement.first_on) if account is not None else None
    if last is not None and last.closing_amount is not None and last.closing_amount != statement.opening:
        return [
            f"Het vorige afschrift eindigde op {show_date(last.last_on)} met {show(last.closing_amount)}. Dit begint met "
            f"{show(statement.opening)}. Misschien mist er een afschrift."
        ]
    return []
