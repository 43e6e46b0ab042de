"""The table of changes asked for while a plan runs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.changes.states import ChangeKind, ChangeState
from mag.applications.models import CostLine, PlannedResult
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents
from mag.grants.models import Grant


class Change(Base):
    """What a partner asks to change, and what we decided. A grant has at most one that is open.

    ``amount`` goes from one line of the plan's budget to another. ``ends_on`` is the last day asked for (more time, or stopping);
    ``ends_before`` what it was. ``result_id`` gets the number ``number``. ``most_amount`` is what a stopped plan still gets at most;
    ``released_amount`` fell free.
    """

    __tablename__ = "grant_change"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("number >= 0", name="number_not_negative"),
        CheckConstraint("released_amount >= 0", name="released_not_negative"),
        CheckConstraint("from_line_id <> to_line_id", name="two_lines"),
        CheckConstraint("(kind = 'move_money') = (amount IS NOT NULL)", name="amount_fits_kind"),
        Index("ix_grant_change_state", "state", "asked_at"),
        Index(
            "uq_grant_change_open",
            "grant_id",
            unique=True,
            sqlite_where=text("state IN ('asked', 'view_invited')"),
            postgresql_where=text("state IN ('asked', 'view_invited')"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(code_column(ChangeKind))
    state: Mapped[ChangeState] = mapped_column(code_column(ChangeState))
    version: Mapped[int] = mapped_column(default=1)
    wish: Mapped[str] = mapped_column(Text)
    from_line_id: Mapped[int | None] = mapped_column(ForeignKey("cost_line.id"))
    to_line_id: Mapped[int | None] = mapped_column(ForeignKey("cost_line.id"))
    amount: Mapped[Cents | None] = mapped_column(Money)
    ends_on: Mapped[date | None]
    ends_before: Mapped[date | None]
    result_id: Mapped[int | None] = mapped_column(ForeignKey("planned_result.id"))
    number: Mapped[int | None]
    most_amount: Mapped[Cents | None] = mapped_column(Money)
    released_amount: Mapped[Cents] = mapped_column(Money, default=Cents(0), server_default="0")
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(200))
    intention: Mapped[str] = mapped_column(Text, default="")
    view_until: Mapped[date | None]
    view: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(String(200))
    grant: Mapped[Grant] = relationship()
    from_line: Mapped[CostLine | None] = relationship(foreign_keys=[from_line_id])
    to_line: Mapped[CostLine | None] = relationship(foreign_keys=[to_line_id])
    result: Mapped[PlannedResult | None] = relationship()
