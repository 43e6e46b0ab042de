"""Reads YAML into plain data and remembers the line of every key. A small and strict YAML: what could hide something is refused.

No anchors, aliases or tags (so no bombs and no objects), one document, no key twice. Plain words are text unless they
are ``true``, ``false``, ``null``, a whole number or a date: ``no`` and ``12:30`` stay what they look like, and an amount
is never read as a binary fraction.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, DocumentStartEvent, Event, MappingStartEvent, ScalarEvent, SequenceStartEvent

from mag.agenda_file.problems import AgendaFileError, Problem, shown

LARGEST = 1_000_000
"""The most bytes an agenda file may have."""
DEEPEST = 20

Path = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Only its scanner is used; the one in C is many times quicker where it is installed."""

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,14})")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class Located:
    """Plain data with the line of each key path, and the problems met while reading."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a key, or of the nearest key around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Path) -> Any:
        """The value at a path, or None where there is none."""
        value = self.data
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def key(self, path: Path) -> str:
        """A path as people read it: ``rule_sets[stuwkr8-2020].tiers[T3].max``."""
        text = ""
        for depth, part in enumerate(path):
            if isinstance(part, int):
                item = self.at(path[: depth + 1])
                code = item.get("code") if isinstance(item, dict) else None
                text += f"[{code if isinstance(code, str) else part + 1}]"
            else:
                text += f".{part}" if text else part
        return text

    def problem(self, path: Path, expected: str, found: str | None = None) -> None:
        """Note that something else was expected at a path."""
        self.problems.append(Problem(self.line(path), self.key(path), expected, shown(self.at(path)) if found is None else found))


def read_located(source: str | bytes) -> Located:
    """Read a file's text (or its bytes, as UTF-8). Raises :class:`AgendaFileError` where nothing can be read at all."""
    text = _decode(source)
    located = Located()
    try:
        events = _plain_events(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise AgendaFileError([Problem(mark.line + 1 if mark else 1, "", *_spoken(error, text))]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise AgendaFileError([Problem(line, "", "text without control characters", f"character number {error.character}")]) from None
    _Builder(events, located).build()
    return located


def _decode(source: str | bytes) -> str:
    size = len(source) if isinstance(source, bytes) else len(source.encode("utf-8", "replace"))
    if size > LARGEST:
        raise AgendaFileError([Problem(1, "", f"a file of at most {LARGEST:,} bytes", f"{size:,} bytes")])
    text = _utf8(source) if isinstance(source, bytes) else source
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise AgendaFileError([Problem(1, "", "an agenda, starting with format: 1", "an empty file")])
    return text


def _utf8(source: bytes) -> str:
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise AgendaFileError([Problem(line, "", "text in UTF-8", f"byte 0x{source[error.start]:02x}")]) from None


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _spoken(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str]:
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "spaces at the start of the line", "a tab"
    return (
        "YAML: keys with a colon and a space, lists with a dash, two spaces deeper for what belongs to a key",
        error.problem or "something else",
    )


def _plain_events(text: str) -> list[Event]:
    """The events of a text without tricks. Stops where it nests too deep: a reader of YAML can be kept busy for hours there."""
    found: list[Event] = []
    problems: list[Problem] = []
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = _line(event)
        if isinstance(event, AliasEvent):
            problems.append(Problem(line, "", "the value written out", f"a reference *{event.anchor}"))
        elif anchor := getattr(event, "anchor", None):
            problems.append(Problem(line, "", "no anchors", f"an anchor &{anchor}"))
        if tag := getattr(event, "tag", None):
            problems.append(Problem(line, "", "no tags", f"a tag {shown(tag)}"))
        documents += isinstance(event, DocumentStartEvent)
        if documents > 1:
            problems.append(Problem(line, "", "one document", "a second one after ---"))
            break
        depth += isinstance(event, (MappingStartEvent, SequenceStartEvent)) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            problems.append(Problem(line, "", f"keys nested at most {DEEPEST} deep", "a deeper nest"))
            break
        if isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent, CollectionEndEvent)):
            found.append(event)
    if problems:
        raise AgendaFileError(problems)
    return found


class _Builder:
    """Builds data from a stream of events that is known to hold no tricks."""

    def __init__(self, events: list[Event], located: Located) -> None:
        self._events = iter(events)
        self._located = located

    def build(self) -> None:
        first = next(self._events, None)
        self._located.data = None if first is None else self._value(first, ())
        if not isinstance(self._located.data, dict):
            raise AgendaFileError([Problem(1, "", "keys, starting with format: 1", shown(self._located.data))])

    def _value(self, event: Event, path: Path) -> Any:
        self._located.lines.setdefault(path, _line(event))
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(following := next(self._events), CollectionEndEvent):
                items.append(self._value(following, (*path, len(items))))
            return items
        assert isinstance(event, ScalarEvent)
        return self._scalar(event, path)

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(key_event := next(self._events), CollectionEndEvent):
            line = _line(key_event)
            if not isinstance(key_event, ScalarEvent):
                self._located.problems.append(Problem(line, self._located.key(path), "a word as key", "a list or group as key"))
                self._value(key_event, (*path, "?"))
                self._value(next(self._events), (*path, "?"))
                continue
            key = str(key_event.value)
            if key in found:
                dotted = ".".join(str(part) for part in (*path, key) if isinstance(part, str))
                self._located.problems.append(
                    Problem(line, dotted, "each key once", f"{key} a second time (first on line {self._located.lines[(*path, key)]})")
                )
                self._value(next(self._events), (*path, f"{key} (again)"))
                continue
            self._located.lines[(*path, key)] = line
            found[key] = self._value(next(self._events), (*path, key))
        return found

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:
        text = str(event.value)
        if not event.implicit[0]:
            return text
        if text in ("", "null", "~"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text
        return text
