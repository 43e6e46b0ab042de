"""The tables of settlements: the final amount, the view asked before a lower one, and the reserves that stay with partners."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.models import HandIn
from mag.accountability.settling.states import LowerGround, ReserveMove, SettlementOutcome
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents
from mag.grants.models import Grant
from mag.partners.models import Partner


class Settlement(Base):
    """The final amount of a grant (vaststelling): what falls free and what has to come back (Awb 4:42-4:46).

    ``ground`` is why it is lower than awarded; ``reserve_amount`` is the part of the settled amount that was not spent and
    that the partner may keep.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        CheckConstraint("settled_amount >= 0 AND settled_amount <= awarded_amount", name="within_award"),
        CheckConstraint("(outcome = 'lower') = (settled_amount < awarded_amount)", name="outcome_fits_amount"),
        CheckConstraint("(outcome = 'lower') = (ground IS NOT NULL)", name="lower_has_ground"),
        CheckConstraint("reserve_amount >= 0 AND reserve_amount <= settled_amount", name="reserve_within"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), unique=True)
    hand_in_id: Mapped[int | None] = mapped_column(ForeignKey("hand_in.id"))
    outcome: Mapped[SettlementOutcome] = mapped_column(code_column(SettlementOutcome))
    ground: Mapped[LowerGround | None] = mapped_column(code_column(LowerGround, name="settlement_ground"))
    awarded_amount: Mapped[Cents] = mapped_column(Money)
    settled_amount: Mapped[Cents] = mapped_column(Money)
    reserve_amount: Mapped[Cents] = mapped_column(Money, default=0)
    released_amount: Mapped[Cents] = mapped_column(Money)
    recovered_amount: Mapped[Cents] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(Text)
    settled_on: Mapped[date] = mapped_column(index=True)
    settled_at: Mapped[datetime] = mapped_column(Moment)
    settled_by: Mapped[str] = mapped_column(String(200))
    grant: Mapped[Grant] = relationship()
    hand_in: Mapped[HandIn | None] = relationship()


class SettlementView(Base):
    """A partner is asked to react before we settle for less (Awb 4:12(2)): what we have in mind, why, until when, the answer."""

    __tablename__ = "settlement_view"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer_has_moment"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), index=True)
    ground: Mapped[LowerGround] = mapped_column(code_column(LowerGround, name="view_ground"))
    amount: Mapped[Cents] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(200))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str | None] = mapped_column(String(200))
    grant: Mapped[Grant] = relationship()


class ReserveConsent(Base):
    """The project leader agrees that a partner keeps a part of what is left (Awb 4:71; ``domain.md 2.4``)."""

    __tablename__ = "reserve_consent"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), unique=True)
    amount: Mapped[Cents] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_by: Mapped[str] = mapped_column(String(200))


class ReserveEntry(Base):
    """One move of the reserve of a partner: formed by a settlement, used, or paid back. Append-only; amounts above zero.

    ``grant_id`` is the grant whose settlement formed it, also when it is used or returned later: each formed reserve is
    followed to its end. ``booked_on`` says in which year the move counts.
    """

    __tablename__ = "reserve_entry"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_reserve_entry_partner", "partner_id", "booked_on"),
        Index("ix_reserve_entry_grant", "grant_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"))
    move: Mapped[ReserveMove] = mapped_column(code_column(ReserveMove))
    amount: Mapped[Cents] = mapped_column(Money)
    booked_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
    partner: Mapped[Partner] = relationship()
    grant: Mapped[Grant] = relationship()
