"""What a report knows of goals: their series, what other areas show, and what else moved them. Nothing in it is of after the last day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mag.core.period import parse_period
from mag.indicators.wording import during


@dataclass(frozen=True, slots=True)
class PointFact:
    """One reading of a series. ``segment`` changes with the definition; ``note`` says what is special about it.

    ``hidden``: there is a value, and it is about too few people to be told. ``approved_*`` is who looked along and when; empty for a
    value of before that was asked. ``respondents`` is how many people it is about, where the source says so.
    """

    label: str
    position: date
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    provisional: bool = False
    is_demo: bool = False
    segment: int = 0
    source: str = ""
    note: str = ""
    hidden: bool = False
    respondents: int | None = None
    approved_on: date | None = None
    approved_by: str = ""

    @property
    def when(self) -> str:
        """Its period in words: ``eerste halfjaar 2022``."""
        return parse_period(self.label).label()

    @property
    def during(self) -> str:
        """Its period inside a sentence: ``in het eerste halfjaar 2022``."""
        return during(parse_period(self.label))


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """The last value of another area by the same definition: what a reading may be compared with."""

    area: str
    label: str
    value: Decimal
    provisional: bool = False
    is_demo: bool = False
    source: str = ""

    @property
    def during(self) -> str:
        """Its period inside a sentence: ``in 2021``."""
        return during(parse_period(self.label))


@dataclass(frozen=True, slots=True)
class SeriesFact:
    """What one indicator (or one measure of it) showed up to the last day, and the honest sentence about it.

    ``is_new`` says whether something was measured in the period; ``status`` is the word about the target. ``definition`` is the text of
    the version of the last value, ``wish`` which way is good news, ``rhythm`` how often it is measured.
    """

    indicator: str
    measure: str
    name: str
    short: str
    unit: str
    population: str
    source: str
    points: tuple[PointFact, ...]
    target: Decimal | None
    target_label: str
    target_is_demo: bool
    headline: str
    sentence: str
    status: str
    is_new: bool
    compared: tuple[ComparedFact, ...] = ()
    definition: str = ""
    wish: str = ""
    rhythm: str = ""

    @property
    def key(self) -> str:
        """What tells this series apart within the report: ``SAM-1`` or ``SAM-1.meetpunt``."""
        return f"{self.indicator}.{self.measure}" if self.measure else self.indicator

    @property
    def last(self) -> PointFact | None:
        """The last reading with a value."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def is_hidden(self) -> bool:
        """Whether nothing but values of too few people is known."""
        return self.last is None and any(point.hidden for point in self.points)

    @property
    def is_demo(self) -> bool:
        """Whether any reading or the target was made up for the demonstration."""
        return any(point.is_demo for point in self.points) or self.target_is_demo


@dataclass(frozen=True, slots=True)
class InfluenceFact:
    """What people wrote at a goal about what else moved it in a year, besides the plans."""

    year: int
    text: str


@dataclass(frozen=True, slots=True)
class GoalFact:
    """A goal: what was wanted, the series that show where it stands, and what else moved it."""

    code: str
    name: str
    ambition: str
    series: tuple[SeriesFact, ...] = ()
    influences: tuple[InfluenceFact, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeFact:
    """A theme with its goals, in the order of the agenda."""

    code: str
    name: str
    goals: tuple[GoalFact, ...]
