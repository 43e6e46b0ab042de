"""The questions of a count on the form of an account, and what was typed at them."""

from collections.abc import Sequence
from typing import Any

from mag.accountability.counts.rules import CountQuestion, missing_sentence
from mag.web.forms import BaseForm, LongTextField, PeopleField


def count_fields(one: CountQuestion) -> dict[str, Any]:
    """The fields of one count: the whole, of a share the part, and room for a word about it."""
    made: dict[str, Any] = {one.field: _number(one.ask_whole, f"Het gaat om {one.span.words}.")}
    if one.ask_part is not None:
        made[f"{one.field}_part"] = _number(one.ask_part, "Dit zijn er evenveel of minder.")
    about = f"Wilt u hier iets bij vertellen? ({one.about})"
    return made | {f"{one.field}_why": LongTextField(about, optional=True, rows=2, max_length=2_000)}


def _number(question: str, hint: str) -> PeopleField:
    return PeopleField(question, hint=hint, missing=missing_sentence(question))


def told_count(form: BaseForm, one: CountQuestion) -> tuple[int | None, int | None, str]:
    """What was typed. What cannot be read does not take the place of what was kept before."""
    whole, part = form[one.field], form[f"{one.field}_part"] if one.ask_part is not None else None
    return (
        one.whole if whole.process_errors else whole.data,
        None if part is None else one.part if part.process_errors else part.data,
        form[f"{one.field}_why"].data or "",
    )


def kept_counts(questions: Sequence[CountQuestion]) -> dict[str, Any]:
    """What stands on the form before anybody typed: what was kept."""
    data: dict[str, Any] = {}
    for one in questions:
        data |= {one.field: one.whole, f"{one.field}_part": one.part, f"{one.field}_why": one.explanation}
    return data
