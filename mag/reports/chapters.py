"""The chapters a report has: what its agenda says, else the usual ones; and for a report stored without them, those of its time. Pure."""

from collections.abc import Iterable, Sequence

from mag.agenda.report_documents import ChapterDocument, ChapterKind, ReportKind, kind_of
from mag.reports.facts import ChapterFact, Facts

TITLES: dict[ChapterKind, str] = {
    ChapterKind.OVERVIEW: "Overzicht",
    ChapterKind.THEMES: "",
    ChapterKind.PARTNERS: "Grote partners",
    ChapterKind.MONEY: "Geld",
    ChapterKind.OUTLOOK: "Vooruitblik",
    ChapterKind.FRAMEWORK: "Cijfers naast de agenda",
    ChapterKind.EXPERIENCE: "Tevredenheid, klachten en bezwaren",
    ChapterKind.MONITOR: "",
    ChapterKind.REVIEW: "",
    ChapterKind.PROFESSIONALS: "Werkt de opzet voor professionals?",
    ChapterKind.BURDEN: "Lasten per bedraggroep",
}
"""The usual titles. The themes have none: every theme is named itself."""

ANCHORS: dict[ChapterKind, str] = {
    ChapterKind.OVERVIEW: "overzicht",
    ChapterKind.THEMES: "themas",
    ChapterKind.PARTNERS: "partners",
    ChapterKind.MONEY: "geld",
    ChapterKind.OUTLOOK: "vooruitblik",
    ChapterKind.FRAMEWORK: "kader",
    ChapterKind.EXPERIENCE: "tevredenheid",
    ChapterKind.MONITOR: "monitor",
    ChapterKind.REVIEW: "doelen",
    ChapterKind.PROFESSIONALS: "professionals",
    ChapterKind.BURDEN: "lasten",
}
"""Where a chapter stands on a page."""

_BEFORE = (ChapterKind.OVERVIEW, ChapterKind.THEMES, ChapterKind.PARTNERS, ChapterKind.MONEY, ChapterKind.OUTLOOK)
"""The chapters of every report that was stored before an agenda could say which there are."""

_WHOLE = (*_BEFORE[:3], ChapterKind.EXPERIENCE, *_BEFORE[3:])

USUAL: dict[ReportKind, tuple[ChapterKind, ...]] = {
    ReportKind.HALF_YEAR: _WHOLE,
    ReportKind.ANNUAL: _WHOLE,
    ReportKind.MONITOR: (ChapterKind.MONITOR,),
    ReportKind.EVALUATION: (ChapterKind.REVIEW, ChapterKind.PROFESSIONALS, ChapterKind.BURDEN, ChapterKind.OUTLOOK),
}
"""The chapters by kind of report of an agenda that says nothing about them."""


def chapters_said(kind: ReportKind, said: Sequence[ChapterDocument] | None) -> tuple[ChapterFact, ...]:
    """The chapters a new report of a kind has: those its agenda names, else the usual ones."""
    if said is None:
        return tuple(ChapterFact(one.value, TITLES[one]) for one in USUAL[kind])
    return tuple(ChapterFact(one.code, one.title or TITLES[kind_of(one.code)], one.introduction or "") for one in said)


def chapters_of(facts: Facts) -> tuple[ChapterFact, ...]:
    """The chapters of a report."""
    return facts.chapters or tuple(ChapterFact(kind.value, TITLES[kind]) for kind in _BEFORE)


def tells_burden(chapters: Iterable[ChapterFact]) -> bool:
    """Whether the chapters tell how much was asked of applicants."""
    return any(kind_of(one.code) in (ChapterKind.BURDEN, ChapterKind.PROFESSIONALS) for one in chapters)


def told_frameworks(chapters: Iterable[ChapterFact]) -> frozenset[str]:
    """The codes of the frameworks the chapters tell."""
    return frozenset(one.code.partition(":")[2] for one in chapters if kind_of(one.code) is ChapterKind.FRAMEWORK)


def anchor_of(code: str) -> str:
    """Where the chapter with this code stands on a page."""
    _, _, subject = code.partition(":")
    anchor = ANCHORS[kind_of(code)]
    return f"{anchor}-{subject}" if subject else anchor
