"""The table of assessments: one verdict with its ground per criterion of the rule set."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mag.applications.verdicts import Verdict
from mag.core.db import Base, Moment, code_column


class Assessment(Base):
    """What an application came to on one criterion. Replaced when somebody judges again; the journal keeps what stood there."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("application_id", "criterion"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    criterion: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[Verdict] = mapped_column(code_column(Verdict))
    ground: Mapped[str] = mapped_column(Text)
    assessed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    assessed_by: Mapped[str] = mapped_column(String(200))
    assessed_at: Mapped[datetime] = mapped_column(Moment)
