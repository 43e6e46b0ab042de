"""The places in a report something can be said about: its chapters and every figure, with how they read and where they stand. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
        found = _INSIDE.get(type(chapter.part))
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


_INSIDE: dict[type[Part], Callable[[Part], Iterator[Place]]] = {ThemesPart: _goals, PartnersPart: _partners}
"""The chapters that are not one place themselves but hold several."""


def contents(chapter: Chapter) -> list[tuple[str, str]]:
    """What a list of contents says of a chapter, as (anchor, title): its title, else the names of what it is made of."""
    if chapter.title:
        return [(chapter.anchor, chapter.title)]
    return [(f"thema-{theme.code}", theme.name) for theme in chapter.part.themes] if isinstance(chapter.part, ThemesPart) else []


def find_place(figures: Figures, code: str) -> Place | None:
    """The place with this code, or None when the report has none."""
    if code.startswith(FIGURE):
        figure = figures.by_key.get(code.removeprefix(FIGURE))
        if figure is None:
            return None
        name = f"{figure.label} ({figure.about})" if figure.about else figure.label
        return Place(code, name, "", figure.key, figure.shown)
    return next((place for place in chapters(figures) if place.code == code), None)


def chapter_name(figures: Figures, code: str) -> str:
    """How a chapter with a text of its own reads; its code where the report has no such chapter any more."""
    if code == "changes":
        return "Wat veranderde"
    if code.startswith("reading:"):
        readings = (reading.series for theme in figures.themes for goal in theme.goals for reading in goal.readings)
        return next((series.short for series in readings if series and code == f"reading:{series.key}"), code)
    place = find_place(figures, code)
    return place.name if place else code
