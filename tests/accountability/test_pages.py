"""The partner's screen for giving account, and the staff screen for finishing it, with everything people really send."""

import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mag.accountability.models import HandIn
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.states import ReceiptState
from mag.accountability.settling.models import Settlement
from mag.accountability.states import HandInState
from mag.accounts.roles import Role
from mag.core.clock import SetClock
from mag.core.files import FileStore, StoredFile
from mag.core.house import House
from mag.core.logs import AccessLine
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.payments.models import Recovery
from tests.factories.accountability import awarded, handed_in, make_kept, paid_out, picture, settled
from tests.web_client import client_by_link, forms_on, post

GOOD = {"spent_amount": "180,50", "people_reached": "42", "story": "Het was gezellig."}
T3 = 2_000_00


@pytest.fixture
def files(app: Flask) -> FileStore:
    house: House = app.extensions["house"]
    return house.files


@pytest.fixture
def grant(sqlite_store: Store) -> Grant:
    return awarded(sqlite_store)


@pytest.fixture
def partner(app: Flask, grant: Grant) -> FlaskClient:
    return client_by_link(app, grant.application_id)


def url_of(grant: Grant, rest: str = "") -> str:
    return f"/verantwoording/{grant.reference}{rest}"


def upload(*files: tuple[bytes, str]) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(content), name) for content, name in files]


def send(partner: FlaskClient, grant: Grant, *files: tuple[bytes, str], **typed: Any) -> TestResponse:
    return post(partner, url_of(grant), {**GOOD, **typed, "files": upload(*files)})


def heic() -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(Image.open(BytesIO(picture(5)))).save(out, quality=50)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 30.000 by 30.000."""
    small = BytesIO()
    Image.new("1", (8, 8)).save(small, "PNG")
    found = bytearray(small.getvalue())
    found[16:24] = (30_000).to_bytes(4, "big") * 2
    found[29:33] = zlib.crc32(bytes(found[12:29])).to_bytes(4, "big")
    return bytes(found)


def stored(store: Store) -> list[str]:
    with store.reading() as db:
        return list(db.scalars(select(Receipt.name).order_by(Receipt.position)))


def test_a_partner_gives_account_from_a_phone_in_three_screens(partner: FlaskClient, grant: Grant, sqlite_store: Store) -> None:
    page = partner.get(url_of(grant))
    assert page.status_code == 200 and "Bonnen en bezoekers" in page.text and "Ontvangen" not in page.text
    answer = send(partner, grant, (picture(1), "bon 1.jpg"), (heic(), "IMG_0042.HEIC"))
    assert (answer.status_code, answer.location) == (303, url_of(grant, "/controle"))
    check = partner.get(answer.location)
    assert "€\u00a019,50 minder" in check.text and "2 bestanden" in check.text and "42" in check.text
    done = post(partner, url_of(grant, "/controle"), follow=True)
    assert "Uw verantwoording is binnen" in done.text and "U hoeft nu niets te doen" in done.text
    with sqlite_store.reading() as db:
        hand_in = db.scalars(select(HandIn)).one()
        assert (hand_in.state, hand_in.spent_amount, hand_in.people_reached, hand_in.story) == (
            HandInState.HANDED_IN, 180_50, 42, "Het was gezellig.",
        )  # fmt: skip
    assert partner.get(url_of(grant)).location == url_of(grant, "/verstuurd")
    assert partner.get(url_of(grant, "/controle")).status_code == 302


def test_files_are_kept_at_once_and_what_was_typed_stays(partner: FlaskClient, grant: Grant, sqlite_store: Store) -> None:
    answer = send(partner, grant, (picture(1), "bon.jpg"), add="1", spent_amount="12.50", people_reached="")
    assert answer.status_code == 200 and "12.50" in answer.text and "Het was gezellig." in answer.text
    assert "1 bestand bewaard" in answer.text and stored(sqlite_store) == ["bon.jpg"]
    assert 'value="180,50"' in send(partner, grant, add="1").text
    send(partner, grant, add="1", spent_amount="12.50")
    assert 'value="180,50"' in partner.get(url_of(grant)).text  # what cannot be read takes no place of what can
    again = partner.get(url_of(grant))
    assert "bon.jpg" in again.text and "Het was gezellig." in again.text
    answer = send(partner, grant, (picture(1), "kopie.jpg"), (picture(2), "bon 2.jpg"), add="1")
    assert "“kopie.jpg” had u al gestuurd" in answer.text and stored(sqlite_store) == ["bon.jpg", "bon 2.jpg"]
    with sqlite_store.reading() as db:
        first = db.scalars(select(Receipt.id).where(Receipt.name == "bon.jpg")).one()
    answer = post(partner, url_of(grant), {**GOOD, "remove_file": str(first), "story": "Nog niet klaar"})
    assert "Nog niet klaar" in answer.text and stored(sqlite_store) == ["bon 2.jpg"]


BAD = {
    "zero bytes": ((b"", "leeg.jpg"), "“leeg.jpg” is leeg"),
    "a text": ((b"gewoon tekst", "bon.txt"), "“bon.txt” kunnen wij niet gebruiken"),
    "a program": ((b"MZ" + b"\0" * 200, "bon.jpg.exe"), "kunnen wij niet gebruiken"),
    "a broken heic": ((heic()[:400], "IMG_1.HEIC"), "“IMG_1.HEIC”"),
    "a picture bomb": ((bomb(), "bom.png"), "“bom.png” is een te grote foto"),
    "svg": ((b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "bon.svg"), "“bon.svg” kunnen wij niet gebruiken"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_the_good_one_and_the_answers_are_kept(
    partner: FlaskClient, grant: Grant, sqlite_store: Store, name: str
) -> None:
    file, said = BAD[name]
    answer = send(partner, grant, file, (picture(1), "goed.jpg"))
    assert answer.status_code == 422 and said in answer.text
    assert 'value="180,50"' in answer.text and 'value="42"' in answer.text and "Het was gezellig." in answer.text
    assert stored(sqlite_store) == ["goed.jpg"]


def test_thirty_one_files_keep_thirty_and_name_the_rest(partner: FlaskClient, grant: Grant, sqlite_store: Store) -> None:
    answer = send(partner, grant, *((picture(n, (24, 32)), f"bon {n}.jpg") for n in range(1, 32)), add="1")
    assert answer.status_code == 422 and "U stuurde 31 bestanden tegelijk" in answer.text and "“bon 31.jpg”" in answer.text
    assert len(stored(sqlite_store)) == 30


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"spent_amount": "12.50"}, "Wij weten niet zeker welk bedrag u bedoelt met 12.50"),
        ({"spent_amount": "tien euro"}, "Dit is geen bedrag: tien"),
        ({"spent_amount": "-5"}, "Een bedrag kan niet onder nul zijn"),
        ({"spent_amount": ""}, "Vul in hoeveel geld u uitgaf"),
        ({"people_reached": "veel"}, "veel"),
        ({"people_reached": ""}, "Vul in hoeveel mensen meededen"),
        ({"people_reached": "-3"}, "people_reached-error"),
        ({"people_reached": "99999999999"}, "people_reached-error"),
    ],
)
def test_wrong_answers_get_a_sentence_at_their_question_and_nothing_is_sent(
    partner: FlaskClient, grant: Grant, sqlite_store: Store, typed: dict[str, str], said: str
) -> None:
    answer = send(partner, grant, **typed)
    assert answer.status_code == 422 and said in answer.text and "<title>Fout:" in answer.text
    for value in {**GOOD, **typed}.values():
        assert value in answer.text
    with sqlite_store.reading() as db:
        assert db.scalars(select(HandIn.state)).one() is HandInState.DRAFT


def test_an_account_without_a_receipt_goes_no_further(partner: FlaskClient, grant: Grant) -> None:
    answer = send(partner, grant)
    assert answer.status_code == 422 and "Voeg minstens één bon of ander stuk toe" in answer.text
    assert partner.get(url_of(grant, "/controle")).location == url_of(grant)
    assert send(partner, grant, spent_amount="0").status_code == 303


def test_sending_twice_is_sending_once(partner: FlaskClient, grant: Grant, sqlite_store: Store) -> None:
    send(partner, grant, (picture(1), "bon.jpg"))
    page = partner.get(url_of(grant, "/controle"))
    values = forms_on(page.text, url_of(grant, "/controle"))[-1].values
    first, second = (partner.post(url_of(grant, "/controle"), data=values) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, url_of(grant, "/verstuurd"))
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).where(OutboxMail.subject.startswith("Uw verantwoording is binnen"))) == 1


def test_a_file_added_in_another_window_is_not_sent_unseen(partner: FlaskClient, grant: Grant) -> None:
    send(partner, grant, (picture(1), "bon.jpg"))
    page = partner.get(url_of(grant, "/controle"))
    values = forms_on(page.text, url_of(grant, "/controle"))[-1].values
    send(partner, grant, (picture(2), "bon 2.jpg"))
    answer = partner.post(url_of(grant, "/controle"), data=values)
    assert answer.status_code == 409 and "intussen veranderd" in answer.text


def test_the_original_is_only_downloaded_and_the_picture_holds_nothing_else(
    app: Flask, partner: FlaskClient, grant: Grant, sqlite_store: Store
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Peulenstraat 12"
    out = BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "JPEG", exif=exif.tobytes())
    send(partner, grant, (out.getvalue(), 'bön "één".jpg'))
    with sqlite_store.reading() as db:
        receipt = db.scalars(select(Receipt)).one()
    original = partner.get(url_of(grant, f"/bon/{receipt.id}"))
    assert original.data == out.getvalue() and original.mimetype == "image/jpeg"
    assert original.headers["Content-Disposition"].startswith("attachment; filename=") and "filename*=UTF-8''b%C3%B6n" in str(
        original.headers["Content-Disposition"]
    )
    assert original.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in original.headers["Content-Security-Policy"]
    shown = partner.get(url_of(grant, f"/bon/{receipt.id}/beeld"))
    assert shown.mimetype == "image/jpeg" and b"Peulenstraat" not in shown.data and "Content-Disposition" not in shown.headers
    other = client_by_link(app, awarded(sqlite_store).application_id)
    for rest in ("", "/controle", "/verstuurd", f"/bon/{receipt.id}", f"/bon/{receipt.id}/beeld"):
        assert other.get(url_of(grant, rest)).status_code == 404


def test_what_staff_look_at_is_written_down(
    as_role: Callable[..., FlaskClient], grant: Grant, sqlite_store: Store, files: FileStore
) -> None:
    receipt = handed_in(sqlite_store, grant.id, spent=100_00, uploads=[make_kept(files)]).receipts[0]
    staff = as_role(Role.CONTROLLER)
    assert staff.get(url_of(grant, f"/bon/{receipt.id}")).status_code == 200
    assert staff.get(url_of(grant)).status_code == 404  # giving account is the partner's own
    with sqlite_store.reading() as db:
        assert db.scalars(select(AccessLine.what).where(AccessLine.subject_kind == "receipt")).all() == ["downloaded"]


@pytest.mark.parametrize("role", [Role.MUNICIPALITY_READER, Role.SOUNDING_BOARD, Role.ADMINISTRATOR])
def test_who_only_reads_goals_sees_no_receipts(
    as_role: Callable[..., FlaskClient], grant: Grant, sqlite_store: Store, files: FileStore, role: Role
) -> None:
    receipt = handed_in(sqlite_store, grant.id, spent=100_00, uploads=[make_kept(files)]).receipts[0]
    reader = as_role(role)
    for url in (
        "/afronden",
        f"/afronden/{grant.reference}",
        url_of(grant, f"/bon/{receipt.id}"),
        url_of(grant, f"/bon/{receipt.id}/beeld"),
    ):
        assert reader.get(url).status_code == 404


def test_staff_accept_ask_and_settle_with_the_letter_first(
    as_role: Callable[..., FlaskClient], sqlite_store: Store, files: FileStore
) -> None:
    grant = awarded(sqlite_store, T3)
    paid_out(sqlite_store, files, grant.id)
    sent = handed_in(sqlite_store, grant.id, spent=1_000_00, uploads=[make_kept(files, f"bon {n}.jpg") for n in range(3)])
    staff, url = as_role(Role.CONTROLLER), f"/afronden/{grant.reference}"
    listed = staff.get("/afronden")
    assert grant.reference in listed.text and "€\u00a01.000,00" in listed.text
    assert staff.get(url).status_code == 200
    first, second, third = (f"{url}/bonnen/{receipt.id}" for receipt in sent.receipts)
    assert "Alles akkoord" in staff.get(url).text and 'name="alle"' not in staff.get(url).text
    assert staff.get(f"{url}/bonnen").location == first
    answer = post(staff, first, {"oordeel": "accepted", "amount": "12,50"})
    assert (answer.status_code, answer.location) == (303, second)
    assert "Kies een zin of schrijf" in post(staff, second, {"oordeel": "questioned"}).text
    answer = post(staff, second, {"oordeel": "questioned", "sentence": "Waarvoor is deze bon?"})
    assert (answer.status_code, answer.location) == (303, third)
    assert 'name="alle"' not in staff.get(url).text
    assert "€\u00a012,50 van" in staff.get(third).text
    assert post(staff, f"{url}/bonnen", {"alle": "1"}, form_at=url).status_code == 303
    assert "bon 1.jpg: Waarvoor is deze bon?" in staff.get(url).text
    with sqlite_store.reading() as db:
        states = db.scalars(select(Receipt.state).order_by(Receipt.position)).all()
        assert states == [ReceiptState.ACCEPTED, ReceiptState.QUESTIONED, ReceiptState.ACCEPTED]
    page = staff.get(url)
    assert 'value="1.000"' in page.text or 'value="1.000,00"' in page.text
    assert "de partner betaalt €\u00a0600,00 terug" in page.text
    preview = post(staff, f"{url}/vaststellen", {"preview": "1"}, form_at=url)
    assert preview.status_code == 200 and "Nog niet verstuurd" in preview.text and "Wij betaalden u €\u00a0600,00 te veel" in preview.text
    for amount, said in (
        ("2.000,01", "niet meer vaststellen"),
        ("12.50", "niet zeker"),
        ("", "definitieve bedrag"),
        ("abc", "geen bedrag"),
    ):
        wrong = post(staff, f"{url}/vaststellen", {"settled_amount": amount, "reason": "Mijn lange reden."}, form_at=url)
        assert wrong.status_code == 422 and said in wrong.text and "Mijn lange reden." in wrong.text
    done = post(staff, f"{url}/vaststellen", form_at=url)
    assert done.status_code == 303
    with sqlite_store.reading() as db:
        assert db.scalars(select(Settlement.settled_amount)).one() == 1_000_00
        assert db.scalars(select(Recovery.amount)).one() == 600_00
    after = staff.get(url)
    assert "De afronding" in after.text and f"/brief/{grant.reference}/afronding" in after.text
    assert staff.get(f"/brief/{grant.reference}/afronding").status_code == 200


def test_staff_give_an_account_back_with_a_question(
    app: Flask, as_role: Callable[..., FlaskClient], grant: Grant, sqlite_store: Store
) -> None:
    handed_in(sqlite_store, grant.id, spent=100_00)
    staff, url = as_role(Role.PROJECT_LEADER), f"/afronden/{grant.reference}"
    assert post(staff, f"{url}/terug", {"question": ""}, form_at=url).status_code == 422
    assert post(staff, f"{url}/terug", {"question": "Welke bon hoort bij de muziek?"}, form_at=url).status_code == 303
    assert "Wacht op de partner" in staff.get(url).text
    partner = client_by_link(app, grant.application_id)
    page = partner.get(url_of(grant))
    assert "Welke bon hoort bij de muziek?" in page.text and 'value="100"' in page.text.replace(",00", "")
    assert "Wij hebben een vraag" in partner.get(f"/mijn/{grant.reference}").text


def test_two_colleagues_settling_at_once_settle_once(as_role: Callable[..., FlaskClient], grant: Grant, sqlite_store: Store) -> None:
    handed_in(sqlite_store, grant.id, spent=200_00)
    one, other, url = as_role(Role.CONTROLLER), as_role(Role.PROJECT_LEADER), f"/afronden/{grant.reference}"
    form = next(f for f in forms_on(other.get(url).text, url) if f.action.endswith("/vaststellen"))
    assert post(one, f"{url}/vaststellen", form_at=url).status_code == 303
    late = other.post(f"{url}/vaststellen", data=form.values)
    assert late.status_code == 409 and "afgerond" in late.text


def test_a_receipt_of_another_account_cannot_be_judged_here(as_role: Callable[..., FlaskClient], grant: Grant, sqlite_store: Store) -> None:
    handed_in(sqlite_store, grant.id, spent=100_00)
    other = awarded(sqlite_store)
    foreign = handed_in(sqlite_store, other.id, spent=100_00).receipts[0]
    staff, url = as_role(Role.CONTROLLER), f"/afronden/{grant.reference}"
    assert staff.get(f"{url}/bonnen/{foreign.id}").status_code == 404
    own = f"/afronden/{other.reference}/bonnen/{foreign.id}"
    assert post(staff, f"{url}/bonnen/{foreign.id}", {"oordeel": "accepted"}, form_at=own).status_code == 404


def test_late_partners_stand_in_their_own_list(
    as_role: Callable[..., FlaskClient], grant: Grant, sqlite_store: Store, clock: SetClock
) -> None:
    clock.set(datetime(2022, 8, 20, 10, tzinfo=UTC))
    staff = as_role(Role.CONTROLLER)
    page = staff.get("/afronden?lijst=te-laat")
    assert grant.reference in page.text and "15 dagen te laat" in page.text
    url = f"/afronden/{grant.reference}"
    assert "Afronden zonder verantwoording" in staff.get(url).text
    assert post(staff, f"{url}/vaststellen", form_at=url).status_code == 303
    assert "ambtshalve" in staff.get(url).text


def test_uploads_that_nobody_sent_leave_no_rows(partner: FlaskClient, grant: Grant, sqlite_store: Store) -> None:
    send(partner, grant, (b"geen foto", "bon.jpg"))
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_a_settled_grant_shows_what_was_sent(partner: FlaskClient, grant: Grant, sqlite_store: Store, files: FileStore) -> None:
    handed_in(sqlite_store, grant.id, spent=200_00, uploads=[make_kept(files)])
    settled(sqlite_store, grant.id, 200_00)
    page = partner.get(url_of(grant), follow_redirects=True)
    assert "Uw plan is afgerond" in page.text and not re.search(r"\bOntvangen\b", page.text)
