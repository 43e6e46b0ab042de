"""What a rule or a verb answers when it says no.

A refusal is not a defect: it carries a code for the program and one plain Dutch sentence for the person. The web
boundary turns these into pages; nothing else catches them.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why something cannot be done: a code, a full Dutch sentence and, where it has one, the field it is about."""

    code: str
    sentence: str
    field: str | None = None


class MagError(Exception):
    """The base of everything this program raises on purpose."""


class Refused(MagError):
    """A rule says no. Carries one or more refusals; nothing has been written."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{r.code}: {r.sentence}" for r in refusals))


class NotFound(MagError):
    """The thing does not exist, or does not exist for who asks: the two are not told apart."""


class Forbidden(MagError):
    """The actor misses the permission for this act."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(permission)


class Stale(MagError):
    """Somebody changed the thing after the page was opened; ``sentence`` says what happened meanwhile."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def refuse_if(refusals: Iterable[Refusal]) -> None:
    """Raise :class:`Refused` when a rule answered any refusal."""
    found = tuple(refusals)
    if found:
        raise Refused(*found)
