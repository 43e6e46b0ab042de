"""The words staff write: names are filled in once and by name only; law keeps its parts; nothing hostile does anything."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.letters.kinds import SHAPES, LetterKind, kind_of_slug, part_of
from mag.letters.names import NAMES, examples
from mag.letters.rules import MOST, Line, Words, fill, fill_line, names_in, problems
from mag.letters.standard import STANDARD
from tests.factories.applications import agenda_file

LETTERS = [kind for kind in LetterKind if kind is not LetterKind.SENDER]


def codes(kind: LetterKind, **changed: Words) -> dict[str, str | None]:
    return {refusal.code: refusal.field for refusal in problems(kind, {**STANDARD[kind], **changed})}


@pytest.mark.parametrize("kind", LETTERS)
def test_the_shipped_words_are_right_and_fill_completely(kind: LetterKind) -> None:
    assert codes(kind) == {}
    assert set(STANDARD[kind]) == {part.code for part in SHAPES[kind].parts}
    for part, words in STANDARD[kind].items():
        lines = fill(words.text, examples(kind))
        assert lines and not any("{" in line.text for line in lines), (kind, part)


def test_every_page_of_a_letter_has_its_own_address() -> None:
    assert len({shape.slug for shape in SHAPES.values()}) == len(SHAPES)
    assert all(kind_of_slug(shape.slug) is kind for kind, shape in SHAPES.items())
    for kind, shape in SHAPES.items():
        for part in shape.parts:
            assert part_of(kind, part.code) is part
            assert set(part.required) <= set(NAMES[kind])


def test_an_empty_value_leaves_its_line_out_and_a_list_repeats_it() -> None:
    text = "Bel {telefoon}.\n- Stuur mee: {stuk}.\nTot slot."
    filled = fill(text, {"telefoon": "", "stuk": ("bonnen", "een foto")})
    assert filled == (Line("Stuur mee: bonnen.", True), Line("Stuur mee: een foto.", True), Line("Tot slot."))
    assert fill("- Stuur mee: {stuk}.", {"stuk": ()}) == ()


def test_a_reason_of_several_lines_becomes_paragraphs_and_a_dash_in_it_no_item() -> None:
    assert fill("{reden}", {"reden": "Eerst dit.\n\n- en dat"}) == (Line("Eerst dit."), Line("- en dat"))


def test_what_is_filled_in_is_never_read_again() -> None:
    assert (
        fill_line("{plan} {kenmerk}", {"plan": "{kenmerk} {bedrag.__class__}", "kenmerk": "MAG-1"}) == "{kenmerk} {bedrag.__class__} MAG-1"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "{bedrag.__class__}", "{plan.__init__.__globals__}", "{0}", "{}", "{plan!r}", "{plan:>999999999}", "{plan[0]}", "{ plan }",
        "{PLAN}", "{plan\n}", "{{plan}}", "{" * 300, "}" * 300, "{" + "a" * 3000 + "}", "{{7*7}}", "{% raw %}", "{plan", "plan}",
    ],
)  # fmt: skip
def test_a_hostile_name_is_refused_with_a_sentence_at_its_part(hostile: str) -> None:
    found = list(problems(LetterKind.AWARD, {**STANDARD[LetterKind.AWARD], "reason": Words("{reden} " + hostile, "Waarom?")}))
    assert {refusal.code for refusal in found} & {"name_unknown", "brace_loose"}, hostile
    assert {refusal.field for refusal in found} == {"reason"}
    assert all(refusal.sentence.endswith((".", "}")) and len(refusal.sentence) < 200 for refusal in found)


@given(st.text(alphabet="{}abcplanreden.!:[]_ \n-", max_size=300))
def test_whatever_passes_the_judging_can_be_filled(text: str) -> None:
    words = Words("{reden} {plan}\n" + text, "Waarom?")
    if not list(problems(LetterKind.REFUSAL, {**STANDARD[LetterKind.REFUSAL], "reason": words})):
        assert fill(words.text, examples(LetterKind.REFUSAL))
        assert set(names_in(words.text)) <= set(NAMES[LetterKind.REFUSAL])


def test_what_law_wants_said_cannot_be_left_out() -> None:
    assert codes(LetterKind.AWARD, account=Words("Stuur ons een bericht.", "Wat moet u doen?")) == {"name_missing": "account"}
    assert codes(LetterKind.REFUSAL, disagree=Words("Jammer dan.", "Oneens?")) == {"name_missing": "disagree"}
    assert codes(LetterKind.REFUSAL, reason=Words("", "Waarom?"))["part_empty"] == "reason"
    assert codes(LetterKind.REFUSAL, reason=Words("{reden}"))["part_empty"] == "reason_heading"


def test_a_text_of_a_book_two_lists_and_a_subject_of_two_lines_are_refused() -> None:
    assert codes(LetterKind.AWARD, reason=Words("{reden}" + "a" * MOST, "Waarom?")) == {"part_long": "reason"}
    assert codes(LetterKind.AWARD, account=Words("{uiterlijk} {stuk}\n- {stuk} {afspraak}", "Wat?")) == {"two_lists": "account"}
    assert codes(LetterKind.AWARD, subject=Words("Over {plan}\nen meer")) == {"one_line": "subject"}


def test_the_agenda_files_name_a_contact() -> None:
    assert agenda_file().section.agenda.contact.name
    assert [field.name for field in fields(Words)] == ["text", "heading"]
