"""Tables of grants, their instalments and their conditions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.applications.models import Application, Decision
from mag.budget.models import Commitment
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents
from mag.grants.states import GrantState, InstalmentState
from mag.partners.models import Partner


class Grant(Base):
    """What a positive decision started. Start and end of the execution are always set (ECLI:NL:RVS:2021:2172).

    ``payment_scheme`` is the code of another payment scheme of the rule set than the tier's own, with why (``payment_reason``).
    """

    __tablename__ = "grant_award"
    __table_args__ = (
        CheckConstraint("awarded_amount > 0", name="awarded_positive"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        Index("ix_grant_award_partner", "partner_id"),
        Index("ix_grant_award_state", "state", "account_by"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), unique=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    awarded_amount: Mapped[Cents] = mapped_column(Money)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    account_by: Mapped[date]
    settlement_mode: Mapped[str] = mapped_column(String(30))
    payment_scheme: Mapped[str | None] = mapped_column(String(40))
    payment_reason: Mapped[str | None] = mapped_column(Text)
    state: Mapped[GrantState] = mapped_column(code_column(GrantState))
    version: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(Moment)
    application: Mapped[Application] = relationship()
    decision: Mapped[Decision] = relationship()
    partner: Mapped[Partner] = relationship()
    commitment: Mapped[Commitment] = relationship()
    instalments: Mapped[list["Instalment"]] = relationship(back_populates="grant", order_by="Instalment.number")
    conditions: Mapped[list["Condition"]] = relationship(order_by="Condition.position")


class Instalment(Base):
    """A part of a grant to be paid on or after a date; without a date it waits for the settlement.

    ``label`` says for which part of the plan it is.
    """

    __tablename__ = "instalment"
    __table_args__ = (
        UniqueConstraint("grant_id", "number"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_instalment_due", "state", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"))
    number: Mapped[int]
    amount: Mapped[Cents] = mapped_column(Money)
    due_on: Mapped[date | None]
    label: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[InstalmentState] = mapped_column(code_column(InstalmentState))
    grant: Mapped[Grant] = relationship(back_populates="instalments")


class Condition(Base):
    """An agreement in the letter (``afspraak``)."""

    __tablename__ = "condition"
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
