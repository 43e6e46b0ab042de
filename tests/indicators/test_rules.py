"""What may be said of a value, in tables."""

from datetime import date
from decimal import Decimal

import pytest

from mag.core.period import Period, half_year, moment, school_year, year
from mag.indicators.models import Direction, ValueStatus
from mag.indicators.rules import (
    WORD_LABELS,
    WORD_TONES,
    Aim,
    Change,
    Value,
    Word,
    bounds_of,
    change,
    freshness,
    judge,
    next_expected,
    since_start,
    word_of_goal,
    wrong_measurement,
)
from mag.indicators.wording import show_difference, show_value

UP, DOWN, NEUTRAL = Direction.HIGHER, Direction.LOWER, Direction.NEUTRAL


def survey(period: int, value: str | None, margin: str | None = "1", definition: int = 1) -> Value:
    number = Decimal(value) if value else None
    low, high = (number - Decimal(margin), number + Decimal(margin)) if number is not None and margin else (None, None)
    return Value(definition, year(period), number, low, high)


def count(period: Period, value: str) -> Value:
    return Value(1, period, Decimal(value), exact=True)


def aim(value: str, due: int = 2022) -> Aim:
    return Aim(1, year(due), Decimal(value))


@pytest.mark.parametrize(
    ("earlier", "later", "found"),
    [
        (survey(2017, "20"), survey(2021, "23"), Change.HIGHER),
        (survey(2017, "20"), survey(2021, "17"), Change.LOWER),
        (survey(2017, "20"), survey(2021, "22"), Change.WITHIN_MARGIN),  # the intervals just touch
        (survey(2017, "20"), survey(2021, "23", None), Change.MARGIN_UNKNOWN),
        (survey(2017, "20"), survey(2021, "60", definition=2), Change.OTHER_DEFINITION),
        (survey(2017, None), survey(2021, "60"), Change.NO_VALUE),
        (count(year(2020), "40"), count(year(2021), "41"), Change.HIGHER),
        (count(year(2020), "40"), count(year(2021), "40"), Change.SAME),
        (count(year(2021), "40"), count(half_year(2022, 1), "22"), Change.OTHER_PERIOD),
    ],
)
def test_a_difference_is_one_only_beyond_the_margin_and_within_one_way_of_counting(earlier: Value, later: Value, found: Change) -> None:
    assert change(earlier, later) is found


@pytest.mark.parametrize(
    ("direction", "latest", "reference", "target", "word", "said"),
    [
        (UP, None, None, aim("30"), Word.UNKNOWN, "nog geen meting"),
        (UP, survey(2021, None), survey(2017, "20"), aim("30"), Word.UNKNOWN, "nog geen meting"),
        (UP, survey(2021, "32"), survey(2017, "20"), aim("30"), Word.REACHED, "streefcijfer 30% is gehaald: 32% in 2021"),
        (UP, survey(2021, "30"), None, aim("30"), Word.REACHED, "gehaald"),
        (DOWN, survey(2021, "28"), None, aim("30"), Word.REACHED, "gehaald"),
        (UP, survey(2021, "30.5"), survey(2017, "20"), aim("30"), Word.NOT_ASSESSABLE, "kleiner dan de marge"),
        (UP, survey(2021, "32", None), survey(2017, "20"), aim("30"), Word.NOT_ASSESSABLE, "marge van deze meting is niet bekend"),
        (UP, survey(2021, "26"), survey(2017, "20"), aim("30"), Word.PARTLY, "van 20% in 2017 naar 26%"),
        (DOWN, survey(2021, "36"), survey(2017, "40"), aim("30"), Word.PARTLY, "werd wel beter"),
        (UP, survey(2021, "21"), survey(2017, "20"), aim("30"), Word.NOT_REACHED, "niet gehaald: 21% in 2021"),
        (UP, survey(2021, "15"), survey(2017, "20"), aim("30"), Word.NOT_REACHED, "niet gehaald"),
        (UP, survey(2021, "15"), None, aim("30", 2023), Word.NOT_REACHED, "Het streefcijfer geldt voor 2023."),
        (UP, survey(2021, "26", definition=2), survey(2017, "20"), aim("30"), Word.NOT_ASSESSABLE, "omschrijving is veranderd"),
        (UP, survey(2021, "26"), None, None, Word.NOT_ASSESSABLE, "geen eerdere meting"),
        (UP, survey(2021, "26"), survey(2017, "20"), None, Word.REACHED, "Het streven is: hoger. Het cijfer steeg van 20% in 2017"),
        (DOWN, survey(2021, "26"), survey(2017, "20"), None, Word.NOT_REACHED, "Het streven is: lager. Het cijfer steeg"),
        (DOWN, survey(2021, "20.5"), survey(2017, "20"), None, Word.NOT_ASSESSABLE, "kleiner dan de marge"),
        (UP, survey(2021, "26", None), survey(2017, "20", None), None, Word.NOT_ASSESSABLE, "marge van de meting is niet bekend"),
        (NEUTRAL, survey(2021, "26"), survey(2017, "20"), aim("20"), Word.NOT_ASSESSABLE, "niet vanzelf goed of slecht"),
        (UP, count(year(2022), "41"), count(year(2021), "41"), None, Word.NOT_ASSESSABLE, "gelijk aan dat in 2021"),
        (UP, count(half_year(2022, 1), "41"), count(year(2021), "80"), None, Word.NOT_ASSESSABLE, "Een half jaar en een heel jaar"),
    ],
)
def test_a_word_needs_a_target_or_direction_one_definition_and_a_margin(
    direction: Direction, latest: Value | None, reference: Value | None, target: Aim | None, word: Word, said: str
) -> None:
    verdict = judge(direction=direction, unit="%", latest=latest, reference=reference, aim=target, asked=year(2022))
    assert (verdict.word, said in verdict.sentence) == (word, True), verdict


def test_every_word_has_its_label_and_grey_stays_grey() -> None:
    assert set(WORD_LABELS) == set(WORD_TONES) == set(Word)
    assert {WORD_TONES[Word.UNKNOWN], WORD_TONES[Word.NOT_ASSESSABLE]} == {"neutral"}


R, P, N, U, X = Word.REACHED, Word.PARTLY, Word.NOT_REACHED, Word.UNKNOWN, Word.NOT_ASSESSABLE


@pytest.mark.parametrize(
    ("words", "word"),
    [([], U), ([U, U], U), ([U, X], X), ([R, X, U], R), ([R, R], R), ([R, N], P), ([P], P), ([N, X], N), ([P, N], P)],
)
def test_a_goal_gets_one_word_from_what_could_be_judged(words: list[Word], word: Word) -> None:
    assert word_of_goal(words) is word


@pytest.mark.parametrize(
    ("last", "every", "found"),
    [
        (year(2021), "P2Y", year(2023)),
        (year(2020), "P4Y", year(2024)),
        (half_year(2022, 1), "P6M", half_year(2022, 2)),
        (half_year(2022, 2), "P6M", half_year(2023, 1)),
        (school_year(2020), "P1Y", school_year(2021)),
        (moment(date(2021, 5, 1)), "P2Y", year(2023)),
        (year(2021), None, None),
    ],
)
def test_the_next_measurement_follows_the_rhythm(last: Period, every: str | None, found: Period | None) -> None:
    assert next_expected(last, every) == found


@pytest.mark.parametrize(
    ("latest", "asked", "every", "said"),
    [
        (year(2021), year(2021), "P2Y", None),
        (None, year(2022), "P2Y", None),
        (year(2021), half_year(2022, 1), "P2Y", "Geen nieuwe meting in het eerste halfjaar 2022. Volgende verwacht in 2023."),
        (year(2019), year(2022), "P2Y", "Geen nieuwe meting in 2022. De meting van 2021 is er nog niet."),
        (half_year(2022, 1), year(2023), "P6M", "Geen nieuwe meting in 2023. De meting van het tweede halfjaar 2022 is er nog niet."),
        (year(2021), year(2022), None, "Geen nieuwe meting in 2022. Wanneer de volgende komt is niet bekend."),
    ],
)
def test_an_old_value_is_never_shown_as_new(latest: Period | None, asked: Period, every: str | None, said: str | None) -> None:
    assert freshness(latest, asked, every) == said


def test_the_difference_with_the_start_is_told_only_within_one_definition() -> None:
    assert since_start(survey(2021, "26.5"), survey(2017, "20"), "%") == "6,5 procentpunt hoger dan bij de start (2017)"
    assert since_start(survey(2021, "20.5"), survey(2017, "20"), "%") == "0,5 procentpunt hoger dan bij de start (2017), binnen de marge"
    assert since_start(count(year(2021), "38"), count(year(2018), "50"), "aantal") == "12 lager dan bij de start (2018)"
    assert since_start(survey(2021, "26", definition=2), survey(2017, "20"), "%") is None
    assert since_start(survey(2017, "20"), survey(2017, "20"), "%") is None
    assert show_difference(Decimal("6.30"), Decimal("6.3"), "score van 0 tot 10") == "gelijk"


def test_values_are_written_the_dutch_way() -> None:
    assert [show_value(Decimal(v), u) for v, u in (("26.50", "%"), ("1250", "aantal"), ("6.3", "score van 0 tot 10"))] == [
        "26,5%", "1.250", "6,3",
    ]  # fmt: skip
    assert show_value(None, "%") == "nog niet bekend"
    assert bounds_of("score van 0 tot 10") == (0, 10)


TODAY = date(2022, 3, 1)
FINE = {
    "unit": "%", "period": year(2021), "today": TODAY, "value": Decimal("26.5"), "status": ValueStatus.FINAL, "lower": None, "upper": None,
    "respondents": None, "source": "Monitor",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ({}, []),
        ({"value": Decimal(0)}, []),
        ({"value": Decimal(100)}, []),
        ({"value": Decimal("100.01")}, ["out_of_range"]),
        ({"value": Decimal("-0.1")}, ["out_of_range"]),
        ({"unit": "score van 0 tot 10", "value": Decimal("10.5")}, ["out_of_range"]),
        ({"unit": "aantal", "value": Decimal(250)}, []),
        ({"unit": "aantal", "value": Decimal(-1)}, ["out_of_range"]),
        ({"value": Decimal("26.12345")}, ["too_precise"]),
        ({"value": None}, ["value_missing"]),
        ({"value": None, "status": ValueStatus.MISSING}, []),
        ({"value": None, "status": ValueStatus.SECRET}, []),
        ({"status": ValueStatus.SECRET}, ["value_not_expected"]),
        ({"period": year(2022)}, ["period_not_over"]),
        ({"period": moment(TODAY)}, []),
        ({"lower": Decimal(24), "upper": Decimal(29)}, []),
        ({"lower": Decimal(29), "upper": Decimal(24)}, ["bounds_reversed"]),
        ({"lower": Decimal(27), "upper": Decimal(29)}, ["bounds_reversed"]),
        ({"lower": Decimal(24)}, ["bounds_incomplete"]),
        ({"lower": Decimal(24), "upper": Decimal(129)}, ["out_of_range"]),
        ({"respondents": 0}, ["respondents_wrong"]),
        ({"source": " "}, ["source_missing"]),
        ({"source_address": "https://demo.example/cijfers"}, []),
        ({"source_address": "javascript:alert(1)"}, ["address_wrong"]),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(wrong: dict[str, object], codes: list[str]) -> None:
    refusals = list(wrong_measurement(**FINE | wrong))  # type: ignore[arg-type]
    assert [r.code for r in refusals] == codes
    assert all(r.sentence.endswith(".") and r.field for r in refusals)
