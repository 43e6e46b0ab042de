"""What a report knows: plain facts of one period, as they stood on its last day. Everything in a report is added up from these.

Money is whole cents; dates are Amsterdam dates. A natural person has no name here (``ux.md D13``). What happened after the last
day of the period is not in the facts, so that a report made later tells the same.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mag.core.period import Period, parse_period
from mag.reports.goal_facts import ComparedFact, GoalFact, InfluenceFact, PointFact, SeriesFact, ThemeFact

__all__ = [
    "AgendaFact", "AgreedFact", "ChangeFact", "ChapterFact", "ComparedFact", "EntryFact", "Facts", "FrameworkFact", "GoalFact",
    "InfluenceFact", "LineFact", "PlanFact", "PointFact", "RemedyFact", "SeriesFact", "TextFact", "ThemeFact",
]  # fmt: skip

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
class PlanFact:
    """One application and what became of it up to the last day. ``partner`` is the name anybody may read.

    ``people`` and ``spent`` come from an approved hand-in only. ``awarded`` is 0 as long as nothing was awarded. ``story`` is there
    only when the partner allowed it to be shown. ``grade`` is what ``graded`` participants gave on average. ``completions``,
    ``reminders`` and ``returned`` count in the period: how often we asked for what was missing, reminded of an account, and gave one back.
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
    grade: Decimal | None = None
    graded: int | None = None
    completions: int = 0
    reminders: int = 0
    returned: int = 0

    @property
    def is_open(self) -> bool:
        """Whether a decision was still due on the last day."""
        return self.decided_on is None and not self.withdrawn

    @property
    def runs(self) -> bool:
        """Whether the money was promised and not yet settled on the last day."""
        return self.awarded > 0 and self.settled_on is None


@dataclass(frozen=True, slots=True)
class RemedyFact:
    """A complaint or an objection that reached us in the period; ``closed_on`` and ``outcome`` as they stood on its last day."""

    reference: str
    kind: str
    received_on: date
    answer_by: date
    closed_on: date | None
    outcome: str | None
    is_demo: bool


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
    remedies: tuple[RemedyFact, ...] = ()

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
