"""What differs between two sets of figures: a report then and now, a version and the one before, a period and the last one. Pure.

Only what a reader sees is compared. Where a count of people moved by so few that they could be told apart, the new count is not said;
and none is said as long as one moved by more than its rows show, because two new counts together would tell what a third hides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mag.core.money import show
from mag.reports.facts import ChangeFact
from mag.reports.figures import Figure, Figures, Unit

GONE = "staat er niet meer in"
NEW = "stond er niet in"
CHANGED = "veranderd"


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure in two reports; ``by`` says how much it moved, empty where that cannot be said."""

    then: Figure
    now: Figure
    by: str


def differences(then: Figures, now: Figures, *, few: int = 0) -> tuple[ChangeFact, ...]:
    """The figures that read differently, in the order of the report.

    ``few`` is the threshold below which a move of a count of people is not said: for who compares what was published with today.
    """
    found = []
    quiet = few > 0 and any(
        new.unit is Unit.PEOPLE and new.value - old.value != _seen(new) - _seen(old)
        for key, new in now.by_key.items()
        if (old := then.by_key.get(key)) is not None
    )
    for key, old in then.by_key.items():
        new = now.by_key.get(key)
        if new is None:
            if old.value or old.unit is Unit.READING:
                found.append(_fact(old, old.shown, GONE))
        elif old.shown != new.shown:
            moved = abs(new.value - old.value)
            if new.unit is Unit.PEOPLE and 0 < moved < few:
                found.append(_fact(new, old.shown, f"veranderd, met minder dan {few} mensen"))
            else:
                found.append(_fact(new, old.shown, CHANGED if quiet and new.unit is Unit.PEOPLE and not new.hidden else new.shown))
    for key, new in now.by_key.items():
        if key not in then.by_key and (new.value or new.text):
            found.append(_fact(new, NEW, CHANGED if quiet and new.unit is Unit.PEOPLE and not new.hidden else new.shown))
    return tuple(found)


def _seen(figure: Figure) -> int:
    """What the rows of a count of people show together."""
    counts = (str(row[-1]).replace(".", "") for row in figure.rows)
    return sum(int(count) for count in counts if count.isdigit())


def _fact(figure: Figure, then: str, now: str) -> ChangeFact:
    return ChangeFact(figure.key, figure.label, figure.about or figure.basis, then, now)


def beside(then: Sequence[Figure], now: Sequence[Figure]) -> tuple[Compared, ...]:
    """Figures that stand in both reports, in the order of the newer one."""
    known = {figure.key: figure for figure in then}
    return tuple(Compared(known[figure.key], figure, moved_by(known[figure.key], figure)) for figure in now if figure.key in known)


def moved_by(then: Figure, now: Figure) -> str:
    """How much a figure moved: ``€ 250,00 meer``, ``3 minder``, ``gelijk``; empty for hidden counts.

    A reading moved for reasons of its own: only whether it was measured anew is said.
    """
    if now.unit is Unit.READING:
        measured = now.series is not None and now.series.is_new
        return "nieuwe meting" if measured else "geen nieuwe meting" if now.shown == then.shown else "verbeterd"
    if then.hidden or now.hidden:
        return ""
    moved = now.value - then.value
    if not moved:
        return "gelijk"
    size = show(abs(moved)) if now.unit is Unit.MONEY else f"{abs(moved):,}".replace(",", ".")
    return f"{size} {'meer' if moved > 0 else 'minder'}"
