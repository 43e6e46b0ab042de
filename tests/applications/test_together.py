"""Several people of one organisation on one request: found by all, written by who may, signed by another, sent once."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mag.agenda.service import save_agenda
from mag.agenda.terms import WindowKind
from mag.agenda.tier_documents import Window
from mag.applications.models import Application, Draft
from mag.core.clock import SetClock, at
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.partners.models import MemberRole, Partner
from mag.partners.queries import list_signatories
from mag.partners.service import join
from tests.applications.test_again import FULL, LATER, choose_talk
from tests.factories.accountability import awarded
from tests.factories.applications import agenda_file, agenda_in, submitted
from tests.factories.people import make_partner, make_person
from tests.web_client import client_as, client_by_link, forms_on, post

T3 = 2_000_00


def browser_of(app: Flask, store: Store, partner_id: int, role: MemberRole, name: str) -> FlaskClient:
    with store.transaction() as tx:
        person = make_person(tx, f"{name}@demo.example", f"{name.capitalize()} Demo")
        join(tx, person.id, partner_id, role)
        person_id = person.id
    return client_as(app, person_id)


def count(store: Store, model: type[Any]) -> int:
    with store.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def begun(app: Flask, store: Store, clock: SetClock) -> tuple[FlaskClient, int, int]:
    """A renewal that an editor began: browser, partner and draft."""
    grant = awarded(store, T3, answers=FULL)
    clock.set(at(LATER))
    editor = browser_of(app, store, grant.partner_id, MemberRole.EDITOR, "editor")
    page = editor.get(f"/mijn/{grant.reference}")
    assert "Begin met de gegevens van Straatfeest demo (2022)" in page.text
    answer = post(editor, f"/mijn/{grant.reference}/nog-eens/volgend-jaar", follow=True)
    assert "Klopt dit nog?" in answer.text
    with store.reading() as db:
        return editor, grant.partner_id, db.scalars(select(Draft.id)).one()


def test_a_renewal_goes_from_the_old_file_to_the_check_page_and_marks_what_changed(
    app: Flask, sqlite_store: Store, clock: SetClock
) -> None:
    editor, _partner, draft_id = begun(app, sqlite_store, clock)
    choose_talk(sqlite_store, draft_id)
    assert editor.get("/aanvragen/controle").location == "/aanvragen/klopt-dit-nog"
    unticked = post(editor, "/aanvragen/klopt-dit-nog")
    assert unticked.status_code == 422 and "Klopt het rekeningnummer?" in unticked.text
    ticked = post(editor, "/aanvragen/klopt-dit-nog", {"account": "1", "budget": "1"})
    assert urlsplit(ticked.location).path == "/aanvragen/controle"
    page = editor.get("/aanvragen/controle").text
    assert "(vorige keer: 4 juni 2022)" in page and page.count("vorige keer:") == 4
    sent = post(editor, "/aanvragen/controle")
    assert "/aanvragen/verstuurd/" in sent.location
    assert "Uw aanvraag is binnen" in editor.get(sent.location).text
    leader = client_as(app, "project_leader").get("/werkvoorraad/MAG-2023-0001").text
    assert "Begonnen met de gegevens van" in leader and "was: 4 juni 2022" in leader
    assert "Vervolg: " in client_as(app, "project_leader").get("/werkvoorraad/MAG-2022-0001").text


def test_a_colleague_finds_the_concept_and_a_stranger_and_a_reader_do_not_write_in_it(
    app: Flask, sqlite_store: Store, clock: SetClock
) -> None:
    _editor, partner_id, draft_id = begun(app, sqlite_store, clock)
    colleague = browser_of(app, sqlite_store, partner_id, MemberRole.EDITOR, "collega")
    page = colleague.get("/mijn").text
    assert "Concepten" in page and "door Editor Demo" in page
    opened = colleague.get(f"/mijn/concepten/{draft_id}")
    assert opened.location == "/aanvragen/klopt-dit-nog"
    saved = post(colleague, "/aanvragen/stap/plan", {"title": "Straatfeest van de Peulen"})
    assert saved.status_code == 303
    with sqlite_store.reading() as db:
        draft = db.scalars(select(Draft)).one()
        assert draft.answers["typed"]["title"] == ["Straatfeest van de Peulen"] and draft.saved_by == "Collega Demo"
    reader = browser_of(app, sqlite_store, partner_id, MemberRole.READER, "lezer")
    reader.get(f"/mijn/concepten/{draft_id}")
    shut = post(reader, "/aanvragen/stap/plan", {"title": "Gekaapt"})
    assert shut.status_code == 422 and "maar niet veranderen of versturen" in shut.text and "Gekaapt" in shut.text
    with sqlite_store.transaction() as tx:
        other = make_partner(tx).id
    stranger = browser_of(app, sqlite_store, other, MemberRole.SIGNATORY, "vreemd")
    assert stranger.get(f"/mijn/concepten/{draft_id}").status_code == 404
    assert stranger.get(f"/mijn/mensen/{partner_id}").status_code == 404
    assert "Straatfeest" not in stranger.get("/mijn").text
    with sqlite_store.reading() as db:
        assert db.scalars(select(Draft)).one().answers["typed"]["title"] == ["Straatfeest van de Peulen"]


def test_two_people_in_one_concept_overwrite_nothing_unseen(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    editor, partner_id, draft_id = begun(app, sqlite_store, clock)
    colleague = browser_of(app, sqlite_store, partner_id, MemberRole.EDITOR, "collega")
    colleague.get(f"/mijn/concepten/{draft_id}")
    old_page = forms_on(editor.get("/aanvragen/stap/plan").text, "/aanvragen/stap/plan")[-1].values
    assert post(colleague, "/aanvragen/stap/plan", {"title": "Van de collega"}).status_code == 303
    clash = editor.post("/aanvragen/stap/plan", data={**old_page, "title": "Van de editor"})
    assert clash.status_code == 409 and "Van de collega" in clash.text and "Van de editor" in clash.text


def test_a_reader_reads_a_file_and_neither_writes_nor_withdraws(app: Flask, sqlite_store: Store) -> None:
    sent = submitted(sqlite_store, T3)
    reader = browser_of(app, sqlite_store, sent.partner_id, MemberRole.READER, "lezer")
    assert reader.get(f"/mijn/{sent.reference}").status_code == 200
    for place, typed in ((f"/mijn/{sent.reference}/intrekken", {}), (f"/mijn/{sent.reference}/bericht", {"text": "Hallo"})):
        answer = post(reader, place, typed)
        assert answer.status_code == 422 and "maar niet veranderen of versturen" in answer.text, place


def open_largest(store: Store) -> None:
    """The agenda with a yearly round of the largest tier that is open."""
    section = agenda_file().section
    rules = next(one for one in section.rule_sets if one.code == "stuwkr8-2020")
    largest = rules.tiers[-1].model_copy(update={"window": Window(kind=WindowKind.CONTINUOUS)})
    assert largest.second_signer
    opened = rules.model_copy(update={"tiers": (*rules.tiers[:-1], largest)})
    sets = tuple(opened if one.code == rules.code else one for one in section.rule_sets)
    with store.transaction() as tx:
        agenda_in(tx)
        save_agenda(tx, section.model_copy(update={"rule_sets": sets}))


LARGE = {"complaints": "bij het bestuur", "satisfaction": "met een briefje"}


def to_the_largest(store: Store, draft_id: int) -> None:
    with store.transaction() as tx:
        draft = tx.db.get_one(Draft, draft_id)
        money = {"costs-0-amount": ["25000"], "incomes-0-amount": ["4925"], "amount": ["20150"]}
        typed = draft.answers["typed"] | money | {name: [text] for name, text in LARGE.items()}
        draft.answers, draft.confirmed_at = {**draft.answers, "typed": typed}, tx.now


def test_the_largest_request_is_signed_by_another_and_sent_once(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    open_largest(sqlite_store)
    editor, partner_id, draft_id = begun(app, sqlite_store, clock)
    to_the_largest(sqlite_store, draft_id)
    page = editor.get("/aanvragen/controle").text
    assert "Stuur ter ondertekening" in page and "Verstuur uw aanvraag</button>" not in page
    before = count(sqlite_store, Application)
    sent = post(editor, "/aanvragen/controle")
    assert sent.location == f"/mijn/ondertekenen/{draft_id}" and count(sqlite_store, Application) == before
    assert "wacht op een handtekening" in editor.get(sent.location).text
    with sqlite_store.reading() as db:
        signs = list_signatories(db, partner_id)[0]
        mail = db.scalars(select(OutboxMail).where(OutboxMail.to_address == signs.email).order_by(OutboxMail.id.desc())).first()
        assert mail is not None and f"/mijn/ondertekenen/{draft_id}" in mail.text
    signatory = client_as(app, signs.id)
    assert "Onderteken en verstuur" in signatory.get(f"/mijn/ondertekenen/{draft_id}").text
    stale = forms_on(signatory.get(f"/mijn/ondertekenen/{draft_id}").text, f"/mijn/ondertekenen/{draft_id}")[-1].values
    done = post(signatory, f"/mijn/ondertekenen/{draft_id}")
    assert done.status_code == 303 and done.location.startswith("/mijn/MAG-")
    assert signatory.post(f"/mijn/ondertekenen/{draft_id}", data=stale).status_code == 303
    assert count(sqlite_store, Application) == before + 1
    with sqlite_store.reading() as db:
        assert db.scalars(select(Application.signed_by).order_by(Application.id.desc())).first() == signs.name


def test_a_change_after_sending_it_to_be_signed_asks_a_signature_anew(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    open_largest(sqlite_store)
    editor, _partner, draft_id = begun(app, sqlite_store, clock)
    to_the_largest(sqlite_store, draft_id)
    post(editor, "/aanvragen/controle")
    post(editor, "/aanvragen/stap/plan", {"title": "Toch anders"})
    with sqlite_store.reading() as db:
        assert db.get_one(Draft, draft_id).to_sign_at is None
    assert "Stuur ter ondertekening" in editor.get("/aanvragen/controle").text


def test_who_is_the_only_one_to_sign_sends_at_once_and_is_told_so(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    open_largest(sqlite_store)
    _editor, partner_id, draft_id = begun(app, sqlite_store, clock)
    to_the_largest(sqlite_store, draft_id)
    with sqlite_store.reading() as db:
        signs = list_signatories(db, partner_id)[0].id
    alone = client_as(app, signs)
    alone.get(f"/mijn/concepten/{draft_id}")
    page = alone.get("/aanvragen/controle").text
    assert "U bent de enige die mag tekenen" in page
    assert post(alone, "/aanvragen/controle").status_code == 303


def test_the_people_page_invites_changes_ends_and_hands_over(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        partner_id = make_partner(tx).id
    signatory = browser_of(app, sqlite_store, partner_id, MemberRole.SIGNATORY, "tekenaar")
    place = f"/mijn/mensen/{partner_id}"
    assert signatory.get("/mijn/mensen").location == place
    wrong = post(signatory, f"{place}/uitnodigen", {"name": "Piet Demo", "email": "piet@", "role": "reader"})
    assert wrong.status_code == 422 and "Piet Demo" in wrong.text
    assert post(signatory, f"{place}/uitnodigen", {"name": "Piet Demo", "email": "piet@demo.example", "role": "reader"}).location == place
    page = signatory.get(place).text
    assert "Piet Demo" in page and "Mag meelezen" in page
    with sqlite_store.reading() as db:
        piet = db.scalars(select(OutboxMail.about_id).where(OutboxMail.to_address == "piet@demo.example")).one()
        assert piet == partner_id
    person_id = next(int(part.split('"')[0]) for part in page.split(f"{place}/")[1:] if part[0].isdigit() and "Piet" in part[:40])
    assert post(signatory, f"{place}/{person_id}/rol", {"role": "editor"}, form_at=f"{place}/{person_id}").location == place
    assert post(signatory, f"{place}/{person_id}/beeindigen", form_at=f"{place}/{person_id}").location == place
    assert "Piet Demo" not in signatory.get(place).text
    gone = post(signatory, f"{place}/overdragen", {"name": "Opvolger Demo", "email": "opvolger@demo.example"})
    assert gone.location == "/account" and signatory.get(place).status_code == 404
    with sqlite_store.reading() as db:
        assert db.get_one(Partner, partner_id).email == "opvolger@demo.example"


def test_the_holder_of_a_link_starts_again_without_an_account(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    grant = awarded(sqlite_store, 200_00)
    clock.set(at(LATER))
    link = client_by_link(app, grant.application_id)
    begun_at = post(link, f"/mijn/{grant.reference}/nog-eens/volgend-jaar")
    assert begun_at.location.startswith("/aanvragen/stap/")
    assert "Peulenstraat" in link.get(begun_at.location).text
    assert link.get("/aanvragen/controle").location == "/aanvragen/klopt-dit-nog"
    with sqlite_store.reading() as db:
        draft = db.scalars(select(Draft)).one()
        assert draft.partner_id is None and draft.renewal_of_id == grant.application_id


def test_staff_type_the_amount_first_and_then_only_what_belongs_to_it(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)
    colleague = client_as(app, "project_leader")
    assert "Naar de vragen" in colleague.get("/aanvragen/namens").text
    small = post(colleague, "/aanvragen/namens", {"amount": "200"})
    assert small.status_code == 200 and 'name="costs-0-amount"' not in small.text and 'name="contact"' in small.text
    middle = post(colleague, "/aanvragen/namens", {"amount": "800", "description": "Een buurtdiner"})
    assert middle.status_code == 200 and 'name="costs-0-amount"' in middle.text and "Een buurtdiner" in middle.text
    large = post(colleague, "/aanvragen/namens", {"amount": "5000"})
    assert large.status_code == 422 and "na inloggen" in large.text
    whole = forms_on(middle.text, "/aanvragen/namens")[-1].values | {
        "starts_on-day": "4", "starts_on-month": "6", "starts_on-year": "2022", "place": "Het dorpshuis", "audience": "buurt",
        "expected_people": "60", "goal": "weet_niet", "costs-0-description": "Eten", "costs-0-amount": "800", "other_income": "0",
        "applicant_kind": "group", "organisation_name": "Buurtgroep demo", "contact_name": "Gré Demo", "email": "gre@demo.example",
        "iban": "NL91 ABNA 0417 1643 00",
    }  # fmt: skip
    sent = colleague.post("/aanvragen/namens", data=whole)
    assert sent.status_code == 303 and "Ingevoerd door" in colleague.get(sent.location).text, sent.text
    with sqlite_store.reading() as db:
        found = db.scalars(select(Application)).one()
        assert found.tier.code == "T2" and found.partner.name == "Buurtgroep demo" and found.partner.kvk is None
        assert db.scalar(select(func.count()).select_from(OutboxMail).where(OutboxMail.to_address == "gre@demo.example")) == 1
