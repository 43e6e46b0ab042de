"""The reports of an agenda as data: which chapters each kind has, in which order, under which title and with which introduction.

The names of the kinds and of the chapters stand here, so that a wrong name is refused while a file is read. What a chapter tells is
composed by the reports room, which has one composer for every name.
"""

from enum import StrEnum
from typing import Self

from pydantic import field_validator, model_validator

from mag.agenda.values import Document, Text, YesNo, expected


class ReportKind(StrEnum):
    """The kinds of report."""

    HALF_YEAR = "half_year"
    ANNUAL = "annual"
    MONITOR = "monitor"
    EVALUATION = "evaluation"


class ChapterKind(StrEnum):
    """The kinds of chapter. A framework's chapter is written ``framework:<code of the framework>``."""

    OVERVIEW = "overview"
    THEMES = "themes"
    PARTNERS = "partners"
    MONEY = "money"
    OUTLOOK = "outlook"
    FRAMEWORK = "framework"
    EXPERIENCE = "experience"
    MONITOR = "monitor"
    REVIEW = "review"
    PROFESSIONALS = "professionals"
    BURDEN = "burden"


def kind_of(code: str) -> ChapterKind:
    """The kind of a chapter by its code: what stands before the colon. Raises ValueError for a code that is none."""
    kind, colon, rest = code.partition(":")
    found = ChapterKind(kind)
    if bool(colon) is not (found in WITH_SUBJECT) or (colon and not rest):
        raise ValueError(code)
    return found


WITH_SUBJECT: frozenset[ChapterKind] = frozenset({ChapterKind.FRAMEWORK})
"""The kinds of chapter that are about one thing, named after a colon."""


class ChapterDocument(Document):
    """A chapter. Without a title or an introduction it has the usual one of its kind."""

    code: str
    title: Text | None = None
    introduction: Text | None = None

    @field_validator("code", mode="before")
    @classmethod
    def _is_known(cls, value: object) -> object:
        try:
            kind_of(str(value))
        except ValueError:
            names = [f"{kind.value}:<code>" if kind in WITH_SUBJECT else kind.value for kind in ChapterKind]
            raise expected(f"the name of a chapter: {', '.join(names)}") from None
        return value


class ReportsDocument(Document):
    """The chapters by kind of report, in their order. A kind that is left out has the usual chapters.

    With ``begin_by_itself: no`` a person begins every concept; else it stands ready when its period is over.
    """

    begin_by_itself: YesNo = True
    half_year: tuple[ChapterDocument, ...] | None = None
    annual: tuple[ChapterDocument, ...] | None = None
    monitor: tuple[ChapterDocument, ...] | None = None
    evaluation: tuple[ChapterDocument, ...] | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for kind in ReportKind:
            codes = [chapter.code for chapter in self.of(kind) or ()]
            if self.of(kind) is not None and not codes:
                raise expected("at least one chapter, or leave this kind of report out", kind.value)
            if twice := next((code for code in codes if codes.count(code) > 1), None):
                raise expected(f"each chapter once; {twice} stands here twice", kind.value)
        return self

    def of(self, kind: ReportKind) -> tuple[ChapterDocument, ...] | None:
        """The chapters of a kind, or None where the agenda says nothing about it."""
        found: tuple[ChapterDocument, ...] | None = getattr(self, kind.value)
        return found

    def subjects(self, kind: ChapterKind) -> frozenset[str]:
        """What the chapters of a kind with a subject are about, over all kinds of report."""
        every = (chapter.code for one in ReportKind for chapter in self.of(one) or ())
        return frozenset(code.partition(":")[2] for code in every if kind_of(code) is kind)
