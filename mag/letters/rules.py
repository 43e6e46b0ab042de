"""Filling a text and judging it. Only a name between braces is replaced, by a plain text, once: what is filled in is never read again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mag.core.errors import Refusal
from mag.letters.kinds import SHAPES, LetterKind, PartShape
from mag.letters.names import NAMES, Value

MOST = 4000
"""How many characters the text of a part may have."""
MOST_LINE = 200
"""How many characters a heading, a subject and a greeting may have."""
ONE_LINE = frozenset({"subject", "greeting", "closing", "contact", "phone", "email"})
_NAME = re.compile(r"\{([^{}]*)\}")
_ITEM = "- "


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one part: its heading (empty where it has none) and its text; a line is a paragraph, ``- `` begins an item."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a letter, filled in: a paragraph, or an item of a list."""

    text: str
    is_item: bool = False


def names_in(text: str) -> list[str]:
    """The names between braces, in order, double ones too."""
    return [found[1] for found in _NAME.finditer(text)]


def fill(text: str, values: Mapping[str, Value]) -> tuple[Line, ...]:
    """The lines of a text with its names filled in.

    A line with a name whose value is empty is left out; a line with a name of several values is written once for each.
    A line end in a value begins a new paragraph. Raises KeyError for a name that has no value: ``problems`` keeps those out.
    """
    return tuple(line for written in text.splitlines() for line in _fill_line(written.strip(), values))


def fill_line(text: str, values: Mapping[str, Value]) -> str:
    """A text of one line (subject, greeting, heading) filled in, beginning with a capital."""
    filled = " ".join(line.text for line in fill(text, values))
    return filled[:1].upper() + filled[1:]


def problems(kind: LetterKind, words: Mapping[str, Words]) -> Iterator[Refusal]:
    """What is wrong with the words of a kind, each with the part it is about: unknown names, loose braces, what law wants said."""
    for part in SHAPES[kind].parts:
        found = words.get(part.code, Words(""))
        yield from _problems_of(kind, part, part.code, found.text, MOST_LINE if part.code in ONE_LINE else MOST)
        if part.has_heading:
            yield from _problems_of(kind, part, f"{part.code}_heading", found.heading, MOST_LINE)
        present = set(names_in(found.text))
        for name in part.required:
            if name not in present:
                meaning = NAMES[kind][name].meaning
                yield Refusal("name_missing", f"Zet hier ook {{{name}}} in: {meaning}. Dat moet in deze brief staan.", part.code)


def _problems_of(kind: LetterKind, part: PartShape, field: str, text: str, most: int) -> Iterator[Refusal]:
    allowed = NAMES[kind]
    if not text.strip():
        if not part.optional:
            yield Refusal("part_empty", "Vul dit deel in. Het hoort in elke brief van deze soort.", field)
        return
    if len(text) > most:
        yield Refusal("part_long", f"Dit is te lang. Gebruik hooguit {most} tekens.", field)
        return
    for name in dict.fromkeys(names_in(text)):
        if name not in allowed:
            yield Refusal("name_unknown", _unknown(name), field)
    if set(_NAME.sub("", text)) & set("{}"):
        yield Refusal("brace_loose", "Hier staat een losse accolade. Schrijf een invulwoord zo: {kenmerk}.", field)
    for line in text.splitlines():
        if len({name for name in names_in(line) if name in allowed and allowed[name].many}) > 1:
            yield Refusal("two_lists", "In één regel kan maar één invulwoord staan dat terugkomt. Maak er twee regels van.", field)
    if field in ONE_LINE and len(text.strip().splitlines()) > 1:
        yield Refusal("one_line", "Schrijf dit op één regel.", field)


def _unknown(name: str) -> str:
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    return f"Het invulwoord {{{shown}}} kennen wij niet. Kies er een uit de lijst met invulwoorden."


def _fill_line(line: str, values: Mapping[str, Value]) -> Iterator[Line]:
    if not line:
        return
    is_item = line.startswith(_ITEM)
    body = line.removeprefix(_ITEM)
    repeated = [name for name in names_in(body) if isinstance(values[name], tuple)]
    rounds: tuple[Mapping[str, Value], ...] = (values,)
    if repeated:
        rounds = tuple({**values, repeated[0]: one} for one in values[repeated[0]])
    for given in rounds:
        if any(not given[name] for name in names_in(body)):
            continue
        filled = _NAME.sub(lambda found, given=given: str(given[found[1]]), body)  # type: ignore[misc]
        first, *others = [piece.strip() for piece in filled.splitlines() if piece.strip()] or [""]
        yield Line(first, is_item)
        yield from (Line(other) for other in others)
