"""What the chapters of a report tell: one shape for every kind of chapter, each with its figures and its texts. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Self

from mag.indicators.frameworks.tables import ShownTable
from mag.reports.figure import Figure, FigureTable
from mag.reports.proposals import Proposal

Fill = Callable[[str], str]
"""Fills in the figures a text quotes by name."""


class Part:
    """What one chapter tells. A part without figures or texts of its own needs neither answer."""

    __slots__ = ()

    def figures(self) -> Iterator[Figure]:
        """Every figure of the chapter, in the order it is read."""
        return iter(())

    def told(self, fill: Fill) -> Self:
        """The same chapter with its texts filled in."""
        return self

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell, so that the chapter is left out."""
        return False


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in a list of a report, with what a reader wants to know of it."""

    reference: str
    title: str
    partner: str
    words: str
    amount: int


@dataclass(frozen=True, slots=True)
class Story:
    """What a partner told of a plan and allowed to be shown."""

    title: str
    partner: str
    text: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """How an indicator moved over a period: at the start, at the end, and the difference; in words."""

    name: str
    start: str
    end: str
    difference: str
    status: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class GoalPart:
    """What a report tells about one goal: wanted, measured, done, cost (``ux.md D11``).

    ``moved`` is what people wrote in this report about what else moved it, ``influences`` what was written at the goal itself by year.
    ``changes`` and ``proposal`` are of an evaluation.
    """

    code: str
    name: str
    ambition: str
    readings: tuple[Figure, ...]
    done: tuple[Figure, ...]
    cost: tuple[Figure, ...]
    plans: tuple[PlanLine, ...]
    text: str
    moved: str = ""
    influences: tuple[tuple[int, str], ...] = ()
    stories: tuple[Story, ...] = ()
    changes: tuple[Moved, ...] = ()
    proposal: Proposal | None = None

    @property
    def is_touched(self) -> bool:
        """Whether anything was done or paid for it in the period."""
        return any(figure.value for figure in (*self.done, *self.cost))

    def told(self, fill: Fill) -> "GoalPart":
        """The same with its texts filled in."""
        proposal = replace(self.proposal, why=fill(self.proposal.why)) if self.proposal else None
        return replace(self, text=fill(self.text), moved=fill(self.moved), proposal=proposal)


@dataclass(frozen=True, slots=True)
class ThemePart:
    """A theme with its goals."""

    code: str
    name: str
    goals: tuple[GoalPart, ...]


@dataclass(frozen=True, slots=True)
class OverviewPart(Part):
    """The figures that open a report, with the decisions by outcome and by tier."""

    opening: tuple[Figure, ...]
    text: str
    outcomes: FigureTable
    tiers: FigureTable

    def figures(self) -> Iterator[Figure]:
        """The opening figures and those of the tables."""
        yield from (*self.opening, *self.outcomes.figures(), *self.tiers.figures())

    def told(self, fill: Fill) -> Self:
        """The same with its text filled in."""
        return replace(self, text=fill(self.text))


@dataclass(frozen=True, slots=True)
class ThemesPart(Part):
    """The themes with their goals."""

    themes: tuple[ThemePart, ...]

    def figures(self) -> Iterator[Figure]:
        """What every goal shows, goal by goal."""
        for theme in self.themes:
            for goal in theme.goals:
                yield from (*goal.readings, *goal.done, *goal.cost)

    def told(self, fill: Fill) -> Self:
        """The same with the texts of the goals filled in."""
        themes = (replace(theme, goals=tuple(goal.told(fill) for goal in theme.goals)) for theme in self.themes)
        return replace(self, themes=tuple(themes))

    @property
    def is_empty(self) -> bool:
        """An agenda without goals has no such chapter."""
        return not self.themes


@dataclass(frozen=True, slots=True)
class PartnerPart:
    """What a report tells about one large partner."""

    key: str
    name: str
    figures: tuple[Figure, ...]
    hand_in: str
    stories: tuple[tuple[str, str], ...]
    is_demo: bool
    grade: Figure | None = None

    @property
    def number(self) -> int:
        """The number of the partner, as its key holds it."""
        return int(self.key.rpartition(".")[2])


@dataclass(frozen=True, slots=True)
class MonitorPart(ThemesPart):
    """The themes and goals of a monitor: what the indicators show and what was done, and one line of money."""


@dataclass(frozen=True, slots=True)
class ReviewPart(ThemesPart):
    """The themes and goals of an evaluation: how the indicators moved, and what is proposed."""


@dataclass(frozen=True, slots=True)
class ExperiencePart(Part):
    """How people found it: grades, complaints and objections, and what people wrote. ``chapter`` is where they write it."""

    chapter: str
    counted: tuple[Figure, ...]
    text: str

    def figures(self) -> Iterator[Figure]:
        """What was counted."""
        return iter(self.counted)

    def told(self, fill: Fill) -> Self:
        """The same with its text filled in."""
        return replace(self, text=fill(self.text))


@dataclass(frozen=True, slots=True)
class BurdenPart(Part):
    """How much was asked of applicants, by tier."""

    table: FigureTable

    def figures(self) -> Iterator[Figure]:
        """The figures of the table."""
        return self.table.figures()

    @property
    def is_empty(self) -> bool:
        """A period without plans has no burden to tell."""
        return not self.table.rows


@dataclass(frozen=True, slots=True)
class PartnersPart(Part):
    """The large partners one by one."""

    partners: tuple[PartnerPart, ...]

    def figures(self) -> Iterator[Figure]:
        """What every partner shows."""
        for partner in self.partners:
            yield from (*partner.figures, *((partner.grade,) if partner.grade else ()))

    @property
    def is_empty(self) -> bool:
        """A period without large partners has no such chapter."""
        return not self.partners


@dataclass(frozen=True, slots=True)
class MoneyPart(Part):
    """The money of the year on the last day, and what happened to it in the period. ``bar`` is budget, paid, committed, free."""

    bar: tuple[Figure, ...] = ()
    flows: tuple[Figure, ...] = ()
    tables: tuple[FigureTable, ...] = ()

    def figures(self) -> Iterator[Figure]:
        """The stand, what happened, and the tables."""
        yield from (*self.bar, *self.flows)
        for table in self.tables:
            yield from table.figures()


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something that is still to come: when, what, of whom."""

    when: str
    reference: str
    title: str
    partner: str


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A priority or a signal in words. ``outcome`` is the word for what became of it."""

    text: str
    responsible: str
    outcome: str
    explanation: str


@dataclass(frozen=True, slots=True)
class AgreedPart:
    """What was agreed: what became of the last priorities, those of the next period, and signals."""

    reviews: tuple[AgreedLine, ...]
    priorities: tuple[AgreedLine, ...]
    signals: tuple[AgreedLine, ...]


@dataclass(frozen=True, slots=True)
class OutlookPart(Part):
    """What the next period brings: figures, the first of what is due, what people wrote, and what was agreed."""

    coming: tuple[Figure, ...] = ()
    lists: tuple[tuple[str, tuple[DueLine, ...]], ...] = ()
    text: str = ""
    agreed: AgreedPart = AgreedPart((), (), ())

    def figures(self) -> Iterator[Figure]:
        """What is coming."""
        return iter(self.coming)

    def told(self, fill: Fill) -> Self:
        """The same with its text filled in."""
        return replace(self, text=fill(self.text))


@dataclass(frozen=True, slots=True)
class FrameworkPart(Part):
    """A framework beside the agenda: its tables as its own page shows them. ``below`` is from where counts of people are hidden."""

    code: str
    name: str
    owner: str
    tables: tuple[ShownTable, ...]
    below: int

    @property
    def is_empty(self) -> bool:
        """A framework that was not there, or not for all who see reports, is no chapter."""
        return not self.tables
