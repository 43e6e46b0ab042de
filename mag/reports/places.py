"""The places in a report something can be said about: its chapters and every figure, with how they read and where they stand. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mag.agenda.report_documents import ChapterKind
from mag.reports.figures import Chapter, Figures, Part, PartnersPart, ThemesPart

FIGURE = "figure:"
"""How the place of a figure begins."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its code, how it reads, where it stands on the page, and for a figure its key and what it showed."""

    code: str
    name: str
    anchor: str
    figure: str | None = None
    shown: str | None = None


def chapters(figures: Figures) -> Iterator[Place]:
    """The chapters of a report, in its order; themes and partners by what they are made of."""
    for chapter in figures.chapters:
        found = next((inside for shape, inside in _INSIDE if isinstance(chapter.part, shape)), None)
        if found is None:
            yield Place(chapter.code, chapter.title, chapter.anchor)
        else:
            yield from found(chapter.part)


def _goals(part: Part) -> Iterator[Place]:
    assert isinstance(part, ThemesPart)
    for theme in part.themes:
        for goal in theme.goals:
            yield Place(f"goal:{goal.code}", goal.name, f"doel-{goal.code}")


def _partners(part: Part) -> Iterator[Place]:
    assert isinstance(part, PartnersPart)
    yield from (Place(partner.key, partner.name, partner.key) for partner in part.partners)


_INSIDE: tuple[tuple[type[Part], Callable[[Part], Iterator[Place]]], ...] = ((ThemesPart, _goals), (PartnersPart, _partners))
"""The chapters that are not one place themselves but hold several."""


Entry = tuple[str, str, list[tuple[str, str]]]
"""An entry of a list of contents: its anchor, its title, and the goals inside it as (anchor, name)."""


def contents(chapter: Chapter) -> list[Entry]:
    """What a list of contents says of a chapter: its title, and the themes it is made of with their goals."""
    titled: list[Entry] = [(chapter.anchor, chapter.title, [])] if chapter.title else []
    themes = chapter.part.themes if isinstance(chapter.part, ThemesPart) else ()
    goals = ((theme, [(f"doel-{goal.code}", goal.name) for goal in theme.goals]) for theme in themes)
    return [*titled, *((f"thema-{theme.code}", theme.name, inside) for theme, inside in goals)]


def find_place(figures: Figures, code: str) -> Place | None:
    """The place with this code, or None when the report has none."""
    if code.startswith(FIGURE):
        figure = figures.by_key.get(code.removeprefix(FIGURE))
        if figure is None:
            return None
        name = f"{figure.label} ({figure.about})" if figure.about else figure.label
        return Place(code, name, "", figure.key, figure.shown)
    return next((place for place in chapters(figures) if place.code == code), None)


def written(figures: Figures) -> Iterator[Place]:
    """Every place people write a text in, as a report of these figures has them: code, how it reads, where it stands."""
    yield Place("changes", "Wat veranderde", "veranderd")
    for chapter in figures.chapters:
        if chapter.kind in WITH_TEXT:
            yield Place(chapter.code, chapter.title, chapter.anchor)
    for theme in figures.themes:
        for goal in theme.goals:
            anchor = f"doel-{goal.code}"
            yield Place(f"goal:{goal.code}", goal.name, anchor)
            yield Place(f"moved:{goal.code}", f"{goal.name}: wat verder meespeelde", anchor)
            if figures.has(ChapterKind.REVIEW):
                yield Place(f"proposal:{goal.code}", f"{goal.name}: voorstel", anchor)
            for figure in goal.readings:
                if series := figure.series:
                    yield Place(f"reading:{series.key}", f"{series.short}: waarom nog niet bekend", anchor)


WITH_TEXT = frozenset({ChapterKind.OVERVIEW, ChapterKind.OUTLOOK, ChapterKind.EXPERIENCE, ChapterKind.PROFESSIONALS})
"""The kinds of chapter with a text of their own."""


def find_written(figures: Figures, code: str) -> Place | None:
    """The place of a text, or None where the report has no such place."""
    return next((place for place in written(figures) if place.code == code), None)


def chapter_name(figures: Figures, code: str) -> str:
    """How a chapter with a text of its own reads; its code where the report has no such chapter any more."""
    place = find_written(figures, code)
    return place.name if place else code
