"""The shape of a letter: who writes to whom, the main message first, then short sections. Made as one accessible HTML page.

The same letter is shown in the browser, frozen in a :class:`~mag.core.papers.Paper` and printed as PDF.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from mag.core.pdf import letter_css, print_css

_BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, and where it helps a list of items."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in its parts, in the order of ``ux.md L11``. ``lead`` is the main message: one or two sentences.

    ``facts`` are the key block on top; the first ``bold_facts`` of them are its main message and printed bold.
    """

    sender: str
    sender_details: tuple[str, ...]
    addressee: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    subject: str
    salutation: str
    lead: str
    sections: tuple[Section, ...]
    signature: tuple[str, ...]
    bold_facts: int = 0


def letter_html(letter: Letter) -> str:
    """The letter as a whole HTML document in Dutch, with its print style. All text is escaped."""
    parts = [
        '<div class="letterhead">',
        Markup('<p class="sender">{}</p>').format(letter.sender),
        *_each('<p class="sender-detail">{}</p>', letter.sender_details),
        '</div><div class="addressee">',
        *_each("<p>{}</p>", letter.addressee),
        '</div><dl class="reference">',
        *(_fact(term, value, bold=number < letter.bold_facts) for number, (term, value) in enumerate(letter.facts)),
        "</dl>",
        Markup("<h1>{}</h1>").format(letter.subject),
        Markup("<p>{}</p>").format(letter.salutation),
        Markup("<p><strong>{}</strong></p>").format(letter.lead),
    ]
    for section in letter.sections:
        parts.extend(_each("<h2>{}</h2>", (section.heading,)))
        parts.extend(_each("<p>{}</p>", section.paragraphs))
        if section.items:
            parts.extend(["<ul>", *_each("<li>{}</li>", section.items), "</ul>"])
    parts.extend(['<div class="signature">', *_each("<p>{}</p>", letter.signature), "</div>"])
    head = f'<meta charset="utf-8"><title>{escape(letter.subject)}</title><style>{print_css()}{letter_css()}</style>'
    return f'<!DOCTYPE html>\n<html lang="nl"><head>{head}</head><body>' + "\n".join(parts) + "</body></html>"


def letter_body(html: str, *, inside: bool = False) -> Markup:
    """What stands between the body tags of a letter, to show on a page of the program.

    ``inside`` lowers its headings by two, for a page that has a heading of its own (a preview).
    """
    found = _BODY.search(html)
    body = found[1] if found else ""
    if inside:
        for level in (2, 1):
            body = body.replace(f"<h{level}>", f"<h{level + 2}>").replace(f"</h{level}>", f"</h{level + 2}>")
    return Markup(body)


def _each(shape: str, texts: Iterable[str]) -> list[Markup]:
    return [Markup(shape).format(text) for text in texts if text]


def _fact(term: str, value: str, *, bold: bool) -> Markup:
    shape = "<div><dt>{}</dt><dd><strong>{}</strong></dd></div>" if bold else "<div><dt>{}</dt><dd>{}</dd></div>"
    return Markup(shape).format(term, value)
