"""A budget as a workbook: what goes out comes back the same; what is wrong is named by sheet, row and column; nothing opens in the web."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped,unused-ignore]

from mag.applications.budget_lines import sheet
from mag.applications.budget_lines.lines import Line, Reading
from mag.applications.budget_lines.sheet import read_sheet, write_template
from mag.applications.states import CostKind
from mag.core.money import Cents

NOW = datetime(2022, 3, 1, 11, 0, tzinfo=UTC)
LINES = [
    Line(CostKind.COST, "Zaalhuur", Cents(1234_56)),
    Line(CostKind.COST, "=1+1 is geen formule", Cents(1)),
    Line(CostKind.COST, "2022", Cents(10_00)),
    Line(CostKind.INCOME, "Kaartjes", Cents(50_00)),
]


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    made = Workbook()
    made.remove(made["Sheet"])
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(content: bytes, name: str = "begroting.xlsx") -> Reading:
    return read_sheet(name, content, max_bytes=15_000_000)


def test_the_workbook_that_goes_out_comes_back_the_same() -> None:
    content = write_template([(line.kind, line.description, line.amount) for line in LINES], NOW)
    assert load_workbook(io.BytesIO(content)).sheetnames == ["Kosten", "Inkomsten"]
    assert load_workbook(io.BytesIO(content))["Kosten"]["B4"].value == 1234.56
    reading = read(content)
    assert (reading.lines, reading.troubles, reading.notes) == (LINES, [], [])
    assert content == write_template([(line.kind, line.description, line.amount) for line in LINES], NOW)


def test_an_empty_workbook_and_an_amount_that_could_not_be_read() -> None:
    assert "Wij vonden geen regel" in read(write_template([], NOW)).troubles[0]
    kept = write_template([(CostKind.COST, "Zaalhuur", "12.50")], NOW)
    assert read(kept).troubles[0].startswith("Blad Kosten, rij 4, kolom B: Wij weten niet zeker")


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("=1+1", "Blad Kosten, rij 7, kolom B: Hier staat een formule zonder uitkomst"),
        (datetime(2023, 3, 12), "rij 7, kolom B: Hier staat een datum (12-3-2023) en geen bedrag"),
        (date(2023, 3, 12), "een datum"),
        (-4, "kan niet onder nul zijn"),
        (33.333333, "meer dan twee cijfers achter de komma (33,3333)"),
        ("1,250.00", "op zijn Engels"),
        ("12.50", "Wij weten niet zeker"),
        (True, "Hier staat WAAR"),
        ("#REF!", "Hier staat een fout (#REF!)"),
        ("pm", "Dit is geen bedrag: pm"),
        (1e15, "te groot"),
        ("21%", "Dit is geen bedrag"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(cell: Any, sentence: str) -> None:
    reading = read(book(Kosten=[["Omschrijving", "Bedrag"], *[[f"Post {n}", 5] for n in range(5)], ["Muziek", cell]], Inkomsten=[]))
    assert sentence in reading.troubles[0]
    assert len(reading.troubles) == 1 and len(reading.lines) == 5 and not reading.may_be_taken


def test_three_wrong_cells_are_three_sentences() -> None:
    reading = read(book(Kosten=[["Zaal", "pm"], [None, 40], ["Band", 5]], Baten=[["Kaartjes", "12.50"], ["Eigen geld", 5]]))
    places = [trouble.split(":")[0] for trouble in reading.troubles]
    assert places == ["Blad Kosten, rij 1, kolom B", "Blad Kosten, rij 2", "Blad Baten, rij 1, kolom B"]


def test_the_stored_outcome_of_a_formula_counts_and_the_noise_of_a_division_does_not() -> None:
    from xlsxwriter import Workbook as Writer

    out = io.BytesIO()
    with Writer(out, {"in_memory": True}) as made:
        page = made.add_worksheet("Kosten")
        page.write_row(0, 0, ["Zaal", 12.600000000000001])
        page.write(1, 0, "Band")
        page.write_formula(1, 1, "=2*150", None, 300)
        page.write(2, 0, "Totaal")
        page.write_formula(2, 1, "=SUM(B1:B2)", None, 312.6)
    reading = read(out.getvalue())
    assert [(line.description, line.amount) for line in reading.lines] == [("Zaal", 12_60), ("Band", 300_00)]
    assert reading.troubles == []


def test_merged_cells_and_other_sheets() -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = "Begroting feest"
    page["A1"], page["A2"], page["B2"], page["C2"] = "Locatie en eten", None, "Zaal", 250
    page.merge_cells("A1:C1")
    page.merge_cells("A2:A4")
    made.create_sheet("Notities")["A1"] = "weet ik niet"
    hidden = made.create_sheet("Geheim")
    hidden["A1"], hidden["B1"], hidden.sheet_state = "Niet doen", 5, "hidden"
    out = io.BytesIO()
    made.save(out)
    reading = read(out.getvalue())
    assert [(line.description, line.amount) for line in reading.lines] == [("Zaal", 250_00)]
    assert any("“Notities”" in note for note in reading.notes) and not any("Geheim" in note for note in reading.notes)


def test_two_thousand_rows_get_one_clear_sentence() -> None:
    assert "Er passen er 40" in read(book(Kosten=[[f"Post {n}", 5] for n in range(1900)])).troubles[0]
    assert "meer dan 2000 rijen" in read(book(Kosten=[[f"Post {n}", 5] for n in range(2500)])).troubles[0]


def test_what_is_no_workbook_is_told_in_one_sentence() -> None:
    assert read(b"hallo", "begroting.csv").troubles == [sheet.NO_SHEET.format(name="begroting.csv")]
    assert "geen Excel-bestand" in read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "oud.xls").troubles[0]
    assert "leeg (0 bytes)" in read(b"").troubles[0]
    assert "beschadigd" in read(_package({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<nonsense"})).troubles[0]
    macros = _package({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", "xl/vbaProject.bin": b"x"})
    assert "macro’s" in read(macros).troubles[0]
    bomb = _package({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", "xl/big.xml": b"\0" * 210_000_000})
    assert "veel te groot" in read(bomb).troubles[0]


def test_a_workbook_that_swells_while_it_is_read_ends_only_its_child() -> None:
    content = book(Kosten=[["Zaal", 250]])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    entries["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<si><t>" + b"x" * 180_000_000 + b"</t></si></sst>"
    )
    reading = read(_package(entries))
    assert not reading.may_be_taken or reading.lines[0].amount == 250_00
    assert len(reading.troubles) <= 1


def test_a_child_that_does_not_answer_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "SECONDS", 0.001)
    assert "duurt te lang" in read(book(Kosten=[["Zaal", 250]])).troubles[0]


def _package(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()
