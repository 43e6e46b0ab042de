"""Tables of rounds: the round, its ceilings through time, and the proposal for each request in it."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.agenda.models import Agenda, RuleSet
from mag.agenda.terms import Distribution
from mag.applications.models import Application
from mag.budget.models import BudgetLine
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import ZERO, Cents
from mag.rounds.states import Proposed, RoundState


class Round(Base):
    """Money for the requests of some tiers, sent between two days (inclusive), under a ceiling. ``tier_codes`` are of its rule set.

    ``version`` counts every change of the round or of a proposal in it.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("closes_on >= opens_on", name="days_in_order"),
        CheckConstraint("(state = 'draft') = (published_on IS NULL)", name="published_has_day"),
        Index("ix_round_agenda", "agenda_id", "year"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    name: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    tier_codes: Mapped[list[str]] = mapped_column(JSON)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    method: Mapped[Distribution] = mapped_column(code_column(Distribution))
    state: Mapped[RoundState] = mapped_column(code_column(RoundState))
    published_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
    agenda: Mapped[Agenda] = relationship()
    rule_set: Mapped[RuleSet] = relationship()
    ceilings: Mapped[list["RoundCeiling"]] = relationship(back_populates="round", order_by="RoundCeiling.id")
    entries: Mapped[list["RoundEntry"]] = relationship(back_populates="round", order_by="RoundEntry.id")


class RoundCeiling(Base):
    """A ceiling in cents as it was published on a day, never changed: another ceiling is another row (Awb 4:27, 4:28)."""

    __tablename__ = "round_ceiling"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    amount: Mapped[Cents] = mapped_column(Money)
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(200))
    round: Mapped[Round] = relationship(back_populates="ceilings")


class RoundEntry(Base):
    """What is proposed for one request: its rank, the amount in cents, the budget line it would come from, and why."""

    __tablename__ = "round_entry"
    __table_args__ = (
        UniqueConstraint("round_id", "application_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("(proposed IN ('whole', 'part')) = (amount > 0)", name="amount_fits_proposed"),
        Index("ix_round_entry_application", "application_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    rank: Mapped[int | None]
    proposed: Mapped[Proposed] = mapped_column(code_column(Proposed))
    amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(200))
    round: Mapped[Round] = relationship(back_populates="entries")
    application: Mapped[Application] = relationship()
    line: Mapped[BudgetLine | None] = relationship()
