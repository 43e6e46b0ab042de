"""Tables of the agenda and its dated rule sets. What a rule set says is a typed document, stored whole as JSON."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.core.db import Base, Moment, Money
from mag.core.money import Cents


class Agenda(Base):
    """A municipality's societal agenda over a stretch of years. ``document`` is its section of the agenda file."""

    __tablename__ = "agenda"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    municipality: Mapped[str] = mapped_column(String(120))
    municipality_code: Mapped[str] = mapped_column(String(10))
    lead_contractor: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    themes: Mapped[list["Theme"]] = relationship(back_populates="agenda", order_by="Theme.position")
    rule_sets: Mapped[list["RuleSet"]] = relationship(back_populates="agenda", order_by="RuleSet.valid_from")


class Theme(Base):
    """A theme of the agenda."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("agenda_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    agenda: Mapped[Agenda] = relationship(back_populates="themes")
    goals: Mapped[list["Goal"]] = relationship(back_populates="theme", order_by="Goal.position")


class Goal(Base):
    """A goal under a theme, with the ambition in one sentence."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("agenda_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    ambition: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    theme: Mapped[Theme] = relationship(back_populates="goals")


class Frame(Base):
    """A frame (kader) every plan is held against."""

    __tablename__ = "frame"
    __table_args__ = (UniqueConstraint("agenda_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


class RuleSet(Base):
    """The rules in force between two dates. ``document`` holds all of them, tiers included."""

    __tablename__ = "rule_set"
    __table_args__ = (UniqueConstraint("agenda_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    code: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    agenda: Mapped[Agenda] = relationship(back_populates="rule_sets")
    tiers: Mapped[list["Tier"]] = relationship(back_populates="rule_set", order_by="Tier.position")


class Tier(Base):
    """A tier of burden: the row other tables point at; its bounds and rules stand in the rule set's document too."""

    __tablename__ = "tier"
    __table_args__ = (
        UniqueConstraint("rule_set_id", "code"),
        CheckConstraint("max_amount IS NULL OR max_amount >= min_amount", name="bounds"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    code: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    min_amount: Mapped[Cents] = mapped_column(Money)
    min_inclusive: Mapped[bool]
    max_amount: Mapped[Cents | None] = mapped_column(Money)
    max_inclusive: Mapped[bool]
    rule_set: Mapped[RuleSet] = relationship(back_populates="tiers")


class Form(Base):
    """A published form: questions and screens, stored whole. It never changes; files point at the one they were asked by."""

    __tablename__ = "form"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    label: Mapped[str] = mapped_column(String(200))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[str] = mapped_column(String(200))
