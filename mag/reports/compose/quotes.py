"""Figures that a text quotes by name: ``{figuur:overview.awarded}`` reads as the figure itself, so that a text never goes stale. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mag.reports.facts import Facts, TextFact
from mag.reports.figures import Figure, Figures

_QUOTE = re.compile(r"\{\s*figuur\s*:\s*([^{}\s]+)\s*\}", re.IGNORECASE)
_LOOSE = re.compile(r"\{\s*figuur\b[^{}\n]*\}?", re.IGNORECASE)


def quote(key: str) -> str:
    """How a text names a figure."""
    return f"{{figuur:{key}}}"


def unknown_names(text: str, by_key: Mapping[str, Figure]) -> list[str]:
    """What a text quotes that is no figure of the report, as it was typed: names that do not exist, and braces that are not closed."""
    return [said for said in _LOOSE.findall(text) if (match := _QUOTE.fullmatch(said)) is None or match[1] not in by_key]


def fill(text: str, by_key: Mapping[str, Figure]) -> str:
    """The text with every quoted figure as people read it; a name that does not exist is said to be unknown."""
    return _QUOTE.sub(lambda match: by_key[match[1]].shown if match[1] in by_key else f"[onbekend cijfer: {match[1]}]", text)


def filled(made: Figures) -> Figures:
    """The same report with its texts filled in."""
    by_key = made.by_key

    def say(text: str) -> str:
        return fill(text, by_key)

    return replace(
        made,
        chapters=tuple(replace(chapter, part=chapter.part.told(say)) for chapter in made.chapters),
        changes_text=say(made.changes_text),
        reasons={key: say(text) for key, text in made.reasons.items()},
        by_key=by_key,
    )


def stray_quotes(facts: Facts, figures: Figures) -> Iterator[tuple[TextFact, list[str]]]:
    """The texts of a report that quote a figure it does not have, each with what they quote."""
    for text in facts.texts:
        if found := unknown_names(text.text, figures.by_key):
            yield text, found
