import pytest

from mag.agenda_file import AgendaFileError, Problem, parse
from tests.agenda.agendas import EXAMPLE, HG_2018, SHIPPED

TEXT = EXAMPLE.read_text()


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(AgendaFileError) as wrong:
        parse(text)
    return wrong.value.problems


def swapped(old: str, new: str, *, text: str = TEXT) -> tuple[str, int]:
    """The example with one place replaced, and the line of that place."""
    assert old in text, old
    return text.replace(old, new, 1), text.count("\n", 0, text.index(old)) + 1 + (len(old) - len(old.lstrip("\n")))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_agendas_of_the_project_can_be_read(path: object) -> None:
    parse(path.read_bytes())  # type: ignore[attr-defined]


def test_the_agenda_of_2018_holds_what_the_court_of_audit_describes() -> None:
    file = parse(HG_2018.read_bytes())
    assert [theme.name for theme in file.themes] == ["Met en voor elkaar", "Actief en gezond"]
    assert [len(theme.goals) for theme in file.themes] == [4, 4]
    assert len(file.frames) == 5
    assert len(file.indicators) == 20
    assert {i.code for i in file.indicators if i.moves_within_half_year} == {"SAM-3", "VRI-1", "MAN-3", "OPG-1"}
    assert {i.code for i in file.indicators if i.direction == "neutral"} == {"VRI-1", "MAN-1"}
    assert [m.code for i in file.indicators if i.code == "GEZ-3" for m in i.measures] == ["alcohol", "drugs"]


WRONG = [
    ("name: Groen in de wijk", "naam: Groen in de wijk", "themes[groen].naam", "name, perhaps"),
    ("name: Groen in de wijk", "colour: green", "themes[groen].colour", "one of code, goals, name, note"),
    (
        "code: GM9999",
        "code: 9999",
        "agenda.municipality.code",
        "a municipality code of Statistics Netherlands, such as GM0523",
    ),
    ("valid_to: 2025-12-31", "valid_to: 2025-02-31", "rule_sets[demo-2025].valid_to", "a date as YYYY-MM-DD"),
    ("valid_to: 2025-12-31", "valid_to: 2024-12-31", "rule_sets[demo-2025].valid_to", "a last day on or after valid_from"),
    (
        "decide_within: P10D",
        "decide_within: 10 dagen",
        "rule_sets[demo-2025].tiers[KLEIN].decide_within",
        "a term such as P14D",
    ),
    (
        "max: '750.00'",
        "max: 750",
        "rule_sets[demo-2025].tiers[KLEIN].max",
        'an amount in euros with two decimals, such as "250.00"',
    ),
    ("max: '750.00'", "max: '750,00'", "rule_sets[demo-2025].tiers[KLEIN].max", "an amount in euros"),
    (
        "max: '750.00'",
        "max: '700.00'",
        "rule_sets[demo-2025].tiers[GROOT].min",
        '"700.00": no tier holds the amounts between',
    ),
    ("max: '750.00'", "max: '800.00'", "rule_sets[demo-2025].tiers[GROOT].min", "an amount that is not in KLEIN too"),
    ("max_inclusive: false", "max_inclusive: no", "rule_sets[demo-2025].tiers[KLEIN].max_inclusive", "true or false"),
    (
        "max_inclusive: false",
        "max_inclusive: true",
        "rule_sets[demo-2025].tiers[GROOT].min_inclusive",
        "false: KLEIN already holds",
    ),
    ("closes: 05-15", "closes: 02-29", "rule_sets[demo-2025].tiers[GROOT].window.closes", "a day of every year"),
    ("closes: 05-15", "closes: {open: 3}", "rule_sets[demo-2025].tiers[GROOT].window.closes.open", "text"),
    ("interview: 'no'", "interview: maybe", "rule_sets[demo-2025].tiers[KLEIN].interview", "no, optional, or required"),
    (
        "decider: municipality_officer",
        "decider: mayor",
        "rule_sets[demo-2025].tiers[KLEIN].decider",
        "neighbourhood_worker",
    ),
    ("goal: tuinen", "goal: tuinten", "indicators[TUI-1].goal", "a goal of this file: tuinen, schoon, meedoen, repareren"),
    ("- version: 2", "- version: 1", "indicators[TUI-1].definitions", "each version once per measure"),
    ("- code: schoon", "- code: tuinen", "themes[groen].goals[tuinen].code", "a goal that is not there yet"),
    (
        "- percent: 40",
        "- percent: 39",
        "rule_sets[demo-2025].tiers[GROOT].payment",
        "parts that add up to 100 per cent",
    ),
    ("count_below: 5", "count_below: five", "rule_sets[demo-2025].suppression.count_below", "a whole number"),
    ("places: [Voorbeeldstad, Voorbeelddorp]", "places: Voorbeeldstad", "agenda.municipality.places", "a list"),
    ("format: 1\n", "format: 2\n", "format", "1"),
    ("short: SK", "short: 12", "agenda.words.short", "text; put quotes around it"),
]


@pytest.mark.parametrize(("old", "new", "key", "expected"), WRONG, ids=[f"{key}-{n}" for n, (_, _, key, _) in enumerate(WRONG)])
def test_a_wrong_value_is_named_with_its_line_its_key_and_what_was_expected(old: str, new: str, key: str, expected: str) -> None:
    assert old in TEXT
    fresh = TEXT.replace(old, new, 1)
    found = problems(fresh)
    assert key in [problem.key for problem in found], found
    problem = next(problem for problem in found if problem.key == key)
    assert problem.expected.startswith(expected), problem
    last = key.rsplit(".", 1)[-1].split("[")[0]
    assert f"{last}:" in fresh.splitlines()[problem.line - 1], problem


def test_a_missing_key_is_named_where_it_should_stand() -> None:
    text, line = swapped("    remedy:\n", "    remedies:\n")
    found = {problem.key: problem for problem in problems(text)}
    assert found["rule_sets[demo-2025].remedies"].line == line
    assert found["rule_sets[demo-2025].remedies"].expected == "remedy, perhaps"
    assert found["rule_sets[demo-2025].remedy"].expected == "this key, which is not there"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = TEXT.replace("valid_from: 2025-01-01", "valid_from: soon").replace("goal: tuinen", "goal: x").replace("P10D", "ten")
    found = problems(text)
    assert len(found) == 5
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_key_that_stands_twice_is_refused_with_both_lines() -> None:
    found = problems(TEXT.replace("    short: SK", "    short: SK\n    short: SKK", 1))
    assert [(p.expected, "a second time (first on line" in p.found) for p in found] == [("each key once", True)]


def test_two_rule_sets_are_never_in_force_on_one_day() -> None:
    body = TEXT[TEXT.index("  - code: demo-2025") :]
    later = (
        body.replace("demo-2025", "demo-2026")
        .replace("2025-01-01", "2025-12-31", 1)
        .replace("2025-12-31\n    legal", "2026-12-31\n    legal", 1)
    )
    found = problems(TEXT + later)
    assert [p.key for p in found] == ["rule_sets[demo-2026].valid_from"]
    assert parse(TEXT + later.replace("2025-12-31", "2026-01-01", 1)).rule_sets[1].code == "demo-2026"


@pytest.mark.parametrize(
    ("source", "line", "expected"),
    [
        ("", 1, "an agenda, starting with format: 1"),
        ("  \n\n", 1, "an agenda, starting with format: 1"),
        ("# only a remark\n", 1, "keys, starting with format: 1"),
        ("- a\n- list\n", 1, "keys, starting with format: 1"),
        ("format: 1\nagenda:\n\tcode: x\n", 3, "spaces at the start of the line"),
        ("format: 1\nabout: [a, b\n", 3, "YAML: keys with a colon"),
        ("format: 1\nabout: a: b\n", 2, "YAML: keys with a colon"),
        ("format: 1\nabout: *other\n", 2, "the value written out"),
        ("format: &one 1\nabout: *one\n", 1, "no anchors"),
        ("format: 1\nabout: !!python/object:os.system x\n", 2, "no tags"),
        ("format: 1\n---\nformat: 1\n", 2, "one document"),
        ("format: 1\nabout: \x07\n", 2, "text without control characters"),
        (b"format: 1\nabout: caf\xe9\n", 2, "text in UTF-8"),
        ("format: 1\n".encode("utf-16"), 1, "text in UTF-8"),
        ("about: x\n" + "#" * 1_000_001, 1, "a file of at most 1,000,000 bytes"),
        ("a: " * 1 + "[" * 40 + "]" * 40, 1, "keys nested at most 20 deep"),
        ("a: " + "[" * 20_000, 1, "keys nested at most 20 deep"),
        ("? [a]\n: b\nformat: 1\n", 1, "a word as key"),
    ],
    ids=lambda value: repr(value)[:24] if isinstance(value, (str, bytes)) else str(value),
)
def test_a_file_that_is_no_agenda_is_told_apart_in_words(source: str | bytes, line: int, expected: str) -> None:
    found = problems(source)
    assert any(problem.line == line and problem.expected.startswith(expected) for problem in found), found


def test_a_bomb_of_references_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
    assert {problem.expected for problem in problems(bomb)} == {"no anchors", "the value written out"}


def test_the_mark_that_windows_puts_before_a_text_does_no_harm() -> None:
    assert parse(b"\xef\xbb\xbf" + TEXT.encode()) == parse(TEXT) == parse(TEXT.replace("\n", "\r\n"))


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    file = parse(TEXT.replace("short: SK", "short: no", 1))
    assert file.agenda.words.short == "no"


def test_an_amount_without_quotes_is_read_from_its_characters() -> None:
    assert parse(TEXT.replace("'2500.00'", "2500.00")) == parse(TEXT)
