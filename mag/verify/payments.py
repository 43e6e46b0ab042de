"""Payments: runs, their files and the ledger tell the same, and no instruction exists twice."""

import re
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Row

from mag.verify.result import Result, euros
from mag.verify.sepa import SepaFile, Unreadable, read_sepa
from mag.verify.source import Source, day, sha256

ALIVE = {"prepared": "in_run", "released": "in_run", "unknown": "in_run", "confirmed": "paid"}
SENT = ("released", "unknown", "confirmed", "failed")
"""What an instalment is while its payment stands in a run of this state."""


def check_payments(source: Source) -> Result:
    """Runs ↔ payments ↔ files ↔ instalments ↔ PAY entries."""
    result = Result("betalingen")
    runs = source.rows(
        "SELECT id, reference, state, execution_on, control_amount, payment_count, file_sha256, paid_on, prepared_by_id, released_by_id,"
        " refused_amount, refused_count, unknown_by_id, unknown_reason, resolved_by_id, resolution"
        " FROM payment_run ORDER BY id"
    )
    payments = source.rows(
        """
        SELECT p.id, p.run_id, p.end_to_end_id, p.amount, p.iban, p.cancelled, p.returned_on, p.refused_on, p.instalment_id,
               i.amount AS planned, i.state AS instalment,
               i.number, g.reference AS grant_reference, g.commitment_id
        FROM payment p JOIN instalment i ON i.id = p.instalment_id JOIN grant_award g ON g.id = i.grant_id ORDER BY p.id
        """
    )
    total = source.number("SELECT COUNT(*) FROM payment")
    result.expect(total == len(payments), f"{total - len(payments)} betalingen zonder termijn")
    of_run: dict[int, list[Row[Any]]] = defaultdict(list)
    for payment in payments:
        of_run[payment.run_id].append(payment)
    state_of = {run.id: run.state for run in runs}
    sent: list[str] = []
    files = 0
    for run in runs:
        _check_run(result, run, of_run[run.id])
        if run.file_sha256 is not None:
            files += 1
            found = _read(source, result, run)
            if found is not None:
                sent.extend(transfer.end_to_end_id for transfer in found.transfers)
                _check_file(result, run, of_run[run.id], found)
    _check_ids(result, payments, sent)
    _check_instalments(source, result, payments, state_of)
    _check_ledger(source, result, runs, of_run)
    result.count(len(runs), "betaalronde", "betaalrondes")
    result.count(total, "betaling", "betalingen")
    result.count(files, "SEPA-bestand", "SEPA-bestanden")
    result.counts.append(f"{euros(sum(run.control_amount - run.refused_amount for run in runs if run.state == 'confirmed'))} euro betaald")
    return result


def _check_run(result: Result, run: Row[Any], payments: list[Row[Any]]) -> None:
    about = f"betaalronde {run.reference}"
    total = sum(payment.amount for payment in payments)
    result.expect(total == run.control_amount, f"{about}: controlebedrag {euros(run.control_amount)}, de betalingen {euros(total)}")
    result.expect(len(payments) == run.payment_count, f"{about}: aantal {run.payment_count}, er zijn {len(payments)} betalingen")
    has_file = run.state in SENT
    result.expect(has_file == (run.file_sha256 is not None), f"{about}: {run.state} {'zonder' if has_file else 'met'} bestand")
    two = run.released_by_id is None or run.released_by_id != run.prepared_by_id
    result.expect(two, f"{about}: klaargezet en vrijgegeven door dezelfde persoon")
    result.expect(has_file == (run.released_by_id is not None), f"{about}: {run.state}, maar niet te zien wie vrijgaf")
    result.expect((run.state == "confirmed") == (run.paid_on is not None), f"{about}: {run.state} past niet bij de betaaldatum")
    refused = [payment.amount for payment in payments if payment.refused_on is not None]
    told = (run.refused_amount, run.refused_count)
    result.expect((sum(refused), len(refused)) == told, f"{about}: {len(refused)} geweigerd, de ronde zegt {run.refused_count}")
    result.expect(run.state != "unknown" or bool(run.unknown_reason), f"{about}: onbekend zonder reden")
    result.expect(run.resolved_by_id is None or run.resolved_by_id != run.unknown_by_id, f"{about}: één persoon twijfelde en besliste")
    result.expect(run.state == "unknown" or run.unknown_reason is None or bool(run.resolution), f"{about}: twijfel zonder uitkomst")
    for payment in payments:
        cancelled = bool(payment.cancelled)
        gone = run.state in ("cancelled", "failed") or payment.refused_on is not None
        gone = gone or (run.state == "confirmed" and payment.returned_on is not None)
        result.expect(cancelled == gone, f"betaling {payment.end_to_end_id}: ingetrokken past niet bij {about}")


def _read(source: Source, result: Result, run: Row[Any]) -> SepaFile | None:
    about = f"betaalronde {run.reference}"
    content = source.content(run.file_sha256)
    if content is None:
        result.failures.append(f"{about}: het SEPA-bestand {run.file_sha256[:12]} is er niet")
        return None
    result.expect(sha256(content) == run.file_sha256, f"{about}: het SEPA-bestand is veranderd sinds het is vrijgegeven")
    try:
        return read_sepa(content)
    except Unreadable as wrong:
        result.failures.append(f"{about}: het SEPA-bestand is niet te lezen: {wrong}")
        return None


def _check_file(result: Result, run: Row[Any], payments: list[Row[Any]], found: SepaFile) -> None:
    about = f"SEPA-bestand van {run.reference}"
    total = sum(transfer.amount for transfer in found.transfers)
    result.expect(found.message_id == run.reference, f"{about}: kenmerk {found.message_id}")
    result.expect(found.execution_on == day(run.execution_on), f"{about}: uitvoerdatum {found.execution_on}")
    for stated in found.sums:
        result.expect(stated == total == run.control_amount, f"{about}: CtrlSum {euros(stated)}, betalingen {euros(total)}")
    for number in found.counts:
        result.expect(number == len(found.transfers) == run.payment_count, f"{about}: NbOfTxs {number}, betalingen {len(found.transfers)}")
    told = Counter((transfer.end_to_end_id, transfer.amount, transfer.iban) for transfer in found.transfers)
    rows = Counter((payment.end_to_end_id, payment.amount, re.sub(r"\s", "", payment.iban).upper()) for payment in payments)
    for end_to_end_id, amount, _iban in (told - rows) + (rows - told):
        result.failures.append(f"{about}: betaling {end_to_end_id} van {euros(amount)} staat niet gelijk in bestand en tabel")


def _check_ids(result: Result, payments: list[Row[Any]] | Any, sent: list[str]) -> None:
    """An id is used once, in the rows and over all files, and comes from the instalment it pays."""
    for name, ids in (("tabel", [payment.end_to_end_id for payment in payments]), ("bestanden", sent)):
        for end_to_end_id, times in Counter(ids).items():
            result.expect(times == 1, f"betaalkenmerk {end_to_end_id} staat {times} keer in de {name}")
    for payment in payments:
        own = f"{payment.grant_reference}-{payment.number}"
        fits = re.fullmatch(re.escape(own) + "[A-Z]*", payment.end_to_end_id) or re.fullmatch(r".*-[0-9A-F]{10}", payment.end_to_end_id)
        result.expect(fits is not None, f"betaalkenmerk {payment.end_to_end_id} hoort niet bij termijn {own}")
        result.expect(_is_iban(payment.iban), f"betaling {payment.end_to_end_id}: het rekeningnummer klopt niet")


def _check_instalments(source: Source, result: Result, payments: Any, state_of: dict[int, str]) -> None:
    """Each live payment stands for a whole instalment in the right state; each instalment under way or paid has one live payment."""
    alive: Counter[int] = Counter()
    for payment in payments:
        state = state_of.get(payment.run_id, "")
        if payment.cancelled:
            continue
        alive[payment.instalment_id] += 1
        about = f"betaling {payment.end_to_end_id}"
        result.expect(payment.amount == payment.planned, f"{about}: {euros(payment.amount)}, de termijn {euros(payment.planned)}")
        result.expect(ALIVE.get(state) == payment.instalment, f"{about}: ronde is {state}, de termijn {payment.instalment}")
    for row in source.rows(
        "SELECT i.id, i.number, i.state, g.reference FROM instalment i JOIN grant_award g ON g.id = i.grant_id ORDER BY i.id"
    ):
        wanted = 1 if row.state in ("in_run", "paid") else 0
        result.expect(alive[row.id] == wanted, f"termijn {row.reference}-{row.number} is {row.state} en heeft {alive[row.id]} betalingen")


def _check_ledger(source: Source, result: Result, runs: Any, of_run: dict[int, list[Row[Any]]]) -> None:
    """The confirmed payments are the PAY entries, one for one: commitment, amount and day."""
    paid = Counter(
        (payment.commitment_id, payment.amount, day(run.paid_on))
        for run in runs
        if run.state == "confirmed"
        for payment in of_run[run.id]
        if payment.refused_on is None
    )
    entries = source.rows("SELECT commitment_id, amount, booked_on FROM ledger_entry WHERE kind = 'pay'")
    booked = Counter((entry.commitment_id, entry.amount, day(entry.booked_on)) for entry in entries)
    for commitment_id, amount, on in (paid - booked).elements():
        result.failures.append(f"betaald en niet geboekt: {euros(amount)} op {on} (toezegging {commitment_id})")
    for commitment_id, amount, on in (booked - paid).elements():
        result.failures.append(f"geboekt en niet betaald: {euros(amount)} op {on} (toezegging {commitment_id})")


def _is_iban(iban: str) -> bool:
    plain = re.sub(r"\s", "", iban).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", plain):
        return False
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1
