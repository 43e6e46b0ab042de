"""The page Postbus: what the demonstration's own mail server received, newest first, with links that work here."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from mag.app import create_app
from mag.core.clock import SetClock, at
from mag.core.house import House, open_house
from mag.core.settings import Settings
from mag.demo.calendar import OPENING, banner
from mag.demo.installation import prepare
from mag.demo.routes import postbus
from mag.mailbox import Mailbox
from tests.fixtures_demo import demo_settings_at


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = demo_settings_at(tmp_path)
    prepare(made)
    return made


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    made = open_house(settings, SetClock(at(OPENING, 10, 4)))
    yield made
    made.close()


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house, extra_blueprints=(postbus.blueprint,), demo_banner=lambda: banner(house.store.clock.now()))


def send(house: House, number: int, *, link: str = "http://127.0.0.1:8000/volg/geheim", attachment: bytes | None = None) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "mag@demo.example", f"Ontvanger {number} <o{number}@demo.example>"
    message["Subject"], message["Message-ID"] = f"Onderwerp <b>{number}</b>", f"<{number}@demo.example>"
    message["Date"] = f"Wed, 15 Feb 2023 09:{number:02d}:00 +0100"
    message.set_content(f"Beste {number},\n\nDit is een bericht.")
    message.add_alternative(f'<p><a href="{link}">Volg uw aanvraag</a> <a href="javascript:alert(1)">niet</a></p>', subtype="html")
    if attachment is not None:
        message.add_attachment(attachment, maintype="application", subtype="pdf", filename="brief.pdf")
    with Mailbox(postbus.folder(house)) as box, smtplib.SMTP("127.0.0.1", box.port) as smtp:
        smtp.send_message(message)


def test_an_empty_postbus_says_when_mail_comes(app: Flask) -> None:
    page = app.test_client().get("/postbus")
    assert page.status_code == 200 and "Er is nog geen mail" in page.text


def test_newest_first_with_text_links_and_attachment(app: Flask, house: House) -> None:
    send(house, 1)
    send(house, 2, attachment=b"%PDF-1.7 demo")
    client = app.test_client()
    listed = client.get("/postbus").text
    assert listed.index("Onderwerp &lt;b&gt;2") < listed.index("Onderwerp &lt;b&gt;1")
    address = listed.split('href="/postbus/')[1].split('"')[0]
    mail = client.get(f"/postbus/{address}").text
    assert "Dit is een bericht." in mail and "Ontvanger 2" in mail
    assert 'href="/volg/geheim"' in mail and "javascript" not in mail
    kept = client.get(f"/postbus/{address}/bijlage/0")
    assert kept.data == b"%PDF-1.7 demo" and "attachment" in kept.headers["Content-Disposition"]


def test_search_by_receiver(app: Flask, house: House) -> None:
    send(house, 1)
    send(house, 2)
    found = app.test_client().get("/postbus?zoek=O2@demo").text
    assert "Onderwerp &lt;b&gt;2" in found and "Onderwerp &lt;b&gt;1" not in found
    assert "geen mail gevonden" in app.test_client().get("/postbus?zoek=niemand").text


def test_a_link_to_elsewhere_stays_as_it_is(app: Flask, house: House) -> None:
    send(house, 1, link="https://example.org/elders?a=1")
    client = app.test_client()
    address = client.get("/postbus").text.split('href="/postbus/')[1].split('"')[0]
    assert 'href="https://example.org/elders?a=1"' in client.get(f"/postbus/{address}").text


@pytest.mark.parametrize("path", ["/postbus/../mag.sqlite", "/postbus/20-0", "/postbus/secret_key", f"/postbus/{'1' * 20}-{'a' * 32}"])
def test_nothing_but_a_mail_is_read(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


def test_the_banner_tells_the_time_of_the_demonstration(app: Flask) -> None:
    page = app.test_client().get("/inloggen").text
    assert "Demonstratie. Het is hier 15 februari 2023, 10.04 uur. Alle namen en bedragen zijn verzonnen." in page


def test_outside_the_demonstration_there_is_no_postbus(house: House) -> None:
    app = create_app(house)
    assert app.test_client().get("/postbus").status_code == 404
    assert "Demonstratie" not in app.test_client().get("/inloggen").text
