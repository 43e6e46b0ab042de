"""Sending files along while applying: with the page or at once, seen again elsewhere, looked at without what the original hides."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from mag.applications.models import Application, ApplicationFile, DraftFile
from mag.core.files import FileStore
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from tests.factories.accountability import picture
from tests.factories.applications import agenda_in
from tests.factories.asking import asking_large, place, send, typed_in_draft
from tests.web_client import post, token_of

TOGETHER = {"partners": "niemand", "publicity": "een briefje in de bus"}
PLACE = "Hardinxveld aan de rivier"


@pytest.fixture(autouse=True)
def agenda(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)


@pytest.fixture
def asking(app: Flask) -> FlaskClient:
    return asking_large(app)


def photo(seed: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = PLACE
    out = io.BytesIO()
    Image.open(io.BytesIO(picture(seed))).save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()


def file(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def kept(store: Store) -> list[DraftFile]:
    with store.reading() as db:
        return list(db.scalars(select(DraftFile).order_by(DraftFile.id)))


def test_several_files_come_with_the_page_and_stand_there_with_their_names(asking: FlaskClient, sqlite_store: Store) -> None:
    page = asking.get("/aanvragen/stap/samen").text
    assert 'type="file" id="papers" name="papers"' in page and 'capture="environment"' in page and "multipart/form-data" in page
    answer = send(asking, "samen", TOGETHER | {"papers": [file(photo(1), "a.jpg"), file(picture(2, kind="WEBP"), "b.webp")]})
    assert place(answer) == "/aanvragen/stap/resultaat", "on to what still needs something"
    page = asking.get("/aanvragen/stap/samen").text
    assert "2 bestanden bewaard" in page and "a.jpg" in page and "b.webp" in page
    assert page.count("Bekijk<span") == page.count('name="remove_file"') == 2


def test_a_file_that_cannot_be_used_loses_no_other_and_no_text(asking: FlaskClient, sqlite_store: Store) -> None:
    files = [file(photo(), "goed.jpg"), file(b"MZ niets", "programma.jpg"), file(b"", "leeg.pdf")]
    page = send(asking, "samen", TOGETHER | {"papers": files})
    assert page.status_code == 422 and "<title>Fout: Stap" in page.text
    assert "“programma.jpg” kunnen wij niet gebruiken" in page.text and "“leeg.pdf” is leeg" in page.text
    assert "een briefje in de bus" in page.text and "1 bestand bewaard" in page.text
    assert [one.name for one in kept(sqlite_store)] == ["goed.jpg"]


def test_the_button_to_add_files_keeps_the_page(asking: FlaskClient, sqlite_store: Store) -> None:
    answer = send(asking, "samen", {"papers": file(photo(), "a.jpg"), "partners": "de buren", "add_files": "1"})
    assert place(answer) == "/aanvragen/stap/samen" and answer.location.endswith("#papers")
    assert "de buren" in asking.get("/aanvragen/stap/samen").text


def test_a_file_is_looked_at_without_what_the_original_hides_and_the_original_is_unchanged(
    asking: FlaskClient, app: Flask, sqlite_store: Store
) -> None:
    original = photo()
    send(asking, "samen", {"papers": file(original, "foto é.jpg"), "add_files": "1"})
    (one,) = kept(sqlite_store)
    shown = asking.get(f"/aanvragen/stukken/{one.id}/beeld")
    assert shown.status_code == 200 and shown.mimetype == "image/jpeg" and PLACE.encode() not in shown.data
    taken = asking.get(f"/aanvragen/stukken/{one.id}")
    assert taken.data == original and taken.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    stranger = app.test_client()
    assert stranger.get(f"/aanvragen/stukken/{one.id}").status_code == stranger.get(f"/aanvragen/stukken/{one.id}/beeld").status_code == 404
    assert asking.get("/aanvragen/stukken/99999").status_code == 404


def test_files_are_there_on_another_device_and_one_is_taken_away(asking: FlaskClient, app: Flask, sqlite_store: Store) -> None:
    send(asking, "samen", {"papers": [file(photo(1), "a.jpg"), file(photo(2), "b.jpg")], "later": "1"})
    address = asking.get("/aanvragen/opgeslagen").text.split("https://mag.demo.example")[1].split('"')[0]
    other = asking_large(app)
    post(other, address)
    page = other.get("/aanvragen/stap/samen").text
    assert "2 bestanden bewaard" in page
    first, second = kept(sqlite_store)
    assert other.get(f"/aanvragen/stukken/{second.id}/beeld").status_code == 200
    answer = send(other, "samen", {"remove_file": str(first.id), "publicity": "in de krant"})
    assert place(answer) == "/aanvragen/stap/samen"
    page = other.get("/aanvragen/stap/samen").text
    assert "b.jpg" in page and "a.jpg" not in page and "in de krant" in page


def test_a_page_that_sends_each_file_at_once_gets_the_list_back(asking: FlaskClient, sqlite_store: Store) -> None:
    token = token_of(asking)
    said = asking.post("/aanvragen/stukken", data={"csrf_token": token, "question": "papers", "file": file(photo(), "a.jpg")}).get_json()
    assert said["wrong"] == [] and "a.jpg" in said["kept"] and "Verwijder" in said["kept"]
    bad = asking.post("/aanvragen/stukken", data={"csrf_token": token, "question": "papers", "file": file(b"x", "b.exe")}).get_json()
    assert "“b.exe” kunnen wij niet gebruiken" in bad["wrong"][0] and "a.jpg" in bad["kept"]
    assert asking.post("/aanvragen/stukken", data={"csrf_token": token, "question": "costs"}).status_code == 404
    assert asking.post("/aanvragen/stukken", data={"question": "papers"}).status_code in (400, 409)
    assert len(kept(sqlite_store)) == 1


def test_who_holds_no_draft_sends_no_file(client: FlaskClient, sqlite_store: Store) -> None:
    answer = client.post("/aanvragen/stukken", data={"csrf_token": token_of(client), "question": "papers", "file": file(photo(), "a.jpg")})
    assert answer.status_code == 409 and answer.get_json()["wrong"]


def test_a_name_that_is_typed_is_no_file(asking: FlaskClient, app: Flask) -> None:
    send(asking, "samen", TOGETHER | {"papers": "verzonnen.pdf"})
    assert "papers" not in typed_in_draft(app)
    assert "verzonnen.pdf" not in asking.get("/aanvragen/stap/samen").text


def test_thirty_one_files_keep_thirty_and_name_the_rest(asking: FlaskClient, sqlite_store: Store) -> None:
    page = send(asking, "samen", TOGETHER | {"papers": [file(picture(n, (8, 8), "PNG"), f"{n}.png") for n in range(31)]})
    assert page.status_code == 422 and "U stuurde 31 bestanden tegelijk; 30 mag" in page.text
    assert 0 < len(kept(sqlite_store)) <= 30


def test_what_was_sent_along_stands_on_the_check_page_in_the_copy_and_on_the_file(
    asking: FlaskClient, app: Flask, sqlite_store: Store
) -> None:
    rows = {f"costs-{n}-{part}": value for n in range(3) for part, value in (("description", f"Post {n}"), ("amount", "1000"))}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("resultaat", {
            "audience": ["iedereen"], "expected_people": "60", "goal": "samenleven", "results-0-what": "buren", "results-0-number": "40",
        }),
        ("samen", TOGETHER | {"papers": file(photo(), "offerte.jpg")}),
        ("begroting", rows | {"incomes-0-description": "Kaartjes", "incomes-0-amount": "500", "vat": "ja"}),
        ("gegevens", {
            "applicant_kind": "association", "organisation_name": "Wandelclub demo", "contact_name": "Demo Aanvrager",
            "email": "aanvrager@demo.example", "iban": "NL91 ABNA 0417 1643 00",
        }),
        ("gesprek", {"interview": "dinsdagavond"}),
    ]  # fmt: skip
    for slug, answers in steps:
        last = send(asking, slug, answers)
    assert place(last) == "/aanvragen/controle"
    page = asking.get("/aanvragen/controle").text
    assert "offerte.jpg" in page and "ja, de bedragen zijn zonder btw" in page
    assert "/aanvragen/verstuurd/" in place(post(asking, "/aanvragen/controle"))
    with sqlite_store.reading() as db:
        mail, document = db.scalars(select(OutboxMail)).first(), db.scalars(select(ApplicationFile)).one()
        reference = db.scalars(select(Application.reference)).one()
    assert mail is not None and "offerte.jpg" in mail.text and "zonder btw" in mail.text
    assert FileStore(app.extensions["house"].settings.files).check(document.file_sha256)
    assert "offerte.jpg" in asking.get(f"/mijn/{reference}").text
    assert not kept(sqlite_store)
