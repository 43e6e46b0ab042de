"""What is wrong in a file, said so that somebody can put it right: the line, the key, what was expected and what stood there."""

from collections.abc import Sequence
from dataclasses import dataclass

from mag.core.errors import MagError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One wrong place. ``line`` counts from 1; ``key`` is dotted, with codes for the items of a list; both may be all that is known."""

    line: int
    key: str
    expected: str
    found: str = ""

    def __str__(self) -> str:
        tail = f"; found {self.found}" if self.found else ""
        return f"{self.line}: {self.key + ': ' if self.key else ''}expected {self.expected}{tail}"


class AgendaFileError(MagError):
    """The file cannot be used. ``problems`` holds every wrong place found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def shown(value: object) -> str:
    """A value as a problem shows it: short, on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(str(value).split())
    return f"{text[:57]}…" if len(text) > 60 else text
