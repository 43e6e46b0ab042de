"""Attacks on the door and on sessions (``reliability.md`` T7). Every test is an attack that has to fail."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mag.accounts import passwords
from mag.accounts.models import SignInAttempt
from mag.accounts.roles import Role
from mag.accounts.service import close_account, open_account, revoke_role
from mag.app import actor_of as load_actor
from mag.app import create_app
from mag.core.clock import SetClock
from mag.core.logs import SecurityLine
from mag.core.outbox import OutboxMail
from mag.core.settings import read_settings
from mag.core.transaction import Store
from mag.partners.service import leave
from tests.factories.people import PASSWORD, make_partner, make_person, make_staff
from tests.web_client import ADDRESS, client_as, client_by_link, make_app, make_house, post

KNOWN, CLOSED, LINKED, UNKNOWN = "sanne@demo.example", "weg@demo.example", "brug@demo.example", "niemand@demo.example"
NEW = "groene kikker zingt"


@pytest.fixture(autouse=True)
def people(sqlite_store: Store) -> dict[str, int]:
    """A colleague with a password, one whose account is closed, somebody of a partner, and an administrator."""
    with sqlite_store.transaction() as tx:
        sanne = make_person(tx, KNOWN, "Sanne Demo", Role.PROJECT_LEADER, password=PASSWORD).id
        gone = make_person(tx, CLOSED, "Weg Demo", Role.CONTROLLER, password=PASSWORD).id
        close_account(tx, gone)
        partner = make_partner(tx)
        tx.db.flush()
        for mail in tx.db.scalars(select(OutboxMail)):
            tx.db.delete(mail)
        return {"sanne": sanne, "gone": gone, "partner": partner.id}


def sign_in(
    client: FlaskClient, email: str = KNOWN, password: str = PASSWORD, at: str = "/inloggen/wachtwoord", **more: str
) -> TestResponse:
    return post(client, at, {"email": email, "password": password, **more}, form_at=at.replace("/wachtwoord", ""))


def ask_link(client: FlaskClient, email: str = KNOWN, at: str = "/inloggen/link") -> TestResponse:
    return post(client, at, {"email": email}, form_at=at.replace("/inloggen/link", "/inloggen"))


def ask_reset(client: FlaskClient, email: str = KNOWN) -> TestResponse:
    return post(client, "/inloggen/vergeten", {"email": email})


def mails_to(store: Store, email: str) -> list[OutboxMail]:
    with store.reading() as db:
        return list(db.scalars(select(OutboxMail).where(OutboxMail.to_address == email).order_by(OutboxMail.id)))


def newest_link(store: Store, email: str = KNOWN) -> str:
    found = re.findall(r"https?://\S+", mails_to(store, email)[-1].text)
    assert len(found) == 1 and found[0].startswith(ADDRESS + "/")
    return str(found[0]).removeprefix(ADDRESS)


def is_inside(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def without_secrets(page: TestResponse) -> str:
    hidden = re.sub(r'name="(csrf_token|idempotency_key)" value="[^"]*"', "", page.text)
    return re.sub(r'value="[^"]*@[^"]*"', "", hidden)


# Guessing


def test_guessing_one_password_ends_after_five_tries_and_the_wait_is_told(client: FlaskClient, clock: SetClock) -> None:
    assert [sign_in(client, password=f"poging nummer {n}").status_code for n in range(7)] == [422] * 5 + [429] * 2
    page = sign_in(client)
    assert page.status_code == 429 and "Wacht 15 minuten" in page.text
    assert not is_inside(client)
    clock.set(clock.now() + timedelta(minutes=15))
    assert sign_in(client).status_code == 303 and is_inside(client)


def test_trying_one_password_on_many_accounts_ends_after_fifty(client: FlaskClient) -> None:
    answers = [sign_in(client, email=f"p{n}@demo.example").status_code for n in range(52)]
    assert answers == [422] * 50 + [429] * 2


def test_another_forwarded_address_does_not_make_another_visitor(app: Flask) -> None:
    client = app.test_client()
    for n in range(6):
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{n}"
        last = sign_in(client, password="verkeerd verkeerd")
    assert last.status_code == 429


def test_behind_a_server_of_one_s_own_every_visitor_has_an_address_that_cannot_be_made_up(sqlite_store: Store, tmp_path: Path) -> None:
    client = make_app(sqlite_store, tmp_path, proxies=1).test_client()
    for n in range(3):
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{n}, 192.0.2.7"
        sign_in(client, email=f"p{n}@demo.example")
    with sqlite_store.reading() as db:
        assert {key for key in db.scalars(select(SignInAttempt.key)) if "@" not in key} == {"192.0.2.7"}


def test_success_does_not_count_against_the_owner(app: Flask) -> None:
    assert [sign_in(app.test_client()).status_code for _ in range(8)] == [303] * 8


def test_who_is_locked_out_by_a_stranger_still_gets_in_by_mail(app: Flask, sqlite_store: Store) -> None:
    stranger, owner = app.test_client(), app.test_client()
    for n in range(6):
        sign_in(stranger, password=f"poging nummer {n}")
    assert sign_in(owner).status_code == 429
    ask_link(owner)
    assert post(owner, newest_link(sqlite_store)).status_code == 303
    assert is_inside(owner)


def test_a_failed_try_is_counted_and_logged_though_nothing_else_was_written(client: FlaskClient, sqlite_store: Store) -> None:
    sign_in(client, password="verkeerd verkeerd")
    with sqlite_store.reading() as db:
        assert set(db.scalars(select(SignInAttempt.key))) == {KNOWN, "127.0.0.1"}
        line = db.scalars(select(SecurityLine).where(SecurityLine.what == "sign_in_failed")).one()
        assert "verkeerd" not in line.detail


def test_guessing_the_current_password_from_inside_is_limited_too(app: Flask, people: dict[str, int]) -> None:
    client = client_as(app, people["sanne"])
    for n in range(6):
        page = post(client, "/account/wachtwoord", {"current": f"poging nummer {n}", "password": NEW}, form_at="/account")
    assert page.status_code == 422 and "Wacht 15 minuten" in page.text
    assert sign_in(app.test_client()).status_code == 429


# Who is known here?


def test_signing_in_answers_the_same_for_everybody(app: Flask) -> None:
    pages = [sign_in(app.test_client(), email=e, password="verkeerd verkeerd") for e in (KNOWN, CLOSED, LINKED, UNKNOWN)]
    assert {p.status_code for p in pages} == {422}
    assert len({without_secrets(p) for p in pages}) == 1
    right_but_closed = sign_in(app.test_client(), email=CLOSED, password=PASSWORD)
    assert without_secrets(right_but_closed) == without_secrets(pages[0])


@pytest.mark.parametrize("email", [KNOWN, CLOSED, LINKED, UNKNOWN])
def test_signing_in_costs_the_same_work_for_everybody(app: Flask, monkeypatch: pytest.MonkeyPatch, email: str) -> None:
    done: list[str] = []
    hasher = passwords._hasher(True)
    passwords._nobody(True)

    class Counting:
        def verify(self, stored: str, given: str) -> bool:
            done.append(stored)
            return bool(hasher.verify(stored, given))

    monkeypatch.setattr(passwords, "_hasher", lambda fast: Counting())
    sign_in(app.test_client(), email=email, password="verkeerd verkeerd")
    assert len(done) == 1


@pytest.mark.parametrize("ask", [ask_link, ask_reset])
def test_asking_a_mail_answers_the_same_for_everybody_and_always_sends_one(
    app: Flask, sqlite_store: Store, ask: Callable[[FlaskClient, str], TestResponse]
) -> None:
    seen = set()
    for email in (KNOWN, CLOSED, LINKED, UNKNOWN):
        client = app.test_client()
        answer = ask(client, email)
        seen.add((answer.status_code, answer.location, without_secrets(client.get(answer.location))))
        assert len(mails_to(sqlite_store, email)) == 1
    assert len(seen) == 1


def test_the_wait_for_mails_is_the_same_for_everybody(app: Flask) -> None:
    pages = {email: [ask_link(app.test_client(), email) for _ in range(5)] for email in (KNOWN, UNKNOWN)}
    assert [p.status_code for p in pages[KNOWN]] == [p.status_code for p in pages[UNKNOWN]] == [303] * 3 + [429] * 2
    assert without_secrets(pages[KNOWN][-1]) == without_secrets(pages[UNKNOWN][-1])


def test_two_hundred_requests_for_a_mail_send_three(app: Flask, sqlite_store: Store) -> None:
    client = app.test_client()
    for n in range(20):
        (ask_reset if n % 2 else ask_link)(client)
    assert len(mails_to(sqlite_store, KNOWN)) == 3


def test_one_network_cannot_have_the_whole_town_mailed(client: FlaskClient, sqlite_store: Store) -> None:
    answers = [ask_link(client, f"bewoner{n}@demo.example").status_code for n in range(32)]
    assert answers == [303] * 30 + [429] * 2


# Links


def test_a_scanner_that_opens_the_link_does_not_use_it_up(app: Flask, sqlite_store: Store) -> None:
    ask_link(app.test_client())
    link, scanner, owner = newest_link(sqlite_store), app.test_client(), app.test_client()
    assert [scanner.get(link).status_code, scanner.head(link).status_code, scanner.get(link).status_code] == [200] * 3
    assert not is_inside(scanner)
    assert post(owner, link).status_code == 303 and is_inside(owner)


def test_a_link_signs_in_once(app: Flask, sqlite_store: Store) -> None:
    ask_link(app.test_client(), LINKED)
    link, first, second = newest_link(sqlite_store, LINKED), app.test_client(), app.test_client()
    assert post(first, link).status_code == 303 and is_inside(first)
    assert post(second, link).status_code == 410 and not is_inside(second)


def test_a_link_to_sign_in_is_too_old_after_half_an_hour(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    ask_link(app.test_client())
    clock.set(clock.now() + timedelta(minutes=30))
    client = app.test_client()
    assert post(client, newest_link(sqlite_store)).status_code == 410 and not is_inside(client)


def test_asking_again_ends_the_link_before(app: Flask, sqlite_store: Store) -> None:
    links = []
    for _ in range(2):
        ask_link(app.test_client())
        links.append(newest_link(sqlite_store))
    assert [post(app.test_client(), link).status_code for link in links] == [410, 303]


def test_a_link_to_sign_in_does_not_set_a_password_nor_the_other_way_round(app: Flask, sqlite_store: Store) -> None:
    ask_link(app.test_client())
    secret = newest_link(sqlite_store).rsplit("/", 1)[1]
    assert app.test_client().get(f"/wachtwoord/{secret}").status_code == 410
    ask_reset(app.test_client())
    secret = newest_link(sqlite_store).rsplit("/", 1)[1]
    client = app.test_client()
    assert post(client, f"/inloggen/link/{secret}").status_code == 410 and not is_inside(client)


def test_a_reset_works_once_and_ends_every_session_there_was(app: Flask, sqlite_store: Store, people: dict[str, int]) -> None:
    thief = client_as(app, people["sanne"])
    ask_reset(app.test_client())
    link, owner = newest_link(sqlite_store), app.test_client()
    weak = post(owner, link, {"password": "Welkom2022!!"})
    assert weak.status_code == 422 and "makkelijk te raden" in weak.text and "Welkom2022" not in weak.text
    assert post(owner, link, {"password": NEW}).status_code == 303
    assert is_inside(owner) and not is_inside(thief)
    assert app.test_client().get(link).status_code == 410
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), password=NEW).status_code == 303


def test_a_reset_is_too_old_after_an_hour(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    ask_reset(app.test_client())
    clock.set(clock.now() + timedelta(hours=1))
    assert app.test_client().get(newest_link(sqlite_store)).status_code == 410


def test_a_reset_mailed_before_the_password_was_changed_works_no_more(app: Flask, sqlite_store: Store, people: dict[str, int]) -> None:
    ask_reset(app.test_client())
    client = client_as(app, people["sanne"])
    assert post(client, "/account/wachtwoord", {"current": PASSWORD, "password": NEW}, form_at="/account").status_code == 303
    links = [re.findall(r"https?://\S+", m.text) for m in mails_to(sqlite_store, KNOWN)]
    reset = next(found[0] for found in links if found).removeprefix(ADDRESS)
    assert app.test_client().get(reset).status_code == 410


def test_a_link_that_was_mailed_before_the_account_closed_works_no_more(app: Flask, sqlite_store: Store, people: dict[str, int]) -> None:
    ask_link(app.test_client())
    with sqlite_store.transaction() as tx:
        close_account(tx, people["sanne"])
        open_account(tx, people["sanne"])
    link = next(m for m in mails_to(sqlite_store, KNOWN) if "/inloggen/link/" in m.text)
    assert post(app.test_client(), re.findall(r"https?://\S+", link.text)[0].removeprefix(ADDRESS)).status_code == 410


def test_the_host_header_does_not_reach_a_mail(app: Flask, sqlite_store: Store) -> None:
    evil = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"}
    client = app.test_client()
    client.environ_base.update(evil)
    for ask in (ask_link, ask_reset):
        ask(client)
    ask_link(client, UNKNOWN)
    for mail in (*mails_to(sqlite_store, KNOWN), *mails_to(sqlite_store, UNKNOWN)):
        assert "evil" not in mail.text + (mail.html or "")
        assert ADDRESS in mail.text


def test_the_secret_of_a_link_is_not_in_the_page_and_does_not_leave_by_referrer(app: Flask, sqlite_store: Store) -> None:
    ask_reset(app.test_client())
    link = newest_link(sqlite_store)
    page = app.test_client().get(link)
    assert page.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert "http" not in re.sub(r'href="/|src="/|action="/|mailto:|tel:', "", page.text).replace(ADDRESS, "")


# Sessions


def test_a_cookie_laid_ready_before_signing_in_is_worth_nothing_after(app: Flask) -> None:
    client = app.test_client()
    client.get("/inloggen")
    with client.session_transaction() as cookie:
        cookie["planted"], cookie["_user_id"] = "here", "a secret the attacker knows"
        planted = cookie.get("csrf_token")
    assert sign_in(client).status_code == 303
    with client.session_transaction() as cookie:
        assert "planted" not in cookie and cookie["_user_id"] != "a secret the attacker knows"
        assert planted is None or cookie.get("csrf_token") != planted


def test_signing_in_again_ends_the_session_that_was_there(app: Flask, people: dict[str, int]) -> None:
    client = client_as(app, people["sanne"])
    with client.session_transaction() as cookie:
        before = dict(cookie)
    assert sign_in(client).status_code == 303 and is_inside(client)
    replayed = app.test_client()
    with replayed.session_transaction() as cookie:
        cookie.update(before)
    assert not is_inside(replayed)


def replay_of(app: Flask, client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as cookie:
        held = dict(cookie)
    again = app.test_client()
    with again.session_transaction() as cookie:
        cookie.update(held)
    return again


def test_a_cookie_kept_from_before_signing_out_opens_nothing(app: Flask, people: dict[str, int]) -> None:
    client = client_as(app, people["sanne"])
    thief = replay_of(app, client)
    assert is_inside(thief)
    assert post(client, "/uitloggen").status_code == 303
    assert not is_inside(client) and not is_inside(thief)


def test_a_closed_account_is_out_on_the_next_request(app: Flask, sqlite_store: Store, people: dict[str, int]) -> None:
    client = client_as(app, people["sanne"])
    assert is_inside(client)
    with sqlite_store.transaction() as tx:
        close_account(tx, people["sanne"])
    assert not is_inside(client)
    with sqlite_store.transaction() as tx:
        open_account(tx, people["sanne"])
    assert not is_inside(client)


def test_a_lost_role_is_lost_on_the_next_request(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        make_staff(tx, Role.ADMINISTRATOR)
        second = make_person(tx, "twee@demo.example", "Twee Demo", Role.ADMINISTRATOR).id
    client = client_as(app, second)
    assert client.get("/beheer/mensen").status_code == 200
    with sqlite_store.transaction() as tx:
        revoke_role(tx, second, Role.ADMINISTRATOR)
    assert client.get("/beheer/mensen").status_code == 404


def test_who_left_a_partner_acts_for_it_no_more_on_the_next_request(app: Flask, sqlite_store: Store, people: dict[str, int]) -> None:
    ask_link(app.test_client(), LINKED)
    client = app.test_client()
    post(client, newest_link(sqlite_store, LINKED))

    def may() -> bool:
        with client.session_transaction() as cookie:
            secret = cookie["_user_id"]
        with sqlite_store.reading() as db:
            actor = load_actor(db, secret, app.extensions["house"])
        return actor is not None and actor.may("see_own") and people["partner"] in actor.organisations

    assert may()
    with sqlite_store.transaction() as tx:
        person_id = make_person(tx, LINKED, "x").id
        leave(tx, person_id, people["partner"])
    assert not may()


def test_a_session_ends_after_eight_hours_whatever_was_done_meanwhile(app: Flask, people: dict[str, int], clock: SetClock) -> None:
    client = client_as(app, people["sanne"])
    for _ in range(7):
        clock.set(clock.now() + timedelta(hours=1))
        assert is_inside(client)
    clock.set(clock.now() + timedelta(hours=1))
    assert not is_inside(client)


def test_signing_out_everywhere_does(app: Flask, people: dict[str, int]) -> None:
    here, there = client_as(app, people["sanne"]), client_as(app, people["sanne"])
    assert post(here, "/account/uitloggen", form_at="/account").status_code == 303
    assert not is_inside(here) and not is_inside(there)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(app: Flask, people: dict[str, int]) -> None:
    here, there = client_as(app, people["sanne"]), client_as(app, people["sanne"])
    assert post(here, "/account/wachtwoord", {"current": PASSWORD, "password": NEW}, form_at="/account").status_code == 303
    assert is_inside(here) and not is_inside(there)


def test_the_password_is_not_changed_without_the_one_of_now(app: Flask, people: dict[str, int]) -> None:
    client = client_as(app, people["sanne"])
    for current in ("", "verkeerd verkeerd"):
        assert post(client, "/account/wachtwoord", {"current": current, "password": NEW}, form_at="/account").status_code == 422
    assert sign_in(app.test_client()).status_code == 303


def test_a_cookie_signed_by_somebody_else_opens_nothing(app: Flask, sqlite_store: Store, tmp_path: Path, people: dict[str, int]) -> None:
    other = make_app(sqlite_store, tmp_path, secret_key="another-key-of-more-than-thirty-two-characters")
    forged = client_as(other, people["sanne"])
    assert is_inside(forged)
    stolen = forged.get_cookie("mag")
    assert stolen is not None
    client = app.test_client()
    client.set_cookie("mag", stolen.value)
    assert not is_inside(client)


@pytest.mark.parametrize("secret", ["", "None", "1", "a" * 5000, "' OR 1=1 --", "é😀"])
def test_a_made_up_session_opens_nothing(app: Flask, secret: str) -> None:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = secret, True
    assert not is_inside(client)


def test_the_cookie_is_for_this_host_for_https_and_out_of_reach_of_scripts(sqlite_store: Store, tmp_path: Path) -> None:
    client = make_app(sqlite_store, tmp_path, secure_cookies=True).test_client()
    page = client.get("/inloggen", base_url="https://localhost")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-mag=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")) and "Domain" not in cookie
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("key", ["", "kort", "x" * 31])
def test_the_program_does_not_start_with_a_short_secret(sqlite_store: Store, tmp_path: Path, key: str) -> None:
    with pytest.raises((ValidationError, ValueError)):
        create_app(make_house(sqlite_store, tmp_path, secret_key=key))


def test_no_secret_stands_in_the_settings_of_an_installation() -> None:
    assert not read_settings("production").secret_key.get_secret_value()
    assert read_settings("production").secure_cookies and not read_settings("production").argon2_fast


# Requests from elsewhere


def posts(app: Flask) -> list[str]:
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()):
            found.append(re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda part: "1" if part[1].endswith("id") else "x", rule.rule))
    return sorted(found)


def test_no_form_is_taken_without_its_token(app: Flask, people: dict[str, int], sqlite_store: Store) -> None:
    for client in (app.test_client(), client_as(app, people["sanne"]), client_as(app, Role.ADMINISTRATOR)):
        client.get("/inloggen")
        for url in posts(app):
            assert client.post(url, data={"email": KNOWN}).status_code in {400, 404, 303}, url
            answer = client.post(url, data={"email": KNOWN, "csrf_token": "made up"})
            assert answer.status_code in {400, 404} or "/inloggen" in answer.location, url
    assert mails_to(sqlite_store, KNOWN) == []


def test_a_token_of_another_visitor_does_not_work(app: Flask, people: dict[str, int]) -> None:
    attacker, owner = app.test_client(), client_as(app, people["sanne"])
    page = attacker.get("/inloggen").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    assert owner.post("/uitloggen", data={"csrf_token": token}).status_code == 400
    assert is_inside(owner)


def test_looking_at_the_page_to_sign_out_does_not(app: Flask, people: dict[str, int]) -> None:
    client = client_as(app, people["sanne"])
    assert client.get("/uitloggen").status_code == 200 and client.head("/uitloggen").status_code == 200
    assert is_inside(client)


@pytest.mark.parametrize(
    "evil", ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example", "/%5Cevil.example/%0d%0aX: y"]
)
def test_after_signing_in_one_stays_on_this_host(app: Flask, sqlite_store: Store, evil: str) -> None:
    client = app.test_client()
    went = sign_in(client, at=f"/inloggen/wachtwoord?terug={evil}").location
    ask_link(app.test_client())
    link = newest_link(sqlite_store)
    by_link = post(app.test_client(), f"{link}?terug={evil}").location
    for location in (went, by_link):
        assert location.startswith("/") and not location.startswith("//") and "\\" not in location and "\n" not in location


def test_one_is_brought_to_the_page_one_came_for(app: Flask, sqlite_store: Store) -> None:
    client = app.test_client()
    sent = client.get("/account?a=1&b=2")
    assert sent.status_code == 303 and sent.location.startswith("/inloggen?terug=")
    page = client.get(sent.location)
    ask = re.findall(r'action="(/inloggen/link[^"]*)"', page.text)[0].replace("&amp;", "&")
    ask_link(client, at=ask)
    assert post(client, newest_link(sqlite_store)).location == "/account?a=1&b=2"


def test_private_pages_are_not_kept_by_a_browser_nor_framed(app: Flask, people: dict[str, int]) -> None:
    for url in ("/account", "/inloggen"):
        headers = client_as(app, people["sanne"]).get(url).headers
        assert headers["Cache-Control"] == "no-store" and "Cookie" in headers["Vary"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


# Who may open what


@pytest.mark.parametrize("who", ["visitor", "link", "partner", *[role for role in Role if role is not Role.ADMINISTRATOR]])
def test_the_administration_does_not_exist_for_others(app: Flask, sqlite_store: Store, people: dict[str, int], who: str) -> None:
    if who == "visitor":
        client = app.test_client()
    elif who == "link":
        client = client_by_link(app, 1)
    elif who == "partner":
        with sqlite_store.transaction() as tx:
            client_id = make_person(tx, LINKED, "x").id
        client = client_as(app, client_id)
    else:
        client = client_as(app, Role(who))
    sanne = people["sanne"]
    gets = ["/beheer/mensen", "/beheer/mensen/uitnodigen", f"/beheer/mensen/{sanne}", "/beheer/mensen/4711"]
    answers = {client.get(url).status_code for url in gets}
    assert answers == ({303} if who == "visitor" else {404})
    for act in ("rollen", "rollen/controller/beeindigen", "sluiten", "openen", "wachtwoord", "uitloggen"):
        answer = post(client, f"/beheer/mensen/{sanne}/{act}", {"role": "administrator"})
        assert answer.status_code == 404 or answer.location.startswith("/inloggen")
    invited = post(client, "/beheer/mensen/uitnodigen", {"email": "x@demo.example", "name": "X", "role": "administrator"})
    assert invited.status_code == 404 or invited.location.startswith("/inloggen")
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(OutboxMail).where(OutboxMail.to_address == "x@demo.example")) == 0


def test_the_holder_of_a_link_has_no_account(app: Flask) -> None:
    client = client_by_link(app, 1)
    assert client.get("/account").status_code == 404
    assert post(client, "/account/naam", {"name": "X"}).status_code == 404


@pytest.mark.parametrize(
    "email",
    [
        "",
        " ",
        "geen adres",
        "a@b@c.nl",
        "a" * 70 + "@demo.example",
        "x@demo.example\r\nBcc: y@demo.example",
        "é@demo.example",
        "😀",
    ],
)
def test_an_address_that_is_none_is_answered_beside_the_box(app: Flask, sqlite_store: Store, email: str) -> None:
    client = app.test_client()
    assert ask_link(client, email).status_code == 422
    assert ask_reset(client, email).status_code == 422
    assert sign_in(client, email=email).status_code == 422
    with sqlite_store.reading() as db:
        assert db.scalars(select(OutboxMail)).all() == []


@pytest.mark.parametrize("password", ["x" * 1001, "\0" * 12, "é" * 12, "😀" * 12, "' OR '1'='1"])
def test_a_strange_password_is_just_a_wrong_one(app: Flask, password: str) -> None:
    assert sign_in(app.test_client(), password=password).status_code == 422
