"""Which figures about people are too small to be shown, and which others would give them away (``domain.md 9.56``). Pure."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

C = TypeVar("C", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Few:
    """From which size a count of people may be shown, and whether a single hidden one takes another with it."""

    below: int
    secondary: bool

    def hides(self, value: int) -> bool:
        """Whether a count by itself is too small to be shown. Nobody at all is no secret."""
        return 0 < value < self.below

    def hidden(self, values: Sequence[int]) -> frozenset[int]:
        """Which places of a list with a known total stay hidden: so many that none follows from the others.

        One alone would be the total less the rest; and where those hidden are together as many as there are of them, each is one.
        """
        small = [place for place, value in enumerate(values) if self.hides(value)]
        others = [place for _, place in sorted((value, place) for place, value in enumerate(values) if value >= self.below)]
        while self.secondary and small and others and (len(small) == 1 or sum(values[place] for place in small) == len(small)):
            small.append(others.pop(0))
        return frozenset(small)

    @property
    def ends(self) -> tuple[int, int]:
        """What the words leave possible at most and at least: ``minder dan 10`` is 9 or fewer, ``niet getoond`` instead is 10 or more."""
        return (self.below - 1, self.below) if self.below > 2 else (-1, -1)

    def words(self, value: int) -> str:
        """What stands in the place of a hidden count. Fewer than two would be a count of its own."""
        return f"minder dan {self.below}" if self.hides(value) and self.below > 2 else NOT_SHOWN

    def told(self, values: Sequence[int], hidden: Collection[int]) -> dict[int, str]:
        """Words for the hidden places of a list with a known total; without the bound where that would give one away."""
        total = sum(values[place] for place in hidden)
        low = sum(1 if self.hides(values[place]) else self.below for place in hidden)
        open_end = any(not self.hides(values[place]) for place in hidden)
        high = (self.below - 1) * len(hidden)
        narrow = total == low or (not open_end and total == high)
        return {place: NOT_SHOWN if narrow else self.words(values[place]) for place in hidden}


NOT_SHOWN = "niet getoond"


def given_away(hidden: Collection[C], sums: Sequence[Collection[C]]) -> set[C]:
    """The hidden cells that follow from the shown ones by the sums they stand in; each sum is the cells one equation ties together.

    Solved as equations: what is free in some solution is safe.
    """
    unknown = list(hidden)
    rows = [[Fraction(cell in one) for cell in unknown] for one in sums]
    pivots: dict[int, list[Fraction]] = {}
    for column in range(len(unknown)):
        found = next((row for row in rows if row[column]), None)
        if found is None:
            continue
        rows.remove(found)
        found = [number / found[column] for number in found]
        rows = [[a - row[column] * b for a, b in zip(row, found, strict=True)] for row in rows]
        pivots = {at: [a - row[column] * b for a, b in zip(row, found, strict=True)] for at, row in pivots.items()}
        pivots[column] = found
    return {unknown[column] for column, row in pivots.items() if sum(1 for number in row if number) == 1}


def keep_safe(values: Mapping[C, int], hidden: Collection[C], sums: Sequence[Collection[C]]) -> set[C]:
    """The hidden cells with as many others as it takes, the smallest first, so that none follows from what is shown."""
    safe = set(hidden)
    while away := given_away(safe, sums):
        near = {cell for one in sums if away & set(one) for cell in one}
        shown = [cell for one in sums for cell in one if cell not in safe]
        if not shown:
            return safe
        safe.add(min(shown, key=lambda cell: (values.get(cell, 0) == 0, cell not in near, values.get(cell, 0), str(cell))))
    return safe
