"""Tables of indicators, their definition versions, measurements and targets."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.agenda.models import Goal
from mag.core.db import Base, Moment, Quantity, code_column
from mag.core.period import Period, PeriodKind, parse_period


class Direction(StrEnum):
    """Which way an indicator should move to be good news; neutral ones are never coloured."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class MeasureKind(StrEnum):
    """Where values come from: a sample survey, a register, or counts of partners."""

    SURVEY = "survey"
    REGISTER = "register"
    PARTNER_COUNT = "partner_count"


class ValueStatus(StrEnum):
    """How sure a value is (``domain.md 5.4``)."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    MODELLED = "modelled"
    SECRET = "secret"
    MISSING = "missing"
    NIL = "nil"
    BELOW_HALF = "below_half"
    IMPOSSIBLE = "impossible"


VALUE_STATUS_LABELS: dict[ValueStatus, str] = {
    ValueStatus.FINAL: "definitief",
    ValueStatus.PROVISIONAL: "voorlopig",
    ValueStatus.REVISED: "herzien",
    ValueStatus.MODELLED: "berekend met een model",
    ValueStatus.SECRET: "geheim",
    ValueStatus.MISSING: "ontbreekt",
    ValueStatus.NIL: "nihil",
    ValueStatus.BELOW_HALF: "minder dan de helft van de eenheid",
    ValueStatus.IMPOSSIBLE: "kan niet voorkomen",
}
WITHOUT_VALUE = frozenset({ValueStatus.SECRET, ValueStatus.MISSING, ValueStatus.NIL, ValueStatus.BELOW_HALF, ValueStatus.IMPOSSIBLE})
"""Statuses that stand in the place of a number: such a cell is never read as 0."""


class Stand(StrEnum):
    """Where a value stands: somebody's proposal, approved by a second person (then its period is locked), or turned down."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Dimension(StrEnum):
    """By what a value can be broken down (``domain.md 5.1``)."""

    SEX = "sex"
    AGE = "age"
    NEIGHBOURHOOD = "neighbourhood"
    SCHOOL = "school"


DIMENSION_LABELS: dict[Dimension, str] = {
    Dimension.SEX: "geslacht",
    Dimension.AGE: "leeftijd",
    Dimension.NEIGHBOURHOOD: "wijk of buurt",
    Dimension.SCHOOL: "soort school",
}


class Indicator(Base):
    """One indicator of a goal. ``document`` is its section of the agenda file."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("agenda_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(300))
    unit: Mapped[str] = mapped_column(String(80))
    population: Mapped[str] = mapped_column(String(200))
    measure_kind: Mapped[MeasureKind] = mapped_column(code_column(MeasureKind))
    source: Mapped[str] = mapped_column(String(300))
    rhythm: Mapped[str] = mapped_column(String(80))
    direction: Mapped[Direction] = mapped_column(code_column(Direction))
    owner: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    goal: Mapped[Goal] = relationship()
    definitions: Mapped[list["IndicatorDefinition"]] = relationship(back_populates="indicator", order_by="IndicatorDefinition.id")

    @property
    def short(self) -> str:
        """A name that fits a table or the title of a chart."""
        return str(self.document.get("short") or self.name)

    @property
    def measured_every(self) -> str | None:
        """The rhythm as a term (``P2Y``), or None when it is not fixed."""
        return self.document.get("measured_every")

    @property
    def counts_people(self) -> bool:
        """Whether a count of this indicator is a number of persons, so that a small one is hidden from readers."""
        return bool(self.document.get("counts_people"))

    @property
    def asks(self) -> dict[str, Any] | None:
        """What partners are asked for it in their account (``whole``, perhaps ``part``); None when its value is not added up from those."""
        return self.document.get("asks") if self.measure_kind is MeasureKind.PARTNER_COUNT else None

    @property
    def adds_up(self) -> bool:
        """Whether two half-years together are the year."""
        return bool((self.asks or {}).get("adds_up", True))

    def measure_name(self, measure: str) -> str:
        """The name of one of the measures of this indicator; empty when it has none."""
        return next((str(m["name"]) for m in self.document.get("measures", ()) if m["code"] == measure), measure)


class IndicatorDefinition(Base):
    """A version of what is measured. A series is joined only within one version; ``measure`` tells two measures of one indicator apart."""

    __tablename__ = "indicator_definition"
    __table_args__ = (UniqueConstraint("indicator_id", "measure", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    measure: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date | None]
    indicator: Mapped[Indicator] = relationship(back_populates="definitions")


FEW_PEOPLE = "Niet getoond"
"""How the note of a value begins that readers do not see because it is about too few people."""


class Measurement(Base):
    """A value of one definition for one period and area, with where it comes from. A correction replaces, never edits.

    ``stand`` says whether a second person approved it; what was recorded before that was asked counts as approved. ``judged_*`` is
    who approved it or turned it down. ``parts_note`` says why the parts of a breakdown do not add up to the value.
    """

    __tablename__ = "measurement"
    __table_args__ = (Index("ix_measurement_definition_period", "definition_id", "area_code", "last_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("indicator_definition.id"))
    period_kind: Mapped[PeriodKind] = mapped_column(code_column(PeriodKind))
    period_code: Mapped[str] = mapped_column(String(12))
    first_on: Mapped[date]
    last_on: Mapped[date]
    area_code: Mapped[str] = mapped_column(String(20))
    area_name: Mapped[str] = mapped_column(String(120))
    is_baseline: Mapped[bool] = mapped_column(default=False)
    value: Mapped[Decimal | None] = mapped_column(Quantity)
    lower: Mapped[Decimal | None] = mapped_column(Quantity)
    upper: Mapped[Decimal | None] = mapped_column(Quantity)
    respondents: Mapped[int | None]
    status: Mapped[ValueStatus] = mapped_column(code_column(ValueStatus))
    source: Mapped[str] = mapped_column(String(300))
    source_address: Mapped[str | None] = mapped_column(String(500))
    source_page: Mapped[str | None] = mapped_column(String(40))
    retrieved_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)
    is_demo: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_by_id: Mapped[int | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("measurement.id"), unique=True)
    stand: Mapped[Stand] = mapped_column(code_column(Stand), default=Stand.PROPOSED, server_default=Stand.APPROVED)
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    judged_by: Mapped[str | None] = mapped_column(String(200))
    judged_by_id: Mapped[int | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("figure_import.id"), index=True)
    parts_note: Mapped[str | None] = mapped_column(Text)
    definition: Mapped[IndicatorDefinition] = relationship()

    @property
    def period(self) -> Period:
        """The period this value belongs to."""
        return Period(self.first_on, self.last_on, self.period_kind, self.period_code)

    @property
    def is_counted(self) -> bool:
        """Whether it was added up from accounts of partners when it was read, and stands in no table."""
        return self.id is None

    @property
    def is_hidden(self) -> bool:
        """Whether this is the copy for readers of a value about too few people."""
        return self.value is None and (self.note or "").startswith(FEW_PEOPLE)

    @property
    def why_no_value(self) -> str:
        """What stands in the place of a value: that it is about too few people, or its status (geheim, ontbreekt)."""
        return f"{FEW_PEOPLE}: te weinig mensen".lower() if self.is_hidden else VALUE_STATUS_LABELS[self.status]


class MeasurementPart(Base):
    """One part of a value that is broken down: by sex, age, neighbourhood or school type. It shares the approval of its value."""

    __tablename__ = "measurement_part"
    __table_args__ = (UniqueConstraint("measurement_id", "dimension", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    measurement_id: Mapped[int] = mapped_column(ForeignKey("measurement.id"))
    dimension: Mapped[Dimension] = mapped_column(code_column(Dimension))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    value: Mapped[Decimal | None] = mapped_column(Quantity)
    status: Mapped[ValueStatus] = mapped_column(code_column(ValueStatus))
    respondents: Mapped[int | None]


class ImportMapping(Base):
    """How a kind of file is read: which column is what. ``document`` is a ``MappingDocument``. Saving again changes it."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("agenda_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    name: Mapped[str] = mapped_column(String(60))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by: Mapped[str] = mapped_column(String(200))


class FigureImport(Base):
    """A file whose values were taken over, with the mapping as it was then. The same file is taken over once per mapping."""

    __tablename__ = "figure_import"
    __table_args__ = (UniqueConstraint("agenda_id", "mapping_name", "file_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    mapping_name: Mapped[str] = mapped_column(String(60))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    rows_read: Mapped[int]
    values_taken: Mapped[int]
    accepted_at: Mapped[datetime] = mapped_column(Moment)
    accepted_by: Mapped[str] = mapped_column(String(200))
    accepted_by_id: Mapped[int | None]


class Framework(Base):
    """Figures beside the agenda's own, owned by the municipality. ``document`` is a ``FrameworkDocument``."""

    __tablename__ = "framework"
    __table_args__ = (UniqueConstraint("agenda_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id"))
    code: Mapped[str] = mapped_column(String(60))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    loaded_at: Mapped[datetime] = mapped_column(Moment)
    loaded_by: Mapped[str] = mapped_column(String(200))


class Target(Base):
    """Where a definition's value should be at the end of a period."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("definition_id", "period_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("indicator_definition.id"))
    period_code: Mapped[str] = mapped_column(String(12))
    last_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Quantity)
    note: Mapped[str | None] = mapped_column(Text)
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def period(self) -> Period:
        """The period at whose end the value should be there."""
        return parse_period(self.period_code)
