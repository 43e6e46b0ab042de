"""A whole report in figures: its chapters in their order, and every figure by its name. Pure."""

from dataclasses import dataclass, field
from typing import TypeVar

from mag.agenda.report_documents import ChapterKind
from mag.reports.facts import ChangeFact
from mag.reports.figure import Figure, FigureTable, Rows, TableRow, Unit, told_of
from mag.reports.parts import (
    AgreedLine,
    AgreedPart,
    DueLine,
    GoalPart,
    MoneyPart,
    OutlookPart,
    OverviewPart,
    Part,
    PartnerPart,
    PartnersPart,
    PlanLine,
    ThemePart,
    ThemesPart,
)  # fmt: skip

Shape = TypeVar("Shape", bound=Part)

__all__ = [
    "AgreedLine", "AgreedPart", "Chapter", "DueLine", "Figure", "FigureTable", "Figures", "GoalPart", "MoneyPart", "OutlookPart",
    "OverviewPart", "Part", "PartnerPart", "PartnersPart", "PlanLine", "Rows", "TableRow", "ThemePart", "ThemesPart", "Unit", "told_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as it is read: its code and kind, title, introduction, where it stands on a page, and what it tells."""

    code: str
    kind: ChapterKind
    title: str
    introduction: str
    anchor: str
    part: Part


@dataclass(frozen=True)
class Figures:
    """A whole report in figures. ``by_key`` finds any of them; nothing in it asks the database.

    ``reasons`` says by series why its value is not known, or what people wrote with it.
    """

    title: str
    subtitle: str
    period_label: str
    chapters: tuple[Chapter, ...]
    changes: tuple[ChangeFact, ...] = ()
    changes_text: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    by_key: dict[str, Figure] = field(default_factory=dict)

    @property
    def is_demo(self) -> bool:
        """Whether anything in the report was made up for the demonstration."""
        return any(figure.is_demo for figure in self.by_key.values())

    def part(self, shape: type[Shape]) -> Shape | None:
        """What the first chapter of this shape tells, or None when the report has none."""
        return next((chapter.part for chapter in self.chapters if isinstance(chapter.part, shape)), None)

    def has(self, *kinds: ChapterKind) -> bool:
        """Whether the report has a chapter of one of these kinds."""
        return any(chapter.kind in kinds for chapter in self.chapters)

    @property
    def overview(self) -> tuple[Figure, ...]:
        """The figures that open the report."""
        found = self.part(OverviewPart)
        return found.opening if found else ()

    @property
    def overview_text(self) -> str:
        """What people wrote in the overview."""
        found = self.part(OverviewPart)
        return found.text if found else ""

    @property
    def themes(self) -> tuple[ThemePart, ...]:
        """The themes with their goals."""
        found = self.part(ThemesPart)
        return found.themes if found else ()

    @property
    def partners(self) -> tuple[PartnerPart, ...]:
        """The large partners."""
        found = self.part(PartnersPart)
        return found.partners if found else ()

    @property
    def money(self) -> MoneyPart:
        """The money."""
        return self.part(MoneyPart) or MoneyPart()

    @property
    def outlook(self) -> OutlookPart:
        """What the next period brings and what was agreed."""
        return self.part(OutlookPart) or OutlookPart()

    @property
    def agreed(self) -> AgreedPart:
        """What was agreed."""
        return self.outlook.agreed
