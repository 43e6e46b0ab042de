"""A framework beside the agenda as a chapter: the published tables in every form, frozen, and only when everybody who reads reports may."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pypdfium2 as pdfium
import pytest
import yaml
from flask.testing import FlaskClient
from lxml import html

from mag.accounts.roles import Role
from mag.agenda_file import dump, load, parse
from mag.core.actor import SYSTEM
from mag.core.errors import Refused
from mag.core.house import House
from mag.core.settings import ROOT
from mag.indicators.few import Few
from mag.indicators.frameworks.document import FrameworkDocument
from mag.indicators.frameworks.service import load_framework
from mag.indicators.frameworks.tables import show_table
from mag.reports.compose import compose
from mag.reports.facts import Facts
from mag.reports.present import facts_of, stamp_of
from mag.reports.queries import get_report
from mag.reports.render import make_forms
from tests.factories.applications import CODE, agenda_file
from tests.factories.reports import World

As = Callable[[Role | str], FlaskClient]
TOLD = dump(agenda_file(CODE)) + "reports: {half_year: [{code: overview}, {code: 'framework:toegang-en-instroom', title: Toegang}]}\n"

pytestmark = pytest.mark.usefixtures("no_drawing")


@pytest.fixture
def document() -> FrameworkDocument:
    """The published tables."""
    said = yaml.safe_load((ROOT / "config" / "frameworks" / "toegang-en-instroom.yaml").read_bytes())
    return FrameworkDocument.model_validate(said)


def told(world: World, document: FrameworkDocument) -> int:
    """A concept that tells the framework."""
    with world.store.transaction() as tx:
        load(tx, parse(TOLD))
        load_framework(tx, world.agenda_id, document)
    return world.prepare().id


def facts_now(world: World, report_id: int) -> Facts:
    with world.store.reading() as db:
        return facts_of(db, get_report(db, SYSTEM, report_id))


def test_the_published_numbers_are_the_same_in_every_form(world: World, house: House, as_role: As, document: FrameworkDocument) -> None:
    report_id = told(world, document)
    tables = [show_table(table, Few(10, True)) for table in document.tables]
    shown = [
        (table.title, row.name, cell.column, f"{cell.text} ({cell.mark})" if cell.mark else cell.text)
        for table in tables for row in table.rows for cell in row.cells
    ]  # fmt: skip
    assert len(shown) > 50 and any(text == "6,4% (voorlopig)" for *_, text in shown)

    with world.store.reading() as db:
        report = get_report(db, SYSTEM, report_id)
        facts = facts_of(db, report)
        stamp = stamp_of(house, report, facts)
    forms = make_forms(house.settings.var / "charts", facts, stamp)

    def on_page(text: str) -> list[str]:
        page = html.document_fromstring(text)
        found = [page.xpath(f"//table[contains(caption, '{table.title}') or @aria-label='{table.title}']")[0] for table in tables]
        return [" ".join(cell.text_content().split()) for one in found for row in one.xpath(".//tbody/tr") for cell in row.xpath("./td")]

    wanted = [text for *_, text in shown]
    assert on_page(forms.html.decode()) == wanted
    assert on_page(as_role(Role.PROJECT_LEADER).get(f"/rapporten/{report_id}").text) == wanted
    rows = list(csv.DictReader(io.StringIO(dict(forms.csvs)["kader-toegang-en-instroom.csv"].decode("utf-8-sig")), delimiter=";"))
    assert [row["Zoals gepubliceerd"] + (f" ({row['Stand']})" if row["Stand"] else "") for row in rows] == wanted
    sheet = list(openpyxl.load_workbook(io.BytesIO(forms.xlsx))["Kader-toegang-en-instroom"].values)
    numbers = [Decimal(str(row[4])) if row[4] is not None else None for row in sheet[1:]]
    assert numbers == [cell.value for table in tables for row in table.rows for cell in row.cells]
    data = next(one for one in json.loads(forms.json)["tables"] if one["name"] == "Kader-toegang-en-instroom")
    assert len(data["rows"]) == len(wanted)
    words = " ".join(page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(forms.pdf)).split()
    assert {"1.138", "13,2%", "(voorlopig)", "166", "72"} <= set(words)
    for text in (forms.html.decode(), forms.csvs[-1][1].decode("utf-8-sig"), forms.json.decode()):
        assert "De onderdelen tellen op tot het geheel." in text and "minder dan 10" in text


def test_what_was_frozen_stays_when_the_framework_changes(world: World, document: FrameworkDocument) -> None:
    facts = facts_now(world, told(world, document))
    said = document.model_dump(mode="json")
    said["tables"][0]["rows"][0]["values"]["2015-1"] = "9,9"
    with world.store.transaction() as tx:
        load_framework(tx, world.agenda_id, FrameworkDocument.model_validate(said))
    assert "6,7%" in str(compose(facts).chapters[-1].part)


def test_a_framework_not_for_every_reader_of_reports_is_refused_wherever_it_would_begin(world: World, document: FrameworkDocument) -> None:
    narrow = document.model_copy(update={"readers": (Role.CONTROLLER,), "is_public": False})
    with world.store.transaction() as tx:
        load_framework(tx, world.agenda_id, narrow)
    with pytest.raises(Refused, match="klankbordgroep"), world.store.transaction() as tx:
        load(tx, parse(TOLD))
    with world.store.transaction() as tx:
        load_framework(tx, world.agenda_id, document)
        load(tx, parse(TOLD))
    with pytest.raises(Refused, match="gemeente \\(lezen\\)"), world.store.transaction() as tx:
        load_framework(tx, world.agenda_id, narrow)


def test_a_report_cannot_begin_without_the_framework_its_agenda_names(world: World) -> None:
    with world.store.transaction() as tx:
        load(tx, parse(TOLD))
    with pytest.raises(Refused, match="framework_missing"):
        world.prepare()


def test_a_framework_that_is_gone_leaves_no_empty_chapter(world: World, document: FrameworkDocument) -> None:
    facts = replace(facts_now(world, told(world, document)), frameworks=())
    assert [chapter.code for chapter in compose(facts).chapters] == ["overview"]
