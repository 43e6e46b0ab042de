"""The page for the council: at most twelve numbers and 120 words on one A4, all taken from the report itself. Pure (``ux.md D10``)."""

import re
from dataclasses import dataclass
from textwrap import shorten

from mag.core.money import show, split
from mag.reports.figures import Figure, Figures, Unit

MOST_NUMBERS, MOST_WORDS = 12, 120
_LONGEST_NAME, _LONGEST_SENTENCE = 50, 22
_TILES = (("overview.awarded_plans", "plannen met geld"), ("overview.people", "keer deed iemand mee"), ("overview.awarded", "toegekend"))
_BAR = (("paid", "betaald"), ("committed", "toegezegd"), ("free", "nog vrij"))
_WORDS = (("gehaald", "gehaald"), ("deels gehaald", "deels gehaald"), ("niet gehaald", "niet gehaald"))


@dataclass(frozen=True, slots=True)
class Number:
    """A number on the page: how it is shown, what it is, how long its bar is (0 to 100) and the figure of the report it is."""

    shown: str
    label: str
    share: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """Everything on the page."""

    title: str
    subtitle: str
    sentence: str
    tiles: tuple[Number, ...]
    money: tuple[Number, ...]
    themes: tuple[Number, ...]
    goals: tuple[Number, ...]
    is_demo: bool

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Every number on the page."""
        return (*self.tiles, *self.money, *self.themes, *self.goals)


def compose_council(figures: Figures) -> CouncilPage:
    """The page of a report."""
    goals = _goals(figures)
    return CouncilPage(
        title=figures.title,
        subtitle=shorten(figures.subtitle, 90, placeholder=" …"),
        sentence=_first_sentence(figures.overview_text),
        tiles=tuple(_tile(figures.by_key[key], label) for key, label in _TILES if key in figures.by_key),
        money=_money(figures),
        themes=_themes(figures, MOST_NUMBERS - len(_TILES) - len(_BAR) - len(goals)),
        goals=goals,
        is_demo=figures.is_demo,
    )


def _tile(figure: Figure, label: str) -> Number:
    return Number(_whole(figure), label.replace("plannen", "plan") if figure.value == 1 else label, key=figure.key)


def _whole(figure: Figure) -> str:
    """The figure as the page shows it: cents only where there are any."""
    return show(figure.value, whole=True) if figure.unit is Unit.MONEY else figure.shown


def _first_sentence(text: str) -> str:
    """The first sentence people wrote in the overview, when it is short and brings no number of its own."""
    first = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    return first if first and not re.search(r"\d", first) and len(first.split()) <= _LONGEST_SENTENCE and len(first) <= 150 else ""


def _money(figures: Figures) -> tuple[Number, ...]:
    if not figures.money.bar:
        return ()
    stands = {where: figures.by_key[f"stand.{where}"] for where, _ in _BAR}
    parts = [max(figure.value, 0) for figure in stands.values()]
    shares = split(100, parts) if sum(parts) else [0] * len(parts)
    return tuple(Number(_whole(stands[where]), label, share, stands[where].key) for (where, label), share in zip(_BAR, shares, strict=True))


def _themes(figures: Figures, most: int) -> tuple[Number, ...]:
    """What was given by theme, the largest first; what does not fit is one row."""
    table = next((table for table in figures.money.tables if table.key == "theme"), None)
    if table is None:
        return ()
    found = [(row.head, cell) for row in table.rows if isinstance(cell := row.cells[0], Figure)]
    found.sort(key=lambda item: -item[1].value)
    most = min(most, 3)
    largest = max((cell.value for _, cell in found), default=0)
    shown = found if len(found) <= most else found[: most - 1]
    made = [
        Number(_whole(cell), shorten(name, _LONGEST_NAME, placeholder=" …"), _share(cell.value, largest), cell.key) for name, cell in shown
    ]
    if len(shown) < len(found):
        rest = sum(cell.value for _, cell in found[len(shown) :])
        made.append(Number(show(rest, whole=True), "andere thema’s", min(_share(rest, largest), 100)))
    return tuple(made)


def _goals(figures: Figures) -> tuple[Number, ...]:
    """How many indicators reached their target, in part, or not; those of which nothing can be said are left out of the count."""
    said = [reading.series.status for theme in figures.themes for goal in theme.goals for reading in goal.readings if reading.series]
    return tuple(Number(str(said.count(word)), label) for word, label in _WORDS)


def _share(part: int, whole: int) -> int:
    return 100 * max(part, 0) // whole if whole > 0 else 0
