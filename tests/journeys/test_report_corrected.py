"""An adopted report stays what it was: a figure corrected later shows as changed since, a next version says what and why, and the
first version goes on serving the same bytes.
"""

from collections.abc import Callable
from hashlib import sha256

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.site import Site
from tests.journeys.test_report_year import FIRST, adopt, open_report, sign_in, unfold, words
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser
Stroll = Callable[..., Walker]
PERMALINK = "/rapport/2022-1/v1"
FORMS = ("PDF, om te lezen en te bewaren", "Excel", "JSON, met de rijen achter elk cijfer", "Webpagina in één bestand")


def bytes_of(someone: Walker, report: str) -> list[str]:
    """The hashes of the files of a report, taken as somebody takes them."""
    someone.go(report)
    return [sha256(someone.download(form)).hexdigest() for form in FORMS]


def no_barriers(someone: Walker, name: str) -> None:
    """Nothing axe objects to with everything unfolded, nothing wider than the screen."""
    unfold(someone)
    found = Axe().run(someone.page).response["violations"]
    assert found == [], (name, [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found])
    someone.seen(name)


def correct_a_figure(leader: Walker, controller: Walker) -> None:
    """16% of 2021 was 17%: corrected with a reason, and approved by a second person."""
    leader.go("/cijfers/SAM-1")
    leader.page.get_by_role("row").filter(has_text="16%").get_by_role("link", name="Verbeter").first.click()
    leader.page.locator("#value").fill("17")
    leader.fill("Waarom verbetert u het cijfer?", "Een wijk ontbrak in de meting (demo)")
    leader.press("Verbetering opslaan")
    sign_in(controller, "controller")
    controller.go("/cijfers/akkoord")
    for box in controller.page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    controller.press("Keur de gekozen cijfers goed")


def make_public(leader: Walker, report: str) -> None:
    """Make an adopted report public, after reading where it will stand."""
    leader.go(report)
    leader.follow("Maak dit rapport openbaar")
    leader.press("Maak dit rapport openbaar")
    assert "Openbaar sinds 15 februari 2023" in words(leader.text())


def read_by_anybody(visitor: Walker, before: list[str]) -> None:
    """Somebody without an account finds the report and takes along the bytes the municipality has."""
    visitor.go("/")
    visitor.page.get_by_role("link", name="Rapporten voor iedereen").click()
    visitor.seen("public-list")
    visitor.follow(FIRST)
    assert visitor.page.url == f"{visitor.address}{PERMALINK}" and "16% in 2021" in words(visitor.text())
    visitor.seen("public-report")
    assert sha256(visitor.fetch(PERMALINK)).hexdigest() == before[FORMS.index("Webpagina in één bestand")]
    visitor.go("/rapporten-openbaar")
    visitor.page.get_by_role("main").locator("summary").first.click()
    assert sha256(visitor.download("PDF, om te lezen en te bewaren")).hexdigest() == before[0]


def test_a_corrected_figure_and_the_version_that_says_so(demo_site: Site, stroll: Stroll) -> None:
    leader, controller = stroll("phone", name="projectleider"), stroll("desktop", script=False, name="controller")
    reader, visitor = stroll("phone", name="gemeente"), stroll("phone", script=False, name="iedereen")
    sign_in(reader, "gemeente")
    sign_in(leader, "projectleider")
    report = open_report(reader, FIRST)
    before = bytes_of(reader, report)
    assert "Sindsdien gewijzigd: 1 cijfer" in reader.text()

    read_by_anybody(visitor, before)

    correct_a_figure(leader, controller)
    reader.go(report)
    assert "Sindsdien gewijzigd: 2 cijfers" in reader.text()
    reader.follow("Bekijk alle verschillen, toen en nu")
    told = words(reader.text())
    assert "Voelt zich wel eens onveilig: Samenleven 16% 17%" in told, told
    assert "goedgekeurd na 30 juni 2022" in told and "MAG-2022-0026" in told, "what came in too late stands apart"
    no_barriers(reader, "since")

    leader.go(f"{report}/sindsdien")
    leader.follow("Maak een nieuwe versie")
    leader.press("Begin versie 2")
    assert "Schrijf waarom er een nieuwe versie komt." in leader.text()
    no_barriers(leader, "next-version")
    leader.fill("Waarom komt er een nieuwe versie?", "De meting van veiligheid is verbeterd (demo).")
    leader.press("Begin versie 2")
    second = str(leader.page.url).removeprefix(leader.address)
    assert second != report and "Na twee stille jaren" in leader.text(), "the texts come along"
    leader.follow("Wat moet er nog?")
    no_barriers(leader, "checklist")
    adopt(leader, second)
    leader.go(second)
    told = words(leader.text())
    assert "Wat veranderde sinds versie 1" in told and "De meting van veiligheid is verbeterd (demo)." in told
    assert "Voelt zich wel eens onveilig: Samenleven 16% 17%" in told, told

    reader.go(demo_site.mail_to("gemeente@demo.example", "Nieuw: halfjaarrapport over het eerste halfjaar 2022", "Versie: 2").links[0].url)
    assert "Versie 1" in reader.text()
    reader.seen("version-2")
    reader.go(report)
    assert "Er is een nieuwere versie" in reader.text() and "16% in 2021" in words(reader.page.content())
    assert bytes_of(reader, report) == before != bytes_of(reader, second)

    newer = PERMALINK.replace("v1", "v2")
    assert visitor.context.request.get(f"{visitor.address}{newer}").status == 404, "not before it is public"
    make_public(leader, second)
    visitor.go("/rapporten-openbaar")
    assert "Versie 2 heeft deze vervangen" in words(visitor.text())
    assert sha256(visitor.fetch(PERMALINK)).hexdigest() == before[FORMS.index("Webpagina in één bestand")]
    visitor.go("/rapport/2022-1")
    assert visitor.page.url.endswith(newer) and "Wat veranderde sinds versie 1" in visitor.text()
