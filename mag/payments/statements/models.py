"""Tables of our own bank accounts, their statements and the lines on them.

A line is kept once per account: by the bank's own reference, or by what stands on it. A payment, a run and a return can each have one
line, so that nothing is booked twice from a statement (``reliability.md`` T2).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents
from mag.payments.models import Payment, PaymentRun, Recovery
from mag.payments.statements.states import Direction, Purpose


class OwnAccount(Base):
    """A bank account of ours. ``csv_columns`` says which column of its CSV export holds what; None where it only gives camt.053."""

    __tablename__ = "own_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    iban: Mapped[str] = mapped_column(String(34), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    csv_columns: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(200))


class BankStatement(Base):
    """One statement of one account, as it was accepted. ``known_amount`` is the sum (in minus out) of lines that an earlier one had.

    opening + its own lines + known = closing; both are None where the bank's file does not tell them.
    """

    __tablename__ = "bank_statement"
    __table_args__ = (UniqueConstraint("file_sha256", "position"), UniqueConstraint("account_id", "reference"))
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("own_account.id"))
    reference: Mapped[str] = mapped_column(String(80))
    file_sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]
    opening_amount: Mapped[Cents | None] = mapped_column(Money)
    closing_amount: Mapped[Cents | None] = mapped_column(Money)
    known_amount: Mapped[Cents] = mapped_column(Money)
    known_count: Mapped[int]
    line_count: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(Moment)
    imported_by: Mapped[str] = mapped_column(String(200))
    account: Mapped[OwnAccount] = relationship()


class BankLine(Base):
    """One amount that came in or went out. ``bank_reference`` is unique per account, so that a line is never taken twice.

    A person can cut a line in two: the part that is cut off is a line with ``split_of_id``, and the line itself keeps in ``whole_amount``
    what the bank wrote (None while it was never cut).
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("account_id", "bank_reference"),
        UniqueConstraint("payment_id", "purpose"),
        UniqueConstraint("run_id", "purpose"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("whole_amount IS NULL OR whole_amount > amount", name="whole_is_more"),
        CheckConstraint("(purpose IN ('payment', 'returned')) = (payment_id IS NOT NULL) OR purpose IS NULL", name="payment_named"),
        CheckConstraint("(purpose = 'run') = (run_id IS NOT NULL) OR purpose IS NULL", name="run_named"),
        CheckConstraint("(purpose = 'repayment') = (recovery_id IS NOT NULL) OR purpose IS NULL", name="recovery_named"),
        CheckConstraint(
            "purpose IS NOT NULL OR (payment_id IS NULL AND run_id IS NULL AND recovery_id IS NULL)", name="nothing_named_while_open"
        ),
        Index("ix_bank_line_statement", "statement_id", "position"),
        Index("ix_bank_line_recovery", "recovery_id"),
        Index("ix_bank_line_purpose", "purpose"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("own_account.id"))
    position: Mapped[int]
    bank_reference: Mapped[str] = mapped_column(String(120))
    booked_on: Mapped[date]
    direction: Mapped[Direction] = mapped_column(code_column(Direction))
    amount: Mapped[Cents] = mapped_column(Money)
    whole_amount: Mapped[Cents | None] = mapped_column(Money)
    split_of_id: Mapped[int | None] = mapped_column(ForeignKey("bank_line.id"), index=True)
    end_to_end_id: Mapped[str] = mapped_column(String(35))
    batch_reference: Mapped[str] = mapped_column(String(35))
    party_name: Mapped[str] = mapped_column(String(200))
    party_iban: Mapped[str] = mapped_column(String(34))
    remittance: Mapped[str] = mapped_column(Text)
    return_code: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[Purpose | None] = mapped_column(code_column(Purpose))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("payment_run.id"))
    recovery_id: Mapped[int | None] = mapped_column(ForeignKey("recovery.id"))
    note: Mapped[str] = mapped_column(Text)
    matched_at: Mapped[datetime | None] = mapped_column(Moment)
    matched_by: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    statement: Mapped[BankStatement] = relationship()
    payment: Mapped[Payment | None] = relationship()
    run: Mapped[PaymentRun | None] = relationship()
    recovery: Mapped[Recovery | None] = relationship()
