"""The table of proposals to decide, for the second pair of eyes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.applications.models.application import Application
from mag.applications.verdicts import ProposalState, ProposedAct
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents


class DecisionProposal(Base):
    """A whole decision as its decider typed it, waiting for somebody else to agree or to send it back.

    ``content`` holds what the verb takes (cents, ISO dates, codes). At most one proposal of an application is open.
    """

    __tablename__ = "decision_proposal"
    __table_args__ = (
        CheckConstraint("answered_by_id IS NULL OR state = 'withdrawn' OR answered_by_id <> proposed_by_id", name="answered_by_another"),
        CheckConstraint("(state = 'proposed') = (answered_at IS NULL)", name="answered_when_closed"),
        Index("ix_decision_proposal_application_id", "application_id"),
        Index(
            "uq_decision_proposal_open",
            "application_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    act: Mapped[ProposedAct] = mapped_column(code_column(ProposedAct))
    amount: Mapped[Cents] = mapped_column(Money)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[ProposalState] = mapped_column(code_column(ProposalState))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_by: Mapped[str] = mapped_column(String(200))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_by: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(Text, default="")
    application: Mapped[Application] = relationship()
