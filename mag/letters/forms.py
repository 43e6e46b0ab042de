"""The form of one text: for every part its heading and its words, in the order of the letter."""

from collections.abc import Mapping
from typing import Any

from mag.letters.kinds import SHAPES, LetterKind
from mag.letters.rules import MOST, MOST_LINE, ONE_LINE, Words
from mag.web.forms import BaseForm, LongTextField, TextField


class DraftForm(BaseForm):
    """The buttons beside a draft: it carries the version of the draft that was looked at."""


def text_form(kind: LetterKind) -> type[BaseForm]:
    """The form class for a kind. What the words must hold is judged by the rules of this room."""
    fields: dict[str, Any] = {}
    for part in SHAPES[kind].parts:
        must = " en ".join(f"{{{name}}}" for name in part.required)
        hint = f"Hierin moet staan: {must}." if must else ""
        if part.has_heading:
            fields[f"{part.code}_heading"] = TextField(f"{part.label}: kop", max_length=MOST_LINE)
        if part.code in ONE_LINE:
            fields[part.code] = TextField(part.label, hint=hint, optional=part.optional, max_length=MOST_LINE)
        else:
            label = f"{part.label}: tekst" if part.has_heading else part.label
            fields[part.code] = LongTextField(label, hint=hint, optional=part.optional, rows=4, max_length=MOST)
    return type("TextForm", (BaseForm,), fields)


def shown(words: Mapping[str, Words], version: int) -> dict[str, Any]:
    """The words as the form shows them."""
    values: dict[str, Any] = {"version": version}
    for code, part in words.items():
        values[code], values[f"{code}_heading"] = part.text, part.heading
    return values


def typed(kind: LetterKind, form: BaseForm) -> dict[str, Words]:
    """The words as they were typed."""
    return {
        part.code: Words(form[part.code].data, form[f"{part.code}_heading"].data if part.has_heading else "") for part in SHAPES[kind].parts
    }
