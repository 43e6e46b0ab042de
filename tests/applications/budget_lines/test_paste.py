"""A budget that somebody pastes: every notation read right or named by its place, nothing guessed, nothing lost silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.applications.budget_lines.lines import LONGEST, MOST_LINES, column_name
from mag.applications.budget_lines.paste import read_paste
from mag.applications.states import CostKind
from mag.core.money import MAX_AMOUNT

ZAAL = [("cost", "Zaalhuur", 250_00)]
TWO = [("cost", "Zaalhuur", 250_00), ("cost", "Drinken", 1250_50)]

READ: dict[str, tuple[str, list[tuple[str, str, int]]]] = {
    "whole euros": ("Zaalhuur\t250", ZAAL),
    "cents": ("Zaalhuur\t250,00", ZAAL),
    "a euro sign": ("Zaalhuur\t€ 250,00", ZAAL),
    "as accountants show it": ("Zaalhuur\t €  250,00 ", ZAAL),
    "a dash for cents": ("Zaalhuur\t250,-", ZAAL),
    "two dashes": ("Zaalhuur\t€ 250,--", ZAAL),
    "the word euro": ("Zaalhuur\t250 euro", ZAAL),
    "the code in front": ("Zaalhuur\tEUR 250,00", ZAAL),
    "a hard space": ("Zaalhuur\t€\u00a0250", ZAAL),
    "a semicolon": ("Zaalhuur;250,00", ZAAL),
    "a semicolon with a space": ("Zaalhuur; 250,00", ZAAL),
    "no column at all": ("Zaalhuur 250", ZAAL),
    "a colon": ("Zaalhuur: € 250,-", ZAAL),
    "two lines": ("Zaalhuur\t250\nDrinken\t1.250,50", TWO),
    "lines of Windows": ("Zaalhuur\t250\r\nDrinken\t1.250,50\r\n", TWO),
    "a space for thousands": ("Zaalhuur\t250\nDrinken\t1 250,50", TWO),
    "blank lines": ("\n\nZaalhuur\t250\n\t\n\nDrinken\t1.250,50\n", TWO),
    "a header": ("Omschrijving\tBedrag\nZaalhuur\t250\nDrinken\t1.250,50", TWO),
    "another header": ("Kostenpost\tBedrag (€)\nZaalhuur\t250\nDrinken\t1.250,50", TWO),
    "a header in capitals": ("POST\tBEDRAG IN EURO'S\nZaalhuur\t250\nDrinken\t1.250,50", TWO),
    "amount first": ("Bedrag\tOmschrijving\n250\tZaalhuur\n1.250,50\tDrinken", TWO),
    "a total": ("Zaalhuur\t250\nDrinken\t1.250,50\nTotaal\t1.500,50", TWO),
    "total costs": ("Zaalhuur\t250\nDrinken\t1.250,50\nTotaal kosten:\t1.500,50", TWO),
    "a total without a word": ("Zaalhuur\t250\nDrinken\t1.250,50\n\t1.500,50", TWO),
    "a subtotal": ("Zaalhuur\t250\nSubtotaal\t250\nDrinken\t1.250,50\nTotaal\t1.500,50", TWO),
    "merged cells before": ("\t\tZaalhuur\t250\n\t\tDrinken\t1.250,50", TWO),
    "a merged heading": ("Locatie\n\tZaalhuur\t250\nEten\t\t\n\tDrinken\t1.250,50", TWO),
    "a merged first column": ("Feest\tZaal\t250\n\tDrinken\t1.250,50", [("cost", "Feest: Zaal", 250_00), TWO[1]]),
    "quantity and price": ("Wat\tAantal\tPrijs\tTotaal\nZaalhuur\t2\t125\t250\nDrinken\t1\t1250,50\t1.250,50", TWO),
    "a remark behind": ("Zaalhuur\t250\tofferte\nDrinken\t1.250,50\t", TWO),
    "zero is nothing": ("Zaalhuur\t250\nTent\t0,00\nBand\t€ -\nDrinken\t1.250,50", TWO),
    "money from others": ("Zaalhuur\t250\nInkomsten\nKaartjes\t50", [*ZAAL, ("income", "Kaartjes", 50_00)]),
    "two parts with headers": ("Kosten\tBedrag\nZaalhuur\t250\nBaten\tBedrag\nKaartjes\t50", [*ZAAL, ("income", "Kaartjes", 50_00)]),
    "two parts side by side": (
        "Kosten\t\tInkomsten\t\nZaalhuur\t250\tKaartjes\t50\nDrinken\t1.250,50\t\t\nTotaal\t1.500,50\tTotaal\t50",
        [*TWO, ("income", "Kaartjes", 50_00)],
    ),
    "quotes of a spreadsheet": ('"Zaalhuur"\t"250"', ZAAL),
    "one quote that is none": ('Buis 5" breed\t20', [("cost", 'Buis 5" breed', 20_00)]),
    "a number in the words": ("3 tafels\t40", [("cost", "3 tafels", 40_00)]),
    "samen eten is no total": ("Samen eten\t40", [("cost", "Samen eten", 40_00)]),
    "an odd minus sign in words": ("Drank − feest\t40", [("cost", "Drank − feest", 40_00)]),
}  # fmt: skip

NAMED = {
    "two readings": ("Zaalhuur\t12.50", "Regel 1, kolom B: Wij weten niet zeker welk bedrag"),
    "one decimal": ("Zaalhuur\t12,5", "Regel 1, kolom B: Wij weten niet zeker"),
    "English": ("Zaalhuur\t1,250.00", "op zijn Engels"),
    "words for an amount": ("Zaalhuur\tpm\nDrank\t5", "Regel 1, kolom B: Dit is geen bedrag: pm"),
    "a date": ("Zaalhuur\t12-3-2023\nDrank\t5", "Regel 1, kolom B: Hier staat een datum"),
    "below zero": ("Zaalhuur\t-250", "kan niet onder nul zijn"),
    "below zero in brackets": ("Zaalhuur\t(250,00)", "kan niet onder nul zijn"),
    "below zero behind": ("Zaalhuur\t250-", "kan niet onder nul zijn"),
    "too much": ("Zaalhuur\t99999999999", "te groot"),
    "no description": ("\t250", "Regel 1: hier staat niet waar €\u00a0250,00 voor is"),
    "a long description": (f"{'x' * 201}\t5", f"Maak haar korter dan {LONGEST}"),
    "far to the right": ("\t\t\tZaalhuur\t12.50", "Regel 1, kolom E"),
    "too many lines": ("\n".join(f"Post {n}\t5" for n in range(MOST_LINES + 1)), f"Er passen er {MOST_LINES}"),
    "thousands of lines": ("a\t1\n" * 3000, "Dat is te veel"),
    "nothing": ("", "U plakte nog niets"),
    "only words": ("Lieve mensen\nGraag geld", "Wij vonden geen regel"),
    "a whole book": ("x" * 250_000, "Dat is te veel"),
}


@pytest.mark.parametrize("case", READ)
def test_a_pasted_budget_is_read_as_it_was_meant(case: str) -> None:
    text, expected = READ[case]
    reading = read_paste(text)
    assert reading.troubles == []
    assert [(line.kind.value, line.description, line.amount) for line in reading.lines] == expected


@pytest.mark.parametrize("case", NAMED)
def test_what_cannot_be_read_is_named_by_its_place_and_nothing_can_be_taken_over(case: str) -> None:
    text, sentence = NAMED[case]
    reading = read_paste(text)
    assert any(sentence in trouble for trouble in reading.troubles), reading.troubles
    assert not reading.may_be_taken


def test_english_amounts_are_read_when_somebody_says_so() -> None:
    text = "Hall\t1,250.00\nDrinks\t12.50\nBand\t1,250\nTent\t40"
    assert read_paste(text).unclear
    assert [line.amount for line in read_paste(text, english=True).lines] == [1250_00, 12_50, 1250_00, 40_00]
    assert "1,250.50" in read_paste("Hall\t1.2.3", english=True).troubles[0]


def test_what_is_left_out_is_told() -> None:
    reading = read_paste("Eten\nZaalhuur\t250\nTent\t0\nTotaal\t300")
    assert any("“Eten”, “Tent”" in note for note in reading.notes)
    assert any("uw totaal is €\u00a0300,00, maar de regels erboven zijn samen €\u00a0250,00" in note for note in reading.notes)
    assert any("Een totaal, dus niet meegenomen: regel 4" in note for note in reading.notes)


def test_a_line_that_looks_like_a_total_counts_and_is_asked_about() -> None:
    reading = read_paste("Zaal\t10\nDrank\t20\nBand\t30")
    assert reading.total(CostKind.COST) == 60_00
    assert any("“Band” van €\u00a030,00 telt nu mee. Is het een totaal?" in note for note in reading.notes)
    assert any("meer getallen" in note for note in read_paste("Zaal\t2\t125\t250").notes)


@given(st.text(st.sampled_from("aZé \t\n;:€.,-–0123456789()\"'\x00=\u2028½٣"), max_size=200), st.booleans())
def test_whatever_is_pasted_is_an_answer(text: str, english: bool) -> None:
    reading = read_paste(text, english=english)
    assert reading.lines or reading.troubles
    assert all(0 < line.amount <= MAX_AMOUNT and 0 < len(line.description) <= LONGEST for line in reading.lines)


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [column_name(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
