"""What a report knows: plain facts of one period, as they stood on its last day. Everything in a report is added up from these.

Money is whole cents; dates are Amsterdam dates. A natural person has no name here (``ux.md D13``). What happened after the last
day of the period is not in the facts, so that a report made later tells the same.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mag.core.period import Period, parse_period

FORMAT = 3
"""The shape of the facts. A fact an older shape does not know has a default, so that every stored report can be read."""


@dataclass(frozen=True, slots=True)
class AgendaFact:
    """Whose report it is. ``leader`` runs the agenda; ``place`` reads in a sentence (``in Hardinxveld-Giessendam``)."""

    code: str
    name: str
    municipality: str
    leader: str
    place: str


@dataclass(frozen=True, slots=True)
class PointFact:
    """One reading of a series. ``segment`` changes with the definition; ``note`` says what is special about it."""

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


@dataclass(frozen=True, slots=True)
class SeriesFact:
    """What one indicator (or one measure of it) showed up to the last day, and the honest sentence about it.

    ``is_new`` says whether something was measured in the period; ``status`` is the word about the target.
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

    @property
    def key(self) -> str:
        """What tells this series apart within the report: ``SAM-1`` or ``SAM-1.meetpunt``."""
        return f"{self.indicator}.{self.measure}" if self.measure else self.indicator

    @property
    def last(self) -> PointFact | None:
        """The last reading with a value."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def is_demo(self) -> bool:
        """Whether any reading or the target was made up for the demonstration."""
        return any(point.is_demo for point in self.points) or self.target_is_demo


@dataclass(frozen=True, slots=True)
class GoalFact:
    """A goal: what was wanted, and the series that show where it stands."""

    code: str
    name: str
    ambition: str
    series: tuple[SeriesFact, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeFact:
    """A theme with its goals, in the order of the agenda."""

    code: str
    name: str
    goals: tuple[GoalFact, ...]


@dataclass(frozen=True, slots=True)
class PlanFact:
    """One application and what became of it up to the last day. ``partner`` is the name anybody may read.

    ``people`` and ``spent`` come from an approved hand-in only. ``awarded`` is 0 as long as nothing was awarded.
    """

    reference: str
    title: str
    partner: str
    partner_id: int
    is_resident: bool
    is_large: bool
    tier: str
    tier_label: str
    goal: str | None
    requested: int
    submitted_on: date
    decide_by: date
    withdrawn: bool
    decided_on: date | None
    outcome: str | None
    awarded: int
    starts_on: date | None
    ends_on: date | None
    account_by: date | None
    handed_in_on: date | None
    approved_on: date | None
    people: int | None
    spent: int | None
    story: str
    settled_on: date | None
    settled: int | None
    is_demo: bool

    @property
    def is_open(self) -> bool:
        """Whether a decision was still due on the last day."""
        return self.decided_on is None and not self.withdrawn

    @property
    def runs(self) -> bool:
        """Whether the money was promised and not yet settled on the last day."""
        return self.awarded > 0 and self.settled_on is None


@dataclass(frozen=True, slots=True)
class LineFact:
    """A budget line of the report's year."""

    year: int
    code: str
    name: str
    part: str
    theme: str | None
    task_field: str
    cost_centre: str


@dataclass(frozen=True, slots=True)
class EntryFact:
    """One ledger entry up to the last day; ``kind`` is an :class:`~mag.budget.states.EntryKind`, ``amount`` above zero."""

    number: int
    year: int
    line: str
    task_field: str
    part: str
    kind: str
    booked_on: date
    amount: int
    reference: str | None
    title: str
    partner: str
    partner_id: int | None
    goal: str | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class TextFact:
    """What people wrote in a chapter."""

    chapter: str
    text: str


@dataclass(frozen=True, slots=True)
class AgreedFact:
    """A priority, what became of an earlier one, or a signal; ``kind`` and ``outcome`` are codes, ``outcome`` empty while unknown."""

    kind: str
    text: str
    responsible: str
    outcome: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ChapterFact:
    """A chapter of this report: its code (``framework:<code>`` where it is about one thing), title and introduction.

    An empty title stands for chapters whose parts are named themselves.
    """

    code: str
    title: str
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkFact:
    """A framework beside the agenda as it was when the report was made: its document as canonical JSON."""

    code: str
    document: str


@dataclass(frozen=True, slots=True)
class ChangeFact:
    """A figure that reads differently from the version before: what it is about, and both readings in words."""

    key: str
    label: str
    about: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one report tells about one agenda in one period.

    ``chapters`` are those of the report in their order; a report that was stored without them has the order of its time.
    """

    format: int
    agenda: AgendaFact
    kind: str
    period_code: str
    version: int
    count_below: int
    secondary: bool
    themes: tuple[ThemeFact, ...]
    plans: tuple[PlanFact, ...]
    lines: tuple[LineFact, ...]
    entries: tuple[EntryFact, ...]
    texts: tuple[TextFact, ...]
    changes: tuple[ChangeFact, ...] = ()
    agreed: tuple[AgreedFact, ...] = ()
    chapters: tuple[ChapterFact, ...] = ()
    frameworks: tuple[FrameworkFact, ...] = ()

    @property
    def period(self) -> Period:
        """The period the report is about."""
        return parse_period(self.period_code)

    def goal(self, code: str | None) -> GoalFact | None:
        """The goal with this code, or None."""
        return next((goal for theme in self.themes for goal in theme.goals if goal.code == code), None)

    def text(self, chapter: str) -> str:
        """What people wrote in a chapter, or an empty text."""
        return next((text.text for text in self.texts if text.chapter == chapter), "")
