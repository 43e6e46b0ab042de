"""Where the numbers and words of a chart fall: plain arithmetic, so that a drawing can be judged without the drawing library.

Positions are only for the drawing; the numbers people read are written from the exact Decimals.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from mag.indicators.charts import WIDE, Point, Series


def show_number(value: Decimal, decimals: int, unit: str = "") -> str:
    """A measured number the Dutch way (``1.250,5``), rounded half up; with ``%`` when the unit is a percentage."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}".translate(str.maketrans(",.", ".,"))
    return f"{text}%" if unit.startswith("%") else text


def decimals_for(values: Sequence[Decimal]) -> int:
    """How many decimals show every value, two at most."""
    return max((min(2, max(0, -int(v.normalize().as_tuple().exponent))) for v in values), default=0)


def axis_ticks(low: float, high: float, count: int) -> list[Decimal]:
    """Round values on the axis: steps of 1, 2 or 5 times a power of ten."""
    span = Decimal(str(high)) - Decimal(str(low))
    power = Decimal(1).scaleb((span / count).adjusted())
    step = next(s for s in (power, power * 2, power * 5, power * 10) if span / s <= count)
    first = -(-Decimal(str(low)) // step)
    first += first * step < Decimal(str(low))
    return [step * n for n in range(int(first), int(Decimal(str(high)) // step) + 1)]


class Frame:
    """Where the numbers fall: the ends of both axes, and which values were measured."""

    def __init__(self, series: Series, width: int) -> None:
        everything = [*series.points, *(p for c in series.comparators for p in c.points)]
        numbers = [n for p in everything for n in (p.value, p.lower, p.upper) if n is not None]
        numbers += [series.target] if series.target is not None else []
        if not numbers or not series.points:
            raise ValueError("a series without a single value has no chart")
        low, high = float(min(numbers)), float(max(numbers))
        room = (high - low or abs(high) or 1.0) * 0.24
        self.low = max(low - room, 0.0) if low >= 0 else low - room
        self.high = high + room * (1.6 if definition_breaks(series.points) else 1)
        days = [p.position.toordinal() for p in everything]
        margin = (max(days) - min(days) or 365) * (0.07 if width == WIDE else 0.13)
        self.first, self.last = min(days) - margin, max(days) + margin
        self.width = width
        self.decimals = decimals_for([p.value for p in everything if p.value is not None] + [series.target or Decimal(0)])

    def height_of(self, value: Decimal) -> float:
        """Where a value stands between the bottom (0) and the top (1)."""
        return (float(value) - self.low) / (self.high - self.low)

    def across(self, day: float) -> float:
        """Where a day stands between the left (0) and the right (1)."""
        return (day - self.first) / (self.last - self.first)


def line_runs(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The stretches a line may be drawn through: broken at a gap and where the definition changes."""
    run, before, rows = 0, None, []
    for point in points:
        if point.value is None or (before is not None and before.segment != point.segment):
            run += 1
        before = point
        if point.value is not None:
            rows.append({"x": point.position.toordinal(), "y": float(point.value), "run": run, "open": point.provisional})
    return rows


def definition_breaks(points: Sequence[Point]) -> list[float]:
    """Days halfway between two points with another definition."""
    pairs = pairwise(points)
    return [(a.position.toordinal() + b.position.toordinal()) / 2 for a, b in pairs if a.segment != b.segment]


def _note(point: Point, all_demo: bool) -> str:
    return ", ".join(word for word, said in (("voorlopig", point.provisional), ("demo", point.demo and not all_demo)) if said)


def point_words(series: Series, frame: Frame, all_demo: bool) -> list[dict[str, Any]]:
    """The words at the points: values (all where they fit, else first and last) and what must be said of a point."""
    valued = [p for p in series.points if p.value is not None]
    fits = len(valued) <= (9 if frame.width == WIDE else 4)
    rows = []
    for n, point in enumerate(valued):
        note, ends = _note(point, all_demo), n in (0, len(valued) - 1)
        if point.value is None or not (fits or ends or note):
            continue
        around = [p.value for p in valued[max(0, n - 1) : n + 2] if p is not point and p.value is not None]
        low, high = point.lower or point.value, point.upper or point.value
        above = not around or point.value >= sum(around) / len(around) or frame.height_of(low) < (0.24 if note else 0.14)
        text = show_number(point.value, frame.decimals, series.unit) if fits or ends else note
        rows.append(
            {
                "x": point.position.toordinal(),
                "y": float(high if above else low),
                "text": text,
                "above": above,
                "line": 0,
                "end": frame.across(point.position.toordinal()) > 0.85,
            }
        )
        if note and text != note:
            rows.append({**rows[-1], "text": note, "line": 1})
    return rows


def place_target(series: Series, frame: Frame) -> tuple[bool, bool]:
    """Whether the word at the target stands at the right end, and whether above its line: where the points leave most room."""
    target = series.target
    valued = [p for p in series.points if p.value is not None]
    if target is None or not valued:
        return True, True
    third = max(1, (len(valued) + 2) // 3)

    def nearest(points: Sequence[Point]) -> Decimal:
        return min((p.value - target for p in points if p.value is not None), key=abs)

    left, right = nearest(valued[:third]), nearest(valued[-third:])
    at_right = abs(right) > abs(left)
    return at_right, (right if at_right else left) <= 0


def readable_days(labels: dict[int, str], frame: Frame) -> list[int]:
    """The days whose label fits beside the next one, chosen from the last day backwards."""
    kept: list[int] = []
    for day in sorted(labels, reverse=True):
        room = (frame.across(kept[-1]) - frame.across(day)) * frame.width * 0.86 if kept else frame.width
        if not kept or room > (len(labels[day]) + len(labels[kept[-1]])) * 4.2 + 8:
            kept.append(day)
    return kept[::-1]
