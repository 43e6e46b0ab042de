"""Judging a value (``domain.md 5.3`` and ``6``): a word only where a target or a direction, one definition and a margin allow it.

Pure. A value is *gehaald*, *deels gehaald* or *niet gehaald* only when (1) there is a target or a wished direction, (2) what
is compared was counted by one version of one definition over one kind of period, and (3) the difference is larger than the
margin. A survey without a margin is never judged; a register or a count has none. Neutral indicators are never judged.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mag.core.errors import Refusal
from mag.core.period import Period, PeriodKind, add_term, half_year, school_year, year
from mag.indicators.models import DIMENSION_LABELS, WITHOUT_VALUE, Dimension, Direction, MeasureKind, ValueStatus
from mag.indicators.wording import during, is_percentage, show_difference, show_value


class Word(StrEnum):
    """What is said of an indicator."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"
    UNKNOWN = "unknown"
    NOT_ASSESSABLE = "not_assessable"


WORD_LABELS: dict[Word, str] = {
    Word.REACHED: "gehaald",
    Word.PARTLY: "deels gehaald",
    Word.NOT_REACHED: "niet gehaald",
    Word.UNKNOWN: "nog niet bekend",
    Word.NOT_ASSESSABLE: "niet te beoordelen",
}
WORD_TONES: dict[Word, str] = {
    Word.REACHED: "good",
    Word.PARTLY: "attention",
    Word.NOT_REACHED: "wrong",
    Word.UNKNOWN: "neutral",
    Word.NOT_ASSESSABLE: "neutral",
}
"""The tone of the tag a word stands in; never shown without the word."""


@dataclass(frozen=True, slots=True)
class Value:
    """One measured value. ``definition`` tells versions and measures apart; ``exact`` is a register or a count, without a margin."""

    definition: int
    period: Period
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """A target for one definition, to be reached at the end of a period."""

    definition: int
    period: Period
    value: Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word for an indicator and the sentence that says why."""

    word: Word
    sentence: str


class Change(StrEnum):
    """How a later value stands to an earlier one."""

    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"
    WITHIN_MARGIN = "within_margin"
    MARGIN_UNKNOWN = "margin_unknown"
    OTHER_DEFINITION = "other_definition"
    OTHER_PERIOD = "other_period"
    NO_VALUE = "no_value"


def has_margin(kind: MeasureKind) -> bool:
    """Whether values of this kind come with a margin: only a sample survey does."""
    return kind is MeasureKind.SURVEY


def change(earlier: Value, later: Value) -> Change:
    """How the later value differs from the earlier one; overlapping intervals are no difference (``domain.md 5.3`` point 6)."""
    if earlier.definition != later.definition:
        return Change.OTHER_DEFINITION
    if earlier.period.kind is not later.period.kind:
        return Change.OTHER_PERIOD
    if earlier.value is None or later.value is None:
        return Change.NO_VALUE
    if not (earlier.exact and later.exact):
        if earlier.lower is None or earlier.upper is None or later.lower is None or later.upper is None:
            return Change.MARGIN_UNKNOWN
        if later.lower <= earlier.upper and earlier.lower <= later.upper:
            return Change.WITHIN_MARGIN
    if earlier.value == later.value:
        return Change.SAME
    return Change.HIGHER if later.value > earlier.value else Change.LOWER


def judge(*, direction: Direction, unit: str, latest: Value | None, reference: Value | None, aim: Aim | None, asked: Period) -> Verdict:
    """The word and the sentence for the latest value.

    ``reference`` is the baseline, or else the value before; ``aim`` the target that counts for the ``asked`` period.
    """
    if latest is None or latest.value is None:
        return Verdict(Word.UNKNOWN, "Er is nog geen meting.")
    if direction is Direction.NEUTRAL:
        return Verdict(Word.NOT_ASSESSABLE, "Meer of minder is bij dit cijfer niet vanzelf goed of slecht.")
    if aim is not None and aim.definition == latest.definition:
        return _against_target(direction, unit, latest, reference, aim, asked)
    if reference is None or reference.period == latest.period:
        return Verdict(Word.NOT_ASSESSABLE, "Er is nog geen eerdere meting om mee te vergelijken.")
    return _against_earlier(direction, unit, latest, reference)


def _against_target(direction: Direction, unit: str, latest: Value, reference: Value | None, aim: Aim, asked: Period) -> Verdict:
    assert latest.value is not None
    shown, wanted = show_value(latest.value, unit), show_value(aim.value, unit)
    if not latest.exact:
        if latest.lower is None or latest.upper is None:
            return Verdict(
                Word.NOT_ASSESSABLE, f"De marge van deze meting is niet bekend. Of het streefcijfer {wanted} is gehaald, is niet te zeggen."
            )
        if latest.lower < aim.value < latest.upper and latest.value != aim.value:
            return Verdict(Word.NOT_ASSESSABLE, f"Het verschil met het streefcijfer {wanted} is kleiner dan de marge van de meting.")
    if latest.value >= aim.value if direction is Direction.HIGHER else latest.value <= aim.value:
        return Verdict(Word.REACHED, f"Het streefcijfer {wanted} is gehaald: {shown} {during(latest.period)}.")
    due = f" Het streefcijfer geldt voor {aim.period.label()}." if aim.period.last > asked.last else ""
    if reference is not None and reference.value is not None and change(reference, latest).value == direction.value:
        before = f"{show_value(reference.value, unit)} {during(reference.period)}"
        return Verdict(Word.PARTLY, f"Het streefcijfer {wanted} is nog niet gehaald. Het werd wel beter: van {before} naar {shown}.{due}")
    return Verdict(Word.NOT_REACHED, f"Het streefcijfer {wanted} is niet gehaald: {shown} {during(latest.period)}.{due}")


def _against_earlier(direction: Direction, unit: str, latest: Value, reference: Value) -> Verdict:
    found = change(reference, latest)
    when = during(reference.period)
    why = {
        Change.SAME: f"Het cijfer is gelijk aan dat {when}.",
        Change.WITHIN_MARGIN: f"Het verschil met het cijfer {when} is kleiner dan de marge van de meting.",
        Change.MARGIN_UNKNOWN: "De marge van de meting is niet bekend. Daarom vergelijken wij de cijfers niet.",
        Change.OTHER_DEFINITION: f"De omschrijving is veranderd. Daarom vergelijken wij niet met het cijfer {when}.",
        Change.OTHER_PERIOD: "Een half jaar en een heel jaar vergelijken wij niet met elkaar.",
        Change.NO_VALUE: f"Er is geen cijfer {when} om mee te vergelijken.",
    }
    if found in why:
        return Verdict(Word.NOT_ASSESSABLE, why[found])
    wish = "hoger" if direction is Direction.HIGHER else "lager"
    verb = "steeg" if found is Change.HIGHER else "daalde"
    from_, to = (f"{show_value(v.value, unit)} {during(v.period)}" for v in (reference, latest))
    word = Word.REACHED if found.value == direction.value else Word.NOT_REACHED
    return Verdict(word, f"Het streven is: {wish}. Het cijfer {verb} van {from_} naar {to}.")


def word_of_goal(words: Sequence[Word]) -> Word:
    """One word for a goal from those of its indicators: what cannot be judged does not count, neither for nor against."""
    judged = [word for word in words if word in (Word.REACHED, Word.PARTLY, Word.NOT_REACHED)]
    if not judged:
        return Word.NOT_ASSESSABLE if Word.NOT_ASSESSABLE in words else Word.UNKNOWN
    if set(judged) == {Word.REACHED}:
        return Word.REACHED
    return Word.NOT_REACHED if set(judged) == {Word.NOT_REACHED} else Word.PARTLY


def next_expected(last: Period, every: str | None) -> Period | None:
    """The period of the next measurement, by the rhythm as a term (``P2Y``, ``P6M``); None when the rhythm is not fixed."""
    if every is None:
        return None
    first = add_term(last.first, every)
    if last.kind is PeriodKind.HALF_YEAR:
        return half_year(first.year, 1 if first.month <= 6 else 2)
    return school_year(first.year) if last.kind is PeriodKind.SCHOOL_YEAR else year(first.year)


def freshness(latest: Period | None, asked: Period, every: str | None) -> str | None:
    """A sentence when the asked period brought no new measurement, so that an old value is never read as new; else None."""
    if latest is None or latest.last >= asked.first:
        return None
    expected = next_expected(latest, every)
    said = f"Geen nieuwe meting {during(asked)}."
    if expected is None:
        return f"{said} Wanneer de volgende komt is niet bekend."
    if expected.last <= asked.last:
        return f"{said} De meting van {during(expected).removeprefix('in ')} is er nog niet."
    return f"{said} Volgende verwacht {during(expected)}."


def since_start(latest: Value | None, baseline: Value | None, unit: str) -> str | None:
    """How far the latest value is from the baseline, in words; None when the two may not be compared."""
    if latest is None or baseline is None or latest.period == baseline.period:
        return None
    if latest.value is None or baseline.value is None or latest.definition != baseline.definition:
        return None
    if latest.period.kind is not baseline.period.kind:
        return None
    away = show_difference(latest.value, baseline.value, unit)
    said = f"{away} {'aan' if away == 'gelijk' else 'dan'} bij de start ({baseline.period.label()})"
    return f"{said}, binnen de marge" if change(baseline, latest) is Change.WITHIN_MARGIN else said


_RANGE = re.compile(r"van (\d+) tot (\d+)")


def bounds_of(unit: str) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and highest value a unit allows: a percentage, a scale (``score van 0 tot 10``), a count; None where open."""
    if is_percentage(unit):
        return Decimal(0), Decimal(100)
    if match := _RANGE.search(unit):
        return Decimal(match[1]), Decimal(match[2])
    return (Decimal(0), None) if unit == "aantal" else (None, None)


def wrong_measurement(
    *,
    unit: str,
    period: Period,
    today: date,
    value: Decimal | None,
    status: ValueStatus,
    lower: Decimal | None,
    upper: Decimal | None,
    respondents: int | None,
    source: str,
    source_address: str | None = None,
) -> Iterator[Refusal]:
    """Every reason why a value cannot be recorded; nothing when it can."""
    if period.last > today:
        yield Refusal("period_not_over", f"Deze periode loopt nog: {period.label()}. Kies een periode die voorbij is.", "period")
    if not source.strip():
        yield Refusal("source_missing", "Vul in waar dit cijfer vandaan komt.", "source")
    if source_address and not source_address.startswith(("https://", "http://")):
        yield Refusal("address_wrong", "Typ het hele webadres van de bron, vanaf https://.", "source_address")
    if status in WITHOUT_VALUE and value is not None:
        said = "Bij een cijfer dat ontbreekt, geheim of nihil is hoort geen waarde. Laat het vak leeg."
        yield Refusal("value_not_expected", said, "value")
    if status not in WITHOUT_VALUE and value is None:
        yield Refusal("value_missing", "Vul het cijfer in, of kies bij ‘Hoe zeker is dit’ dat het ontbreekt.", "value")
    if value is None and (lower is not None or upper is not None):
        yield Refusal("bounds_without_value", "Een marge kan alleen bij een cijfer.", "lower")
    yield from _out_of_bounds(unit, value, lower, upper)
    if (lower is None) != (upper is None):
        yield Refusal("bounds_incomplete", "Vul de ondergrens en de bovengrens allebei in, of laat ze allebei leeg.", "lower")
    elif lower is not None and upper is not None and value is not None and not lower <= value <= upper:
        yield Refusal("bounds_reversed", "De ondergrens hoort onder het cijfer te liggen en de bovengrens erboven.", "lower")
    if respondents is not None and respondents < 1:
        yield Refusal("respondents_wrong", "Het aantal deelnemers is 1 of meer.", "respondents")


def _out_of_bounds(unit: str, value: Decimal | None, lower: Decimal | None, upper: Decimal | None) -> Iterator[Refusal]:
    low, high = bounds_of(unit)
    for name, number in (("value", value), ("lower", lower), ("upper", upper)):
        if number is None:
            continue
        if number.as_tuple().exponent not in (0, -1, -2, -3, -4) and number != number.quantize(Decimal("0.0001")):
            yield Refusal("too_precise", "Typ hooguit 4 cijfers achter de komma.", name)
        if (low is not None and number < low) or (high is not None and number > high):
            between = f"tussen {low} en {high}" if high is not None else f"{low} of hoger"
            kind = "Een percentage" if is_percentage(unit) else "Dit cijfer"
            yield Refusal("out_of_range", f"{kind} ligt {between}. U vulde {show_value(number, unit)} in.", name)


def wrong_parts(
    unit: str, value: Decimal | None, parts: Sequence[tuple[Dimension, Decimal | None]], why_not: str | None
) -> Iterator[Refusal]:
    """Every breakdown of a count whose parts do not add up to the whole, when nothing says why not. Shares never add up by themselves."""
    if is_percentage(unit) or value is None or why_not:
        return
    for dimension in dict.fromkeys(dimension for dimension, _ in parts):
        numbers = [number for of, number in parts if of is dimension]
        known = sum((number for number in numbers if number is not None), Decimal(0))
        if known != value if None not in numbers else known > value:
            away = f"samen {show_value(known, unit)}, het geheel is {show_value(value, unit)}"
            said = f"De onderdelen naar {DIMENSION_LABELS[dimension]} zijn {away}."
            yield Refusal("parts_differ", f"{said} Verbeter ze, of schrijf op waarom ze niet optellen.", "parts_note")
