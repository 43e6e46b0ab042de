"""The pages of the work list: the inbox with its preview, filters as addresses, acts on many files with a result each."""

from flask import Flask
from flask.testing import FlaskClient

from mag.accounts.roles import Role
from mag.applications.models import Application
from mag.applications.states import ApplicationState
from mag.core.transaction import Store
from tests.factories.applications import submitted
from tests.web_client import client_as, post

S = ApplicationState


def states(store: Store) -> dict[str, ApplicationState]:
    with store.reading() as db:
        return {row.reference: row.state for row in db.query(Application).order_by(Application.id)}


def leader_of(app: Flask) -> FlaskClient:
    return client_as(app, Role.PROJECT_LEADER)


def test_the_inbox_shows_the_most_urgent_item_and_taking_it_on_leads_to_the_next(app: Flask, sqlite_store: Store) -> None:
    one, two = submitted(sqlite_store, 800_00), submitted(sqlite_store, 900_00, title="Tweede feest demo")
    leader = leader_of(app)
    page = leader.get("/nieuw").text
    assert page.count("data-panel") == 2 and page.count(" hidden>") >= 1 and "2 aanvragen" in page
    assert "nog 31 dagen" in page and "Samenleven" in page
    done = post(leader, f"/nieuw/{one.reference}/oppakken", {"volgende": two.reference}, form_at="/nieuw")
    assert done.status_code == 303 and done.location.endswith(f"/nieuw?kies={two.reference}")
    after = leader.get(done.location).text
    assert after.count("data-panel") == 1 and "1 aanvraag" in after and "is nu van u" in after
    assert one.reference in leader.get("/werkvoorraad").text and one.reference in leader.get("/werkvoorraad?van=mij").text
    assert one.reference not in leader.get("/werkvoorraad?van=niemand").text


def test_later_takes_an_item_out_of_sight_and_says_until_when(app: Flask, sqlite_store: Store) -> None:
    one = submitted(sqlite_store, 800_00)
    leader = leader_of(app)
    address = f"/nieuw/{one.reference}/later"
    nothing = post(leader, address, {"until": ""})
    assert nothing.status_code == 422 and "Kies tot wanneer" in nothing.text
    done = post(leader, address, {"until": "2022-03-08"}, follow=True)
    assert "8 maart 2022" in done.text and "Er is niets nieuws" in done.text
    later = leader.get("/werkvoorraad?lijst=later").text
    assert one.reference in later and "Weggezet tot 8 mrt 2022" in later


def test_a_double_is_shown_beside_the_other_and_left_untreated_with_a_letter(app: Flask, sqlite_store: Store) -> None:
    one, two = submitted(sqlite_store, 800_00), submitted(sqlite_store, 800_00)
    leader = leader_of(app)
    assert one.reference in leader.get(f"/nieuw/{two.reference}/dubbel").text
    unknown = leader.get(f"/nieuw/{two.reference}/dubbel?van=MAG-1-1")
    assert unknown.status_code == 422 and "Er is geen aanvraag met kenmerk" in unknown.text
    pair = leader.get(f"/nieuw/{two.reference}/dubbel?van={one.reference.lower()}").text
    assert f"Neem {two.reference} niet in behandeling" in pair
    form_at = f"/nieuw/{two.reference}/niet-in-behandeling?van={one.reference}"
    assert f"met kenmerk {one.reference}" in leader.get(form_at).text
    address = f"/nieuw/{two.reference}/niet-in-behandeling"
    assert post(leader, address, {"ground": ""}, form_at=form_at).status_code == 422
    done = post(leader, address, {"ground": "other_funding"}, form_at=form_at)
    assert done.status_code == 303 and states(sqlite_store) == {one.reference: S.SUBMITTED, two.reference: S.NOT_PROCESSED}
    assert leader.get(address).status_code == 404


def test_many_at_once_has_a_result_for_each_and_twice_does_nothing_twice(app: Flask, sqlite_store: Store) -> None:
    one, two, three = (submitted(sqlite_store, 800_00) for _ in range(3))
    leader = leader_of(app)
    sent = {
        "item": [f"{one.id}:1", f"{two.id}:7", f"{three.id}:1", "999999:1", "x:y"], "bulk-act": "claim", "idempotency_key": "b" * 32,
        "bulk-idempotency_key": "b" * 32,
    }  # fmt: skip
    list_page = "/werkvoorraad?lijst=alles-wat-open-is"
    first = post(leader, "/werkvoorraad/samen", sent, form_at=list_page)
    again = post(leader, "/werkvoorraad/samen", sent, form_at=list_page)
    assert first.status_code == again.status_code == 303 and first.location == again.location
    told = leader.get(first.location).text
    assert "2 gelukt, 1 niet gelukt" in told and "Er is intussen iets veranderd" in told
    assert list(states(sqlite_store).values()) == [S.ASSESSING, S.SUBMITTED, S.ASSESSING]
    assert client_as(app, Role.MUNICIPALITY_OFFICER).get(first.location).status_code == 404


def test_an_act_without_what_it_needs_is_asked_again_with_the_ticks_kept(app: Flask, sqlite_store: Store) -> None:
    one = submitted(sqlite_store, 800_00)
    leader = leader_of(app)
    list_page = "/werkvoorraad?lijst=alles-wat-open-is"
    for act, words in (("assign", "aan welke collega"), ("snooze", "tot wanneer"), ("", "Kies wat er")):
        asked = post(leader, "/werkvoorraad/samen", {"item": f"{one.id}:1", "bulk-act": act}, form_at=list_page)
        assert asked.status_code == 422 and words in asked.text and f'value="{one.id}:1" checked' in asked.text
    none = post(leader, "/werkvoorraad/samen", {"bulk-act": "claim"}, form_at=list_page)
    assert none.status_code == 422 and "U koos nog niets" in none.text
    page = post(
        leader, "/werkvoorraad/samen", {"all": "page", "bulk-act": "snooze", "bulk-until": "2022-03-15"}, form_at=list_page, follow=True
    )
    assert "1 gelukt, 0 niet gelukt" in page.text and "Weggezet tot 15 maart 2022" in page.text


def test_a_filter_is_an_address_and_is_kept_under_a_name(app: Flask, sqlite_store: Store) -> None:
    one, small = submitted(sqlite_store, 800_00), submitted(sqlite_store, 200_00)
    leader = leader_of(app)
    filtered = "/werkvoorraad?lijst=alles-wat-open-is&bedraggroep=T2"
    page = leader.get(filtered).text
    assert one.reference in page and small.reference not in page and "Aanvragen (1)" in page
    nameless = post(leader, "/werkvoorraad/lijsten", {"list-name": ""}, form_at=filtered)
    assert nameless.status_code == 422 and "Geef de lijst een naam" in nameless.text
    query = "uit=lijst%3Dalles-wat-open-is%26bedraggroep%3DT2"
    kept = post(leader, f"/werkvoorraad/lijsten?{query}", {"list-name": "Middelgroot", "list-shared": "ja"}, form_at=filtered)
    assert kept.status_code == 303 and kept.location == filtered
    assert "Middelgroot" in leader.get("/werkvoorraad/lijsten").text
    assert leader.get("/werkvoorraad?lijst=x&van=99999999999&bedraggroep=" + "y" * 500 + "&pagina=-4").status_code == 200


def test_the_way_along_and_the_eye_that_tells_colleagues(app: Flask, sqlite_store: Store) -> None:
    one, two = submitted(sqlite_store, 800_00), submitted(sqlite_store, 800_00)
    leader, officer = leader_of(app), client_as(app, Role.MUNICIPALITY_OFFICER)
    file = leader.get(f"/werkvoorraad/{one.reference}?uit=lijst%3Dnieuw").text
    assert f"/werkvoorraad/{one.reference}/stap/volgende?uit=lijst%3Dnieuw" in file.replace("&amp;", "&")
    to = leader.get(f"/werkvoorraad/{one.reference}/stap/volgende?uit=lijst%3Dnieuw")
    assert to.location.endswith(f"/werkvoorraad/{two.reference}?uit=lijst%3Dnieuw")
    end = leader.get(f"/werkvoorraad/{two.reference}/stap/volgende?uit=lijst%3Dnieuw", follow_redirects=True)
    assert "de laatste van de lijst" in end.text
    assert leader.get(f"/werkvoorraad/{one.reference}/gezien.svg").mimetype == "image/svg+xml"
    assert "Bekijkt nu: Demo project_leader" in officer.get("/nieuw").text and "Bekijkt nu" not in leader.get("/nieuw").text


def test_searching_finds_by_the_beginning_and_says_when_there_is_nothing(app: Flask, sqlite_store: Store) -> None:
    one = submitted(sqlite_store, 800_00, title="Zomerfeest demo")
    leader = leader_of(app)
    assert one.reference in leader.get("/zoeken?q=zomerf").text
    assert "Niets gevonden" in leader.get("/zoeken?q=winter").text
    assert leader.get("/zoeken").status_code == leader.get("/zoeken?q=%00%22*&pagina=-3").status_code == 200
