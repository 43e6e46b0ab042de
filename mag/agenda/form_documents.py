"""A form as a typed document: every question once, the screens it stands on, and when it is asked.

The screens, the check page, the copy in the mail, what staff read, “Bekijk alle vragen”, the export and the burden meter are all
made from it. A published form never changes: another wording is another form, and files keep the one they were asked by.
"""

from typing import Any, Self

from pydantic import model_validator

from mag.agenda.form_terms import ROWS, AnswerKind, AskedWhen, ChoicesFrom, Reader
from mag.agenda.values import Code, Document, Text, YesNo, expected


class Choice(Document):
    """One choice of a question: the code that is stored and the word on the screen."""

    code: Code
    label: Text


class OnlyIf(Document):
    """Asked only when an earlier question was answered with one of these codes."""

    question: Code
    any_of: tuple[Code, ...]


class Variant(Document):
    """Another wording of a question where all of ``when`` hold, or on the screens named. What is not given stays as it was."""

    when: tuple[AskedWhen, ...] = ()
    on_screens: tuple[Code, ...] = ()
    kind: AnswerKind | None = None
    label: Text | None = None
    hint: Text | None = None
    missing: Text | None = None
    optional: YesNo | None = None
    least: int | None = None


class QuestionDocument(Document):
    """One question.

    ``purpose`` says to the applicant why we ask it and ``readers`` who reads the answer; ``change`` follows the word
    "Wijzig"; ``missing`` is the sentence beside an empty answer; ``expected`` is how many characters a story is expected
    to have; ``least`` is the number of rows that must be filled in; ``when`` must all hold for a tier to ask it.
    """

    id: Code
    label: Text
    kind: AnswerKind
    purpose: Text
    readers: tuple[Reader, ...] = (Reader.STAFF,)
    hint: str = ""
    example: str = ""
    missing: str = ""
    change: str = ""
    choices: tuple[Choice, ...] = ()
    choices_from: ChoicesFrom | None = None
    optional: YesNo = False
    expected: int = 0
    autocomplete: str = ""
    width: int = 0
    least: int = 0
    when: tuple[AskedWhen, ...] = ()
    only_if: OnlyIf | None = None
    variants: tuple[Variant, ...] = ()

    @model_validator(mode="after")
    def _has_choices(self) -> Self:
        chosen = self.kind in (AnswerKind.ONE_OF, AnswerKind.SOME_OF)
        if chosen != bool(self.choices or self.choices_from):
            raise expected("choices with one_of and some_of, and only there", "choices")
        return self

    @property
    def inputs(self) -> int:
        """How many answers must be given here: each separately answerable control counts as one (``ux.md 2.2``)."""
        if self.optional:
            return 0
        return 2 * self.least if self.kind in ROWS else 1

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The choices as (code, label)."""
        return tuple((choice.code, choice.label) for choice in self.choices)

    def adapted(self, **changes: Any) -> "QuestionDocument":
        """This question with some things said otherwise."""
        return self.model_copy(update=changes) if changes else self


class ScreenDocument(Document):
    """One page of questions, by the code a tier names. ``slug`` is its place in the address, ``step`` its name in a button."""

    code: Code
    slug: Code
    title: Text
    step: Text
    questions: tuple[Code, ...]


class FormDocument(Document):
    """A whole form. ``code`` ends with its version (``standaard-1``)."""

    code: Code
    label: Text
    questions: tuple[QuestionDocument, ...]
    screens: tuple[ScreenDocument, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        known: dict[str, int] = {}
        for number, question in enumerate(self.questions):
            if question.id in known:
                raise expected("each question once", f"questions.{number}.id")
            if question.only_if is not None and question.only_if.question not in known:
                raise expected("an earlier question of this form", f"questions.{number}.only_if.question")
            known[question.id] = number
        for number, screen in enumerate(self.screens):
            strange = [name for name in screen.questions if name not in known]
            if strange:
                raise expected(f"questions of this form, not {strange[0]}", f"screens.{number}.questions")
        if "amount" not in known:
            raise expected("a question amount: it decides the tier", "questions")
        return self

    def screen(self, code: str) -> ScreenDocument:
        """The screen a tier names. Raises KeyError."""
        for screen in self.screens:
            if screen.code == code:
                return screen
        raise KeyError(code)

    def question(self, name: str) -> QuestionDocument:
        """The question with this id. Raises KeyError."""
        for question in self.questions:
            if question.id == name:
                return question
        raise KeyError(name)
