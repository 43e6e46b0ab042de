from datetime import date
from typing import Any

import pytest

from mag.agenda.changes import forbidden_changes
from mag.agenda.rule_documents import RuleSetDocument
from tests.agenda.agendas import HG_2018, HG_2024, rules

TODAY = date(2022, 3, 1)


def edited(base: RuleSetDocument, edit: Any) -> RuleSetDocument:
    data = base.model_dump(mode="json")
    edit(data)
    return RuleSetDocument.model_validate(data)


def test_the_same_rules_differ_in_nothing() -> None:
    assert forbidden_changes(rules(HG_2018), rules(HG_2018), TODAY) == []


def test_an_open_value_may_be_filled_in_and_not_taken_back() -> None:
    def fill(data: Any) -> None:
        data["tiers"][3]["window"]["closes"] = "10-01"

    filled = edited(rules(HG_2018), fill)
    assert forbidden_changes(rules(HG_2018), filled, TODAY) == []
    assert forbidden_changes(filled, rules(HG_2018), TODAY) == ["tiers[T4].window.closes"]


def test_an_open_end_of_a_list_may_be_filled_in_but_what_stands_before_it_stays() -> None:
    def fill(data: Any) -> None:
        data["tiers"][4]["attachments"][6:] = [{"code": "accounts", "label": "jaarrekening"}]

    def shorten(data: Any) -> None:
        data["tiers"][4]["attachments"] = []

    assert forbidden_changes(rules(HG_2024), edited(rules(HG_2024), fill), TODAY) == []
    assert forbidden_changes(rules(HG_2024), edited(rules(HG_2024), shorten), TODAY) == ["tiers[K2].attachments"]


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (lambda data: data["tiers"][1].update(max="1250.00"), "tiers[T2].max"),
        (lambda data: data["tiers"].pop(0), "tiers[T1]"),
        (lambda data: data["remedy"].update(text="Anders."), "remedy.text"),
        (lambda data: data["tiers"][2]["payment"].reverse(), "tiers[T3].payment"),
        (lambda data: data.update(valid_from="2020-02-10"), "valid_from"),
        (lambda data: data.update(valid_to="2022-02-28"), "valid_to"),
    ],
)
def test_every_other_change_is_named(edit: Any, key: str) -> None:
    assert forbidden_changes(rules(HG_2018), edited(rules(HG_2018), edit), TODAY) == [key]


@pytest.mark.parametrize(
    "edit", [lambda data: data["notes"].update(label="nader bekeken"), lambda data: data.update(valid_to="2022-03-01")]
)
def test_remarks_and_a_last_day_that_is_not_past_may_change(edit: Any) -> None:
    assert forbidden_changes(rules(HG_2018), edited(rules(HG_2018), edit), TODAY) == []
