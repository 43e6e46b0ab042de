"""A rule the source leaves open is filled in by an administrator; only then can people apply under its tier."""

import pytest
from flask import Flask
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.filling import fill_open_rule
from mag.agenda.models import RuleSet
from mag.agenda.queries import rule_set_document
from mag.core.actor import ANONYMOUS
from mag.core.errors import Forbidden, NotFound, Refused
from mag.core.transaction import Store
from tests.factories.applications import agenda_in, submit_in
from tests.web_client import client_as, post

KEY = "tiers[T4].window.closes"


def rule_set_id(store: Store) -> int:
    with store.transaction() as tx:
        agenda_in(tx)
        found = tx.db.scalar(select(RuleSet.id))
        assert found is not None
        return found


def test_filling_opens_the_tier_even_when_the_rules_are_in_use(store: Store) -> None:
    found = rule_set_id(store)
    with store.transaction() as tx:
        submit_in(tx)
        assert fill_open_rule(tx, found, KEY, "10-20", reason="college 1 maart 2022").tier("T4").open_rules() == ()
    with store.reading() as db:
        row = db.get(RuleSet, found)
        assert row is not None and rule_set_document(row).tier("T4").window.closes == "10-20"


@pytest.mark.parametrize("typed", ["20 oktober", "13-40", "[1, 2", "ja", ""])
def test_a_value_that_does_not_fit_is_refused_with_an_example(sqlite_store: Store, typed: str) -> None:
    found = rule_set_id(sqlite_store)
    with pytest.raises(Refused) as refused, sqlite_store.transaction() as tx:
        fill_open_rule(tx, found, KEY, typed, reason="college 1 maart 2022")
    assert refused.value.refusals[0].field == "value"


def test_a_rule_that_is_not_open_cannot_be_filled(sqlite_store: Store) -> None:
    found = rule_set_id(sqlite_store)
    with pytest.raises(NotFound), sqlite_store.transaction() as tx:
        fill_open_rule(tx, found, "tiers[T1].decide_within", "P1D", reason="college 1 maart 2022")


def test_only_an_administrator_may(sqlite_store: Store) -> None:
    found = rule_set_id(sqlite_store)
    with pytest.raises(Forbidden), sqlite_store.transaction(ANONYMOUS) as tx:
        fill_open_rule(tx, found, KEY, "10-20", reason="college 1 maart 2022")


def test_the_page_lists_what_is_open_and_fills_it(app: Flask, sqlite_store: Store) -> None:
    found = rule_set_id(sqlite_store)
    admin = client_as(app, Role.ADMINISTRATOR)
    assert KEY in admin.get("/beheer/spelregels").text
    address = f"/beheer/spelregels/{found}/invullen?sleutel={KEY}"
    wrong = post(admin, address, {"value": "twintig oktober", "reason": "college 1 maart 2022"})
    assert wrong.status_code == 422 and "twintig oktober" in wrong.text and "10-20" in wrong.text
    assert post(admin, address, {"value": "10-20", "reason": "college 1 maart 2022"}).status_code == 303
    assert KEY not in admin.get("/beheer/spelregels").text
