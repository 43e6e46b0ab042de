"""Bank statements as CSV: which column holds what is told once per account and remembered.

Columns are named by their heading. An amount may be one signed column, or one column with another that says which way it went.
"""

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from mag.core.errors import Refusal, Refused
from mag.core.money import Cents
from mag.payments.statements.documents import ReadLine, ReadStatement, named, unreadable
from mag.payments.statements.states import Direction

_OUT_WORDS = {"af", "d", "debet", "debit", "dbit", "-"}
_IN_WORDS = {"bij", "c", "credit", "crdt", "+"}


@dataclass(frozen=True, slots=True)
class CsvColumns:
    """The headings of an account's CSV export. Empty where the bank has no such column; date and amount are needed."""

    booked_on: str
    amount: str
    direction: str = ""
    party_name: str = ""
    party_iban: str = ""
    remittance: str = ""
    end_to_end_id: str = ""
    bank_reference: str = ""
    own_iban: str = ""
    balance: str = ""

    def __post_init__(self) -> None:
        """Raises Refused when the two columns that every statement needs are not named."""
        for field, word in (("booked_on", "de datum"), ("amount", "het bedrag")):
            if not getattr(self, field).strip():
                raise Refused(Refusal("column_missing", f"Vul in hoe de kolom met {word} heet.", field))

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def read_columns(document: Mapping[str, Any]) -> CsvColumns:
    """The columns as they were stored."""
    return CsvColumns(**document)


def read_csv(content: bytes, columns: CsvColumns, iban: str) -> ReadStatement:
    """The one statement of a CSV file of the account ``iban``. Raises Refused naming the row or the column that is wrong."""
    rows = _rows(content)
    _check_headings(rows[0], columns)
    lines, balances = [], []
    for number, row in enumerate(rows[1:], 2):
        try:
            lines.append(_line(row, columns))
            balances.append(_signed(row[columns.balance]) if columns.balance else None)
        except ValueError as wrong:
            raise unreadable(f"Regel {number} van het bestand is niet te lezen: {wrong}.") from None
        own = re.sub(r"\s", "", row.get(columns.own_iban, "") if columns.own_iban else iban).upper()
        if own != iban:
            raise unreadable(f"Regel {number} is van rekening {own or 'onbekend'}. U koos rekening {iban}.", "statement_account")
    days = [line.booked_on for line in lines]
    opening, closing = _run_of_balances(lines, balances)
    reference = f"CSV {hashlib.sha256(content).hexdigest()[:12]}"
    return ReadStatement(iban, reference, min(days), max(days), opening, closing, named(lines))


def _run_of_balances(lines: list[ReadLine], balances: list[int | None]) -> tuple[Cents | None, Cents | None]:
    """Opening and closing where each row tells the balance after it; banks list the newest row first or last."""
    told = [balance for balance in balances if balance is not None]
    if len(told) != len(lines) or not lines:
        return None, None
    moves = [line.signed for line in lines]
    for steps, stands in ((moves, told), (moves[::-1], told[::-1])):
        if all(stands[i - 1] + steps[i] == stands[i] for i in range(1, len(steps))):
            return Cents(stands[0] - steps[0]), Cents(stands[-1])
    raise unreadable("De saldo’s in dit bestand volgen niet op elkaar. Er mist een regel of er is iets veranderd.", "statement_balance")


def _rows(content: bytes) -> list[dict[str, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error:
        raise unreadable("Dit bestand is geen CSV dat wij kunnen lezen. Download het opnieuw bij de bank.") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise unreadable("In dit bestand staan geen regels. De eerste regel moet de namen van de kolommen hebben.")
    heads = [head.strip() for head in rows[0]]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(heads):
            raise unreadable(f"Regel {number} heeft {len(row)} kolommen en de eerste regel {len(heads)}. Is het bestand wel heel?")
    return [dict(zip(heads, (cell.strip() for cell in row), strict=True)) for row in rows]


def _check_headings(first: Mapping[str, str], columns: CsvColumns) -> None:
    for heading in asdict(columns).values():
        if heading and heading not in first:
            raise unreadable(f"In dit bestand is geen kolom “{heading}”. Pas de kolommen van deze rekening aan.", "statement_column")


def _line(row: Mapping[str, str], columns: CsvColumns) -> ReadLine:
    cents = _signed(row[columns.amount])
    if columns.direction:
        word = row[columns.direction].lower()
        if word not in _OUT_WORDS | _IN_WORDS:
            raise ValueError(f"“{word[:20]}” zegt niet of het geld erbij of eraf is")
        cents = -abs(cents) if word in _OUT_WORDS else abs(cents)
    if not cents:
        raise ValueError("het bedrag is nul")

    def cell(heading: str, limit: int) -> str:
        return row.get(heading, "")[:limit] if heading else ""

    return ReadLine(
        bank_reference=cell(columns.bank_reference, 120),
        booked_on=_day(row[columns.booked_on]),
        direction=Direction.IN if cents > 0 else Direction.OUT,
        amount=Cents(abs(cents)),
        end_to_end_id=cell(columns.end_to_end_id, 35),
        party_name=cell(columns.party_name, 200),
        party_iban=re.sub(r"\s", "", cell(columns.party_iban, 60))[:34],
        remittance=cell(columns.remittance, 2000),
    )


def _signed(text: str) -> int:
    """Cents of a bank's own notation: ``-1.250,00``, ``+1250.00``; the last mark is the decimal one and has two digits."""
    match = re.fullmatch(r"([+-]?)\s*(\d{1,3}(?:([.,])\d{3})*|\d+)([.,])(\d{2})", text.strip().replace(" ", ""))
    if match and match[3] != match[4]:
        return int(f"{match[1]}1") * (int(re.sub(r"\D", "", match[2])) * 100 + int(match[5]))
    if re.fullmatch(r"[+-]?\d{1,15}", text.strip()):
        return int(text) * 100
    raise ValueError(f"“{text[:20]}” is geen bedrag")


def _day(text: str) -> date:
    bare = text.strip()
    for pattern, order in (
        (r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?", (1, 2, 3)),
        (r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", (3, 2, 1)),
    ):
        if match := re.fullmatch(pattern, bare):
            try:
                return date(*(int(match[i]) for i in order))
            except ValueError:
                break
    raise ValueError(f"“{bare[:20]}” is geen datum")
