"""What every question on a form shares: a label, a hint, whether it may stay empty, and the text as it was typed.

A question never loses what somebody typed: ``typed`` is shown again when the answer cannot be read. ``data`` is the
typed answer as a value the program can use, or empty.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from wtforms.fields import Field
from wtforms.validators import StopValidation

_SPACES = re.compile(r"[ \t\u00a0\u202f\u2007]+")
_INVISIBLE = {"\u200b", "\u2060", "\ufeff", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}


class Unreadable(ValueError):
    """The typed text is not an answer; the first argument is the Dutch sentence that says how to repair it."""


def clean_text(text: str) -> str:
    """Text of one or more lines without what a database, a letter or a screen cannot hold.

    Control characters, lone surrogates and marks that turn the reading direction are dropped; line ends become ``\\n``.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(c for c in text if c == "\n" or c == "\t" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in _INVISIBLE))
    return unicodedata.normalize("NFC", kept).strip()


def clean_line(text: str) -> str:
    """Text of one line: as :func:`clean_text`, with line ends and runs of spaces turned into one space."""
    return _SPACES.sub(" ", clean_text(text).replace("\n", " ")).strip()


def first_text(values: Iterable[Any]) -> str:
    """The first posted value when it is text; a file sent under the name of a text question counts as empty."""
    for value in values:
        return value if isinstance(value, str) else ""
    return ""


class Question(Field):
    """The base of all questions.

    ``label`` is the question, ``hint`` one line of help under it, ``optional`` allows no answer (the screen then says
    "(niet verplicht)"), ``missing`` replaces the sentence shown when an answer is needed and there is none, ``width``
    is the size of the box in characters (4, 10, 20 or 0 for the full width).
    """

    kind: ClassVar[str] = "text"
    missing_start: ClassVar[str] = "Vul iets in"
    missing_end: ClassVar[str] = "."

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., Any]] = (),
        *,
        hint: str = "",
        optional: bool = False,
        missing: str = "",
        width: int = 0,
        autocomplete: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, list(validators), **kwargs)
        self.hint = hint
        self.optional = optional
        self.missing = missing
        self.width = width
        self.autocomplete = autocomplete
        self.typed = ""

    @property
    def question(self) -> str:
        """The label as plain text."""
        return str(self.label.text)

    @property
    def focus_id(self) -> str:
        """The id of the element an error should lead to."""
        return str(self.id)

    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not self.typed

    def sentence_when_missing(self) -> str:
        """What to say when an answer is needed and there is none."""
        return self.missing or f"{self.missing_start} bij ‘{self.question}’{self.missing_end}"

    def pre_validate(self, form: Any) -> None:
        """Stop at an answer that cannot be read or is missing, so that one question shows one sentence."""
        if self.process_errors:
            raise StopValidation()
        if self.is_empty():
            raise StopValidation("" if self.optional else self.sentence_when_missing())

    def say(self, sentence: str) -> None:
        """Put a sentence at this question, for instance the refusal of a verb."""
        self.errors = [*self.errors, sentence]


class LineQuestion(Question):
    """A question answered in one line of text. Subclasses say how text becomes a value and how a value is shown."""

    empty: ClassVar[Any] = None
    input_type: ClassVar[str] = "text"
    inputmode: ClassVar[str] = ""

    def read(self, text: str) -> Any:
        """The value of a non-empty text. Raises ValueError with a Dutch sentence."""
        return text

    def show(self, value: Any) -> str:
        """The text of a value, as it stands in the box."""
        return str(value)

    def tidy(self, text: str) -> str:
        """Posted text without what cannot be held."""
        return clean_line(text)

    def process_data(self, value: Any) -> None:
        """Take a value from the program."""
        self.data = self.empty if value is None else value
        self.typed = "" if value is None or value == "" else self.show(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed; what can be read is shown back in the notation of the house."""
        self.typed = self.tidy(first_text(valuelist))
        self.data = self.empty
        if self.typed:
            self.data = self.read(self.typed)
            self.typed = self.show(self.data)
