"""Bank statements: balances add up, no line is kept twice, and what lines were booked for is what the ledger and the payments say."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from mag.verify.result import Result, euros
from mag.verify.source import Source, day

ABOUT = {"payment": "out", "run": "out", "returned": "in", "repayment": "in"}
"""Which way money goes on a line with this purpose."""


def check_statements(source: Source) -> Result:
    """Statements ↔ their lines ↔ payments, runs, returns and repayments."""
    result = Result("afschriften")
    lines = source.rows(
        """
        SELECT l.id, l.statement_id, l.account_id, l.bank_reference, l.booked_on, l.direction, l.amount, l.purpose, l.payment_id, l.run_id,
               l.recovery_id, l.whole_amount, l.split_of_id,
               p.amount AS payment_amount, p.returned_on, p.run_id AS payment_run, pr.state AS payment_state,
               r.control_amount - r.refused_amount AS leaves, r.state AS run_state
        FROM bank_line l LEFT JOIN payment p ON p.id = l.payment_id LEFT JOIN payment_run pr ON pr.id = p.run_id
        LEFT JOIN payment_run r ON r.id = l.run_id ORDER BY l.id
        """
    )
    sums: dict[int, int] = defaultdict(int)
    counts: Counter[int] = Counter()
    for line in lines:
        sums[line.statement_id] += line.amount if line.direction == "in" else -line.amount
        counts[line.statement_id] += line.split_of_id is None
        _check_line(result, line)
    _check_parts(result, lines)
    _check_statements(source, result, sums, counts)
    for (account, reference), times in Counter((line.account_id, line.bank_reference) for line in lines).items():
        result.expect(times == 1, f"bankregel {reference} van rekening {account} staat er {times} keer")
    for what, ids in (
        ("betaling", [(line.payment_id, line.purpose) for line in lines if line.payment_id is not None]),
        ("betaalronde", [(line.run_id, line.purpose) for line in lines if line.run_id is not None]),
    ):
        for (number, purpose), times in Counter(ids).items():
            result.expect(times == 1, f"{what} {number} heeft {times} bankregels ({purpose})")
    _check_returns(source, result, lines)
    _check_repayments(source, result, lines)
    result.count(len(sums), "afschrift", "afschriften")
    result.count(len(lines), "regel", "regels")
    result.counts.append(f"{sum(1 for line in lines if line.purpose is None)} nog te koppelen")
    return result


def _check_line(result: Result, line: Row[Any]) -> None:
    about = f"bankregel {line.id}"
    purpose, direction, amount = line.purpose, line.direction, line.amount
    wanted = ABOUT.get(purpose)
    result.expect(wanted is None or wanted == direction, f"{about}: {purpose} past niet bij geld dat {direction} ging")
    if purpose in ("payment", "returned"):
        there = line.payment_amount
        result.expect(there == amount, f"{about}: {euros(amount)}, de betaling is {euros(there or 0)}")
        known = line.payment_state in ("released", "unknown", "confirmed")
        result.expect(known, f"{about}: de betaling is nooit vrijgegeven")
    if purpose == "run":
        there = line.leaves
        result.expect(there == amount, f"{about}: {euros(amount)}, de betaalronde is {euros(there or 0)}")
        result.expect(line.run_state == "confirmed", f"{about}: de betaalronde is afgeschreven en niet betaald gemeld")


def _check_statements(source: Source, result: Result, sums: dict[int, int], counts: Counter[int]) -> None:
    question = "SELECT id, reference, opening_amount, closing_amount, known_amount, line_count FROM bank_statement ORDER BY id"
    for row in source.rows(question):
        about = f"afschrift {row.reference}"
        result.expect(counts[row.id] == row.line_count, f"{about}: {counts[row.id]} regels, ingelezen zijn er {row.line_count}")
        if row.opening_amount is not None and row.closing_amount is not None:
            end = row.opening_amount + sums[row.id] + row.known_amount
            result.expect(end == row.closing_amount, f"{about}: eindsaldo {euros(row.closing_amount)}, de regels geven {euros(end)}")


def _check_parts(result: Result, lines: Sequence[Row[Any]]) -> None:
    """What people cut a line into is what the bank wrote."""
    parts: Counter[int] = Counter()
    for line in lines:
        if line.split_of_id is not None:
            parts[line.split_of_id] += line.amount
    for line in lines:
        whole = line.amount + parts[line.id]
        fits = line.whole_amount == whole if parts[line.id] else line.whole_amount is None
        result.expect(fits, f"bankregel {line.id}: de delen zijn samen {euros(whole)}, de bank schreef {euros(line.whole_amount or 0)}")


def _check_returns(source: Source, result: Result, lines: Sequence[Row[Any]]) -> None:
    """What came back is on the ledger once for each returned payment; a line that says so has its payment."""
    payments = source.rows(
        "SELECT p.id, p.amount, p.returned_on, g.commitment_id FROM payment p JOIN instalment i ON i.id = p.instalment_id"
        " JOIN grant_award g ON g.id = i.grant_id WHERE p.returned_on IS NOT NULL"
    )
    came_back = {row.id for row in payments}
    for line in lines:
        if line.purpose == "returned":
            result.expect(line.payment_id in came_back, f"bankregel {line.id}: de betaling kwam terug en is niet teruggeboekt")
    told = Counter((row.commitment_id, row.amount, day(row.returned_on)) for row in payments)
    entries = source.rows("SELECT commitment_id, amount, booked_on FROM ledger_entry WHERE kind = 'return'")
    booked = Counter((row.commitment_id, row.amount, day(row.booked_on)) for row in entries)
    for commitment_id, amount, on in ((told - booked) + (booked - told)).elements():
        result.failures.append(f"teruggekomen en geboekt verschillen: {euros(amount)} op {on} (toezegging {commitment_id})")


def _check_repayments(source: Source, result: Result, lines: Sequence[Row[Any]]) -> None:
    """Each repayment on a statement is on the ledger of its grant, on that day."""
    of_recovery = {
        row.id: row.commitment_id
        for row in source.rows("SELECT r.id, g.commitment_id FROM recovery r JOIN grant_award g ON g.id = r.grant_id")
    }
    entries = source.rows("SELECT commitment_id, amount, booked_on FROM ledger_entry WHERE kind = 'recover'")
    booked = Counter((row.commitment_id, row.amount, day(row.booked_on)) for row in entries)
    seen = Counter((of_recovery.get(line.recovery_id), line.amount, day(line.booked_on)) for line in lines if line.purpose == "repayment")
    for commitment_id, amount, on in (seen - booked).elements():
        result.failures.append(f"binnengekomen en niet geboekt: {euros(amount)} op {on} (toezegging {commitment_id})")
