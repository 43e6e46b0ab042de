"""Figures beside the agenda's own: the published tables come out as they were printed, sums tie, and only their readers see them."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from flask import Flask
from lxml import html
from pydantic import ValidationError
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.queries import get_agenda
from mag.agenda_file import load
from mag.core.clock import SetClock, at
from mag.core.journal import JournalLine
from mag.core.settings import ROOT
from mag.core.transaction import Store
from mag.indicators.few import Few
from mag.indicators.frameworks.document import FrameworkDocument
from mag.indicators.frameworks.service import load_framework
from mag.indicators.frameworks.tables import ShownTable, show_table
from tests.factories.applications import CODE, agenda_file
from tests.web_client import client_as

FILE: Path = ROOT / "config" / "frameworks" / "toegang-en-instroom.yaml"


@pytest.fixture
def document() -> FrameworkDocument:
    return FrameworkDocument.model_validate(yaml.safe_load(FILE.read_bytes()))


def shown(document: FrameworkDocument, code: str, few: Few | None = None) -> ShownTable:
    return show_table(next(table for table in document.tables if table.code == code), few or Few(10, True))


def test_half_years_stand_before_their_year_and_provisional_ones_say_so(document: FrameworkDocument) -> None:
    table = shown(document, "jeugdhulp")
    assert table.columns == (
        "1e halfjaar 2015", "2e halfjaar 2015", "2015", "1e halfjaar 2016", "2e halfjaar 2016", "2016", "1e halfjaar 2017"
    )  # fmt: skip
    assert [cell.text for cell in table.rows[0].cells] == ["6,7%", "6,9%", "8,1%", "7,2%", "7,6%", "8,8%", "6,4%"]
    assert [cell.mark for cell in table.rows[1].cells] == [""] * 6 + ["voorlopig"]


def test_stock_and_flow_stand_in_one_table(document: FrameworkDocument) -> None:
    table = shown(document, "cjg")
    assert [(row.name, row.cells[0].text) for row in table.rows] == [
        ("Nieuwe aanmeldingen", "1.138"), ("Einde zorg", "867"), ("In zorg (op 31 december 2017)", "895")
    ]  # fmt: skip
    assert [cell.text for cell in shown(document, "wachtlijst").rows[0].cells] == ["166", "158"]
    assert shown(document, "wachtlijst").columns == ("op 31 december 2016", "op 31 december 2017")


def test_reasons_tie_and_few_people_cannot_be_worked_out(document: FrameworkDocument) -> None:
    table = shown(document, "in-en-uit")
    assert [row.cells[0].text for row in table.rows] == ["69", "60", "32", "minder dan 10", "16", "minder dan 10"]
    assert "De onderdelen tellen op tot het geheel." in table.notes
    alone = shown(document, "in-en-uit", Few(6, True))
    assert [row.cells[0].text for row in alone.rows] == ["69", "60", "32", "minder dan 6", "16", "niet getoond"]


def test_what_became_of_the_families_ties_and_one_family_is_not_told(document: FrameworkDocument) -> None:
    table = shown(document, "beschermingstafel")
    assert table.columns == ("2016", "2017")
    assert [[cell.text for cell in row.cells] for row in table.rows[:2]] == [["72", "68"], ["niet gevraagd", "38"]]
    assert [row.cells[1].text for row in table.rows[2:]] == ["niet getoond", "minder dan 10", "18"]
    complaints = shown(document, "klachten")
    assert [row.cells[0].text for row in complaints.rows] == ["9", "4", "8", "4"]


def test_a_sum_that_does_not_tie_is_refused_unless_it_says_why() -> None:
    said = yaml.safe_load(FILE.read_bytes())
    said["tables"][3]["rows"][2]["values"]["2017"] = "33"
    with pytest.raises(ValidationError, match="together they are 61"):
        FrameworkDocument.model_validate(said)
    said["tables"][3]["ties"][0]["why_not"] = "Eén mens telt dubbel."
    table = shown(FrameworkDocument.model_validate(said), "in-en-uit")
    assert "Deze aantallen tellen niet op: Eén mens telt dubbel." in table.notes


def test_a_stock_must_follow_from_what_came_and_went() -> None:
    said = yaml.safe_load(FILE.read_bytes())
    said["tables"][1]["rows"][2]["values"]["2016"] = "600"
    with pytest.raises(ValidationError, match="600 \\+ 1138 - 867 = 895"):
        FrameworkDocument.model_validate(said)
    said["tables"][1]["rows"][2]["values"]["2016"] = "624"
    FrameworkDocument.model_validate(said)


def test_only_its_readers_see_it(app: Flask, sqlite_store: Store, clock: SetClock, document: FrameworkDocument) -> None:
    clock.set(at(date(2023, 2, 15)))
    document = document.model_copy(update={"readers": tuple(role for role in document.readers if role is not Role.SOUNDING_BOARD)})
    with sqlite_store.transaction() as tx:
        load(tx, agenda_file())
        agenda_id = get_agenda(tx.db, CODE).id
        load_framework(tx, agenda_id, document)
    with sqlite_store.transaction() as tx:
        load_framework(tx, agenda_id, document)
    with sqlite_store.reading() as db:
        assert len(db.scalars(select(JournalLine).where(JournalLine.action == "indicators.framework.loaded")).all()) == 1
    reader = client_as(app, Role.MUNICIPALITY_READER)
    assert "Toegang en instroom" in reader.get("/cijfers").text
    page = reader.get("/cijfers/kaders/toegang-en-instroom")
    assert page.status_code == 200 and len(html.fromstring(page.text).xpath("//main//table")) == 6 and "(voorlopig)" in page.text
    other = client_as(app, Role.SOUNDING_BOARD)
    assert "Toegang en instroom" not in other.get("/cijfers").text
    assert other.get("/cijfers/kaders/toegang-en-instroom").status_code == 404
