"""A report on paper and as data: what a screen reader, an archive, Dutch Excel and a program get are the same figures."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import openpyxl
import pikepdf
import pypdfium2 as pdfium
import pytest
from lxml import html

from mag.core.actor import SYSTEM
from mag.core.house import House
from mag.core.money import Cents, show
from mag.core.period import half_year
from mag.reports import snapshot
from mag.reports.compose import compose
from mag.reports.facts import Facts
from mag.reports.figures import Figures, Unit
from mag.reports.making import make_one
from mag.reports.present import facts_of, make_newest, stamp_of
from mag.reports.queries import get_report
from mag.reports.render import Forms, Stamp, make_forms
from mag.reports.states import ReportKind
from tests.factories.adopted import freeze
from tests.factories.reports import RESIDENT, World
from tests.verapdf import PROFILES, failed_rules

pytestmark = pytest.mark.begin_early

Made = tuple[Facts, Figures, Stamp, Forms]


@pytest.fixture(scope="module")
def kept() -> dict[str, Made]:
    """The forms of the half-year, made once for this module."""
    return {}


@pytest.fixture
def made(kept: dict[str, Made], world: World, house: House) -> Made:
    """The facts, figures, mark and forms of the half-year, charts drawn."""
    if not kept:
        report = world.prepare()
        with world.store.reading() as db:
            found = get_report(db, SYSTEM, report.id)
            facts = facts_of(db, found)
            stamp = stamp_of(house, found, facts)
        kept["made"] = (facts, compose(facts), stamp, make_forms(house.settings.var / "charts", facts, stamp))
    return kept["made"]


@pytest.mark.parametrize("profile", PROFILES)
def test_the_pdf_is_accessible_and_can_be_archived(made: Made, profile: str) -> None:
    assert failed_rules(made[3].pdf, profile) == []


def test_the_pdf_carries_its_data_and_says_what_it_is(made: Made) -> None:
    facts, _, stamp, forms = made
    document = pdfium.PdfDocument(forms.pdf)
    assert [document.get_attachment(n).get_name() for n in range(document.count_attachments())] == ["halfjaarrapport-2022-1-concept.json"]
    assert bytes(document.get_attachment(0).get_data()) == forms.json
    assert document.get_metadata_dict()["Title"] == "Halfjaarrapport 2022, eerste helft – Hardinxveld-Giessendam (concept)"
    with pikepdf.open(io.BytesIO(forms.pdf)) as opened:
        assert str(opened.Root.Lang) == "nl"
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Inwoner" in text and RESIDENT not in text and "7.700,00" in text
    assert json.loads(forms.json)["facts_sha256"] == stamp.sha256 == snapshot.digest(snapshot.freeze(facts))


def test_the_page_stands_by_itself_with_charts_that_speak_and_demo_in_words(made: Made) -> None:
    _, figures, _, forms = made
    page = html.document_fromstring(forms.html.decode())
    assert page.get("lang") == "nl" and len(page.xpath("//h1")) == 1
    assert not page.xpath("//script | //link | //img | //*[@style] | //a[starts-with(@href, 'http')]")
    ids = set(page.xpath("//@id"))
    assert {href[1:] for href in page.xpath("//a/@href")} <= ids
    charts = page.xpath("//*[local-name()='svg']")
    assert len(charts) == 2 and all(chart.xpath("./*[local-name()='title']/text()") for chart in charts)
    for reading in page.xpath("//div[@class='reading']"):
        headline = reading.xpath("string(.//h5)")
        invented = next(f for f in figures.by_key.values() if f.series and headline.startswith(f.series.headline)).is_demo
        assert ("demo" in headline) is invented
    sentences = page.xpath("string(//main)")
    assert "Geen nieuwe meting in het eerste halfjaar 2022" in sentences and "geen bewijs" in sentences


def test_the_workbook_has_real_numbers_that_add_up_to_the_report(made: Made) -> None:
    _, figures, _, forms = made
    book = openpyxl.load_workbook(io.BytesIO(forms.xlsx))
    assert book.sheetnames == ["Over dit bestand", "Overzicht", "Doelen", "Cijfers", "Plannen", "Geld", "Partners"]

    def column(sheet: str, title: str) -> list[object]:
        rows = list(book[sheet].values)
        return [row[rows[0].index(title)] for row in rows[1:]]

    def cents(sheet: str, title: str) -> int:
        return sum(round(value * 100) for value in column(sheet, title) if isinstance(value, int | float))

    for title, key in (("Budget", "budget"), ("Betaald", "paid"), ("Toegezegd, nog niet betaald", "committed"), ("Nog vrij", "free")):
        assert cents("Geld", title) == figures.by_key[f"stand.{key}"].value
    assert cents("Doelen", "Toegekend") == figures.by_key["overview.awarded"].value == 7_700_00
    assert cents("Plannen", "Toegekend") == 7_700_00
    assert column("Doelen", "Mensen bereikt")[0] == 127
    demo = dict(zip(column("Cijfers", "Nummer"), column("Cijfers", "Demo"), strict=True))
    assert demo == {"SAM-1": None, "SAM-2": "demo"} or demo == {"SAM-1": "", "SAM-2": "demo"}
    about = "\n".join(str(cell) for row in book["Over dit bestand"].values for cell in row)
    assert "verzonnen gegevens (demo)" in about and "Controlegetal" in about


def test_the_csv_files_read_the_dutch_way_give_the_same_sums(made: Made) -> None:
    _, figures, _, forms = made
    files = dict(forms.csvs)
    assert list(files) == ["overzicht.csv", "doelen.csv", "cijfers.csv", "plannen.csv", "geld.csv", "partners.csv"]
    money = list(csv.DictReader(io.StringIO(files["geld.csv"].decode("utf-8-sig")), delimiter=";"))
    assert sum(int(row["Betaald"].replace(",", "")) for row in money) == figures.by_key["stand.paid"].value
    overview = list(csv.DictReader(io.StringIO(files["overzicht.csv"].decode("utf-8-sig")), delimiter=";"))
    assert next(row["Bedrag"] for row in overview if row["Cijfer"] == "Toegekend") == "7700,00"


def test_the_data_file_holds_every_figure_with_rows_that_add_up(made: Made) -> None:
    _, figures, _, forms = made
    data = json.loads(forms.json)
    assert {figure["key"] for figure in data["figures"]} == set(figures.by_key)
    for figure in data["figures"]:
        if figure["unit"] == "money":
            added = sum(row[-1] for row in figure["rows"])
            assert added == figure["value"]["amount_cents"], figure["key"]
            assert figure["shown"] == show(Cents(added))
    assert RESIDENT not in forms.json.decode() and '"partner": "Inwoner"' not in forms.json.decode()


def amounts(text: str) -> Counter[str]:
    """Every amount in a text, and how often it stands there."""
    return Counter(re.sub(r"\s", "", found) for found in re.findall(r"€\s?-?[\d.\s]*\d,\d\d", text))


def tables_as_cents(read: Iterable[tuple[str, list[Any]]]) -> dict[str, list[int | None]]:
    """The amounts of every table in their order, in cents: by the name of the table and the title of the column."""
    found: dict[str, list[int | None]] = {}
    for name, rows in read:
        for place, title in enumerate(rows[0]):
            cells = [row[place] for row in rows[1:]]
            found[f"{name.lower()}.{title}"] = [None if cell in (None, "") else _cents(cell) for cell in cells]
    return found


def test_every_amount_is_the_same_to_the_cent_in_every_form(made: Made) -> None:
    """Page, PDF, workbook, CSV and data file, over every money figure of the report."""
    _, figures, _, forms = made
    page = html.document_fromstring(forms.html.decode())
    for style in page.xpath("//style"):
        style.drop_tree()
    shown = amounts(" ".join(page.xpath("//body//text()")))
    printed = amounts(" ".join(leaf.get_textpage().get_text_range() for leaf in pdfium.PdfDocument(forms.pdf)))
    assert printed == shown and len(shown) > 10
    data = json.loads(forms.json)
    money = {one["key"]: one["value"]["amount_cents"] for one in data["figures"] if one["unit"] == "money"}
    assert money == {figure.key: figure.value for figure in figures.by_key.values() if figure.unit is Unit.MONEY} and len(money) > 30
    for one in data["figures"]:
        if one["unit"] == "money":
            assert one["shown"] == show(Cents(one["value"]["amount_cents"])) and re.sub(r"\s", "", one["shown"]) in shown, one["key"]

    told: dict[str, list[int | None]] = {}
    for table in data["tables"]:
        for title in (column["title"] for column in table["columns"] if column["kind"] == "money"):
            told[f"{table['name'].lower()}.{title}"] = [row[title] and row[title]["amount_cents"] for row in table["rows"]]
    book = openpyxl.load_workbook(io.BytesIO(forms.xlsx))
    sheets = ((sheet.title, list(sheet.values)) for sheet in book.worksheets[1:])
    files = (
        (name.removesuffix(".csv"), [tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")])
        for name, content in forms.csvs
    )
    in_book = tables_as_cents(sheets)
    in_files = tables_as_cents(files)
    for name, cells in told.items():
        assert in_book[name] == cells and in_files[name] == cells, name

    def total(name: str) -> int:
        return sum(cell or 0 for cell in told[name])

    for title, key in (("Budget", "budget"), ("Betaald", "paid"), ("Toegezegd, nog niet betaald", "committed"), ("Nog vrij", "free")):
        assert total(f"geld.{title}") == money[f"stand.{key}"]
    assert total("doelen.Toegekend") == total("plannen.Toegekend") == money["overview.awarded"] == 7_700_00
    assert {cell for cell in told["overzicht.Bedrag"] if cell is not None} <= set(money.values())


def _cents(cell: object) -> int:
    """A cell of a workbook or of a Dutch CSV file in cents; words (in a column without amounts) are no amount."""
    try:
        return round(Decimal(str(cell).replace(",", ".")) * 100)
    except InvalidOperation:
        return 0


def test_an_adopted_report_is_served_from_its_kept_bytes(world: World, house: House, no_drawing: None) -> None:
    report = world.prepare()
    freeze(world, report.id)
    assert make_one(house, report.id) and not make_one(house, report.id)
    with world.store.reading() as db:
        found = get_report(db, SYSTEM, report.id)
        facts = facts_of(db, found)
        newest = make_newest(house, db, found.agenda, ReportKind.HALF_YEAR, half_year(2022, 1))
    again = make_forms(house.settings.var / "charts", facts, stamp_of(house, found, facts))
    assert (newest.word, newest.pdf, newest.html, newest.csvs) == ("vastgesteld", again.pdf, again.html, again.csvs)
    assert b"Vastgesteld op 5 juli 2022 door Sanne Demo" in newest.html
