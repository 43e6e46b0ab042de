"""The table of requests as they were sent, with what hangs on each: costs, activities and their goals, results, the decision."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.agenda.models import Agenda, Form, Goal, RuleSet, Tier
from mag.applications.states import ApplicationState, CostKind, Outcome, Strength
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import ZERO, Cents
from mag.indicators.models import Indicator
from mag.partners.models import Partner, PartnerKind


class Application(Base):
    """A request for money as it was sent. Judged by the rule set in force on the submission date.

    ``decide_by`` is the last day to decide as it is promised; ``term_ends_on`` is the day the term itself ends, before it runs on over
    a weekend (empty: the same). ``clock_stopped_on`` is since when the clock stands still. Only ``service/term.py`` writes these.
    ``years`` is over how many years the amount asked is spread. ``renewal_of_id``, ``resubmission_of_id`` and ``beside_id`` point at
    an earlier file of the same partner; ``earlier`` keeps what that file said differently on the day of sending (``again.py``).
    ``signed_by`` is who signed where the rule set asks a second signer.
    """

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("requested_amount > 0", name="requested_positive"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        Index("ix_application_worklist", "agenda_id", "state", "decide_by"),
        Index("ix_application_partner", "partner_id"),
        Index("ix_application_snooze", "agenda_id", "snooze_until"),
        Index("ix_application_round", "tier_id", "submitted_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    tier_id: Mapped[int] = mapped_column(ForeignKey("tier.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    state: Mapped[ApplicationState] = mapped_column(code_column(ApplicationState))
    version: Mapped[int] = mapped_column(default=1)
    applicant_kind: Mapped[PartnerKind] = mapped_column(code_column(PartnerKind))
    contact_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    iban: Mapped[str] = mapped_column(String(34))
    account_holder: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    audience: Mapped[list[str]] = mapped_column(JSON)
    expected_people: Mapped[int | None]
    requested_amount: Mapped[Cents] = mapped_column(Money)
    other_income_amount: Mapped[Cents] = mapped_column(Money, default=ZERO)
    is_regular: Mapped[bool] = mapped_column(default=False)
    years: Mapped[int] = mapped_column(default=1, server_default="1")
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    submitted_on: Mapped[date]
    decide_by: Mapped[date]
    term_ends_on: Mapped[date | None]
    clock_stopped_on: Mapped[date | None]
    stood_still_days: Mapped[int] = mapped_column(default=0, server_default="0")
    times_extended: Mapped[int] = mapped_column(default=0, server_default="0")
    entered_by: Mapped[str | None] = mapped_column(String(200))
    signed_by: Mapped[str | None] = mapped_column(String(200))
    renewal_of_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    resubmission_of_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    beside_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    earlier: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_by: Mapped[str | None] = mapped_column(String(200))
    snooze_until: Mapped[date | None]
    follow_token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    agenda: Mapped[Agenda] = relationship()
    rule_set: Mapped[RuleSet] = relationship()
    form: Mapped[Form] = relationship()
    tier: Mapped[Tier] = relationship()
    partner: Mapped[Partner] = relationship()
    cost_lines: Mapped[list["CostLine"]] = relationship(order_by="CostLine.position")
    activities: Mapped[list["PlannedActivity"]] = relationship(order_by="PlannedActivity.id", back_populates="application")
    results: Mapped[list["PlannedResult"]] = relationship(order_by="PlannedResult.id")
    decision: Mapped["Decision | None"] = relationship(
        primaryjoin="and_(Application.id == Decision.application_id, Decision.is_current)", uselist=False, viewonly=True
    )


class CostLine(Base):
    """A cost of the plan, or money from others."""

    __tablename__ = "cost_line"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    position: Mapped[int]
    kind: Mapped[CostKind] = mapped_column(code_column(CostKind))
    description: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Cents] = mapped_column(Money)


class PlannedResult(Base):
    """A result the applicant promises: what, and the number."""

    __tablename__ = "planned_result"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]


class PlannedActivity(Base):
    """Something the applicant will do, with when and for how many people."""

    __tablename__ = "planned_activity"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    expected_people: Mapped[int | None]
    application: Mapped[Application] = relationship(back_populates="activities")
    alignments: Mapped[list["Alignment"]] = relationship(back_populates="activity", order_by="Alignment.id")


class Alignment(Base):
    """A planned activity linked to a goal and, where known, an indicator, with the assumption behind it (``domain.md 9.58``)."""

    __tablename__ = "alignment"
    __table_args__ = (UniqueConstraint("activity_id", "goal_id", "indicator_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("planned_activity.id"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"), index=True)
    is_main: Mapped[bool] = mapped_column(default=False)
    assumption: Mapped[str] = mapped_column(Text, default="")
    strength: Mapped[Strength] = mapped_column(code_column(Strength), default=Strength.MEDIUM)
    activity: Mapped[PlannedActivity] = relationship(back_populates="alignments")
    goal: Mapped[Goal] = relationship()
    indicator: Mapped[Indicator | None] = relationship()


class Decision(Base):
    """A decision on an application. Never edited: a correction is a new decision that supersedes the one before it.

    At most one is current; ``Application.decision`` is that one. ``seconded_by`` is who looked along where the rule set
    asks a second pair of eyes; that is never who decided. ``exception_reason`` says why more was given than the rules give
    in principle; ``under_budget_proviso`` that the budget was not adopted yet (Awb 4:34).
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("(outcome IN ('award', 'partial_award')) = (amount > 0)", name="amount_fits_outcome"),
        CheckConstraint("seconded_by_id IS NULL OR seconded_by_id <> decided_by_id", name="seconded_by_another"),
        Index("uq_decision_current", "application_id", unique=True, sqlite_where=text("is_current"), postgresql_where=text("is_current")),
        Index("ix_decision_application_id", "application_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    outcome: Mapped[Outcome] = mapped_column(code_column(Outcome))
    requested_amount: Mapped[Cents] = mapped_column(Money)
    amount: Mapped[Cents] = mapped_column(Money)
    ground_code: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date] = mapped_column(index=True)
    decided_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[str] = mapped_column(String(200))
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seconded_by: Mapped[str | None] = mapped_column(String(200))
    is_current: Mapped[bool] = mapped_column(default=True, server_default=true())
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    exception_reason: Mapped[str | None] = mapped_column(Text)
    under_budget_proviso: Mapped[bool] = mapped_column(default=False, server_default=false())
    application: Mapped[Application] = relationship(foreign_keys=[application_id])
