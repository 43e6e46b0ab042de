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
    kind = ChoiceField("Namens wie vraagt u aan?", choices=[("self", "Mezelf"), ("club", "Een vereniging of stichting", "U vult dan ook de naam in.")])
    themes = ChoicesField("Aan welke doelen werkt u?", choices=[("move", "Meer bewegen"), ("meet", "Minder eenzaam"), ("talk", "Beter Nederlands")])
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
    navigation=[("Overzicht", "/", False), ("Aanvragen", "/aanvragen", True), ("Bonnen", "/bonnen", False), ("Rapporten", "/rapporten", False)],
    account=SimpleNamespace(name="Demo Behandelaar", sign_out_url="/uit"),
)

PAGE = """{% extends "layout.html" %}
{% from "components/form.html" import form_start, form_end, field, error_summary, submit, buttons %}
{% from "components/page.html" import back, crumbs, steps, progress, tag, callout, cards, card, tile, summary_list, facts, table, pagination, files, file_row, timeline, fold, empty, link_button, actions %}
{% from "components/figures.html" import budget_bar, sparkline, meter %}
{% block title %}Alle onderdelen{% endblock %}
{% block breadcrumbs %}{{ crumbs([("Overzicht", "/"), ("Aanvragen", "/aanvragen"), ("Nieuwe aanvraag", none)]) }}{% endblock %}
{% block content %}
{{ back("/") }}
<h1>Geld voor uw plan</h1>
<p class="lead">U kunt tussendoor opslaan en later verdergaan. Vul alles in, behalve waar ‘niet verplicht’ staat.</p>
{{ steps(2, ["Uw idee", "Plan en geld", "Gegevens", "Controleren"]) }}
{{ error_summary(form) }}
{{ form_start(form) }}
{% for question in form.questions() if question.name in form._fields and question.name not in ("csrf_token",) %}{{ field(question) }}{% endfor %}
{% call files() %}{{ file_row("offerte-zaalhuur-van-het-buurthuis-voor-het-straatfeest.pdf", "pdf", 214000|filesize, "/f/1", "1") }}{{ file_row("bon.jpg", "foto", 1240000|filesize, "/f/2", "2") }}{% endcall %}
{% call buttons() %}{{ submit("Naar stap 3: uw gegevens") }}{{ submit("Opslaan en later verdergaan", name="later", value="1", tone="second") }}{{ submit("Aanvraag intrekken", name="stop", value="1", tone="danger") }}{% endcall %}
{{ form_end() }}
<h2>Controleren</h2>
{{ summary_list([("Wat gaat u doen?", "Straatfeest\\nmet muziek", "/w/1", "uw plan"), ("Gevraagd bedrag", 25000|money, "/w/2", "het bedrag"), ("Wanneer is het klaar?", none, "/w/3", "de einddatum")]) }}
<h2>Hoe ver is uw aanvraag?</h2>
{{ progress(2, [day|date_short, "", "", ""]) }}
<p>{{ tag("Concept") }} {{ tag("Wij beoordelen", "info") }} {{ tag("Toegekend", "good") }} {{ tag("Wij wachten op u", "attention") }} {{ tag("2 dagen te laat", "wrong") }}</p>
{% for tone, title in (("info", "Goed om te weten"), ("attention", "Let op"), ("wrong", "Niet gelukt"), ("good", "Gelukt")) %}{% call callout(tone, title) %}<p>U hoort uiterlijk {{ day|date }} wat wij besluiten. Wij sturen u een mail.</p>{% endcall %}{% endfor %}
<h2>Doelen</h2>
{% call cards() %}
{% call tile("Mensen bereikt", 2318|number, "streefcijfer 2.500") %}{{ meter(2318, 2500, "2.318 van 2.500 mensen") }}{% endcall %}
{% call tile("Vinden hun buurt prettig", "78,9%", "streefcijfer 80%") %}{{ sparkline([71, 73, none, 76, 78], "Van 71 in 2018 naar 78 in 2022") }}{% endcall %}
{{ tile("Open aanvragen", 7|number, "de oudste 11 dagen", "/aanvragen") }}
{% endcall %}
{{ budget_bar(12500000, 7300000, 2450000, 12250000, "Budget 2023") }}
<h2>Betaald</h2>
{{ table("Betaald per partner in 2022", ["Partner", ("Toegezegd", "figure"), ("Betaald", "figure"), "Stand"], [[("Buurthuis De Brug (demo)", "/p/1"), 1250000|money, 975050|money, tag("Op schema", "good")], [("Sportclub Noord (demo)", "/p/2"), 80000|money, 0|money, tag("Bonnen te laat", "wrong")]], total=["Totaal", 1330000|money, 975050|money, ""]) }}
{{ pagination(4, 9, page_url) }}
<h2>Geschiedenis</h2>
{{ timeline([(moment|datetime, "Aanvraag verstuurd", "Demo Inwoner", none), (moment|datetime, "Vraag gesteld", "Demo Behandelaar", "Wanneer is het feest precies?")]) }}
{% call fold("Bekijk de cijfers als tabel") %}{{ empty("Er zijn nog geen cijfers.") }}{% endcall %}
{% call actions() %}{{ link_button("Begin met uw aanvraag", "/begin") }}{{ link_button("Bekijk alle vragen", "/vragen", "second") }}{% endcall %}
{% endblock %}
{% block aside %}{% call card("Uw aanvraag") %}{{ facts([("Kenmerk", "MAG-2023-0042"), ("Gevraagd", 25000|money_whole), ("U hoort uiterlijk op", day|date)]) }}{% endcall %}{% call callout("info", "Hulp nodig?") %}<p>Bel ons op werkdagen van 9.00 tot 17.00 uur.</p>{% endcall %}{% endblock %}
"""


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
    from threading import Thread

    from playwright.sync_api import sync_playwright
    from werkzeug.serving import make_server

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
