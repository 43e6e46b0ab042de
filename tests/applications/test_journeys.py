"""Asking for money as an applicant lives it: screens and answers counted, nothing typed is lost, nothing is sent twice."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mag.accounts.queries import find_person
from mag.applications.models import Application, Draft
from mag.core.clock import SetClock, at
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from tests.factories.applications import agenda_in
from tests.web_client import client_as, forms_on, post

IDEA = {
    "amount": "250,00",
    "description": "Wij houden een straatfeest voor de hele straat.",
    "starts_on-day": "4",
    "starts_on-month": "juni",
    "starts_on-year": "2022",
    "place": "Peulenstraat",
}
ME = {"contact_name": "Demo Aanvrager", "contact": "aanvrager@demo.example", "iban": "nl91 abna 0417 1643 00"}
AUDIENCE = {"audience": ["iedereen", "ouderen"], "expected_people": "60", "goal": "samenleven"}
MONEY = {"costs-0-description": "Zaalhuur", "costs-0-amount": "900", "other_income": "100"}
CLUB = {
    "applicant_kind": "association", "organisation_name": "Wandelclub demo", "contact_name": "Demo Aanvrager",
    "email": "aanvrager@demo.example", "iban": "NL91 ABNA 0417 1643 00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def agenda(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)


def send(client: FlaskClient, slug: str, answers: Mapping[str, Any], query: str = "") -> TestResponse:
    return post(client, f"/aanvragen/stap/{slug}{query}", answers)


def place(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.location).path


def looked_over(client: FlaskClient, slug: str, answers: Mapping[str, Any]) -> TestResponse:
    """The page that says what is wrong: an address, so that Back and reload never send anything again."""
    answer = send(client, slug, answers)
    assert place(answer) == f"/aanvragen/stap/{slug}" and "nakijken=" in answer.location
    return client.get(answer.location)


def count(store: Store, model: type[Any]) -> int:
    with store.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def to_check(client: FlaskClient) -> None:
    assert place(send(client, "idee", IDEA)) == "/aanvragen/stap/gegevens"
    assert place(send(client, "gegevens", ME)) == "/aanvragen/controle"


def test_a_street_party_takes_four_screens_and_seven_answers(client: FlaskClient, sqlite_store: Store) -> None:
    screens = ["/aanvragen/stap/idee"]
    assert urlsplit(client.get("/aanvragen/begin").location).path == screens[0]
    screens.append(place(send(client, "idee", IDEA)))
    screens.append(place(send(client, "gegevens", ME)))
    page = client.get(screens[-1])
    assert "Stap 3 van 3" in page.text and "€\u00a0250,00" in page.text and "NL91 ABNA 0417 1643 00" in page.text
    screens.append(place(post(client, "/aanvragen/controle")))
    done = client.get(screens[-1])
    assert "Uw aanvraag is binnen" in done.text and "MAG-2022-0001" in done.text and "15 maart 2022" in done.text
    assert len(screens) == 4
    dates = sum(1 for name in IDEA if name.startswith("starts_on"))
    assert len(IDEA) + len(ME) - dates + 1 == 7
    assert client.get(screens[-1]).status_code == 200
    assert count(sqlite_store, Application) == count(sqlite_store, OutboxMail) == 1


def test_a_club_asks_eight_hundred_euros_in_six_screens_and_fourteen_answers(client: FlaskClient, sqlite_store: Store) -> None:
    seen = ["idee"]
    seen.append(place(send(client, "idee", IDEA | {"amount": "800"})))
    seen.append(place(send(client, "voor-wie", AUDIENCE)))
    seen.append(place(send(client, "geld", MONEY)))
    seen.append(place(send(client, "gegevens", CLUB)))
    assert seen[1:] == ["/aanvragen/stap/voor-wie", "/aanvragen/stap/geld", "/aanvragen/stap/gegevens", "/aanvragen/controle"]
    assert "Stap 5 van 5" in client.get(seen[-1]).text
    seen.append(place(post(client, "/aanvragen/controle")))
    assert len(seen) == 6
    dates = sum(1 for name in IDEA if name.startswith("starts_on"))
    given = len(IDEA) - dates + 1 + len(AUDIENCE) + len(MONEY) + len(CLUB) - 1
    assert given == 14, "the name of an organisation is the one more that a club fills in"
    with sqlite_store.reading() as db:
        sent = db.scalars(select(Application)).one()
        assert (sent.tier.code, sent.partner.name, sent.requested_amount, sent.audience) == (
            "T2", "Wandelclub demo", 800_00, ["iedereen", "ouderen"],
        )  # fmt: skip


def test_only_who_works_with_children_or_in_the_street_is_asked_for_a_certificate_or_a_permit(client: FlaskClient) -> None:
    send(client, "plan", IDEA | {"amount": "800", "setting": ["openbaar"]})
    send(client, "voor-wie", AUDIENCE | {"audience": ["kinderen"]})
    send(client, "geld", MONEY)
    page = client.get("/aanvragen/stap/gegevens").text
    assert "Hebben uw vrijwilligers een VOG" in page and "Heeft u een vergunning?" in page
    send(client, "voor-wie", AUDIENCE)
    page = client.get("/aanvragen/stap/gegevens").text
    assert "Hebben uw vrijwilligers een VOG" not in page and "Heeft u een vergunning?" in page


def test_who_asks_more_than_a_one_off_plan_gets_in_principle_is_told_and_may_go_on(client: FlaskClient) -> None:
    assert place(send(client, "idee", IDEA | {"amount": "800"})) == "/aanvragen/stap/voor-wie"
    assert "in principe hooguit €\u00a0500" in client.get("/aanvragen/stap/plan").text
    send(client, "plan", IDEA | {"amount": "400"})
    assert "in principe hooguit" not in client.get("/aanvragen/stap/plan").text


def test_another_amount_moves_the_draft_up_and_down_without_losing_an_answer(client: FlaskClient) -> None:
    to_check(client)
    changed = send(client, "idee", IDEA | {"amount": "800"}, "?terug=controle")
    assert place(changed) == "/aanvragen/stap/voor-wie"
    send(client, "voor-wie", AUDIENCE)
    send(client, "geld", MONEY)
    assert place(send(client, "plan", IDEA | {"amount": "200"}, "?terug=controle")) == "/aanvragen/controle"
    small = client.get("/aanvragen/controle").text
    assert "Zaalhuur" not in small and "Demo Aanvrager" in small
    send(client, "idee", IDEA | {"amount": "800"}, "?terug=controle")
    again = client.get("/aanvragen/stap/geld").text
    assert "Zaalhuur" in again and 'value="900,00"' in again


def test_a_change_from_the_check_page_leads_back_to_it(client: FlaskClient) -> None:
    to_check(client)
    assert place(send(client, "idee", IDEA | {"place": "Het Park"}, "?terug=controle")) == "/aanvragen/controle"
    assert "Het Park" in client.get("/aanvragen/controle").text


@pytest.mark.parametrize(
    ("slug", "name", "typed", "sentence"),
    [
        ("idee", "amount", "12.50", "Wij weten niet zeker welk bedrag u bedoelt"),
        ("idee", "amount", "veel", "Dit is geen bedrag"),
        ("idee", "amount", "0", "hoger is dan nul"),
        ("idee", "amount", "12 000 000 000", "te groot"),
        ("idee", "description", "", "Vul in wat u gaat doen"),
        ("idee", "description", "x" * 21_000, "korter"),
        ("idee", "starts_on-month", "13", "De maand"),
        ("idee", "starts_on-year", "2062", "3 jaar vooruit"),
        ("idee", "starts_on-year", "2019", "Dat is lang geleden"),
        ("idee", "place", "", "Waar is het?"),
        ("idee", "place", "Achterom 3, 3311 KB", "ligt niet in onze gemeente"),
        ("gegevens", "contact_name", "", "Vul in hoe u heet"),
        ("gegevens", "contact", "aanvrager@demo", "e-mailadres"),
        ("gegevens", "contact", "06", "10 cijfers"),
        ("gegevens", "contact", "geen idee", "geen e-mailadres en geen telefoonnummer"),
        ("gegevens", "iban", "NL91 ABNA 0417 1643 01", "klopt niet"),
        ("gegevens", "iban", "\x00\ud83d", "klopt niet"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_all_that_was_typed(
    client: FlaskClient, slug: str, name: str, typed: str, sentence: str
) -> None:
    if slug == "gegevens":
        send(client, "idee", IDEA)
    answers = {"idee": IDEA, "gegevens": ME}[slug] | {name: typed.encode("utf-8", "surrogatepass")}
    page = looked_over(client, slug, answers)
    assert sentence in page.text.replace("&#39;", "'")
    assert "<title>Fout: Stap" in page.text
    kept = forms_on(page.text, "/")[-1].values
    for other, text in answers.items():
        if other != name and other not in {"iban"}:
            assert kept[other] == [text], other
    if name != "iban" and len(typed) < 1000:
        assert kept[name] == [typed]


@pytest.mark.parametrize(
    ("slug", "change", "sentence"),
    [
        ("voor-wie", {"audience": []}, "Kies voor wie uw plan is"),
        ("voor-wie", {"audience": ["<script>"]}, "Kies een van de antwoorden"),
        ("voor-wie", {"expected_people": "-3"}, "kan niet lager zijn dan 0"),
        ("voor-wie", {"expected_people": "een boel"}, "hele cijfers"),
        ("voor-wie", {"goal": "bestaat niet"}, "Kies een van de antwoorden"),
        ("geld", {"costs-0-amount": ""}, "Kostenpost 1: Vul een bedrag in"),
        ("geld", {"costs-0-description": "", "costs-0-amount": ""}, "Vul minstens 1 regel in"),
        ("geld", {"other_income": ""}, "Vul dan 0 in"),
        ("geld", {"other_income": "50"}, "Dan vraagt u ons €\u00a0850,00, maar u vulde €\u00a0800,00 in"),
        ("geld", {"other_income": "900"}, "Dan heeft u van ons niets nodig"),
        ("gegevens", {"organisation_name": ""}, "Vul de naam in van uw organisatie"),
        ("gegevens", {"kvk": "123"}, "8 cijfers"),
        ("gegevens", {"applicant_kind": ""}, "Kies namens wie"),
        ("gegevens", {"phone": "06 123"}, "10 cijfers"),
    ],
)
def test_a_wrong_answer_on_a_longer_form_never_breaks_it(client: FlaskClient, slug: str, change: dict[str, Any], sentence: str) -> None:
    send(client, "idee", IDEA | {"amount": "800"})
    answers = {"voor-wie": AUDIENCE, "geld": MONEY, "gegevens": CLUB}[slug]
    page = looked_over(client, slug, answers | change)
    assert sentence in page.text
    assert client.get(f"/aanvragen/stap/{slug}").status_code == 200


def test_an_amount_that_reads_differently_is_shown_back_at_once(client: FlaskClient) -> None:
    send(client, "idee", IDEA | {"amount": "€ 1000,-"})
    assert "€\u00a01.000,00" in client.get("/aanvragen/stap/voor-wie").text


def test_sending_the_check_page_twice_makes_one_application(client: FlaskClient, sqlite_store: Store) -> None:
    to_check(client)
    form = forms_on(client.get("/aanvragen/controle").text, "/")[-1].values
    first = client.post("/aanvragen/controle", data=form)
    second = client.post("/aanvragen/controle", data=form)
    third = client.post("/aanvragen/controle", data=form | {"idempotency_key": ["0" * 32]})
    assert first.status_code == second.status_code == third.status_code == 303
    assert first.location == second.location == third.location
    back = client.get("/aanvragen/stap/idee")
    assert back.location == first.location
    assert count(sqlite_store, Application) == count(sqlite_store, OutboxMail) == 1
    assert "<h1>" in client.get("/aanvragen/begin", follow_redirects=True).text
    assert client.get("/aanvragen/begin").location.endswith("/aanvragen/stap/idee"), "a new request can be started"


def test_a_day_that_is_not_known_yet_stays_unknown_on_the_next_screens(client: FlaskClient, sqlite_store: Store) -> None:
    undated = {name: text for name, text in IDEA.items() if not name.startswith("starts_on")} | {"starts_unknown": "ja"}
    assert place(send(client, "idee", undated)) == "/aanvragen/stap/gegevens"
    assert place(send(client, "gegevens", ME)) == "/aanvragen/controle"
    assert "/aanvragen/verstuurd/" in place(post(client, "/aanvragen/controle"))
    with sqlite_store.reading() as db:
        assert db.scalars(select(Application)).one().starts_on is None


def test_starting_again_offers_the_draft_and_makes_no_second_one(client: FlaskClient, sqlite_store: Store) -> None:
    send(client, "idee", IDEA)
    for _ in range(3):
        page = client.get("/aanvragen/begin")
        assert "Verder met uw concept" in page.text
    assert count(sqlite_store, Draft) == 1
    assert place(post(client, "/aanvragen/opnieuw", form_at="/aanvragen/begin")) == "/aanvragen/begin"
    assert count(sqlite_store, Draft) == 0
    assert "Peulenstraat" not in client.get("/aanvragen/stap/idee").text


def test_half_an_answer_can_be_saved_and_taken_up_in_another_browser(app: Flask, client: FlaskClient, sqlite_store: Store) -> None:
    half = {"amount": "200", "description": "Een half ver", "later": "1"}
    assert place(send(client, "idee", half)) == "/aanvragen/opgeslagen"
    page = client.get("/aanvragen/opgeslagen").text
    address = page.split("https://mag.demo.example")[1].split('"')[0]
    other = app.test_client()
    assert "Is dit uw aanvraag?" in other.get(address).text
    assert place(post(other, address)) == "/aanvragen/stap/idee"
    assert "Een half ver" in other.get("/aanvragen/stap/idee").text
    assert other.get("/aanvragen/verder/" + "x" * 43).status_code == 404


def test_the_address_of_a_draft_is_mailed_when_one_asks(client: FlaskClient, sqlite_store: Store) -> None:
    send(client, "idee", IDEA)
    send(client, "gegevens", ME | {"later": "1"})
    assert place(post(client, "/aanvragen/opgeslagen")) == "/aanvragen/opgeslagen"
    with sqlite_store.reading() as db:
        mail = db.scalars(select(OutboxMail)).one()
    assert mail.to_address == "aanvrager@demo.example" and "/aanvragen/verder/" in mail.text


def test_an_older_window_overwrites_nothing_silently(client: FlaskClient) -> None:
    send(client, "idee", IDEA)
    old = forms_on(client.get("/aanvragen/stap/idee").text, "/")[-1].values
    send(client, "idee", IDEA | {"place": "Het Park"})
    page = client.post("/aanvragen/stap/idee", data=old | {"place": ["De Dijk"]})
    assert page.status_code == 409
    assert "In een ander venster is iets veranderd" in page.text and "Het Park" in page.text and "De Dijk" in page.text
    again = forms_on(page.text, "/")[-1].values
    assert place(client.post("/aanvragen/stap/idee", data=again)) == "/aanvragen/stap/gegevens"
    assert "De Dijk" in client.get("/aanvragen/stap/idee").text
    untouched = client.post("/aanvragen/stap/idee", data=old | {"place": ["De Dijk"]})
    assert untouched.status_code == 303, "the same text is no clash"


def test_a_large_amount_is_told_to_be_closed_before_anything_else_is_asked(client: FlaskClient) -> None:
    assert place(send(client, "idee", {"amount": "25000"})) == "/aanvragen/gesloten"
    page = client.get("/aanvragen/gesloten").text
    assert "25.000" in page and "tel:" in page and "Wijzig het bedrag" in page
    assert 'value="25.000,00"' in client.get("/aanvragen/stap/idee", follow_redirects=True).text


def test_more_than_a_thousand_euros_asks_to_sign_in_and_keeps_the_draft(app: Flask, client: FlaskClient, sqlite_store: Store) -> None:
    assert place(send(client, "idee", IDEA | {"amount": "2500"})) == "/aanvragen/inloggen"
    page = post(client, "/aanvragen/inloggen", {"name": "Demo Aanvrager", "email": "nieuw@demo.example"})
    assert page.status_code == 303
    with sqlite_store.reading() as db:
        mail = db.scalars(select(OutboxMail)).one()
    link = mail.text.split("https://mag.demo.example")[1].split()[0]
    other = app.test_client()
    signed_in = post(other, link)
    assert signed_in.status_code == 303 and "/aanvragen/verder/" in signed_in.location
    draft = urlsplit(signed_in.location).path
    assert place(post(other, draft)) == "/aanvragen/stap/idee"
    assert urlsplit(other.get("/aanvragen/stap/idee").location).path == "/aanvragen/stap/plan"
    plan = IDEA | {
        "amount": "2500",
        "is_regular": "nee",
        "title": "Straatfeest",
        "ends_on-day": "5",
        "ends_on-month": "6",
        "ends_on-year": "2022",
    }
    steps = [
        ("plan", plan),
        ("resultaat", AUDIENCE | {"results-0-what": "mensen die elkaar kennen", "results-0-number": "40"}),
        ("samen", {"partners": "niemand", "publicity": "een briefje"}),
        ("begroting", {f"costs-{n}-{part}": value for n in range(3) for part, value in (("description", f"Post {n}"), ("amount", "1000"))}
         | {"incomes-0-description": "Kaartjes", "incomes-0-amount": "500", "vat": "nee"}),
        ("gegevens", CLUB | {"email": "nieuw@demo.example"}),
        ("gesprek", {"interview": "dinsdagavond"}),
    ]  # fmt: skip
    seen = [place(send(other, slug, answers)) for slug, answers in steps]
    assert seen[-1] == "/aanvragen/controle"
    assert "/aanvragen/verstuurd/" in place(post(other, "/aanvragen/controle"))
    with sqlite_store.reading() as db:
        sent = db.scalars(select(Application)).one()
        assert sent.requested_amount == 2500_00 and sent.tier.code == "T3"
    again = client_as(app, _person_id(sqlite_store))
    send(again, "idee", IDEA | {"amount": "800"})
    known = forms_on(again.get("/aanvragen/stap/gegevens").text, "/")[-1].values
    for name, value in (CLUB | {"email": "nieuw@demo.example"}).items():
        assert known[name] == [value], "somebody who asked before is not asked again"


def _person_id(store: Store) -> int:
    with store.reading() as db:
        person = find_person(db, "nieuw@demo.example")
        assert person is not None
        return person.id


def test_staff_enter_a_request_for_somebody_else(app: Flask, sqlite_store: Store) -> None:
    colleague = client_as(app, "neighbourhood_worker")
    assert colleague.get("/aanvragen/namens").status_code == 200
    wrong = post(colleague, "/aanvragen/namens", IDEA | ME | {"amount": "900"})
    assert wrong.status_code == 200 and "Peulenstraat" in wrong.text and 'name="costs-0-amount"' in wrong.text
    assert "/aanvragen/verstuurd/" in place(post(colleague, "/aanvragen/namens", IDEA | ME | {"contact": "06 12345678"}))
    with sqlite_store.reading() as db:
        sent = db.scalars(select(Application)).one()
    assert sent.entered_by and sent.phone == "+31612345678"
    assert app.test_client().get("/aanvragen/namens").status_code == 303


def test_public_pages_tell_the_tiers_the_questions_and_the_rest(client: FlaskClient) -> None:
    start = client.get("/").text
    assert "<h1>Geld voor uw plan in Hardinxveld-Giessendam</h1>" in start
    assert "7 antwoorden" in start and "14 antwoorden" in start and "26 antwoorden" in start
    assert "binnen 14 dagen" in start and "de buurtnetwerker" in start
    assert "niet alle regels zijn bekend" in start
    every = client.get("/vragen").text
    assert every.count("Hoeveel geld vraagt u?") == 4
    for path in ("/privacy", "/toegankelijkheid"):
        assert "<h1>" in client.get(path).text


def test_where_no_agenda_is_in_force_every_page_says_so(client: FlaskClient, clock: SetClock) -> None:
    clock.set(at(date(2030, 1, 1)))
    for path in ("/", "/vragen", "/aanvragen/begin", "/aanvragen/stap/idee", "/aanvragen/controle", "/aanvragen/opgeslagen"):
        page = client.get(path)
        assert page.status_code == 200 and "kunt u" in page.text.lower()


def test_where_every_tier_waits_for_a_rule_one_is_told_before_typing_anything(
    client: FlaskClient, sqlite_store: Store, clock: SetClock
) -> None:
    clock.set(at(date(2024, 2, 1)))
    with sqlite_store.transaction() as tx:
        agenda_in(tx, "hardinxveld-giessendam-2024")
    assert "Nu kunt u niets aanvragen" in client.get("/").text
    for path in ("/aanvragen/begin", "/aanvragen/stap/plan"):
        page = client.get(path).text
        assert "U kunt nu niet aanvragen" in page and "tel:" in page and "<form" not in page.split("<main")[1]
    assert "Hoeveel geld vraagt u?" in client.get("/vragen").text


def test_a_smaller_amount_is_not_judged_by_the_questions_of_a_larger_one(app: Flask, sqlite_store: Store) -> None:
    client = client_as(app, "project_leader")
    send(client, "idee", IDEA | {"amount": "2500"})
    plan = IDEA | {"amount": "2500", "title": "Straatfeest demo", "is_regular": "nee", "ends_on-day": "5"}
    assert "Fout:" in looked_over(client, "plan", plan).text, "the month and year of the end are missing"
    larger = forms_on(client.get("/aanvragen/stap/plan").text, "/")[-1].values
    assert place(client.post("/aanvragen/stap/plan", data=larger | {"amount": ["800"]})) == "/aanvragen/stap/voor-wie"
    smaller = forms_on(client.get("/aanvragen/stap/plan").text, "/")[-1].values
    assert "title" not in smaller
    client.post("/aanvragen/stap/plan", data=smaller | {"amount": ["2500"]})
    again = forms_on(client.get("/aanvragen/stap/plan").text, "/")[-1].values
    assert (again["title"], again["ends_on-day"]) == (["Straatfeest demo"], ["5"]), "what was not asked was not emptied"
