"""The face: what every page and every question promises to somebody who reads, listens or types."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

import pytest
from flask import render_template, render_template_string
from lxml import html
from werkzeug.serving import make_server

from mag.web.filters import filesize, money, money_whole, percent, plural, share, show_day, show_day_short, show_moment
from tests.web.style_page import WEB, make_app

ICONS = {"mag-sans-400.woff2", "mag-sans-600.woff2", "mag-sans-700.woff2"}


@pytest.fixture(scope="module")
def pages() -> dict[str, Any]:
    """The style page before and after an empty answer, as trees."""
    client = make_app().test_client()
    fresh = client.get("/").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', fresh)
    assert token
    wrong = client.post("/", data={"csrf_token": token[1]}).text
    return {"fresh": html.document_fromstring(fresh), "wrong": html.document_fromstring(wrong), "wrong_text": wrong}


def test_a_page_has_its_landmarks_once(pages: dict[str, Any]) -> None:
    page = pages["fresh"]
    assert page.get("lang") == "nl"
    for one in ("h1", "main", "head/title", "footer"):
        assert len(page.xpath(f"//{one}")) == 1, one
    assert page.xpath("//a[@class='skip']/@href") == ["#inhoud"] and page.xpath("//main/@id") == ["inhoud"]
    assert page.xpath("//footer//a[starts-with(@href, 'tel:')]/@href") == ["tel:0184000000"]
    assert "Dit is een demonstratie" in page.xpath("string(//section[@class='demo'])")
    assert page.xpath("//footer//a/text()")[-3:] == ["Toegankelijkheid", "Privacy", "Rapporten voor iedereen"]


def test_the_title_says_where_you_are_and_that_something_is_wrong(pages: dict[str, Any]) -> None:
    assert pages["fresh"].findtext(".//title") == "Stap 2 van 4: Alle onderdelen – Maatschappelijke Agenda"
    assert pages["wrong"].findtext(".//title") == "Fout: Stap 2 van 4: Alle onderdelen – Maatschappelijke Agenda"
    assert "Stap 2 van 4" in pages["fresh"].xpath("string(//main)")


@pytest.mark.parametrize("which", ["fresh", "wrong"])
def test_ids_are_unique_and_every_reference_arrives(pages: dict[str, Any], which: str) -> None:
    page = pages[which]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = [*page.xpath("//label/@for"), *(h[1:] for h in page.xpath("//a/@href") if h.startswith("#"))]
    for name in ("aria-describedby", "aria-labelledby"):
        wanted += [one for value in page.xpath(f"//@{name}") for one in value.split()]
    assert set(wanted) <= set(ids)


@pytest.mark.parametrize("which", ["fresh", "wrong"])
def test_every_box_has_a_label_and_nothing_is_asked_with_a_star(pages: dict[str, Any], which: str) -> None:
    page = pages[which]
    labelled = set(page.xpath("//label/@for"))
    boxes = page.xpath("//main//input[@type!='hidden'] | //main//select | //main//textarea")
    assert len(boxes) > 25
    assert [box.get("name") for box in boxes if box.get("id") not in labelled] == []
    assert not page.xpath("//@placeholder") and not page.xpath("//@required") and not page.xpath("//button[@disabled]")
    assert not [text for text in page.xpath("//label//text() | //legend//text()") if "*" in text]
    assert all("novalidate" in form.attrib for form in page.xpath("//form"))
    assert len(page.xpath("//span[@class='optional'][text()='(niet verplicht)']")) >= 6


def test_label_hint_error_and_box_stand_in_that_order(pages: dict[str, Any]) -> None:
    parts = {"label": 0, "date__label": 4, "hint": 1, "error": 3, "input": 4, "option": 4, "file": 4}
    fields = pages["wrong"].xpath("//main//*[contains(concat(' ', @class, ' '), ' field--wrong ')]")
    assert len(fields) >= 12
    for field in fields:
        if field.xpath(".//fieldset") or field.xpath("./div[@class='option']"):
            continue
        seen = [parts[c] for node in field.iter() for c in (node.get("class") or "").split()[:1] if c in parts]
        first_box = seen.index(4)
        assert seen[: first_box + 1] == sorted(seen[: first_box + 1]), html.tostring(field)


def test_an_error_is_tied_to_its_box_and_said_in_the_same_words_above(pages: dict[str, Any]) -> None:
    page = pages["wrong"]
    above = [(a.get("href"), a.text) for a in page.xpath("//div[@id='error-summary']//a")]
    assert len(above) == 12
    for href, sentence in above:
        box = page.xpath(f"//*[@id='{href[1:]}']")[0]
        holder = box
        while sentence not in " ".join(holder.xpath(".//p[@class='error']//text()")):
            holder = holder.getparent()
            assert holder is not None and holder.tag != "form", sentence
    for box in page.xpath("//main//input[@aria-invalid] | //main//textarea[@aria-invalid]"):
        described = box.get("aria-describedby") or next(f.get("aria-describedby") for f in box.iterancestors("fieldset"))
        assert any(one.endswith("-error") for one in described.split())


def test_the_summary_can_take_the_focus(pages: dict[str, Any]) -> None:
    summary = pages["wrong"].xpath("//div[@id='error-summary']")[0]
    assert summary.get("tabindex") == "-1" and "autofocus" in summary.attrib
    assert summary.xpath("string(h2)") == "Verbeter nog 12 punten"


def test_a_form_that_takes_files_is_sent_in_parts_with_token_and_key(pages: dict[str, Any]) -> None:
    form = pages["fresh"].xpath("//main//form")[0]
    assert form.get("enctype") == "multipart/form-data"
    assert len(form.xpath("./input[@name='csrf_token']")) == len(form.xpath("./input[@name='idempotency_key']")) == 1


def test_tables_have_captions_and_scopes_and_say_their_columns_on_a_phone(pages: dict[str, Any]) -> None:
    for table in pages["fresh"].xpath("//table"):
        assert table.xpath("./caption")
        assert all(th.get("scope") in {"col", "row"} for th in table.xpath(".//th"))
        assert all(td.get("data-label") for td in table.xpath(".//td"))


def test_figures_say_in_words_what_they_show(pages: dict[str, Any]) -> None:
    for picture in pages["fresh"].xpath("//main//*[local-name()='svg'][@role='img']"):
        assert picture.xpath("string(*[local-name()='title'])").strip()
    bar = pages["fresh"].xpath("string(//div[@class='budget'])")
    for words in ("Betaald", "Toegezegd, nog niet betaald", "Gevraagd", "Nog vrij", "€\u00a0125.000"):
        assert words in bar


def test_a_budget_that_was_promised_twice_says_so() -> None:
    app = make_app()
    with app.test_request_context():
        text = render_template_string(
            '{% from "components/figures.html" import budget_bar, sparkline, meter %}{{ budget_bar(100, 900, 0, -250) }}'
            '{{ budget_bar(0, 0, 0, 0) }}{{ sparkline([none, 4], "x") }}{{ sparkline([5, 5, 5], "gelijk") }}{{ meter(5, 0, "niets") }}'
        )
    assert "Er is €\u00a02,50 te veel toegezegd of gevraagd." in text
    assert text.count("<path") == 1


def test_a_page_without_a_menu_an_account_or_errors_still_stands() -> None:
    from types import SimpleNamespace

    app = make_app()
    with app.test_request_context():
        text = render_template("layout.html", site=SimpleNamespace(name="MAG", phone="0184 00 00 00"))
        signed_out = SimpleNamespace(name="MAG", phone="0184 00 00 00", navigation=[], account=None, sign_in_url="/in", demo_banner=None)
        assert 'href="/in"' in render_template("layout.html", site=signed_out)
    assert "<nav" not in text and "demo" not in text and "Postbus" not in text


def test_what_people_type_never_becomes_markup() -> None:
    client = make_app().test_client()
    bad = "<script>alert(1)</script>\"'><img src=x>"
    answer = client.post(
        "/", data={"plan": bad, "story": f"</textarea>{bad}", "amount": bad, "starts_on-day": bad, "kind": bad, "costs-0-what": bad}
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text and "<img src=x" not in answer.text


def test_a_story_keeps_its_first_empty_line_and_its_length() -> None:
    client = make_app().test_client()
    story = "een & twee\n\n" + "lang verhaal " * 300
    page = html.document_fromstring(client.post("/", data={"story": story}).text)
    assert page.xpath("string(//textarea)").strip() == story.strip()


@pytest.mark.parametrize("path", sorted((WEB / "templates").rglob("*.html")), ids=lambda p: p.name)
def test_templates_carry_no_style_or_script_of_their_own(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|\|\s*safe\b|//[a-z]+\.[a-z]", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_the_face_is_light_to_carry() -> None:
    static = WEB / "static"
    assert (static / "mag.css").stat().st_size <= 12 * 1024
    assert (static / "rooms.css").stat().st_size <= 8 * 1024
    assert all(path.stat().st_size <= 4 * 1024 for path in static.glob("*.css") if path.name not in ("mag.css", "rooms.css"))
    assert sum(path.stat().st_size for path in static.glob("*.js")) <= 20 * 1024
    assert (static / "mag.js").stat().st_size <= 3 * 1024
    assert {p.name for p in (static / "fonts").glob("*.woff2")} == ICONS
    assert all((static / "fonts" / name).stat().st_size <= 40 * 1024 for name in ICONS)


@pytest.mark.parametrize("name", sorted(ICONS))
def test_the_letters_cover_what_dutch_pages_need(name: str) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(WEB / "static" / "fonts" / name)
    have = set(font.getBestCmap())
    assert {c for c in "€ĳéëïöüáèç’‘“”–—→✓…·•\u00a0½≤" if ord(c) not in have} == set()
    assert "Source" not in " ".join(str(n) for n in font["name"].names if n.nameID in {1, 3, 4, 6, 16})


def test_filters_write_the_notation_of_the_house() -> None:
    moment = datetime(2022, 2, 3, 13, 3, tzinfo=UTC)
    assert (money(1_250_00), money_whole(250_00), money(None)) == ("€\u00a01.250,00", "€\u00a0250", "nog niet bekend")
    assert (show_day(date(2022, 2, 3)), show_day_short(date(2022, 3, 3)), show_moment(moment)) == (
        "3 februari 2022",
        "3 mrt 2022",
        "3 februari 2022, 14.03 uur",
    )
    assert show_day(datetime(2022, 2, 3, 23, 30, tzinfo=UTC)) == "4 februari 2022"
    assert (percent(79), plural(1, "aanvraag", "aanvragen"), plural(1200, "aanvraag", "aanvragen")) == (
        "79%",
        "1 aanvraag",
        "1.200 aanvragen",
    )
    assert [filesize(n) for n in (1, 999, 1000, 214_000, 999_600, 1_240_000)] == [
        "1 byte",
        "999 bytes",
        "1 kB",
        "214 kB",
        "1,0 MB",
        "1,2 MB",
    ]
    assert (share(1, 3), share(5, 3), share(1, 0)) == ("33.33%", "100.00%", "0%")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the style page is served."""
    server = make_server("127.0.0.1", 0, make_app())
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_the_face_has_no_barriers(address: str, chromium: Any, width: int, scripted: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripted)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address)
    menu = page.locator("nav[aria-label=Hoofdmenu]")
    assert menu.is_visible() is (width == 1280)
    if width == 320:
        page.locator("details.menu summary").click()
        assert menu.is_visible()
    page.get_by_role("button", name="Naar stap 3: uw gegevens").click()
    page.wait_for_load_state()
    assert page.title().startswith("Fout: ")
    assert page.locator(":focus").get_attribute("id") == "error-summary"
    assert page.locator("html").evaluate("e => e.scrollWidth") <= width
    small = page.locator("main .input, .button").evaluate_all(
        "all => all.filter(e => e.offsetHeight && e.offsetHeight < 45).map(e => e.outerHTML)"
    )
    assert small == [] and complaints == []
    if scripted:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    context.close()
