from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from mag.agenda.models import Goal, Theme, Tier
from mag.agenda.queries import (
    agenda_document,
    agenda_on,
    find_tier,
    get_agenda,
    get_form,
    get_rule_set,
    get_tier,
    list_agendas,
    list_goals,
    rule_set_document,
    rule_set_on,
    tier_document,
)
from mag.agenda_file import AgendaFile, dump, load, parse, read
from mag.applications.models import Application
from mag.applications.states import ApplicationState
from mag.core.errors import NotFound, Refused
from mag.core.journal import JournalLine
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.indicators.models import Indicator, IndicatorDefinition, Target
from mag.partners.models import Partner, PartnerKind
from tests.agenda.agendas import EXAMPLE, HG_2018, HG_2024, SHIPPED, agenda

CODE = "hardinxveld-giessendam-2018"


def put(store: Store, file: AgendaFile) -> None:
    with store.transaction() as tx:
        load(tx, file)


def edited(path: Path, edit: Any) -> AgendaFile:
    data = agenda(path).model_dump(mode="json")
    edit(data)
    return AgendaFile.model_validate(data)


def count(store: Store, table: type[Any]) -> int:
    with store.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def loaded(sqlite_store: Store) -> Iterator[Store]:
    put(sqlite_store, agenda(HG_2018))
    yield sqlite_store


@pytest.mark.parametrize("path", [*SHIPPED, EXAMPLE], ids=lambda path: path.stem)
def test_an_agenda_comes_out_of_the_database_as_it_went_in_byte_for_byte(store: Store, path: Path) -> None:
    put(store, parse(path.read_bytes()))
    with store.reading() as db:
        assert dump(read(db, agenda(path).agenda.code)) == path.read_text()


def test_loading_the_same_file_again_writes_nothing(loaded: Store) -> None:
    lines = count(loaded, JournalLine)
    put(loaded, agenda(HG_2018))
    assert count(loaded, JournalLine) == lines


def test_what_was_loaded_stands_in_the_journal(loaded: Store) -> None:
    with loaded.reading() as db:
        actions = list(db.scalars(select(JournalLine.action).where(JournalLine.chain == CODE)))
    assert actions.count("agenda.agenda.saved") == 1
    assert actions.count("agenda.rule_set.saved") == 1
    assert actions.count("indicators.indicator.defined") == 20


def test_rows_point_at_each_other_and_carry_the_bounds(loaded: Store) -> None:
    with loaded.reading() as db:
        row = get_agenda(db, CODE)
        goals = list_goals(db, row.id)
        rules = rule_set_on(db, row.id, date(2022, 3, 1))
        assert rules is not None
        third = find_tier(db, rules.id, "T3")
        same = get_tier(db, third.id)
        assert get_rule_set(db, rules.id).code == "stuwkr8-2020"
    assert (row.municipality_code, row.lead_contractor) == ("GM0523", "StuwKR8")
    assert [goal.theme.code for goal in goals] == ["met_en_voor_elkaar"] * 4 + ["actief_en_gezond"] * 4
    assert (third.min_amount, third.min_inclusive, third.max_amount, third.max_inclusive) == (1000_00, False, 10_000_00, True)
    assert tier_document(same).decide_within == "P1M"
    assert rule_set_document(rules) is rule_set_document(rules)
    assert agenda_document(row).words.short == "MAG"


def test_two_measures_of_one_indicator_have_definitions_of_their_own(loaded: Store) -> None:
    with loaded.reading() as db:
        found = db.scalars(
            select(IndicatorDefinition).join(Indicator).where(Indicator.code == "GEZ-3").order_by(IndicatorDefinition.measure)
        )
        assert [(row.measure, row.version) for row in found] == [("alcohol", 1), ("drugs", 1)]
    assert count(loaded, IndicatorDefinition) == 21


def test_the_agenda_and_the_rules_of_a_day_are_found(loaded: Store) -> None:
    put(loaded, agenda(HG_2024))
    with loaded.reading() as db:
        assert [row.code for row in list_agendas(db)] == ["hardinxveld-giessendam-2024", CODE]
        last, first = agenda_on(db, date(2023, 12, 31)), agenda_on(db, date(2024, 1, 1))
        assert last is not None and last.code == CODE
        assert first is not None and first.code == "hardinxveld-giessendam-2024"
        assert agenda_on(db, date(2017, 1, 1)) is None
        assert rule_set_on(db, last.id, date(2020, 2, 10)) is None
        with pytest.raises(NotFound):
            read(db, "nowhere")


def apply(store: Store) -> None:
    """Have somebody apply under the second tier of 2018, with only what the database demands."""
    with store.transaction() as tx:
        tier = tx.db.scalars(select(Tier).where(Tier.code == "T2")).one()
        partner = Partner(kind=PartnerKind.ASSOCIATION, name="Wandelclub demo", created_at=tx.now)
        tx.db.add(partner)
        tx.db.flush()
        words = {
            "contact_name": "demo",
            "title": "Wandeling",
            "description": "demo",
            "place": "demo",
            "iban": "demo",
            "account_holder": "demo",
        }
        tx.db.add(
            Application(
                reference="demo-1",
                agenda_id=tier.rule_set.agenda_id,
                rule_set_id=tier.rule_set_id,
                form_id=get_form(tx.db, "standaard-1").id,
                tier_id=tier.id,
                partner_id=partner.id,
                state=ApplicationState.SUBMITTED,
                applicant_kind=PartnerKind.ASSOCIATION,
                audience=[],
                requested_amount=Cents(500_00),
                answers={},
                submitted_at=tx.now,
                submitted_on=tx.today,
                decide_by=tx.today,
                follow_token_digest="0" * 64,
                **words,
            )
        )


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda data: data["rule_sets"][0]["tiers"][1].update(decide_within="P2M"), "rules_in_use"),
        (lambda data: data["rule_sets"][0]["tiers"].pop(0), "rules_in_use"),
        (lambda data: data["rule_sets"][0].update(code="renamed"), "part_in_use"),
    ],
)
def test_rules_somebody_applied_under_do_not_change_under_their_feet(store: Store, edit: Any, code: str) -> None:
    put(store, agenda(HG_2018))
    apply(store)
    with pytest.raises(Refused) as refused:
        put(store, edited(HG_2018, edit))
    assert refused.value.refusals[0].code == code
    with store.reading() as db:
        assert dump(read(db, CODE)) == HG_2018.read_text()


def test_rules_in_use_may_still_have_their_open_values_filled_in(store: Store) -> None:
    put(store, agenda(HG_2018))
    apply(store)
    put(store, edited(HG_2018, lambda data: data["rule_sets"][0]["tiers"][3]["window"].update(closes="10-01")))
    with store.reading() as db:
        assert rule_set_document(get_agenda(db, CODE).rule_sets[0]).tier("T4").window.closes == "10-01"


def test_a_successor_may_be_added_to_rules_in_use(store: Store) -> None:
    put(store, agenda(HG_2018))
    apply(store)

    def succeed(data: Any) -> None:
        old = data["rule_sets"][0]
        data["rule_sets"].append({**old, "code": "next", "valid_from": "2022-07-01"})
        data["rule_sets"][0] = {**old, "valid_to": "2022-06-30"}

    put(store, edited(HG_2018, succeed))
    with store.reading() as db:
        row = get_agenda(db, CODE)
        found = [rule_set_on(db, row.id, day) for day in (date(2022, 6, 30), date(2022, 7, 1))]
    assert [rules.code for rules in found if rules] == ["stuwkr8-2020", "next"]


def test_an_open_value_is_filled_in_by_loading_the_file_again(loaded: Store) -> None:
    def fill(data: Any) -> None:
        data["rule_sets"][0]["tiers"][3]["window"]["closes"] = "10-01"

    put(loaded, edited(HG_2018, fill))
    with loaded.reading() as db:
        row = get_agenda(db, CODE)
        assert rule_set_document(row.rule_sets[0]).tier("T4").open_rules() == ()


def test_parts_nothing_points_at_leave_with_the_file(loaded: Store) -> None:
    def drop(data: Any) -> None:
        data["themes"][1]["goals"].pop()
        data["frames"].pop()
        data["indicators"] = [item for item in data["indicators"] if item["goal"] != "geestelijke_gezondheid"]
        data["rule_sets"][0]["tiers"].pop(0)

    put(loaded, edited(HG_2018, drop))
    assert (count(loaded, Goal), count(loaded, Indicator), count(loaded, Tier)) == (7, 17, 3)
    put(loaded, agenda(HG_2018))
    with loaded.reading() as db:
        assert dump(read(db, CODE)) == HG_2018.read_text()


def test_a_theme_may_take_over_a_goal(loaded: Store) -> None:
    def move(data: Any) -> None:
        data["themes"][0]["goals"].append(data["themes"][1]["goals"].pop(0))
        data["themes"][0]["goals"] += data["themes"][1]["goals"]
        data["themes"].pop()

    put(loaded, edited(HG_2018, move))
    assert (count(loaded, Theme), count(loaded, Goal)) == (1, 8)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda data: data["indicators"][19]["definitions"][0].update(text="Iets anders."), "definition_in_use"),
        (lambda data: data["indicators"].pop(), "indicator_in_use"),
    ],
)
def test_a_definition_with_values_is_not_rewritten_and_nothing_is_half_loaded(loaded: Store, edit: Any, code: str) -> None:
    with loaded.transaction() as tx:
        definition = tx.db.scalars(select(IndicatorDefinition).join(Indicator).where(Indicator.code == "GEE-3")).one()
        tx.db.add(Target(definition_id=definition.id, period_code="2024", last_on=date(2024, 12, 31), value=Decimal(40)))

    def both(data: Any) -> None:
        data["agenda"]["name"] = "Een andere naam"
        edit(data)

    with pytest.raises(Refused) as refused:
        put(loaded, edited(HG_2018, both))
    assert refused.value.refusals[0].code == code
    with loaded.reading() as db:
        assert dump(read(db, CODE)) == HG_2018.read_text()


def test_a_next_version_of_a_definition_stands_beside_the_first(loaded: Store) -> None:
    def add(data: Any) -> None:
        data["indicators"][0]["definitions"].append({"version": 2, "text": "Onveilig in de eigen buurt.", "valid_from": "2023-01-01"})

    put(loaded, edited(HG_2018, add))
    assert count(loaded, IndicatorDefinition) == 22
