"""Tables of payment runs, payments and recoveries."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import ZERO, Cents
from mag.grants.models import Grant, Instalment
from mag.payments.states import RecoveryState, RunState


class PaymentRun(Base):
    """Everything that is paid together in one SEPA file; made by one person, released by another.

    ``refused_*`` are the payments of it that the bank did not carry out: control amount minus refused is what leaves the account.
    ``unknown_*`` say who wrote down that nobody knows whether the bank has carried it out; ``resolved_*`` which other person found out.
    """

    __tablename__ = "payment_run"
    __table_args__ = (
        CheckConstraint("released_by_id IS NULL OR released_by_id <> prepared_by_id", name="two_people"),
        CheckConstraint("(state IN ('released', 'unknown', 'confirmed', 'failed')) = (file_sha256 IS NOT NULL)", name="released_has_file"),
        CheckConstraint("refused_amount BETWEEN 0 AND control_amount AND refused_count BETWEEN 0 AND payment_count", name="refused_within"),
        CheckConstraint("resolved_by_id IS NULL OR resolved_by_id <> unknown_by_id", name="doubt_two_people"),
        CheckConstraint("state <> 'unknown' OR unknown_reason IS NOT NULL", name="unknown_says_why"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(35), unique=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"), index=True)
    state: Mapped[RunState] = mapped_column(code_column(RunState))
    version: Mapped[int] = mapped_column(default=1)
    execution_on: Mapped[date]
    control_amount: Mapped[Cents] = mapped_column(Money)
    payment_count: Mapped[int]
    refused_amount: Mapped[Cents] = mapped_column(Money, default=ZERO, server_default="0")
    refused_count: Mapped[int] = mapped_column(default=0, server_default="0")
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    prepared_at: Mapped[datetime] = mapped_column(Moment)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    prepared_by: Mapped[str] = mapped_column(String(200))
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_by: Mapped[str | None] = mapped_column(String(200))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by: Mapped[str | None] = mapped_column(String(200))
    paid_on: Mapped[date | None]
    unknown_at: Mapped[datetime | None] = mapped_column(Moment)
    unknown_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    unknown_by: Mapped[str | None] = mapped_column(String(200))
    unknown_reason: Mapped[str | None] = mapped_column(Text)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_by: Mapped[str | None] = mapped_column(String(200))
    resolution: Mapped[str | None] = mapped_column(Text)
    payments: Mapped[list["Payment"]] = relationship(back_populates="run", order_by="Payment.id")


class Payment(Base):
    """One instruction in a run. ``end_to_end_id`` is derived from the instalment and unique for ever.

    ``cancelled`` says that it no longer stands for its instalment: its run was taken back or not carried out, the bank refused it
    (``refused_on``), or sent the money back (``returned_on``); ``return_reason`` is the bank's reason in words.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("refused_on IS NULL OR cancelled", name="refused_is_over"),
        Index(
            "uq_payment_live_instalment",
            "instalment_id",
            unique=True,
            sqlite_where=text("NOT cancelled"),
            postgresql_where=text("NOT cancelled"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"), index=True)
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"), index=True)
    end_to_end_id: Mapped[str] = mapped_column(String(35), unique=True)
    amount: Mapped[Cents] = mapped_column(Money)
    payee_name: Mapped[str] = mapped_column(String(200))
    iban: Mapped[str] = mapped_column(String(34))
    remittance: Mapped[str] = mapped_column(String(140))
    cancelled: Mapped[bool] = mapped_column(default=False)
    returned_on: Mapped[date | None]
    refused_on: Mapped[date | None]
    return_reason: Mapped[str | None] = mapped_column(String(200))
    run: Mapped[PaymentRun] = relationship(back_populates="payments")
    instalment: Mapped[Instalment] = relationship()


class Recovery(Base):
    """Money a partner has to pay back. ``paid`` on the ledger stays as it is until the money is there.

    ``reminded_on``, ``reminded_again_on`` and ``call_on`` are the steps that were taken for what is overdue now; a repayment or an
    agreement to pay in parts begins them again. ``terms_*`` say who agreed to those parts and why.
    """

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("received_amount >= 0 AND received_amount <= amount", name="received_within"),
        Index("ix_recovery_state", "state", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), unique=True)
    amount: Mapped[Cents] = mapped_column(Money)
    received_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    due_on: Mapped[date]
    state: Mapped[RecoveryState] = mapped_column(code_column(RecoveryState))
    version: Mapped[int] = mapped_column(default=1)
    received_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    reminded_again_on: Mapped[date | None]
    call_on: Mapped[date | None]
    terms_at: Mapped[datetime | None] = mapped_column(Moment)
    terms_by: Mapped[str | None] = mapped_column(String(200))
    terms_reason: Mapped[str | None] = mapped_column(Text)
    grant: Mapped[Grant] = relationship()
    terms: Mapped[list["RecoveryTerm"]] = relationship(order_by="RecoveryTerm.number", cascade="all, delete-orphan")


class RecoveryTerm(Base):
    """One part of an agreement to pay back in parts: what is paid by when. Together they are what was open when it was agreed."""

    __tablename__ = "recovery_term"
    __table_args__ = (UniqueConstraint("recovery_id", "number"), CheckConstraint("amount > 0", name="amount_positive"))
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[int] = mapped_column(ForeignKey("recovery.id"))
    number: Mapped[int]
    amount: Mapped[Cents] = mapped_column(Money)
    due_on: Mapped[date]


class PaymentHold(Base):
    """Paying a grant stands still for a reason, for a limited time (Awb 4:56). A grant has at most one hold that is not lifted."""

    __tablename__ = "payment_hold"
    __table_args__ = (
        CheckConstraint("until_on >= since_on", name="dates_in_order"),
        Index(
            "uq_payment_hold_open",
            "grant_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
        Index("ix_payment_hold_grant", "grant_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"))
    reason: Mapped[str] = mapped_column(Text)
    since_on: Mapped[date]
    until_on: Mapped[date]
    held_at: Mapped[datetime] = mapped_column(Moment)
    held_by: Mapped[str] = mapped_column(String(200))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_by: Mapped[str | None] = mapped_column(String(200))
    lift_reason: Mapped[str | None] = mapped_column(Text)
    grant: Mapped[Grant] = relationship()


class SetOff(Base):
    """An instalment that was not paid out but set off against what the partner has to pay back (Awb 4:57)."""

    __tablename__ = "set_off"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[int] = mapped_column(ForeignKey("recovery.id"), index=True)
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"), unique=True)
    amount: Mapped[Cents] = mapped_column(Money)
    booked_on: Mapped[date]
    booked_at: Mapped[datetime] = mapped_column(Moment)
    booked_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    recovery: Mapped[Recovery] = relationship()
    instalment: Mapped[Instalment] = relationship()


class AccountCheck(Base):
    """A second person called the partner and confirmed a changed bank account (``reliability.md`` T14)."""

    __tablename__ = "account_check"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"), unique=True)
    how: Mapped[str] = mapped_column(Text)
    checked_at: Mapped[datetime] = mapped_column(Moment)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    checked_by: Mapped[str] = mapped_column(String(200))
