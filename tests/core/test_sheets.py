"""Files to calculate with: real amounts that add up, dates that are dates, and no text that runs."""

import csv
import io
import json
import warnings
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mag.core.sheets import Column, Kind, SheetError, Table, could_run, money_data, table_data, write_csv, write_json, write_xlsx, write_zip

MADE_AT = datetime(2023, 2, 15, 23, 30, tzinfo=UTC)
COLUMNS = [
    Column("Organisatie"),
    Column("Bedrag", Kind.MONEY),
    Column("Bereik", Kind.WHOLE),
    Column("Cijfer", Kind.NUMBER),
    Column("Datum", Kind.DATE),
    Column("Ingediend", Kind.MOMENT),
]
ROWS: list[list[Any]] = [
    ["-Samen", 125000, 1250, Decimal("12.5"), date(2022, 2, 3), MADE_AT],
    ["=1+1", 10, 0, Decimal("0.125"), None, None],
    ['Ĳsbeer; "De"\nnieuwe regel', -2995, None, None, date(1850, 1, 1), None],
]
TABLE = Table("Toegezegd", COLUMNS, ROWS, note="Alle toezeggingen.")
NASTY = st.one_of(
    st.text(max_size=80),
    st.tuples(st.sampled_from("=+-@\t\r\n ＝＋＠'\""), st.text(max_size=30)).map("".join),
    st.sampled_from(
        ["=cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", '=HYPERLINK("http://x.test")', "{=1+1}", "http://x.test", "_x0041_", "-A1", "-1+1"]
    ),
)


def book(*tables: Table) -> openpyxl.Workbook:
    content = write_xlsx(tables, title="Toezeggingen", made_at=MADE_AT, about_rows=[("Peildatum", "15 februari 2023"), ("Bron", "=demo")])
    return openpyxl.load_workbook(io.BytesIO(content))


def dutch_rows(content: bytes) -> list[list[str]]:
    """The way Excel in the Netherlands reads a CSV file."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def dutch_cents(text: str) -> int:
    return int(Decimal(text.replace(".", "").replace(",", ".")) * 100)


def test_the_workbook_holds_real_amounts_numbers_and_dates() -> None:
    sheet = book(TABLE)["Toegezegd"]
    assert [c.value for c in sheet[1]] == [c.title for c in COLUMNS]
    assert [c.value for c in sheet[2]] == ["-Samen", 1250, 1250, 12.5, datetime(2022, 2, 3), datetime(2023, 2, 16, 0, 30)]
    assert sheet["B2"].number_format.startswith("[$€-413] #,##0.00") and sheet["E2"].number_format == "dd-mm-yyyy"
    assert sheet["E4"].value == "01-01-1850"
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:F4"


def test_the_first_sheet_says_what_the_file_is() -> None:
    workbook = book(TABLE)
    assert workbook.sheetnames == ["Over dit bestand", "Toegezegd"]
    assert [[c.value for c in row] for row in workbook.worksheets[0].rows] == [
        ["Onderwerp", "Toezeggingen"],
        ["Peildatum", "15 februari 2023"],
        ["Bron", "=demo"],
        ["Blad Toegezegd", "Alle toezeggingen."],
    ]
    assert workbook.worksheets[0]["B3"].data_type == "s"


@given(st.lists(st.integers(min_value=-(10**11), max_value=10**11), max_size=20))
def test_the_sum_is_the_same_in_the_workbook_the_csv_and_the_table(amounts: list[int]) -> None:
    table = Table("Geld", [Column("Bedrag", Kind.MONEY)], [[a] for a in amounts])
    cells = [row[0] for row in book(table)["Geld"].iter_rows(min_row=2, values_only=True) if row[0] is not None]
    assert sum(Decimal(str(cell)) for cell in cells) * 100 == sum(amounts)
    assert sum(dutch_cents(row[0]) for row in dutch_rows(write_csv(table))[1:]) == sum(amounts)
    assert sum(row["Bedrag"]["amount_cents"] for row in json.loads(write_json(table_data(table)))["rows"]) == sum(amounts)


@settings(max_examples=50)  # a whole workbook is written and read back for each
@given(st.lists(NASTY, min_size=1, max_size=4))
@example(["\ufffe"])
@example(["0" * 20 + "\U00010000" * 6])
def test_no_text_becomes_a_formula_or_a_link(texts: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        content = write_xlsx([Table(texts[0], [Column(texts[0])], [[t] for t in texts])], title=texts[0], made_at=MADE_AT, about_rows=[])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/")]
        assert not any("rels" in n and "worksheets" in n for n in archive.namelist())
    assert all(b"<f>" not in s and b"<f " not in s and b"<hyperlink" not in s for s in sheets)
    openpyxl.load_workbook(io.BytesIO(content))


@given(NASTY)
@example("-Samen")
@example(" =1+1")
@example("\x00=1+1")
def test_no_text_in_a_csv_can_run(text: str) -> None:
    (_, (cell,)) = dutch_rows(write_csv(Table("t", [Column("kop")], [[text]]))) if text.strip("\x00") else ([], ["x"])
    assert cell.lstrip()[:1] not in tuple("=+@＝＋＠－")
    assert cell[:1] not in ("\t", "\r", "\n")
    if cell.lstrip().startswith("-"):
        assert not any(sign in cell for sign in "=|!()0123456789+*/")


@pytest.mark.parametrize("name", ["-Samen", "-Samen Sterk", "- ", "Stichting =1", "a@b.nl", "De 1+1-groep", "", "’t Huis"])
def test_a_name_that_cannot_run_stays_as_it_is(name: str) -> None:
    assert could_run(name) is (name == "- ")


def test_the_csv_is_the_one_dutch_excel_opens() -> None:
    content = write_csv(TABLE)
    assert content.count(b"\r\n") == 4
    header, first, second, third = dutch_rows(content)
    assert header[0] == "Organisatie"
    assert first == ["-Samen", "1250,00", "1250", "12,5", "03-02-2022", "16-02-2023 00:30"]
    assert second == ["'=1+1", "0,10", "0", "0,125", "", ""]
    assert third == ['Ĳsbeer; "De"\nnieuwe regel', "-29,95", "", "", "01-01-1850", ""]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.MONEY, Decimal("12.50")),
        (Kind.MONEY, 12.5),
        (Kind.WHOLE, True),
        (Kind.NUMBER, 0.1),
        (Kind.NUMBER, Decimal("NaN")),
        (Kind.DATE, MADE_AT),
        (Kind.MOMENT, datetime(2023, 1, 1)),
        (Kind.TEXT, 5),
    ],
)
def test_a_value_of_another_kind_is_a_mistake_in_every_form(kind: Kind, value: object) -> None:
    table = Table("t", [Column("k", kind)], [[value]])
    for write in (write_csv, book, table_data):
        with pytest.raises(SheetError):
            write(table)


def test_a_row_that_misses_a_value_is_a_mistake() -> None:
    with pytest.raises(SheetError):
        write_csv(Table("t", COLUMNS, [["alleen"]]))


def test_sheet_names_are_made_fit_for_excel() -> None:
    long = "Een heel lange naam van een tabel zonder eind"
    names = book(*(Table(n, [Column("k")], []) for n in ("a/b", "A:B", long, long, "", "History"))).sheetnames
    assert names[1:3] == ["a b", "A B 2"] and len(set(map(str.lower, names))) == 7 and all(len(n) <= 31 for n in names)


def test_the_same_table_gives_the_same_bytes() -> None:
    for _ in range(2):
        assert write_csv(TABLE) == write_csv(TABLE)
    args: dict[str, Any] = dict(title="t", made_at=MADE_AT, about_rows=[("a", "b")])
    assert write_xlsx([TABLE], **args) == write_xlsx([TABLE], **args)


def test_json_is_canonical_and_has_no_rounded_numbers() -> None:
    data = {
        "b": Decimal("12.50"),
        "a": money_data(-125005),
        "moment": MADE_AT,
        "day": date(2022, 2, 3),
        "kind": Kind.MONEY,
        "list": (1, None, "é"),
    }
    made = write_json(data)
    assert made == write_json(dict(reversed(data.items())))
    assert json.loads(made) == {
        "a": {"amount_cents": -125005, "euros": "-1250.05"},
        "b": "12.50",
        "moment": "2023-02-15T23:30:00Z",
        "day": "2022-02-03",
        "kind": "money",
        "list": [1, None, "é"],
    }
    for wrong in (1.5, {1: 2}, {"x": [0.1]}, Decimal("NaN"), datetime(2023, 1, 1), object()):
        with pytest.raises(SheetError):
            write_json(wrong)


def test_a_bundle_is_the_same_twice_and_points_nowhere_else() -> None:
    files = [("cijfers.json", b"{}"), ("tabellen/geld.csv", b"x")]
    assert write_zip(files, made_at=MADE_AT) == write_zip(files, made_at=MADE_AT)
    with zipfile.ZipFile(io.BytesIO(write_zip(files, made_at=MADE_AT))) as archive:
        assert archive.namelist() == [n for n, _ in files] and archive.testzip() is None
        assert archive.infolist()[0].date_time == (2023, 2, 16, 0, 30, 0)
    for name in ("/a", "../a", "a/../b", "a\\b", "", "c:x"):
        with pytest.raises(SheetError):
            write_zip([(name, b"")], made_at=MADE_AT)
    with pytest.raises(SheetError):
        write_zip([("a", b""), ("A", b"")], made_at=MADE_AT)
