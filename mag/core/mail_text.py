"""The shape of every mail: paragraphs, a few facts, one link, a signature; as plain text and as plain HTML.

The HTML needs no style and no picture: it reads well in every program, on paper and aloud.
"""

from collections.abc import Sequence
from html import escape


def compose(
    paragraphs: Sequence[str],
    link: tuple[str, str] | None = None,
    facts: Sequence[tuple[str, str]] = (),
    signature: Sequence[str] = (),
) -> tuple[str, str]:
    """The mail as (text, html). ``link`` is (label, address), ``facts`` are (label, value); they follow the paragraphs.

    ``signature`` are the lines under the mail. Raises ValueError for an address that is not http or https.
    """
    text, html = [*paragraphs], [f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs]
    if facts:
        text.append("\n".join(f"{label}{' ' if label.endswith('?') else ': '}{value}" for label, value in facts))
        rows = "".join(f'<tr><th scope="row" align="left">{escape(label)}</th><td>{_lines(value)}</td></tr>' for label, value in facts)
        html.append(f"<table>{rows}</table>")
    if link:
        label, address = link
        if not address.startswith(("https://", "http://")) or any(letter.isspace() for letter in address):
            raise ValueError(f"{address!r} is not an address a mail can link to")
        text.append(f"{label}:\n{address}")
        html.append(f'<p><a href="{escape(address)}">{escape(label)}</a></p>')
    if signature:
        text.append("\n".join(signature))
        html.append(f"<p>{_lines(chr(10).join(signature))}</p>")
    body = "\n".join(html)
    page = (
        f'<!DOCTYPE html>\n<html lang="nl">\n<head><meta charset="utf-8"><title>Bericht</title></head>\n<body>\n{body}\n</body>\n</html>\n'
    )
    return "\n\n".join(text) + "\n", page


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
