"""Which counts of people are too small to be shown, and which others would give them away (``domain.md 9.56``). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Few:
    """From which size a count of people may be shown, and whether a single hidden one takes another with it."""

    below: int
    secondary: bool

    def hides(self, value: int) -> bool:
        """Whether a count by itself is too small to be shown. Nobody at all is no secret."""
        return 0 < value < self.below

    def hidden(self, values: Sequence[int]) -> frozenset[int]:
        """Which places of a list with a known total stay hidden."""
        small = [place for place, value in enumerate(values) if self.hides(value)]
        others = sorted((value, place) for place, value in enumerate(values) if value >= self.below)
        if self.secondary and len(small) == 1 and others:
            small.append(others[0][1])
        return frozenset(small)

    def words(self, value: int) -> str:
        """What stands in the place of a hidden count."""
        return f"minder dan {self.below}" if self.hides(value) else "niet getoond"
