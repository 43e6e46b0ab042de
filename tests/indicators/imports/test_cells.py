"""Every sign a cell can hold, and every way a period is written: kept as what they mean, never as 0."""

from decimal import Decimal

import pytest

from mag.indicators.imports.cells import Cell, Decimals, WrongCell, read_attribute, read_cell
from mag.indicators.imports.periods import PeriodRule, read_period
from mag.indicators.models import ValueStatus as S


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        (".", None, S.MISSING),
        ("x", None, S.SECRET),
        ("X ", None, S.SECRET),
        ("-", None, S.NIL),
        ("0", None, S.BELOW_HALF),
        ("0,0", None, S.BELOW_HALF),
        ("", None, S.IMPOSSIBLE),
        ("   ", None, S.IMPOSSIBLE),
        ("<5", None, S.SECRET),
        ("12,5", "12.5", S.FINAL),
        ("12,5*", "12.5", S.PROVISIONAL),
        ("12,5 **", "12.5", S.REVISED),
        ("-3,2", "-3.2", S.FINAL),
        ("1.138", "1138", S.FINAL),
        ("1\u00a0138", "1138", S.FINAL),
        ("12,5%", "12.5", S.FINAL),
        ("\u22122", "-2", S.FINAL),
    ],
)
def test_a_sign_of_the_cbs_is_a_status(text: str, value: str | None, status: S) -> None:
    assert read_cell(text, decimals=Decimals.COMMA, is_cbs=True) == Cell(None if value is None else Decimal(value), status)


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [("0", "0", S.FINAL), ("", None, S.MISSING), ("1,200.5", "1200.5", S.FINAL), ("12.5", "12.5", S.FINAL), (".", None, S.MISSING)],
)
def test_elsewhere_a_zero_is_a_zero_and_a_blank_is_missing(text: str, value: str | None, status: S) -> None:
    assert read_cell(text, decimals=Decimals.POINT, is_cbs=False) == Cell(None if value is None else Decimal(value), status)


@pytest.mark.parametrize("text", ["12.5", "1.20", "1,2,3", "abc", "*", "12,5***", "1e5", "NaN", "1.2345", "٣", "9" * 20])
def test_what_is_no_number_with_a_comma_is_named(text: str) -> None:
    with pytest.raises(WrongCell):
        read_cell(text, decimals=Decimals.COMMA, is_cbs=True)


def test_a_number_of_json_keeps_its_signs() -> None:
    assert read_cell(Decimal("12.50"), decimals=Decimals.COMMA, is_cbs=True).value == Decimal("12.5")
    assert read_cell(Decimal(0), decimals=Decimals.COMMA, is_cbs=True).status is S.BELOW_HALF
    assert read_cell(None, decimals=Decimals.COMMA, is_cbs=True).status is S.MISSING
    assert [read_attribute(word) for word in ("None", "Impossible", "Confidential", "Missing")] == [
        S.FINAL, S.IMPOSSIBLE, S.SECRET, S.MISSING
    ]  # fmt: skip
    with pytest.raises(WrongCell):
        read_attribute("Surprise")


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("2022JJ00", "2022", None),
        ("2022HJ01", "2022-1", None),
        ("2022HJ02", "2022-2", None),
        ("2022KW01", "2022-K1", None),
        ("2022MM01", "2022-M01", None),
        ("2021SJ00", "2021/22", None),
        ("2021/'22", "2021/22", None),
        ("schooljaar 2021/'22", "2021/22", None),
        ("2022", "2022", None),
        ("2022*", "2022", S.PROVISIONAL),
        ("2022**", "2022", S.REVISED),
        ("2022 1e halfjaar", "2022-1", None),
        ("1e halfjaar 2022*", "2022-1", S.PROVISIONAL),
        ("eerste halfjaar 2022", "2022-1", None),
        ("2022 3e kwartaal", "2022-K3", None),
        ("2022 mei", "2022-M05", None),
        ("mei 2022", "2022-M05", None),
        ("2022-1", "2022-1", None),
        ("2022/23", "2022/23", None),
        ("2022-K2", "2022-K2", None),
        ("2022-M12", "2022-M12", None),
        ("2022-03-01", "2022-03-01", None),
        ("31-12-2022", "2022-12-31", None),
        ("20221231", "2022-12-31", None),
        (" 2022JJ00   ", "2022", None),
    ],
)
def test_every_way_to_write_a_period(text: str, code: str, status: S | None) -> None:
    period, found = read_period(text, PeriodRule.CBS)
    assert (period.code, found) == (code, status)


@pytest.mark.parametrize(
    "text", ["2022HJ03", "2022KW05", "2022MM13", "2022XX00", "22", "", "2022 5e kwartaal", "31-02-2022", "2021/'23", "9999"]
)
def test_what_is_no_period_is_named(text: str) -> None:
    with pytest.raises(WrongCell, match="is geen periode"):
        read_period(text, PeriodRule.CBS)


def test_two_years_are_an_average_at_the_cbs_and_a_school_year_at_duo() -> None:
    with pytest.raises(WrongCell, match="gemiddelde"):
        read_period("2021/2022", PeriodRule.CBS)
    assert read_period("2021/2022", PeriodRule.SCHOOL_YEAR)[0].code == "2021/22"
    assert read_period("2021-2022", PeriodRule.SCHOOL_YEAR)[0].code == "2021/22"
    with pytest.raises(WrongCell):
        read_period("2021/2024", PeriodRule.SCHOOL_YEAR)
