"""Tables of the money: a year's lines, the commitment per grant, and the ledger that is only ever added to.

Every ledger entry moves one amount from one account to another, so that each entry balances by itself. The balances on
lines and commitments are kept by the same statement, and named constraints make an overspent line impossible.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accounts.models import Person
from mag.agenda.models import Agenda
from mag.agenda.terms import ApplicantGroup
from mag.budget.states import Account, ActKind, ActState, EntryKind, Leftover, Part, YearState
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import ZERO, Cents


class BudgetYear(Base):
    """The budget of an agenda for one calendar year: proposed by one person and adopted by another, and closed likewise.

    ``*_reason`` are the words of who proposed it. A year that was taken over from elsewhere has no proposal.
    """

    __tablename__ = "budget_year"
    __table_args__ = (
        UniqueConstraint("agenda_id", "year"),
        CheckConstraint("adopted_by_id IS NULL OR proposed_by_id IS NULL OR adopted_by_id <> proposed_by_id", name="adopted_by_two"),
        CheckConstraint("closed_by_id IS NULL OR closing_by_id IS NULL OR closed_by_id <> closing_by_id", name="closed_by_two"),
        CheckConstraint("state NOT IN ('adopted', 'closing', 'closed') OR adopted_at IS NOT NULL", name="adopted_then"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_then"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    year: Mapped[int]
    state: Mapped[YearState] = mapped_column(code_column(YearState))
    version: Mapped[int] = mapped_column(default=1)
    proposed_at: Mapped[datetime | None] = mapped_column(Moment)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_by: Mapped[str | None] = mapped_column(String(200))
    proposed_reason: Mapped[str | None] = mapped_column(Text)
    adopted_at: Mapped[datetime | None] = mapped_column(Moment)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    adopted_by: Mapped[str | None] = mapped_column(String(200))
    closing_at: Mapped[datetime | None] = mapped_column(Moment)
    closing_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closing_by: Mapped[str | None] = mapped_column(String(200))
    closing_reason: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_by: Mapped[str | None] = mapped_column(String(200))
    agenda: Mapped[Agenda] = relationship()
    lines: Mapped[list["BudgetLine"]] = relationship(back_populates="budget_year", order_by="BudgetLine.code")


class BudgetLine(Base):
    """A line: one part, one task field (Iv3) and cost centre; optionally one theme or goal, one applicant group and one tier.

    ``proposed_amount`` is what the concept asks for and what was adopted; later acts leave it as it is. ``recipient`` names who gets
    the money of a fixed line. ``leftover`` is what was chosen for what is free when the year closes.

    A line with a ``holder`` is an envelope: money handed beforehand to a neighbourhood worker, who decides requests of at most
    ``most_per_request`` cents on it until ``envelope_closed_on`` (``mag.budget.envelopes``).
    """

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("budget_year_id", "code"),
        CheckConstraint("allocated_amount = available_amount + committed_amount + paid_amount", name="balance"),
        CheckConstraint("available_amount >= 0", name="not_overspent"),
        CheckConstraint("committed_amount >= 0", name="committed_not_negative"),
        CheckConstraint("paid_amount >= 0", name="paid_not_negative"),
        CheckConstraint("proposed_amount >= 0", name="proposed_not_negative"),
        CheckConstraint("(holder_id IS NULL) = (most_per_request IS NULL)", name="envelope_whole"),
        CheckConstraint("envelope_closed_on IS NULL OR holder_id IS NOT NULL", name="closed_envelope"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    budget_year_id: Mapped[int] = mapped_column(ForeignKey("budget_year.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    part: Mapped[Part] = mapped_column(code_column(Part))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))
    applicant_group: Mapped[ApplicantGroup | None] = mapped_column(code_column(ApplicantGroup))
    tier_id: Mapped[int | None] = mapped_column(ForeignKey("tier.id"))
    recipient: Mapped[str | None] = mapped_column(String(300))
    leftover: Mapped[Leftover | None] = mapped_column(code_column(Leftover))
    proposed_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    task_field: Mapped[str] = mapped_column(String(10))
    cost_centre: Mapped[str] = mapped_column(String(20))
    allocated_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    available_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    committed_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    paid_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    most_per_request: Mapped[Cents | None] = mapped_column(Money)
    envelope_closed_on: Mapped[date | None]
    budget_year: Mapped[BudgetYear] = relationship(back_populates="lines")
    holder: Mapped[Person | None] = relationship()


class Commitment(Base):
    """What is promised on a line to one grant: ``committed`` is not yet paid or released, ``paid`` is net of what came back."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("committed_amount >= 0", name="committed_not_negative"),
        CheckConstraint("paid_amount >= 0", name="paid_not_negative"),
        Index("ix_commitment_line", "line_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    label: Mapped[str] = mapped_column(String(300))
    committed_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    paid_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    line: Mapped[BudgetLine] = relationship()


class BudgetAct(Base):
    """Something a named person does to the budget of a year, with a reason; a large one waits for another person (``domain.md 9.3``).

    ``amount`` goes from ``from_line`` to ``to_line``; one of the two is empty where money comes from or goes to the municipality.
    """

    __tablename__ = "budget_act"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("from_line_id IS NOT NULL OR to_line_id IS NOT NULL", name="a_line"),
        CheckConstraint("from_line_id <> to_line_id", name="lines_differ"),
        CheckConstraint("NOT needs_second OR decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        Index("ix_budget_act_year", "budget_year_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    budget_year_id: Mapped[int] = mapped_column(ForeignKey("budget_year.id"))
    kind: Mapped[ActKind] = mapped_column(code_column(ActKind))
    state: Mapped[ActState] = mapped_column(code_column(ActState))
    version: Mapped[int] = mapped_column(default=1)
    amount: Mapped[Cents] = mapped_column(Money)
    from_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"))
    to_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"))
    reason: Mapped[str] = mapped_column(Text)
    needs_second: Mapped[bool]
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_by: Mapped[str] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decision_reason: Mapped[str | None] = mapped_column(Text)
    budget_year: Mapped[BudgetYear] = relationship()
    from_line: Mapped[BudgetLine | None] = relationship(foreign_keys=[from_line_id])
    to_line: Mapped[BudgetLine | None] = relationship(foreign_keys=[to_line_id])


class LedgerEntry(Base):
    """One movement of money, never changed: an amount above zero from one account to another, on one line."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("from_account <> to_account", name="accounts_differ"),
        Index("ix_ledger_entry_line", "line_id", "id"),
        Index("ix_ledger_entry_booked", "line_id", "booked_on"),
        Index("ix_ledger_entry_commitment", "commitment_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    kind: Mapped[EntryKind] = mapped_column(code_column(EntryKind))
    from_account: Mapped[Account] = mapped_column(code_column(Account, name="from_account"))
    to_account: Mapped[Account] = mapped_column(code_column(Account, name="to_account"))
    amount: Mapped[Cents] = mapped_column(Money)
    booked_on: Mapped[date]
    booked_at: Mapped[datetime] = mapped_column(Moment)
    booked_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    act_id: Mapped[int | None] = mapped_column(ForeignKey("budget_act.id"))
    line: Mapped[BudgetLine] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
