"""Drawing by lot in a way that anybody can repeat. Pure.

Each reference gets the SHA-256 of ``seed:reference``; those with the lowest are drawn. Who knows the seed and the list finds the
same again with any tool; who makes the list cannot know whom a seed that comes later will pick.
"""

import hashlib
from collections.abc import Iterable, Sequence


def listed(references: Iterable[str]) -> str:
    """The list that is drawn from: the references sorted, one a line."""
    return "\n".join(sorted(references))


def hash_of(text: str) -> str:
    """The SHA-256 of a list, as it is kept and published."""
    return hashlib.sha256(text.encode()).hexdigest()


def how_many(size: int, *, percent: int, at_least: int) -> int:
    """How many of a list are drawn: the share, rounded up, never fewer than ``at_least``, never more than there are."""
    return min(size, max(at_least, -(-size * percent // 100)))


def draw(references: Sequence[str], seed: str, number: int) -> list[str]:
    """The references drawn with a seed, in the order of drawing. The order of the list makes no difference."""
    return sorted(references, key=lambda reference: (hash_of(f"{seed}:{reference}"), reference))[:number]
