"""The table of settlements."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accountability.models import HandIn
from mag.accountability.settling.states import SettlementOutcome
from mag.core.db import Base, Moment, Money, code_column
from mag.core.money import Cents
from mag.grants.models import Grant


class Settlement(Base):
    """The final amount of a grant (vaststelling): what falls free and what has to come back (Awb 4:42-4:46)."""

    __tablename__ = "settlement"
    __table_args__ = (
        CheckConstraint("settled_amount >= 0 AND settled_amount <= awarded_amount", name="within_award"),
        CheckConstraint("(outcome = 'lower') = (settled_amount < awarded_amount)", name="outcome_fits_amount"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id"), unique=True)
    hand_in_id: Mapped[int | None] = mapped_column(ForeignKey("hand_in.id"))
    outcome: Mapped[SettlementOutcome] = mapped_column(code_column(SettlementOutcome))
    awarded_amount: Mapped[Cents] = mapped_column(Money)
    settled_amount: Mapped[Cents] = mapped_column(Money)
    released_amount: Mapped[Cents] = mapped_column(Money)
    recovered_amount: Mapped[Cents] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(Text)
    settled_on: Mapped[date] = mapped_column(index=True)
    settled_at: Mapped[datetime] = mapped_column(Moment)
    settled_by: Mapped[str] = mapped_column(String(200))
    grant: Mapped[Grant] = relationship()
    hand_in: Mapped[HandIn | None] = relationship()
