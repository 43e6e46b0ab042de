"""What has to reach somebody: a failed mail, a letter for the post, a call; who opened what; and following with a code."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.applications.codes import shown_code
from mag.applications.models import Application, Enquiry
from mag.applications.queries import follow_code
from mag.applications.states import EnquiryKind, EnquiryState
from mag.core.clock import SetClock
from mag.core.outbox import MailState, OutboxMail, get_figures, list_failed
from mag.core.papers import Paper
from mag.core.transaction import Store
from tests.factories.accountability import award_in
from tests.factories.applications import agenda_in, submit_in
from tests.web_client import client_by_link, post

AsRole = Callable[[Role | str], FlaskClient]
PHONE = "+31612345678"


@pytest.fixture
def phone_only(sqlite_store: Store) -> Application:
    """An application of somebody who has no e-mail, decided on."""
    with sqlite_store.transaction() as tx:
        agenda_in(tx)
        grant = award_in(tx, 200_00, email=None, phone=PHONE)
        return tx.db.get_one(Application, grant.application_id)


def test_who_has_no_email_gets_letters_by_post_and_a_call(as_role: AsRole, sqlite_store: Store, phone_only: Application) -> None:
    worker = as_role(Role.NEIGHBOURHOOD_WORKER)
    page = worker.get("/post").text
    assert "Bellen (1)" in page and "06 12345678" in page and "Brieven voor de post (2)" in page
    with sqlite_store.reading() as db:
        assert db.scalars(select(OutboxMail).where(OutboxMail.about_kind == "application")).all() == []
        receipt, decision = db.scalars(select(Paper).order_by(Paper.id)).all()
        call = db.scalars(select(Enquiry)).one()
    assert (receipt.kind, receipt.to_post, decision.to_post) == ("receipt_letter", True, True)
    assert shown_code(follow_code(phone_only)) in receipt.html and "Straatfeest demo" in receipt.html and "/volg" in receipt.html
    assert post(worker, f"/post/brief/{decision.id}/gepost", form_at="/post").status_code == 303
    assert post(worker, f"/post/bellen/{call.id}/gebeld", {"note": "Blij verrast."}, form_at="/post").status_code == 303
    assert post(worker, f"/post/brief/{decision.id}/gepost", form_at="/post").status_code == 409
    after = worker.get("/post").text
    assert "U hoeft nu niemand te bellen." in after and "Brieven voor de post (1)" in after
    with sqlite_store.reading() as db:
        called = db.get_one(Enquiry, call.id)
        assert (called.kind, called.state, called.answer) == (EnquiryKind.CALL, EnquiryState.ANSWERED, "Blij verrast.")
        assert db.get_one(Paper, decision.id).posted_by == "Demo neighbourhood_worker"


def test_the_code_opens_that_one_file_however_it_is_typed(client: FlaskClient, sqlite_store: Store, phone_only: Application) -> None:
    code = follow_code(phone_only)
    typed = {"kenmerk": phone_only.reference.lower(), "code": f" {code[:4].lower()} {code[4:]}"}
    assert len(code) == 8 and not set(code) & set("0O1IL")
    assert post(client, "/volg", typed).location == f"/mijn/{phone_only.reference}"
    assert client.get(f"/mijn/{phone_only.reference}").status_code == 200
    assert client.get("/werkvoorraad").status_code == 404


def test_guessing_a_code_is_slowed_down_and_tells_nothing(
    client: FlaskClient, sqlite_store: Store, clock: SetClock, phone_only: Application
) -> None:
    wrong = [post(client, "/volg", {"kenmerk": kenmerk, "code": "ABCDEFGH"}) for kenmerk in (phone_only.reference, "MAG-1999-9999")]
    assert [answer.status_code for answer in wrong] == [422, 422]
    assert len({answer.text.count("horen niet bij elkaar") for answer in wrong}) == 1
    for _ in range(4):
        post(client, "/volg", {"kenmerk": phone_only.reference, "code": "ABCDEFGH"})
    right = {"kenmerk": phone_only.reference, "code": follow_code(phone_only)}
    assert post(client, "/volg", right).status_code == 429
    clock.set(clock.now() + timedelta(minutes=16))
    assert post(client, "/volg", right).status_code == 303
    for hostile in ("", "é" * 3000, "%00", "{code}"):
        assert post(client, "/volg", {"kenmerk": hostile, "code": hostile}).status_code in (422, 429)


def test_the_confirmation_shows_the_code_to_who_has_no_email_only(client: FlaskClient, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)
        without, with_mail = submit_in(tx, email=None, phone=PHONE), submit_in(tx)
    assert shown_code(follow_code(without.application)) in client.get(f"/aanvragen/verstuurd/{without.follow_secret}").text
    assert shown_code(follow_code(with_mail.application)) not in client.get(f"/aanvragen/verstuurd/{with_mail.follow_secret}").text


def test_a_mail_that_failed_is_a_task_until_it_goes_or_is_posted(as_role: AsRole, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)
        applications = [submit_in(tx).application for _ in range(2)]
        mails = tx.db.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
        assert len(mails) == 2
        for mail in mails:
            mail.state, mail.last_error = MailState.FAILED, "550 no such user"
    leader = as_role(Role.PROJECT_LEADER)
    assert "Berichten die niet aankwamen (2)" in leader.get("/post").text
    own = leader.get(f"/werkvoorraad/{applications[0].reference}/brieven").text
    assert "Een bericht kwam niet aan" in own and "550 no such user" in own
    assert post(leader, f"/post/mail/{mails[0].id}/opnieuw", form_at="/post").status_code == 303
    by_post = post(leader, f"/post/mail/{mails[1].id}/per-post", {"kenmerk": applications[1].reference}, form_at="/post")
    assert by_post.location == f"/werkvoorraad/{applications[1].reference}/brieven"
    assert "Per post gestuurd" in leader.get(by_post.location).text and "Alle berichten kwamen aan." in leader.get("/post").text
    with sqlite_store.reading() as db:
        assert list_failed(db) == [] and get_figures(db).failed == 0
    assert post(leader, f"/post/mail/{mails[1].id}/opnieuw", form_at="/post").status_code == 409


def test_staff_see_when_the_applicant_first_opened_a_letter(app: Flask, as_role: AsRole, sqlite_store: Store, clock: SetClock) -> None:
    with sqlite_store.transaction() as tx:
        grant = award_in(tx, 200_00)
    leader, page = as_role(Role.PROJECT_LEADER), f"/werkvoorraad/{grant.reference}/brieven"
    assert leader.get(f"/brief/{grant.reference}").status_code == 200
    assert "opende deze brief nog niet" in leader.get(page).text, "a colleague who reads is not the applicant"
    clock.set(clock.now() + timedelta(hours=1))
    applicant = client_by_link(app, grant.application_id)
    assert applicant.get(f"/brief/{grant.reference}/besluit-{grant.reference}").status_code == 200
    clock.set(clock.now() + timedelta(hours=1))
    applicant.get(f"/brief/{grant.reference}")
    assert "Geopend op 1 maart 2022, 13.00 uur" in leader.get(page).text


def test_a_letter_is_found_by_its_own_name_and_not_by_another(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        mine, other = award_in(tx, 200_00), award_in(tx, 100_00, email="ander@demo.example", contact_name="Ander Demo")
    applicant = client_by_link(app, mine.application_id)
    for word in (f"besluit-{other.reference}", "besluit-", f"x-{mine.reference}", "%00", "a" * 500, f"besluit-{mine.reference}-99"):
        assert applicant.get(f"/brief/{mine.reference}/{word}").status_code == 404, word
