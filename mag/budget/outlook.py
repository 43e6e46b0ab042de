"""What is left for the rest when a ring-fenced part grows every year (``domain.md 1.3``, ``9.5``). Pure: whole cents, no float.

Percentages are basis points: hundredths of a per cent, so that 2,5% is 250. Every year is rounded to the cent, half up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mag.core.money import Cents, round_half_up

WHOLE = 10_000
"""A hundred per cent in basis points."""


@dataclass(frozen=True, slots=True)
class OutlookYear:
    """A year: the total, the ring-fenced part and what that leaves; ``rest`` is below zero when the part outgrew the total."""

    year: int
    total: Cents
    fenced: Cents

    @property
    def rest(self) -> Cents:
        """What is left for the rest."""
        return Cents(self.total - self.fenced)


@dataclass(frozen=True, slots=True)
class Variant:
    """The coming years when the total grows by ``index`` basis points a year; the first row is the year people know."""

    index: int
    rows: Sequence[OutlookYear]

    @property
    def change(self) -> Cents:
        """What the rest gains from the first to the last year; below zero what it loses."""
        return Cents(self.rows[-1].rest - self.rows[0].rest)

    @property
    def empty_from(self) -> int | None:
        """The first year in which nothing is left for the rest, or None."""
        return next((row.year for row in self.rows if row.rest <= 0), None)


def grow(amount: Cents, basis_points: int) -> Cents:
    """An amount a year later. Raises ValueError for a fall of more than everything."""
    if basis_points < -WHOLE:
        raise ValueError("more than everything cannot go")
    return Cents(round_half_up(int(amount) * (WHOLE + basis_points), WHOLE))


def look_ahead(year: int, total: Cents, fenced: Cents, *, growth: int, index: int, years: int) -> Variant:
    """The rows of ``year`` and the ``years`` after it, the total growing by ``index`` and the ring-fenced part by ``growth``."""
    rows = [OutlookYear(year, total, fenced)]
    for _ in range(years):
        last = rows[-1]
        rows.append(OutlookYear(last.year + 1, grow(last.total, index), grow(last.fenced, growth)))
    return Variant(index, rows)


def tenths_of_change(before: int, after: int) -> int | None:
    """By how many tenths of a per cent an amount changed, rounded half away from zero; None when there was nothing."""
    if before <= 0:
        return None
    size = round_half_up(abs(after - before) * 1000, before)
    return size if after >= before else -size


def show_percent(basis_points: int) -> str:
    """A percentage as people read it: ``2,5%``."""
    whole, part = divmod(abs(basis_points), 100)
    digits = f"{part:02d}".rstrip("0")
    return f"{'-' if basis_points < 0 else ''}{whole}{',' + digits if digits else ''}%"


def tell_index(basis_points: int) -> str:
    """A variant in words."""
    if basis_points == 0:
        return "totaal blijft gelijk"
    return f"totaal {'+' if basis_points > 0 else ''}{show_percent(basis_points)} per jaar"


@dataclass(frozen=True, slots=True)
class Curve:
    """A variant as it is drawn: per year its place across (``12.50%``) and down (pixels); where its name stands."""

    index: int
    points: Sequence[tuple[str, int]]
    label_at: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: its curves, the lines of the axis with their amounts, and the years below."""

    height: int
    curves: Sequence[Curve]
    ticks: Sequence[tuple[int, Cents]]
    years: Sequence[tuple[str, int]]


TOP, BOTTOM, LEFT, RIGHT = 16, 224, 1_800, 8_800


def draw(variants: Sequence[Variant]) -> Drawing:
    """Where the rest of every variant falls in a picture whose axis begins at nothing (or below, when money is short)."""
    rests = [row.rest for variant in variants for row in variant.rows]
    low, high = min(0, *rests), max(1, *rests)
    step = _step(high - low)
    first, last = low // step, -(-high // step)
    span = (last - first) * step

    def down(amount: int) -> int:
        return TOP + (last * step - amount) * (BOTTOM - TOP) // span

    count = len(variants[0].rows) - 1
    across = [_across(LEFT + (RIGHT - LEFT) * n // max(count, 1)) for n in range(count + 1)]
    ends = _apart([down(variant.rows[-1].rest) for variant in variants])
    curves = [
        Curve(variant.index, [(x, down(row.rest)) for x, row in zip(across, variant.rows, strict=True)], end)
        for variant, end in zip(variants, ends, strict=True)
    ]
    ticks = [(down(n * step), Cents(n * step)) for n in range(first, last + 1)]
    return Drawing(BOTTOM + 26, curves, ticks, list(zip(across, [row.year for row in variants[0].rows], strict=True)))


def _across(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _step(span: int) -> int:
    """A round distance between the lines of the axis: 1, 2 or 5 with noughts, at most six lines."""
    size = 100
    while True:
        for times in (1, 2, 5):
            if span <= size * times * 5:
                return size * times
        size *= 10


def _apart(wanted: Sequence[int], room: int = 18) -> list[int]:
    """Names at the ends of the curves, moved down until each has its own line."""
    placed = [0] * len(wanted)
    last = -room
    for n in sorted(range(len(wanted)), key=lambda n: (wanted[n], n)):
        last = max(wanted[n], last + room)
        placed[n] = last
    return placed
