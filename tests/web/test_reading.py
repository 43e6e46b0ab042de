"""What people type is read the way they mean it, and shown back in the notation of the house."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.core.money import AmountWrong, parse_amount, show
from mag.core.period import show_date
from mag.web.forms import (
    Unreadable,
    clean_line,
    clean_text,
    read_date,
    read_date_text,
    read_number,
    show_iban,
    show_number,
    show_phone,
)
from mag.web.forms.dates import DateUnreadable


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("250", 250_00),
        (" 250 ", 250_00),
        ("250,00", 250_00),
        ("250,5", None),
        ("250,50", 250_50),
        ("250,-", 250_00),
        ("250,--", 250_00),
        ("250,–", 250_00),
        ("€ 250,-", 250_00),
        ("€250", 250_00),
        ("€\u00a0250,00", 250_00),
        ("250 euro", 250_00),
        ("250 EUR", 250_00),
        ("EUR 250", 250_00),
        ("1.250", 1_250_00),
        ("1.250,00", 1_250_00),
        ("1 250", 1_250_00),
        ("1 250,75", 1_250_75),
        ("1\u202f250,75", 1_250_75),
        ("1250", 1_250_00),
        ("1250,75", 1_250_75),
        ("10.000", 10_000_00),
        ("100.000,01", 100_000_01),
        ("1.000.000", 1_000_000_00),
        ("0", 0),
        ("0,01", 1),
        ("0,50", 50),
        ("007", 7_00),
        ("12.50", None),
        ("1,250", None),
        ("1,250.00", None),
        ("12.5", None),
        ("-5", None),
        ("tweehonderd", None),
        ("12,345,6", None),
        ("999999999999999999999", None),
        ("٣", None),
    ],
)
def test_an_amount_is_read_or_asked_again(typed: str, cents: int | None) -> None:
    if cents is None:
        with pytest.raises(AmountWrong) as wrong:
            parse_amount(typed)
        assert wrong.value.sentence.endswith(".")
    else:
        assert parse_amount(typed) == cents


@given(st.integers(min_value=0, max_value=100_000_000_00))
def test_an_amount_that_was_shown_is_read_back_the_same(cents: int) -> None:
    assert parse_amount(show(cents)) == cents
    assert parse_amount(show(cents).replace("€\u00a0", "")) == cents


THIRD = date(2026, 2, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "3-2-2026",
        "03-02-2026",
        "3/2/2026",
        "3.2.2026",
        "3 2 2026",
        "03 02 2026",
        "3 feb 2026",
        "3 feb. 2026",
        "3 febr 2026",
        "3 februari 2026",
        "3 Februari 2026",
        "3 FEB 2026",
        "3-feb-2026",
        "3-februari-2026",
        "2026-02-03",
        "2026-2-3",
        "dinsdag 3 februari 2026",
        "di 3 feb 2026",
        "Dinsdag, 3 februari 2026",
        " 3  februari   2026 ",
        "3\u00a0februari\u00a02026",
        "3- 2 -2026",
    ],
)
def test_a_date_is_read_in_any_usual_notation(typed: str) -> None:
    assert read_date_text(typed) == THIRD


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        (("3", "2", "2026"), THIRD),
        (("03", "02", "2026"), THIRD),
        (("3", "feb", "2026"), THIRD),
        (("3", "Februari", "2026"), THIRD),
        (("1", "mrt", "2023"), date(2023, 3, 1)),
        (("1", "maa", "2023"), date(2023, 3, 1)),
        (("1", "mei", "2023"), date(2023, 5, 1)),
        (("1", "sept.", "2023"), date(2023, 9, 1)),
        (("31", "12", "2022"), date(2022, 12, 31)),
        (("29", "2", "2024"), date(2024, 2, 29)),
    ],
)
def test_three_boxes_make_a_date(boxes: tuple[str, str, str], expected: date) -> None:
    assert read_date(*boxes) == expected


@pytest.mark.parametrize(
    ("boxes", "wrong", "part"),
    [
        (("", "2", "2026"), ("day",), "Vul ook de dag in"),
        (("3", "", ""), ("month", "year"), "Vul ook de maand en het jaar in"),
        (("3", "13", "2026"), ("month",), "De maand"),
        (("3", "0", "2026"), ("month",), "De maand"),
        (("3", "lente", "2026"), ("month",), "De maand"),
        (("3", "2", "26"), ("year",), "vier cijfers, zoals 2026"),
        (("3", "2", "20266"), ("year",), "Het jaar"),
        (("3", "2", "0026"), ("year",), "Het jaar"),
        (("32", "1", "2026"), ("day",), "De dag"),
        (("0", "1", "2026"), ("day",), "De dag"),
        (("30", "2", "2023"), ("day", "month"), "februari 2023 heeft 28 dagen"),
        (("²", "2", "2023"), ("day",), "De dag"),
        (("3", "2", "٢٠٢٣"), ("year",), "Het jaar"),
    ],
)
def test_a_date_that_is_none_says_which_box_to_repair(boxes: tuple[str, str, str], wrong: tuple[str, ...], part: str) -> None:
    with pytest.raises(DateUnreadable) as error:
        read_date(*boxes)
    assert error.value.boxes == wrong
    assert part in str(error.value)
    assert str(error.value).endswith(".")


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_date_that_was_shown_is_read_back_the_same(day: date) -> None:
    assert read_date_text(show_date(day)) == day
    assert read_date(str(day.day), str(day.month), str(day.year)) == day
    assert read_date_text(day.isoformat()) == day
    assert read_date_text(show_date(day)) + timedelta(days=1) > day


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("78,9", "78.9"),
        ("78.9", "78.9"),
        ("1.250", "1250"),
        ("1.250,5", "1250.5"),
        ("0,123", "0.123"),
        ("0.123", "0.123"),
        ("-3", "-3"),
        ("80%", "80"),
    ],
)
def test_a_measured_number_is_read_the_dutch_way(typed: str, number: str) -> None:
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "veel", "1,2,3", "1.2.3", "12.34.567", "٣", "1e5", "NaN", "--3", "0,12345"])
def test_what_is_no_number_is_asked_again(typed: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        read_number(typed)
    assert str(wrong.value).endswith(".")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_that_was_shown_is_read_back_the_same(number: Decimal) -> None:
    assert read_number(show_number(number)) == number


@given(st.text())
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    for cleaned in (clean_text(text), clean_line(text)):
        assert "\0" not in cleaned and "\r" not in cleaned
        cleaned.encode("utf-8")
    assert "\n" not in clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


def test_marks_that_hide_or_turn_text_are_dropped() -> None:
    assert clean_line("NL91\u202eABNA\u200b\0 \ud800x") == "NL91ABNA x"
    assert clean_text("een\r\ntwee\rdrie") == "een\ntwee\ndrie"
    assert clean_text("👨‍👩‍👧 ok") == "👨‍👩‍👧 ok"


def test_numbers_people_know_by_heart_are_shown_in_groups() -> None:
    assert show_phone("+31612345678") == "06 12345678"
    assert show_phone("+31184612345") == "0184 612345"
    assert show_phone("+31101234567") == "010 1234567"
    assert show_phone("+3225551234") == "+3225551234"
    assert show_iban("NL91ABNA0417164300") == "NL91 ABNA 0417 1643 00"
