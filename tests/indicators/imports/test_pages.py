"""A person makes a mapping, sends a file, sees what it would do, takes it over; a colleague approves."""

import re
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from mag.accounts.roles import Role
from mag.core.clock import SetClock, at
from mag.core.transaction import Store
from mag.indicators.models import Measurement, Stand
from tests.factories.agendas import make_agenda
from tests.factories.indicators import make_indicator
from tests.indicators.imports.files import STATLINE, mapping
from tests.indicators.imports.test_reading import judged, told
from tests.web_client import client_as, post

MAPPING = {
    "name": "jeugdhulp-statline", "format": "statline", "decimals": "comma", "head_rows": "2", "period_column": "Perioden",
    "period_rule": "cbs", "area_column": "Regio's", "areas": "Dorp = Dorp", "source": "Demo StatLine", "values-0-column":
    "Jongeren met jeugdhulp | %", "values-0-definition": "SAM-1||1", "values-0-where": "", "values-0-factor": "",
    "values-0-attribute": "",
}  # fmt: skip


@pytest.fixture
def leader(app: Flask, sqlite_store: Store, clock: SetClock) -> FlaskClient:
    clock.set(at(date(2023, 2, 15)))
    with sqlite_store.transaction() as tx:
        make_indicator(tx, make_agenda(tx).goal)
    return client_as(app, Role.PROJECT_LEADER)


def text_of(source: str) -> str:
    return re.sub(r"\s+", " ", html.fromstring(source).text_content())


def sent(client: FlaskClient, content: bytes, name: str = "jeugd.csv") -> str:
    answer = post(client, "/cijfers/importeren", {"mapping": "jeugdhulp-statline", "file": (BytesIO(content), name)})
    assert answer.status_code == 303, text_of(answer.text)
    return str(answer.location)


def test_from_a_mapping_to_values_that_count(leader: FlaskClient, app: Flask, sqlite_store: Store) -> None:
    assert "Er is nog geen koppeling" in leader.get("/cijfers/importeren").text
    answer = post(leader, "/cijfers/importeren/koppeling", MAPPING)
    assert answer.status_code == 303, text_of(answer.text)
    there = sent(leader, STATLINE.encode())
    text = text_of(leader.get(there).text)
    for said in ("Er is nog niets overgenomen.", "8,1%", "(voorlopig)", "geheim", "nihil", "minder dan de helft", "kan niet voorkomen"):
        assert said in text, said
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Measurement)) == 0
    assert post(leader, there).status_code == 303
    page = leader.get("/cijfers/akkoord").text
    assert "8,1%" in page and "iemand anders keurt dit goed" in page
    with sqlite_store.reading() as db:
        ids = [str(one) for one in db.scalars(select(Measurement.id))]
    assert len(ids) == 8
    controller = client_as(app, Role.CONTROLLER)
    assert "Vul in waarom u het cijfer afwijst" in post(controller, "/cijfers/akkoord", {"chosen": ids[:1], "act": "turn_down"}).text
    assert post(controller, "/cijfers/akkoord", {"chosen": ids, "act": "approve"}).status_code == 303
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).where(Measurement.stand == Stand.APPROVED)) == 8
    assert "Dit bestand is al overgenomen" in leader.get(there).text
    assert "jeugd.csv" in leader.get("/cijfers/importeren").text
    assert client_as(app, Role.MUNICIPALITY_READER).get(there).status_code == 404


def test_a_wrong_file_is_told_place_by_place_and_cannot_be_taken_over(leader: FlaskClient) -> None:
    post(leader, "/cijfers/importeren/koppeling", MAPPING)
    there = sent(leader, STATLINE.replace('"8,1"', '"1.200"').replace('"8,8*"', '"8.8"').encode())
    text = text_of(leader.get(there).text)
    assert "Er klopt iets niet: 2 plekken" in text and "Neem " not in text
    assert "regel 5, kolom Jongeren met jeugdhulp | %: Een percentage ligt tussen 0 en 100." in text and "regel 6" in text
    assert post(leader, there).status_code == 422


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"PK\x03\x04kapot", b'"', b"{" * 5000, "é;ü\n".encode("cp1252")])
def test_any_file_gets_an_answer(leader: FlaskClient, content: bytes) -> None:
    post(leader, "/cijfers/importeren/koppeling", MAPPING)
    answer = leader.get(sent(leader, content, "../../raar\u202e.exe"))
    assert answer.status_code == 200 and "Er klopt iets niet" in answer.text


def test_a_mapping_that_makes_no_sense_keeps_what_was_typed(leader: FlaskClient) -> None:
    answer = post(leader, "/cijfers/importeren/koppeling", MAPPING | {"areas": "zonder teken", "name": "a/b"})
    assert answer.status_code == 422 and "zonder teken" in answer.text and "Schrijf dit met een = ertussen" in answer.text
    answer = post(leader, "/cijfers/importeren/koppeling", MAPPING | {"name": "a/b"})
    assert answer.status_code == 422 and "alleen letters" in answer.text
    post(leader, "/cijfers/importeren/koppeling", MAPPING)
    page = html.fromstring(leader.get("/cijfers/importeren/koppeling?koppeling=jeugdhulp-statline").text)
    assert page.xpath("//input[@name='values-0-column']/@value") == ["Jongeren met jeugdhulp | %"]


SPLIT = (
    "Jongeren naar geslacht\r\nRegioS;Perioden;Geslacht;Jongeren;Mensen\r\n"
    "GM9999;2021JJ00;Totaal;70;70\r\nGM9999;2021JJ00;M;28;28\r\nGM9999;2021JJ00;V;42;42\r\nNL01;2021JJ00;Totaal;900;900\r\n"
)


def typed(page: str) -> dict[str, str]:
    """Everything a form holds as a browser would send it."""
    form = html.fromstring(page).xpath("//main//form")[0]
    return {name: (value or "").strip() for name, value in form.form_values() if name not in ("csrf_token", "idempotency_key")}


def test_columns_are_chosen_from_a_file_and_lead_to_its_preview(leader: FlaskClient) -> None:
    answer = post(leader, "/cijfers/importeren/voorbeeld", {"file": (BytesIO(SPLIT.encode()), "jeugd.csv")})
    assert answer.status_code == 303, text_of(answer.text)
    page = leader.get(str(answer.location)).text
    assert "28" in text_of(page) and html.fromstring(page).xpath("//select[@name='part_column']/option/text()") == [
        "Geen", "RegioS", "Perioden", "Geslacht", "Jongeren", "Mensen"
    ]  # fmt: skip
    given = typed(page)
    assert (given["period_column"], given["area_column"], given["format"]) == ("Perioden", "RegioS", "statline")
    given |= {
        "name": "naar-geslacht", "source": "Demo", "values-0-column": "Jongeren", "values-0-definition": "SAM-1||1",
        "values-0-respondents": "Mensen", "comparators": "NL01 = Nederland", "dimension": "sex", "part_column": "Geslacht",
    }  # fmt: skip
    wrong = post(leader, str(answer.location), given)
    assert wrong.status_code == 422 and "Vul bij de onderdelen alle vakken in" in wrong.text and "naar-geslacht" in wrong.text
    saved = post(leader, str(answer.location), given | {"part_total": "Totaal", "parts": "M = mannen\nV = vrouwen"})
    assert saved.status_code == 303, text_of(saved.text)
    text = text_of(leader.get(str(saved.location)).text)
    assert "mannen: 28%" in text and "Nederland" in text and "Een percentage ligt tussen 0 en 100. U vulde 900% in." in text
    again = typed(leader.get("/cijfers/importeren/koppeling?koppeling=naar-geslacht").text)
    assert again["areas"] == "GM9999 = Dorp" and again["comparators"] == "NL01 = Nederland"
    assert again["parts"].split() == ["M", "=", "mannen", "V", "=", "vrouwen"] and again["dimension"] == "sex"


def test_a_row_of_columns_more_can_choose_too_and_a_name_gets_its_code(leader: FlaskClient, sqlite_store: Store) -> None:
    answer = post(leader, "/cijfers/importeren/voorbeeld", {"file": (BytesIO(STATLINE.encode()), "statline.csv")})
    page = leader.get(str(answer.location)).text
    given = typed(page)
    assert given["head_rows"] == "2" and given["area_column"] == "Regio's"
    more = html.fromstring(post(leader, str(answer.location), given | {"add_row": "values"}).text)
    assert more.xpath("//select[@name='values-1-column']/option/text()")[1:] == ["Regio's", "Perioden", "Jongeren met jeugdhulp | %"]
    assert len(more.xpath("//select[@name='values-1-definition']/option")) == 2
    given |= {"name": "s", "source": "Demo", "areas": "Dorp = Dorp", "values-0-column": "Jongeren met jeugdhulp | %"}
    saved = post(leader, str(answer.location), given | {"values-0-definition": "SAM-1||1"})
    assert post(leader, str(saved.location)).status_code == 303
    with sqlite_store.reading() as db:
        assert set(db.scalars(select(Measurement.area_code))) == {"GM9999"}


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"PK\x03\x04kapot", b"{" * 5000, b"{}", b'"', b"a", b'[{"a": 1}'])
def test_any_example_gets_an_answer(leader: FlaskClient, content: bytes) -> None:
    answer = post(leader, "/cijfers/importeren/voorbeeld", {"file": (BytesIO(content), "raar.csv")})
    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        assert leader.get(str(answer.location)).status_code == 200


def test_neighbourhoods_are_parts_of_the_municipality() -> None:
    split = {"dimension": "neighbourhood", "column": "RegioS", "total": "GM9999", "parts": {"WK999901": "Noord", "WK999902": "Zuid"}}
    file = "RegioS;Perioden;Waarde;N\nGM9999;2021;50;90\nWK999901;2021;40;60\nWK999902;2021;60;30\nWK111100;2021;9;9\n"
    value = [{"column": "Waarde", "indicator": "SAM-1", "respondents": "N"}]
    found = judged(file, mapping("csv", breakdown=split, values=value))
    assert told(found) == [] and found.values[0].respondents == 90
    assert [(part.name, part.cell.value, part.respondents) for part in found.values[0].parts] == [("Noord", 40, 60), ("Zuid", 60, 30)]
