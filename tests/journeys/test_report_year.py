"""A year of reports on the demonstration: a half-year is closed, talked about and adopted; the municipality reads, asks and accepts;
the annual report adds the two half-years up, and the council gets one A4 of it.
"""

import io
import re
from collections.abc import Callable

import pypdfium2
import pytest

from mag.core.money import parse_amount
from mag.core.settings import read_settings
from tests.journeys.site import PATIENCE, Site
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser
Stroll = Callable[..., Walker]
SECOND, YEAR, FIRST = "Halfjaarrapport tweede halfjaar 2022", "Jaarrapport 2022", "Halfjaarrapport eerste halfjaar 2022"
ADDED_UP = ("applied", "requested", "decided", "awarded_plans", "awarded", "paid", "carried_out", "accounted", "people")
"""The figures of the overview that flow: what they are in a year is what they were in its two halves."""
WORD, NUMBER = r"[^\W\d_]{2,}", r"(?<![\w.,])\d[\d.,]*"
A4 = (595, 842)


def sign_in(someone: Walker, who: str) -> None:
    """Sign in as a colleague of the demonstration."""
    someone.sign_in(who, read_settings("demo").demo_password)


def open_report(someone: Walker, name: str) -> str:
    """Open a report from the list; answers its address."""
    someone.go("/rapporten")
    someone.follow(name)
    return str(someone.page.url).removeprefix(someone.address)


def words(text: str) -> str:
    """Words with plain spaces."""
    return " ".join(text.split())


def unfold(someone: Walker) -> None:
    """Open everything that is folded."""
    someone.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def figure(someone: Walker, report: str, key: str) -> str:
    """What stands in the tile of a figure on the page of a report."""
    tile = someone.page.get_by_role("main").locator(".tile", has=someone.page.locator(f"a[href='{report}/cijfer/{key}']")).first
    return words(tile.locator(".tile__value").inner_text())


def number(shown: str) -> int:
    """An amount in cents, or a count."""
    return parse_amount(shown) if "€" in shown else int(shown.replace(".", ""))


def adopt(leader: Walker, report: str) -> None:
    """Adopt a report with what is open; the page goes on by itself when its files are there."""
    leader.go(f"{report}/vaststellen")
    leader.page.get_by_label("Ik heb gezien wat nog openstaat").check()
    leader.press("Stel dit rapport vast")
    leader.page.wait_for_url(lambda url: not url.endswith("/wordt-gemaakt"), timeout=3000 * PATIENCE)
    leader.page.wait_for_load_state()
    assert "Dit rapport verandert niet meer" in leader.text()


def close_half_year(leader: Walker) -> str:
    """The checklist is worked through: open items seen, a text with a good and a wrong quote, an earlier priority judged."""
    report = open_report(leader, SECOND)
    leader.follow("Wat moet er nog?")
    leader.seen("checklist")
    told = words(leader.text())
    assert "Geld dat aansluit Klaar" in told and "verstuurd op 24 december 2022" in told, told
    unfold(leader)
    leader.follow("MAG-2022-0040")
    assert "Sterk op de been" in leader.text()

    leader.go(f"{report}/afsluiten")
    unfold(leader)
    leader.follow("Bij Samenleven staat nog geen tekst.")
    leader.fill("Tekst", "In dit halfjaar ging er {figuur:goal.samenleven.awarded} naar dit doel, voor {figuur:onzin} mensen (demo).")
    leader.press("Bewaar deze tekst")
    assert "Uw tekst is bewaard" in leader.text() and "onzin" in leader.text()
    leader.seen("wrong-quote")
    leader.go(f"{report}/vaststellen")
    told = words(leader.text())
    assert "Dit kan nu nog niet" in told and "{figuur:onzin}" in told and "Stel dit rapport vast" not in told
    leader.seen("stopped")
    leader.follow("onzin")
    leader.fill("Tekst", "In dit halfjaar ging er {figuur:goal.samenleven.awarded} naar dit doel (demo).")
    leader.press("Bewaar deze tekst")
    assert "{figuur:" not in leader.text()
    assert f"In dit halfjaar ging er {figure(leader, report, 'goal.samenleven.awarded')} naar dit doel (demo)." in words(leader.text())

    leader.go(f"{report}/afspraken")
    leader.page.get_by_role("link").filter(has_text="Verantwoordingen binnen zes weken").click()
    leader.page.get_by_role("radio", name="Gelukt", exact=True).check()
    leader.press("Bewaar wat ervan werd")
    leader.go(f"{report}/afsluiten")
    assert "Prioriteiten Klaar" in words(leader.text())
    return report


def hear_everybody(site: Site, leader: Walker, report: str, board: Walker, reader: Walker) -> None:
    """The concept is opened anew: two people are mailed, say something at a chapter and at a figure, and are answered."""
    leader.go(report)
    leader.press("Sluit het concept voor reacties")
    leader.press("Zet het concept open voor reacties")
    assert "Open voor reacties sinds 15 februari 2023" in words(leader.text())
    sign_in(board, "klankbord")
    board.go(site.mail_to("klankbord@demo.example", "Uw reactie gevraagd", site.address).links[0].url)
    board.seen("concept")
    assert "De cijfers kunnen nog veranderen" in board.text() and "Naar vaststellen" not in board.text()
    board.page.locator("a[href$='/vraag/overview']").click()
    board.press("Verstuur de reactie")
    assert "Schrijf eerst wat u wilt zeggen." in board.text()
    board.fill("Uw reactie", "Schrijf erbij dat december druk was (demo).")
    board.press("Verstuur de reactie")
    board.seen("said")
    sign_in(reader, "gemeente")
    reader.go(f"{report}/cijfer/overview.people")
    reader.follow("Reageer op dit cijfer")
    reader.fill("Uw reactie", "x" * 10_000)
    reader.press("Verstuur de reactie")
    assert "hooguit 2.000 tekens" in words(reader.text()) and reader.page.get_by_label("Uw reactie").input_value() == "x" * 10_000
    reader.fill("Uw reactie", "Zitten de grote partners hierin? (demo)")
    reader.press("Verstuur de reactie")
    for person in ("Kim Klankbord", "Gerrie Gemeente"):
        leader.go("/rapporten")
        waiting = leader.page.get_by_role("listitem").filter(has_text="tweede halfjaar 2022")
        waiting.get_by_role("link", name=person).last.click()
        leader.fill("Uw antwoord", "Ja, dat staat er nu bij (demo).")
        leader.press("Verstuur het antwoord")
    site.mail_to("klankbord@demo.example", "Antwoord bij het halfjaarrapport", "Ja, dat staat er nu bij (demo).")


def read_and_accept(site: Site, leader: Walker, reader: Walker, report: str) -> None:
    """From the mail to a figure, to its rows that add up, to a question there with its answer; then it is accepted."""
    reader.go(site.mail_to("gemeente@demo.example", "Nieuw: halfjaarrapport over het tweede halfjaar 2022").links[0].url)
    assert "Dit rapport verandert niet meer" in reader.text()
    reader.seen("adopted")
    shown = figure(reader, report, "overview.awarded")
    reader.page.locator(f"a[href='{report}/cijfer/overview.awarded']").first.click()
    rows = reader.page.locator("tbody tr").all()
    amounts = [number(words(row.locator("td").last.locator("span").inner_text())) for row in rows]
    assert len(amounts) > 10 and sum(amounts) == number(shown) and shown in words(reader.page.locator("h1").inner_text())
    assert shown in words(reader.page.locator("tfoot").inner_text())
    reader.seen("rows")

    reader.follow("Stel een vraag over dit cijfer")
    assert f"Er staat: {shown}." in words(reader.text())
    reader.fill("Uw vraag", "Zit de ronde van de grote partners hierin? (demo)")
    reader.press("Verstuur de vraag")
    reader.page.go_back()
    reader.press("Verstuur de vraag")
    reader.go(f"{report}/vragen")
    assert reader.text().count("Zit de ronde van de grote partners") == 1, "sent twice is asked once"
    leader.go(site.mail_to("projectleider@demo.example", "Vraag over het halfjaarrapport over het tweede").links[0].url)
    leader.fill("Uw antwoord", "Ja, die is in het najaar besloten (demo).")
    leader.press("Verstuur het antwoord")
    reader.go(site.mail_to("gemeente@demo.example", "Antwoord bij het halfjaarrapport", "in het najaar besloten").links[0].url)
    assert "Ja, die is in het najaar besloten" in reader.text()
    reader.go(f"{report}/cijfer/overview.awarded")
    assert "Ja, die is in het najaar besloten" in reader.text(), "the answer stands at the figure too"

    reader.go(report)
    fold = reader.page.locator("details", has_text="Samenleven").first
    fold.locator("summary").first.click()
    assert figure(reader, report, "goal.samenleven.paid") in words(fold.inner_text()), "one click from a goal to its money"
    reader.follow("Accepteer dit rapport")
    reader.fill("Wat wilt u erbij zeggen?", "Wij nemen dit mee naar de raad (demo).")
    reader.press("Accepteer dit rapport")
    assert "Wij nemen dit mee naar de raad" in reader.text()
    reader.seen("accepted")
    site.mail_to("projectleider@demo.example", "Geaccepteerd: halfjaarrapport", "Wij nemen dit mee naar de raad")
    data = reader.download("JSON, met de rijen achter elk cijfer")
    assert shown.encode() in data.replace(b"\\u00a0", b" ").replace("\u00a0".encode(), b" ")


def test_a_half_year_is_closed_read_and_accepted_and_the_year_adds_it_up(demo_site: Site, stroll: Stroll) -> None:
    leader = stroll("desktop", name="projectleider")
    board, reader = stroll("phone", script=False, name="klankbord"), stroll("phone", script=False, name="gemeente")
    sign_in(leader, "projectleider")
    report = close_half_year(leader)
    hear_everybody(demo_site, leader, report, board, reader)
    adopt(leader, report)
    read_and_accept(demo_site, leader, reader, report)

    told: list[dict[str, str]] = []
    for name in (FIRST, SECOND, YEAR):
        address = open_report(leader, name)
        told.append({key: figure(leader, address, f"overview.{key}") for key in ADDED_UP})
    first, second, year = told
    assert {key: number(first[key]) + number(second[key]) for key in ADDED_UP} == {key: number(year[key]) for key in ADDED_UP}
    the_council(leader)


def the_council(leader: Walker) -> None:
    """The page for the council of the report that is open: one A4, at most 12 numbers and 120 words, numbers of the report itself."""
    everything = words(leader.page.get_by_role("main").text_content() or "")
    with pypdfium2.PdfDocument(io.BytesIO(leader.download("Eén bladzijde voor de raad"))) as paper:
        assert len(paper) == 1 and tuple(round(side) for side in paper[0].get_size()) == A4
        said = words(paper[0].get_textpage().get_text_range())
    assert len(re.findall(WORD, said)) <= 120, said
    shown = [one for one in re.findall(NUMBER, said.partition(" · ")[0]) if one not in ("2022", "2018", "2023")]
    assert 8 <= len(shown) <= 12, (shown, said)
    assert [one for one in shown if one not in everything and f"{one},00" not in everything] == []
