"""The ledger: every entry fits its kind, and every balance is the sum of its entries, at every moment."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Row

from mag.verify.result import Result, euros
from mag.verify.source import Source

MOVES = {
    "allocate": ("outside", "available"),
    "withdraw": ("available", "outside"),
    "commit": ("available", "committed"),
    "release": ("committed", "available"),
    "pay": ("committed", "paid"),
    "recover": ("paid", "available"),
    "return": ("paid", "committed"),
    "set_off": ("committed", "paid"),
    "transfer_out": ("available", "outside"),
    "transfer_in": ("outside", "available"),
    "carry_out": ("available", "outside"),
    "carry_in": ("outside", "available"),
    "give_back": ("available", "outside"),
}
"""From where to where each kind of entry moves money."""

ON_A_LINE = frozenset({"allocate", "withdraw", "transfer_out", "transfer_in", "carry_out", "carry_in", "give_back"})
Balance = dict[str, int]


def check_ledger(source: Source) -> Result:
    """Entries against their kind, balances of lines and commitments against the sum of their entries, lines against commitments."""
    result = Result("grootboek")
    entries = source.rows("SELECT id, line_id, commitment_id, kind, from_account, to_account, amount FROM ledger_entry ORDER BY id")
    lines = source.rows("SELECT id, code, allocated_amount, available_amount, committed_amount, paid_amount FROM budget_line ORDER BY id")
    commitments = source.rows("SELECT id, line_id, reference, committed_amount, paid_amount FROM commitment ORDER BY id")
    line_of = {row.id: row.line_id for row in commitments}
    of_line: dict[int, Balance] = defaultdict(lambda: defaultdict(int))
    of_commitment: dict[int, Balance] = defaultdict(lambda: defaultdict(int))
    for entry in entries:
        _check_entry(result, entry, line_of)
        for holder in (of_line[entry.line_id], of_commitment[entry.commitment_id]):
            holder[entry.from_account] -= entry.amount
            holder[entry.to_account] += entry.amount
        for name in ("available", "committed", "paid"):
            result.expect(
                of_line[entry.line_id][name] >= 0, f"na boeking {entry.id} staat er minder dan niets op regel {entry.line_id} ({name})"
            )
    off = sum(_check_line(result, line, of_line[line.id]) for line in lines)
    off += sum(_check_commitment(result, row, of_commitment[row.id]) for row in commitments)
    for line in lines:
        for name in ("committed", "paid"):
            promised = sum(getattr(row, f"{name}_amount") for row in commitments if row.line_id == line.id)
            stands = getattr(line, f"{name}_amount")
            off += abs(stands - promised)
            result.expect(stands == promised, f"regel {line.code}: {name} {euros(stands)}, de toezeggingen samen {euros(promised)}")
    result.count(len(entries), "boeking", "boekingen")
    result.count(len(lines), "regel", "regels")
    result.count(len(commitments), "toezegging", "toezeggingen")
    result.counts.append(f"{off} cent verschil")
    return result


def _check_entry(result: Result, entry: Row[Any], line_of: dict[int, int]) -> None:
    fits = MOVES.get(entry.kind) == (entry.from_account, entry.to_account)
    result.expect(fits, f"boeking {entry.id}: {entry.kind} gaat niet van {entry.from_account} naar {entry.to_account}")
    result.expect(entry.amount > 0, f"boeking {entry.id}: bedrag {euros(entry.amount)} is niet hoger dan nul")
    result.expect((entry.kind in ON_A_LINE) == (entry.commitment_id is None), f"boeking {entry.id}: toezegging en soort passen niet")
    if entry.commitment_id is not None:
        result.expect(line_of.get(entry.commitment_id) == entry.line_id, f"boeking {entry.id}: de toezegging hoort bij een andere regel")


def _check_line(result: Result, line: Row[Any], sums: Balance) -> int:
    """Compare a line's four balances; answers how many cents they are off."""
    wanted = {"allocated": -sums["outside"], "available": sums["available"], "committed": sums["committed"], "paid": sums["paid"]}
    off = _compare(result, f"regel {line.code}", line, wanted)
    parts = line.available_amount + line.committed_amount + line.paid_amount
    result.expect(line.allocated_amount == parts, f"regel {line.code}: budget {euros(line.allocated_amount)} is niet de som {euros(parts)}")
    return off


def _check_commitment(result: Result, row: Row[Any], sums: Balance) -> int:
    return _compare(result, f"toezegging {row.reference}", row, {"committed": sums["committed"], "paid": sums["paid"]})


def _compare(result: Result, about: str, row: Row[Any], wanted: Balance) -> int:
    off = 0
    for name, expected in wanted.items():
        stands = getattr(row, f"{name}_amount")
        off += abs(stands - expected)
        result.expect(stands == expected, f"{about}: {name} {euros(stands)}, volgens de boekingen {euros(expected)}")
        result.expect(stands >= 0, f"{about}: {name} is lager dan nul: {euros(stands)}")
    return off
