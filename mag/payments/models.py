"""Tables of payment runs, payments and recoveries."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import ZERO, Cents
from mag.grants.models import Grant, Instalment
from mag.payments.states import RecoveryState, RunState


class PaymentRun(Base):
    """Everything that is paid together in one SEPA file; made by one person, released by another."""

    __tablename__ = "payment_run"
    __table_args__ = (
        CheckConstraint("released_by_id IS NULL OR released_by_id <> prepared_by_id", name="two_people"),
        CheckConstraint("(state IN ('released', 'confirmed')) = (file_sha256 IS NOT NULL)", name="released_has_file"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(35), unique=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"), index=True)
    state: Mapped[RunState] = mapped_column(code_column(RunState))
    version: Mapped[int] = mapped_column(default=1)
    execution_on: Mapped[date]
    control_amount: Mapped[Cents] = mapped_column(Money)
    payment_count: Mapped[int]
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
    payments: Mapped[list["Payment"]] = relationship(back_populates="run", order_by="Payment.id")


class Payment(Base):
    """One instruction in a run. ``end_to_end_id`` is derived from the instalment and unique for ever."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
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
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"))
    end_to_end_id: Mapped[str] = mapped_column(String(35), unique=True)
    amount: Mapped[Cents] = mapped_column(Money)
    payee_name: Mapped[str] = mapped_column(String(200))
    iban: Mapped[str] = mapped_column(String(34))
    remittance: Mapped[str] = mapped_column(String(140))
    cancelled: Mapped[bool] = mapped_column(default=False)
    run: Mapped[PaymentRun] = relationship(back_populates="payments")
    instalment: Mapped[Instalment] = relationship()


class Recovery(Base):
    """Money a partner has to pay back. ``paid`` on the ledger stays as it is until the money is there."""

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("received_amount >= 0 AND received_amount <= amount", name="received_within"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), unique=True)
    amount: Mapped[Cents] = mapped_column(Money)
    received_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    due_on: Mapped[date]
    state: Mapped[RecoveryState] = mapped_column(code_column(RecoveryState))
    version: Mapped[int] = mapped_column(default=1)
    received_on: Mapped[date | None]
    grant: Mapped[Grant] = relationship()
