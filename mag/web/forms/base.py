"""The base of every form: a security token, a key that makes sending twice harmless, Dutch sentences, and nothing typed gets lost."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self, cast
from uuid import uuid4

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms.fields import Field
from wtforms.meta import DefaultMeta
from wtforms.widgets import HiddenInput

from mag.core.errors import Refused
from mag.web.forms.question import clean_text, first_text
from mag.web.forms.rows import Part, RowsField

_KEY = re.compile(r"[0-9a-f]{32}")
_OWN_FIELDS = frozenset({"csrf_token", "idempotency_key", "version"})
PAGE_TOO_OLD = "Deze pagina stond te lang open. Uw antwoorden staan er nog. Verstuur ze nog een keer."
STALE_VERSION = "Deze pagina is verouderd. Open de pagina opnieuw."


class _HiddenText(Field):
    kind = "hidden"
    widget = HiddenInput()

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


class KeyField(_HiddenText):
    """The key of one intention to send. Made when the form is first shown, kept while it is corrected."""

    def process_data(self, value: Any) -> None:
        """Always a fresh key: the key of a stored thing must never be sent again."""
        self.data = uuid4().hex

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the key that was sent, when it has the shape of one."""
        text = first_text(valuelist)
        if _KEY.fullmatch(text):
            self.data = text


class VersionField(_HiddenText):
    """The version of the thing the person was looking at. ``data`` is int or None."""

    def process_data(self, value: Any) -> None:
        """Take the version of the program."""
        self.data = value if isinstance(value, int) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it back; raise when somebody changed it into something else."""
        text = first_text(valuelist)
        if not text:
            self.data = None
        elif re.fullmatch(r"[0-9]{1,9}", text):
            self.data = int(text)
        else:
            self.data = None
            raise ValueError(STALE_VERSION)


class _Meta(FlaskForm.Meta):
    """Dutch messages; posted forms and files only, never JSON."""

    locales = ("nl",)

    def get_translations(self, form: Any) -> Any:
        """WTForms' own Dutch catalogue."""
        return DefaultMeta.get_translations(self, form)

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        """What was posted: an empty post counts as posted too."""
        if formdata is None or hasattr(formdata, "getlist"):
            return formdata
        if request and request.method in {"POST", "PUT", "PATCH", "DELETE"}:
            return CombinedMultiDict((request.files, request.form)) if request.files else request.form
        return None


class BaseForm(FlaskForm):
    """Subclass this for every form that changes something. Show it with the macros of ``components/form.html``."""

    class Meta(_Meta):
        """See :class:`_Meta`."""

    idempotency_key = KeyField()
    version = VersionField()

    @classmethod
    def from_typed(cls, typed: Mapping[str, Sequence[str]], **kwargs: Any) -> Self:
        """A form filled with what was typed before (see :meth:`typed`), for drafts."""
        pairs = [(name, value) for name, values in typed.items() for value in values]
        return cls(formdata=MultiDict(pairs), **kwargs)

    def typed(self) -> dict[str, list[str]]:
        """Everything that was posted, as text by field name, without the security fields and pressed buttons: what a draft keeps.

        A draft may be saved without judging it, so nothing here is checked; only characters no database can hold are dropped.
        """
        names = {name for question in self.questions() if getattr(question, "kind", "") != "file" for name in _input_names(question)}
        return {name: [clean_text(v) for v in request.form.getlist(name)] for name in request.form if name in names}

    def answers(self) -> dict[str, Any]:
        """The values of all questions by name, without the hidden fields."""
        return {name: field.data for name, field in self._fields.items() if name not in _OWN_FIELDS}

    def questions(self) -> Iterator[Any]:
        """All questions in order, those of rows too."""
        for name, field in self._fields.items():
            if name in _OWN_FIELDS:
                continue
            yield field
            if isinstance(field, RowsField):
                for part in field.parts():
                    yield from part

    def say(self, sentence: str, field: str | None = None) -> Self:
        """Put a sentence at a question (``plan``, ``costs.1.amount``) or, without one or with an unknown one, above the form."""
        question = self._find(field) if field else None
        if question is None:
            self.form_errors.append(sentence)
        elif hasattr(question, "say"):
            question.say(sentence)
        else:
            question.errors = [*question.errors, sentence]
        return self

    def refuse(self, refused: Refused) -> Self:
        """Put the refusals of a verb at their questions and give the form back to be shown again."""
        for refusal in refused.refusals:
            self.say(refusal.sentence, refusal.field)
        return self

    def _find(self, path: str) -> Any:
        wanted = re.sub(r"[.\[\]_-]+", "-", path).strip("-")
        for question in self.questions():
            if re.sub(r"[._-]+", "-", str(question.name).removeprefix(self._prefix)) == wanted:
                return question
        return None

    def all_errors(self) -> list[tuple[str | None, str]]:
        """Every error as (id of the element to repair or None, sentence), in the order of the page."""
        found: list[tuple[str | None, str]] = [(None, str(sentence)) for sentence in self.form_errors]
        if self._fields.get("csrf_token") is not None and self._fields["csrf_token"].errors:
            found.append((None, PAGE_TOO_OLD))
        found += [(None, str(sentence)) for sentence in self._fields["version"].errors] if "version" in self._fields else []
        for question in self.questions():
            if isinstance(question, RowsField) or not isinstance(question.errors, dict):
                found += [(getattr(question, "focus_id", question.id), str(sentence)) for sentence in question.errors]
        return found

    def wants_row(self) -> bool:
        """Whether the person asked for a row more or less instead of sending; does so. Show the form again, without judging it."""
        if not self.is_submitted():
            return False
        asked = request.form.get("add_row", "")
        gone = request.form.get("remove_row", "")
        for field in self._fields.values():
            if not isinstance(field, RowsField):
                continue
            if asked == field.name:
                if not field.add_row():
                    field.say(f"U kunt hooguit {field.at_most} regels invullen. Voeg regels samen.")
                return True
            if gone and gone.startswith(field.name + "-"):
                return field.remove_row(gone)
        return False

    def has_files(self) -> bool:
        """Whether the form asks for files, so that it must be sent in parts."""
        return any(getattr(question, "kind", "") == "file" for question in self.questions())


class SearchForm(BaseForm):
    """A form that only looks (filters of a list): read from the address, without token or key."""

    class Meta(_Meta):
        """Without a token: a GET changes nothing."""

        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """The address, when it asks anything."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.args if request and request.args else None

    idempotency_key = cast(Any, None)
    version = cast(Any, None)

    def is_submitted(self) -> bool:
        """Whether the address asks anything."""
        return bool(request and request.args)

    def wants_row(self) -> bool:
        """A search has no rows."""
        return False


def _input_names(question: Any) -> list[str]:
    boxes = getattr(question, "boxes", None)
    return [question.name, *(f"{question.name}-{box}" for box in boxes)] if boxes else [question.name]


__all__ = ["BaseForm", "KeyField", "Part", "RowsField", "SearchForm", "VersionField"]
