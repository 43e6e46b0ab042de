"""Over which days an account counts, and what is wrong with what was counted. Pure.

A half-year or yearly account counts its own period, as far as the plan ran in it. A final account counts the whole plan, for the year in
which it ended; where earlier years had an account of their own, it counts from the day after the last of them: no day counts twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mag.agenda.terms import HandInKind
from mag.core.errors import Refusal
from mag.core.period import Period, parse_period, show_date, year


@dataclass(frozen=True, slots=True)
class Span:
    """The period an account counts for, and the days of it in which the plan ran."""

    period: Period
    first: date
    last: date

    @property
    def words(self) -> str:
        """The days in words, to stand behind ``Het gaat om``."""
        if (self.first, self.last) == (self.period.first, self.period.last):
            return f"het {self.period.label()}" if len(self.period.code) > len("2022") else f"heel {self.period.label()}"
        return f"de tijd van {show_date(self.first)} tot en met {show_date(self.last)}"


def span_of(kind: HandInKind, period: str, *, starts_on: date, ends_on: date, earlier: Iterable[Period] = ()) -> Span | None:
    """What an account counts over; ``earlier`` are the periods of the other accounts of the plan. None when no day is left to it."""
    if kind is not HandInKind.FINAL and period:
        of = parse_period(period)
        first, last = max(of.first, starts_on), min(of.last, ends_on)
    else:
        of = year(ends_on.year)
        before = [one.last + timedelta(days=1) for one in earlier if one.last < of.first or one.code == of.code]
        first, last = max([starts_on, *before]), ends_on
    return Span(of, first, last) if first <= last else None


@dataclass(frozen=True, slots=True)
class Before:
    """What the plan told for a half of the same year before: the words of the half, the whole and the part."""

    words: str
    whole: int
    part: int | None


@dataclass(frozen=True, slots=True)
class CountQuestion:
    """One thing a partner is asked to count, with what it answered. ``about`` is the name of the figure it is for."""

    indicator_id: int
    about: str
    ask_whole: str
    ask_part: str | None
    span: Span
    whole: int | None = None
    part: int | None = None
    explanation: str = ""
    before: Before | None = None

    @property
    def field(self) -> str:
        """The name of its question on the form; ``_part`` and ``_why`` stand behind it for the other two."""
        return f"count_{self.indicator_id}"


def missing_sentence(question: str) -> str:
    """What is said at a question that was left empty."""
    return f"Vul een aantal in bij ‘{question}’ Waren het er geen? Vul dan 0 in."


def missing_counts(questions: Iterable[CountQuestion]) -> Iterator[Refusal]:
    """What lacks or cannot be in what was counted, each at its question."""
    for one in questions:
        if one.whole is None:
            yield Refusal("count_missing", missing_sentence(one.ask_whole), one.field)
            continue
        if one.ask_part is not None:
            if one.part is None:
                yield Refusal(
                    "count_missing", f"Vul een aantal in bij ‘{one.ask_part}’ Waren het er geen? Vul dan 0 in.", f"{one.field}_part"
                )
                continue
            if one.part > one.whole:
                sentence = f"Dit zijn er meer dan het hele aantal: {one.part} van de {one.whole} kan niet. Controleer beide aantallen."
                yield Refusal("part_too_large", sentence, f"{one.field}_part")
                continue
        yield from _less_than_before(one)


def _less_than_before(one: CountQuestion) -> Iterator[Refusal]:
    """A year holds at least what its half held: of the whole, of the part, and of the rest."""
    before = one.before
    if before is None or one.whole is None:
        return
    if one.whole < before.whole:
        sentence = f"In {before.words} telde u er al {before.whole}. Dan zijn het er in {one.span.words} minstens {before.whole}."
        yield Refusal("less_than_before", sentence, one.field)
    elif one.part is not None and before.part is not None:
        if one.part < before.part:
            sentence = f"In {before.words} telde u er al {before.part}. Dan zijn het er in {one.span.words} minstens {before.part}."
            yield Refusal("less_than_before", sentence, f"{one.field}_part")
        elif one.whole - one.part < before.whole - before.part:
            most = one.whole - (before.whole - before.part)
            sentence = f"In {before.words} waren het er {before.part} van {before.whole}. Dan kunnen het er nu hooguit {most} zijn."
            yield Refusal("more_than_can_be", sentence, f"{one.field}_part")
