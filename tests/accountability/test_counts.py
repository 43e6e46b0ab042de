"""What a partner counts for a figure of the agenda: asked in its account, handed over on approval, added up when somebody reads it."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accountability.counts.models import CountAnswer
from mag.accountability.counts.rules import span_of
from mag.accountability.models import HandIn
from mag.accountability.states import HandInState
from mag.accounts.roles import Role
from mag.agenda.terms import HandInKind
from mag.agenda_file import load
from mag.applications.states import Strength
from mag.core.clock import SetClock, at
from mag.core.errors import Refused
from mag.core.period import Period, half_year, year
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.grants.service import align
from mag.indicators.counts.models import PartnerCount
from mag.indicators.counts.queries import COUNTED
from mag.indicators.counts.service import HandedOver, take_over
from mag.indicators.models import Indicator, ValueStatus
from mag.indicators.queries import IndicatorReading, get_indicator, readings
from mag.indicators.service import measure
from tests.accountability.test_accounts import first_page
from tests.factories.accountability import awarded, handed_in, picture, settled
from tests.factories.applications import agenda_file
from tests.web_client import client_as, client_by_link, post

WHOLE, PART = "Hoeveel trajecten maatschappelijke begeleiding zijn beëindigd?", "Hoeveel daarvan zijn met goed gevolg afgerond?"
AFTER = date(2023, 2, 15)


def granted(store: Store, code: str = "SAM-3", *, amount: int = 2_000_00, **changes: object) -> Grant:
    """A grant of which the plan works on a figure that partners count."""
    with store.transaction() as tx:
        load(tx, agenda_file())
    grant = awarded(store, amount, **changes)
    with store.transaction() as tx:
        found = tx.db.get_one(Grant, grant.id)
        indicator = get_indicator(tx.db, found.application.agenda_id, code)
        align(
            tx, found.application, goal_id=indicator.goal_id, indicator_id=indicator.id, assumption="Wie begeleid is, doet mee.",
            strength=Strength.STRONG,
        )  # fmt: skip
    return grant


def indicator_of(store: Store, code: str = "SAM-3") -> Indicator:
    with store.reading() as db:
        return db.scalars(select(Indicator).where(Indicator.code == code)).one()


def counted(store: Store, grant: Grant, whole: int, part: int) -> None:
    """The account of a grant, handed in with these counts, and approved."""
    handed_in(store, grant.id, 2_000_00)
    with store.transaction() as tx:
        asked = select(CountAnswer).join(HandIn, HandIn.id == CountAnswer.hand_in_id).where(HandIn.grant_id == grant.id)
        answer = tx.db.scalars(asked.order_by(CountAnswer.id.desc())).first()
        assert answer is not None
        answer.whole, answer.part = whole, part
    settled(store, grant.id, 2_000_00)


def half_year_counted(store: Store, grant: Grant, whole: int, part: int) -> None:
    """The half-year report of a large partner, approved; nobody can ask for enough money here to be called for it by the real verb."""
    indicator, half = indicator_of(store), half_year(2022, 1)
    with store.transaction() as tx:
        found = tx.db.get_one(Grant, grant.id)
        report = HandIn(
            grant_id=grant.id, kind=HandInKind.HALF_YEAR, period=half.code, settles=False, due_on=date(2022, 9, 1),
            state=HandInState.APPROVED, version=1, started_at=tx.now,
        )  # fmt: skip
        report.counts.append(CountAnswer(indicator_id=indicator.id, whole=whole, part=part, explanation=""))
        tx.db.add(report)
        tx.db.flush()
        told = HandedOver(
            indicator.id, report.id, half, date(2022, 6, 4), half.last, whole, part, found.reference, "Club demo", found.partner_id, True
        )  # fmt: skip
        take_over(tx, told)


def reading_of(store: Store, period: Period, *, known_on: date | None = None, code: str = "SAM-3") -> IndicatorReading:
    with store.reading() as db:
        agenda_id = indicator_of(store, code).agenda_id
        return next(one for one in readings(db, agenda_id, period, known_on=known_on) if one.indicator.code == code)


@pytest.fixture
def grant(sqlite_store: Store) -> Grant:
    return granted(sqlite_store)


def test_a_partner_counts_and_what_cannot_be_is_said_at_the_question(app: Flask, grant: Grant, sqlite_store: Store) -> None:
    partner, url = client_by_link(app, grant.application_id), f"/verantwoording/{grant.reference}"
    before = first_page(partner, url)
    field = f"count_{indicator_of(sqlite_store).id}"
    assert before[field] == before[f"{field}_part"] == ""
    asked = partner.get(url).text
    assert WHOLE in asked and PART in asked and "de tijd van 4 juni 2022 tot en met 5 juni 2022" in asked
    typed = {"people_reached": "42", "counted": "people"}
    post(partner, url, {"files": [(BytesIO(picture(3)), "bon.jpg")], "add": "1"})
    for whole, part, sentence in (
        ("", "", f"Vul een aantal in bij ‘{WHOLE}’ Waren het er geen? Vul dan 0 in."),
        ("-3", "0", "kan niet lager zijn dan 0"),
        ("twaalf", "0", "Typ een aantal in hele cijfers"),
        ("10", "12", "12 van de 10 kan niet"),
    ):
        answer = post(partner, url, {**typed, field: whole, f"{field}_part": part})
        assert answer.status_code == 422 and sentence in answer.text, (whole, part)
        assert not whole or f'value="{whole}"' in answer.text
    answer = post(partner, url, {**typed, field: "60", f"{field}_part": "45", f"{field}_why": "Drie trajecten lopen door."})
    assert answer.location == f"{url}/controle"
    assert all(said in partner.get(answer.location).text for said in (WHOLE, ">60<", ">45<", "Drie trajecten lopen door."))
    post(partner, f"{url}/controle")
    assert ">60<" in partner.get(f"{url}/verstuurd").text
    assert "Drie trajecten lopen door." in client_as(app, Role.PROJECT_LEADER).get(f"/afronden/{grant.reference}").text
    with sqlite_store.reading() as db:
        assert db.scalars(select(PartnerCount)).all() == [], "nothing counts before somebody approved it"
    settled(sqlite_store, grant.id, 2_000_00)
    reading = reading_of(sqlite_store, year(2022))
    assert reading.latest is not None and reading.latest.value == Decimal("75.0") and reading.latest.source == COUNTED


def test_a_plan_that_works_on_another_figure_is_asked_nothing(app: Flask, sqlite_store: Store) -> None:
    grant = granted(sqlite_store, "SAM-1")
    assert "Wat u telde" not in client_by_link(app, grant.application_id).get(f"/verantwoording/{grant.reference}").text


def test_a_small_grant_is_asked_nothing(app: Flask, sqlite_store: Store) -> None:
    grant = granted(sqlite_store, amount=200_00)
    assert "Wat u telde" not in client_by_link(app, grant.application_id).get(f"/verantwoording/{grant.reference}").text


def test_the_figure_is_provisional_until_all_accounts_are_approved_and_as_it_was_known(store: Store, clock: SetClock) -> None:
    first, second = granted(store), granted(store, title="Tweede plan demo")
    clock.set(at(date(2022, 9, 1)))
    counted(store, first, 60, 45)
    found = reading_of(store, year(2022))
    assert found.latest is not None and found.latest.period == year(2022) and found.latest.status is ValueStatus.PROVISIONAL
    assert "Voorlopig: 1 van 2 verantwoordingen zijn goedgekeurd." in found.sentence
    clock.set(at(date(2023, 1, 20)))
    counted(store, second, 40, 15)
    now = reading_of(store, year(2022), known_on=AFTER).latest
    assert now is not None and (now.value, now.status, now.respondents) == (Decimal("60.0"), ValueStatus.FINAL, 100)
    then = reading_of(store, year(2022), known_on=date(2022, 12, 31)).latest
    assert then is not None and (then.value, then.status) == (Decimal("75.0"), ValueStatus.PROVISIONAL), "a report tells what was known"
    early = reading_of(store, year(2022), known_on=date(2022, 9, 2)).latest
    assert early is not None and early.period == half_year(2022, 1), "a year that runs has no figure yet"
    assert reading_of(store, year(2022), known_on=date(2022, 8, 31)).latest is None


def test_the_half_comes_from_the_report_and_the_other_half_is_the_rest(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    grant = granted(sqlite_store, ends_on=date(2022, 12, 31))
    clock.set(at(date(2022, 9, 1)))
    half_year_counted(sqlite_store, grant, 60, 30)
    clock.set(at(date(2023, 1, 10)))
    url, field = f"/verantwoording/{grant.reference}", f"count_{indicator_of(sqlite_store).id}"
    partner = client_by_link(app, grant.application_id)
    for whole, part, sentence in (
        ("50", "30", "telde u er al 60"), ("110", "20", "telde u er al 30"), ("110", "82", "Dan kunnen het er nu hooguit 80 zijn."),
    ):  # fmt: skip
        files = [(BytesIO(picture(3)), "bon.jpg")]
        answer = post(partner, url, {"people_reached": "9", "counted": "people", "files": files, field: whole, f"{field}_part": part})
        assert answer.status_code == 422 and sentence in answer.text
    counted(sqlite_store, grant, 120, 78)
    series = {row.period_code: row.value for row in reading_of(sqlite_store, year(2022), known_on=AFTER).series}
    assert series == {"2022-1": Decimal("50.0"), "2022-2": Decimal("80.0"), "2022": Decimal("65.0")}


def test_nobody_types_a_figure_beside_what_partners_counted(app: Flask, grant: Grant, sqlite_store: Store, clock: SetClock) -> None:
    clock.set(at(AFTER))
    counted(sqlite_store, grant, 60, 45)
    definition = indicator_of(sqlite_store)
    with sqlite_store.reading() as db:
        definition_id = get_indicator(db, definition.agenda_id, "SAM-3").definitions[0].id
    given = {"area_code": "GM0523", "area_name": "Hardinxveld-Giessendam", "value": Decimal(80), "status": ValueStatus.FINAL, "source": "x"}
    with pytest.raises(Refused) as refused, sqlite_store.transaction() as tx:
        measure(tx, definition_id, period=year(2022), **given)  # type: ignore[arg-type]
    assert [(one.code, one.field) for one in refused.value.refusals] == [("counted", "period")]
    with sqlite_store.transaction() as tx:
        measure(tx, definition_id, period=year(2021), **given)  # type: ignore[arg-type]
    leader, reader = client_as(app, Role.PROJECT_LEADER), client_as(app, Role.MUNICIPALITY_READER)
    page = leader.get("/cijfers/SAM-3").text
    assert "Waar dit getal vandaan komt" in page and "45 van 60" in page and "telt zichzelf op" in page and grant.reference in page
    seen = reader.get("/cijfers/SAM-3").text
    assert "niet getoond" in seen and "45 van 60" not in seen and "75%" in seen


def test_a_share_of_too_few_reaches_no_reader(app: Flask, grant: Grant, sqlite_store: Store, clock: SetClock) -> None:
    clock.set(at(AFTER))
    counted(sqlite_store, grant, 12, 9)
    seen = client_as(app, Role.MUNICIPALITY_READER).get("/cijfers/SAM-3").text
    assert "75%" not in seen and "minder dan 50 mensen" in seen
    assert "9 van 12" in client_as(app, Role.CONTROLLER).get("/cijfers/SAM-3").text


def test_a_final_account_counts_what_no_earlier_year_counted() -> None:
    plan = {"starts_on": date(2021, 9, 1), "ends_on": date(2022, 3, 31)}
    whole = span_of(HandInKind.FINAL, "", **plan)
    assert whole is not None and (whole.period, whole.first) == (year(2022), date(2021, 9, 1))
    rest = span_of(HandInKind.FINAL, "", earlier=[year(2021), half_year(2021, 2)], **plan)
    assert rest is not None and (rest.first, rest.last) == (date(2022, 1, 1), date(2022, 3, 31))
    assert span_of(HandInKind.FINAL, "", earlier=[year(2022)], **plan) is None
    half = span_of(HandInKind.HALF_YEAR, "2021-2", **plan)
    assert half is not None and half.words == "de tijd van 1 september 2021 tot en met 31 december 2021"
    assert span_of(HandInKind.YEARLY, "2020", **plan) is None


def test_the_page_of_the_partner_link_is_no_page_of_figures(app: Flask, grant: Grant) -> None:
    browser: FlaskClient = client_by_link(app, grant.application_id)
    assert browser.get("/cijfers/SAM-3").status_code in (403, 404)
