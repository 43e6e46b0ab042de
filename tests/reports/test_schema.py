"""The data file keeps to its published description: a half-year, a year, a concept, an adopted report and a second version."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker

from mag.core.actor import SYSTEM
from mag.core.house import House
from mag.reports.compose import compose
from mag.reports.present import facts_of, stamp_of
from mag.reports.queries import get_report
from mag.reports.render.forms import SCHEMA_PATH, data_file
from mag.reports.states import ReportKind
from tests.factories.adopted import adopt, book_late
from tests.factories.reports import World
from tests.web_client import client_as

SCHEMA = json.loads((Path(__file__).parents[2] / "mag" / "reports" / "report-data.schema.json").read_text())


def strict(schema: Any) -> Any:
    """The same description with nothing left unsaid: what is not described is wrong, so that a test sees it first."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(one) for name, one in schema.items()}
    return {"additionalProperties": False, **closed} if schema.get("type") == "object" and "properties" in schema else closed


def data_of(world: World, house: House, report_id: int) -> Any:
    with world.store.reading() as db:
        found = get_report(db, SYSTEM, report_id)
        facts = facts_of(db, found)
        return json.loads(data_file(facts, compose(facts), stamp_of(house, found, facts)))


def test_every_kind_of_data_file_keeps_to_its_description(world: World, house: House) -> None:
    first = world.prepare().id
    others = ((ReportKind.ANNUAL, "2022"), (ReportKind.MONITOR, "2022-1"), (ReportKind.EVALUATION, "2021-2022"))
    made = [data_of(world, house, report_id) for report_id in (first, *(world.prepare(kind, code).id for kind, code in others))]
    adopt(world, first)
    made.append(data_of(world, house, first))
    book_late(world)
    made.append(data_of(world, house, world.prepare(reason="Een boeking stond er niet in.").id))
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(strict(SCHEMA), format_checker=FormatChecker())
    for data in made:
        assert [f"{list(one.path)}: {one.message}"[:300] for one in validator.iter_errors(data)][:5] == []
        assert data["$schema"] == f"{house.settings.address}{SCHEMA_PATH}"
    assert [data["state"] for data in made] == ["concept"] * 4 + ["vastgesteld", "concept"]
    assert made[-1]["version"] == 2 and made[-1]["changes"] and {data["kind"] for data in made} == {kind.value for kind in ReportKind}


@pytest.mark.parametrize(("path", "wrong"), [("version", 0), ("state", "gemaakt"), ("facts_sha256", "x"), ("figures", [{"key": "a"}])])
def test_the_description_refuses_what_is_wrong(world: World, house: House, path: str, wrong: object) -> None:
    data = {**data_of(world, house, world.prepare().id), path: wrong}
    assert not Draft202012Validator(SCHEMA).is_valid(data)


def test_anybody_may_read_the_description(app: Flask) -> None:
    answer = client_as(app).get(SCHEMA_PATH)
    assert answer.status_code == 200 and json.loads(answer.data) == SCHEMA and answer.mimetype == "application/schema+json"
