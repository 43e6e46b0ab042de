"""A page with every component on it, to look at and to test.

Run ``python tests/web/style_page.py FOLDER`` to write screenshots of it at 320, 360 and 1280 pixels into a folder.
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, flash, render_template_string
from jinja2 import StrictUndefined

from mag.web.filters import init_filters
from mag.web.forms import (
    AmountField,
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    EmailField,
    FilesField,
    IbanField,
    LongTextField,
    NumberField,
    Part,
    PasswordField,
    PeopleField,
    PhoneField,
    PostcodeField,
    RowsField,
    SelectField,
    TextField,
    TickField,
    YesNoField,
)

WEB = Path(__file__).resolve().parents[2] / "mag" / "web"
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


WHO = [("self", "Mezelf"), ("club", "Een vereniging of stichting", "U vult dan ook de naam in.")]
GOALS = [("move", "Meer bewegen"), ("meet", "Minder eenzaam"), ("talk", "Beter Nederlands")]
MENU = [("Overzicht", "/", False), ("Aanvragen", "/aanvragen", True), ("Bonnen", "/bonnen", False), ("Rapporten", "/rapporten", False)]


class CostLine(Part):
    """One row."""

    what = TextField("Omschrijving")
    amount = AmountField("Bedrag", allow_zero=False)


class Everything(BaseForm):
    """One question of every kind."""

    plan = TextField("Wat gaat u doen?", hint="Bijvoorbeeld: een straatfeest met de buren.", missing="Vul in wat u gaat doen.")
    story = LongTextField("Voor wie is het?", example="Voor alle buren uit onze straat, jong en oud.", expected=600, optional=True)
    amount = AmountField("Gevraagd bedrag", hint="Het hele bedrag dat u van ons vraagt.", allow_zero=False)
    starts_on = DateField("Wanneer begint het?")
    ends_on = DateField("Wanneer is het klaar?", optional=True)
    kind = ChoiceField("Namens wie vraagt u aan?", choices=WHO)
    themes = ChoicesField("Aan welke doelen werkt u?", choices=GOALS)
    partner = SelectField("Partner", choices=[("1", "Buurthuis De Brug (demo)"), ("2", "Sportclub Noord (demo)")], optional=True)
    permit = YesNoField("Heeft u een vergunning?")
    people = PeopleField("Hoeveel mensen doen mee?", hint="Een schatting is goed.")
    grade = NumberField("Cijfer van de bezoekers", unit="van 10", decimals=1, optional=True)
    email = EmailField("E-mailadres", autocomplete="email", width=20)
    phone = PhoneField("Telefoonnummer", autocomplete="tel", width=10, optional=True)
    postcode = PostcodeField("Postcode", autocomplete="postal-code", width=4)
    iban = IbanField("Rekeningnummer (IBAN)", width=20)
    secret = PasswordField("Wachtwoord", autocomplete="current-password", optional=True)
    papers = FilesField("Bonnen en offertes", hint="Foto of pdf, hooguit 15 MB per bestand.", camera=True, optional=True)
    costs = RowsField(CostLine, "Wat kost het?", row_word="Kostenpost", at_least=1, add_text="Nog een kostenpost toevoegen")
    agree = TickField("Wij hebben een verklaring van goed gedrag", missing="Zet een vinkje als u de verklaring heeft.")


SITE = SimpleNamespace(
    name="Maatschappelijke Agenda",
    phone="0184 00 00 00",
    email="mag@demo.example",
    version="0.1",
    demo_banner="Dit is een demonstratie. Het is hier 15 februari 2023. Alle namen zijn verzonnen.",
    postbus_url="/postbus",
    navigation=MENU,
    account=SimpleNamespace(name="Demo Behandelaar", sign_out_url="/uit"),
)

PAGE = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")


def make_app() -> Flask:
    """A bare app with the style page at ``/`` (GET shows it, POST judges the form)."""
    app = Flask(__name__, template_folder=str(WEB / "templates"), static_folder=str(WEB / "static"))
    app.secret_key = "style-page-only-style-page-only-1"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.autoescape = True
    init_filters(app)

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {"site": SITE}

    @app.after_request
    def policy(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = CSP
        return response

    @app.route("/", methods=["GET", "POST"])
    def everything() -> str:
        form = Everything()
        if not form.wants_row() and form.validate_on_submit():
            flash("Uw antwoorden zijn opgeslagen.", "good")
        moment = datetime(2023, 2, 3, 13, 3, tzinfo=UTC)
        return render_template_string(PAGE, form=form, step=(2, 4), day=date(2023, 3, 1), moment=moment, page_url=lambda n: f"/?p={n}")

    return app


def browser_options() -> dict[str, Any]:
    """How the tests start Chromium."""
    quiet = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", *quiet]}


def main(folder: Path) -> None:
    """Write the screenshots."""
    import logging
    from threading import Thread

    from playwright.sync_api import sync_playwright
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, make_app())
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(**browser_options())
        for width in (320, 360, 1280):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.goto(address)
            page.screenshot(path=folder / f"fresh-{width}.png", full_page=True)
            page.get_by_role("button", name="Naar stap 3: uw gegevens").click()
            page.wait_for_load_state()
            page.screenshot(path=folder / f"wrong-{width}.png", full_page=True)
            print(width, "scroll width", page.evaluate("document.documentElement.scrollWidth"))
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
