"""The verbs of bank statements: take a file in, and say by hand what a line is about.

Taking in is one transaction: the statement, its lines and everything they prove (runs paid, payments that came back, repayments).
Rows are locked: own account, then as the verbs of payments do.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select

from mag.core import clock
from mag.core.errors import NotFound, Refusal, Refused, Stale
from mag.core.files import register
from mag.core.money import Cents, show
from mag.core.transaction import Tx
from mag.partners.rules import tidy_iban, tidy_name
from mag.payments.models import Payment, PaymentRun
from mag.payments.notes import is_iban
from mag.payments.rules import return_reason
from mag.payments.sepa import Debtor
from mag.payments.service import register_repayment, return_payment
from mag.payments.service.wholeness import confirm_when_whole
from mag.payments.statements import queries
from mag.payments.statements.csv_columns import CsvColumns
from mag.payments.statements.matching import Match
from mag.payments.statements.models import BankLine, BankStatement, OwnAccount
from mag.payments.statements.preview import StatementPreview, preview_file
from mag.payments.statements.states import Direction, Purpose
from mag.payments.states import RunState


def add_account(tx: Tx, *, iban: str, name: str) -> OwnAccount:
    """Write down a bank account of ours. Raises Refused for a wrong number, an empty name or one that is there already."""
    iban, name = tidy_iban(iban), tidy_name(name)
    if not is_iban(iban):
        raise Refused(Refusal("iban_wrong", "Dit is geen goed rekeningnummer (IBAN).", "iban"))
    if not name:
        raise Refused(Refusal("name_missing", "Vul een naam in voor deze rekening.", "name"))
    if queries.find_account(tx.db, iban) is not None:
        raise Refused(Refusal("account_known", "Deze rekening staat er al bij.", "iban"))
    account = OwnAccount(iban=iban, name=name[:200], added_at=tx.now, added_by=tx.actor.label)
    tx.db.add(account)
    tx.db.flush()
    tx.record("payments.own_account.added", "own_account", account.id, last_four=iban[-4:])
    return account


def set_columns(tx: Tx, account_id: int, columns: CsvColumns) -> OwnAccount:
    """Remember which column of an account's CSV export holds what."""
    account = _lock_account(tx, account_id)
    account.csv_columns = columns.document()
    tx.db.flush()
    tx.record("payments.own_account.columns_set", "own_account", account.id, columns=columns.document())
    return account


def take_in(
    tx: Tx, content: bytes, *, sha256: str, size: int, media_type: str, filename: str, account_id: int | None, debtor: Debtor
) -> list[BankStatement]:
    """Store a bank's file that lies on disk under ``sha256``, with every line, and book what its lines prove.

    Everything is read and matched again here, under the lock of the account. Raises Refused as the preview does.
    """
    for account in tx.db.scalars(select(OwnAccount).order_by(OwnAccount.id).with_for_update()):
        tx.db.refresh(account)
    previews = preview_file(tx.db, content, sha256, account_id=account_id, debtor=debtor, today=tx.today)
    register(tx, sha256, size, media_type)
    stored = []
    for position, preview in enumerate(previews, 1):
        own = preview.account or queries.find_account(tx.db, preview.statement.iban)
        own = own or add_account(tx, iban=preview.statement.iban, name=debtor.name)
        stored.append(_store(tx, own, preview, sha256, filename, position))
    _book(tx, [statement.id for statement in stored])
    return stored


def _store(tx: Tx, account: OwnAccount, preview: StatementPreview, sha256: str, filename: str, position: int) -> BankStatement:
    statement = preview.statement
    found = BankStatement(
        account_id=account.id,
        reference=_free_reference(tx, account.id, statement.reference),
        file_sha256=sha256,
        filename=filename[:200],
        position=position,
        first_on=statement.first_on,
        last_on=statement.last_on,
        opening_amount=statement.opening,
        closing_amount=statement.closing,
        known_amount=queries.sum_known(preview.known),
        known_count=len(preview.known),
        line_count=len(preview.proposals),
        imported_at=tx.now,
        imported_by=tx.actor.label,
    )
    tx.db.add(found)
    tx.db.flush()
    rows = [
        {
            "statement_id": found.id, "account_id": account.id, "position": place, "bank_reference": p.line.bank_reference,
            "booked_on": p.line.booked_on, "direction": p.line.direction, "amount": p.line.amount,
            "end_to_end_id": p.line.end_to_end_id, "batch_reference": p.line.batch_reference, "party_name": p.line.party_name,
            "party_iban": p.line.party_iban, "remittance": p.line.remittance, "return_code": p.line.return_code,
            "purpose": p.match.purpose, "payment_id": p.match.payment_id, "run_id": p.match.run_id,
            "recovery_id": p.match.recovery_id, "note": p.match.note, "version": 1,
            "matched_at": tx.now if p.match.purpose else None, "matched_by": "mag" if p.match.purpose else None,
        }
        for place, p in enumerate(preview.proposals, 1)
    ]  # fmt: skip
    if rows:
        tx.db.execute(insert(BankLine), rows)
    tx.record(
        "payments.statement.taken_in", "bank_statement", found.id,
        reference=found.reference, file=sha256, lines=len(rows), known=found.known_count,
        open=preview.count(None), first_on=found.first_on.isoformat(), last_on=found.last_on.isoformat(),
    )  # fmt: skip
    return found


def _free_reference(tx: Tx, account_id: int, reference: str) -> str:
    """The bank's own reference, with a number behind it when an earlier file had the same one and this has more lines."""
    taken = set(tx.db.scalars(select(BankStatement.reference).where(BankStatement.account_id == account_id)))
    wanted, number = reference[:80], 2
    while wanted in taken:
        wanted, number = f"{reference[:72]} ({number})", number + 1
    return wanted


def _book(tx: Tx, statement_ids: Sequence[int]) -> None:
    """Book what new lines prove: runs first, then what came back, then repayments; each in order of id."""
    here = (BankLine.statement_id.in_(statement_ids), BankLine.purpose.is_not(None))
    lines = list(tx.db.scalars(select(BankLine).where(*here).order_by(BankLine.id)))
    run_ids = {line.run_id for line in lines if line.run_id is not None}
    paid = [line.payment_id for line in lines if line.purpose is Purpose.PAYMENT]
    for start in range(0, len(paid), 500):
        run_ids |= set(tx.db.scalars(select(Payment.run_id).where(Payment.id.in_(paid[start : start + 500]))))
    for run_id in sorted(run_ids):
        confirm_when_whole(tx, run_id)
    for line in sorted((line for line in lines if line.purpose is Purpose.RETURNED), key=lambda found: found.payment_id or 0):
        _book_return(tx, line)
    for line in sorted((line for line in lines if line.purpose is Purpose.REPAYMENT), key=lambda found: (found.recovery_id or 0, found.id)):
        if line.recovery_id is not None:
            register_repayment(tx, line.recovery_id, line.amount, received_on=line.booked_on)


def _book_return(tx: Tx, line: BankLine) -> None:
    """Book a payment that came back; where its run is not whole yet the line waits for a person."""
    payment = tx.db.get_one(Payment, line.payment_id)
    run = tx.db.get_one(PaymentRun, payment.run_id)
    if run.state is not RunState.CONFIRMED:
        line.purpose, line.payment_id, line.matched_at, line.matched_by = None, None, None, None
        line.note = f"Betaling {payment.end_to_end_id} kwam terug, maar betaalronde {run.reference} staat nog niet als betaald."
        tx.db.flush()
        return
    return_payment(tx, payment.id, returned_on=line.booked_on, reason=return_reason(line.return_code))


def link_line(tx: Tx, line_id: int, purpose: Purpose, target_id: int | None, *, note: str, version: int) -> BankLine:
    """Say by hand what an open line is about, and book what follows from it.

    Raises Refused when the amount does not fit, the target is taken, or no reason is given for what is not ours; Stale when
    somebody was first.
    """
    line = tx.db.get(BankLine, line_id, with_for_update=True, populate_existing=True)
    if line is None:
        raise NotFound(f"bank line {line_id}")
    if line.purpose is not None or line.version != version:
        raise Stale(f"Deze regel is intussen gekoppeld door {line.matched_by or 'een ander'}. Bekijk hem opnieuw.")
    match = _checked(tx, line, purpose, target_id, note)
    line.purpose, line.payment_id, line.run_id, line.recovery_id = match.purpose, match.payment_id, match.run_id, match.recovery_id
    line.note, line.version, line.matched_at, line.matched_by = note.strip(), line.version + 1, tx.now, tx.actor.label
    tx.db.flush()
    if purpose is Purpose.RUN and match.run_id is not None:
        confirm_when_whole(tx, match.run_id)
    elif purpose is Purpose.PAYMENT and match.payment_id is not None:
        confirm_when_whole(tx, tx.db.get_one(Payment, match.payment_id).run_id)
    elif purpose is Purpose.RETURNED and match.payment_id is not None:
        return_payment(tx, match.payment_id, returned_on=line.booked_on, reason=note.strip() or return_reason(line.return_code))
    elif purpose is Purpose.REPAYMENT and match.recovery_id is not None:
        register_repayment(tx, match.recovery_id, line.amount, received_on=line.booked_on)
    facts: dict[str, Any] = {"purpose": purpose.value, "target": target_id, "amount": int(line.amount), "note": line.note}
    tx.record("payments.line.linked", "bank_line", line.id, **facts)
    return line


def split_line(tx: Tx, line_id: int, first: Cents, *, version: int) -> BankLine:
    """Cut an open line in two, so that each part can be linked by itself; answers the part that was cut off.

    ``first`` is what stays on the line. What the bank wrote is kept in ``whole_amount``. Raises Stale, and Refused for a part that
    is nothing or everything.
    """
    line = tx.db.get(BankLine, line_id, with_for_update=True, populate_existing=True)
    if line is None:
        raise NotFound(f"bank line {line_id}")
    if line.purpose is not None or line.version != version:
        raise Stale(f"Deze regel is intussen veranderd door {line.matched_by or 'een ander'}. Bekijk hem opnieuw.")
    if not 0 < first < line.amount:
        raise Refused(Refusal("split_amount", f"Vul een bedrag in tussen nul en {show(line.amount)}.", "first"))
    root = line.split_of_id or line.id
    cuts = tx.db.scalar(select(func.count()).select_from(BankLine).where(BankLine.split_of_id == root)) or 0
    copied = {name: getattr(line, name) for name in COPIED}
    rest = BankLine(
        **copied, amount=Cents(line.amount - first), split_of_id=root, purpose=None, version=1,
        bank_reference=f"{tx.db.get_one(BankLine, root).bank_reference[:108]} deel {cuts + 2}",
    )  # fmt: skip
    if line.split_of_id is None and line.whole_amount is None:
        line.whole_amount = line.amount
    line.amount, line.version = first, line.version + 1
    tx.db.add(rest)
    tx.db.flush()
    tx.record("payments.line.split", "bank_line", line.id, first=int(first), rest=int(rest.amount), part=rest.id)
    return rest


COPIED = (
    "statement_id", "account_id", "position", "booked_on", "direction", "end_to_end_id", "batch_reference", "party_name", "party_iban",
    "remittance", "return_code", "note",
)  # fmt: skip
"""What a part of a line has in common with the whole."""


def _checked(tx: Tx, line: BankLine, purpose: Purpose, target_id: int | None, note: str) -> Match:
    """The match that was chosen, when it is still one of those that fit."""
    if purpose is Purpose.OTHER:
        if not note.strip():
            raise Refused(Refusal("note_missing", "Schrijf op waarom deze regel nergens bij hoort.", "note"))
        return Match(Purpose.OTHER)
    fits = {choice.code for choice in queries.list_choices(tx.db, line)}
    if target_id is None or f"{purpose.value}:{target_id}" not in fits:
        raise Refused(Refusal("target_gone", "Dit past niet meer bij deze regel. Kies opnieuw.", "about"))
    if purpose in (Purpose.RUN, Purpose.PAYMENT) and line.direction is Direction.OUT:
        run = _run_of(tx, purpose, target_id)
        if run.released_at is None or line.booked_on < clock.today(run.released_at):
            raise Refused(Refusal("paid_before_release", "De bank boekte dit af voordat de betaalronde was vrijgegeven.", "about"))
    if purpose is Purpose.RUN:
        return Match(purpose, run_id=target_id)
    return Match(purpose, recovery_id=target_id) if purpose is Purpose.REPAYMENT else Match(purpose, payment_id=target_id)


def _run_of(tx: Tx, purpose: Purpose, target_id: int) -> PaymentRun:
    run_id = target_id if purpose is Purpose.RUN else tx.db.get_one(Payment, target_id).run_id
    return tx.db.get_one(PaymentRun, run_id, with_for_update=True, populate_existing=True)


def _lock_account(tx: Tx, account_id: int) -> OwnAccount:
    found = tx.db.get(OwnAccount, account_id, with_for_update=True)
    if found is None:
        raise NotFound(f"own account {account_id}")
    return found
