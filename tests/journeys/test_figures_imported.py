"""Figures from two files: columns chosen, wrong cells told, mended, taken over, approved by another, locked, corrected with a reason."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mag.core.settings import ROOT
from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
Walk = Callable[..., Walker]
FOLDER: Path = ROOT / "config" / "demo" / "figures"
HARDINXVELD = "GM0523 = Hardinxveld-Giessendam"


def choose_file(someone: Walker, name: str, content: bytes) -> None:
    file: dict[str, Any] = {"name": name, "mimeType": "text/plain", "buffer": content}
    someone.page.get_by_label("Welk bestand?").set_input_files(file)  # type: ignore[arg-type, unused-ignore]


def columns_of(someone: Walker, name: str, content: bytes) -> None:
    """Show a file, to choose its columns."""
    someone.go("/cijfers/importeren")
    someone.follow("Koppeling maken")
    choose_file(someone, name, content)
    someone.press("Laat de eerste regels zien")
    someone.seen("first-rows")


def approve_all(controller: Walker, seen: str) -> None:
    controller.go("/cijfers/akkoord")
    assert seen in controller.text()
    for box in controller.page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    controller.seen("approve")
    controller.press("Keur de gekozen cijfers goed")


def test_two_files_from_their_columns_to_a_locked_figure(site: Site, walk: Walk) -> None:
    site.set_day(date(2023, 2, 15))
    leader = walk("desktop", script=False, name="projectleider")
    leader.sign_in("project_leader")

    cbs = (FOLDER / "armoede-cbs.json").read_text()
    columns_of(leader, "armoede.json", cbs.replace("     3.1*", "     3,1").replace("     4.1", "  1200").encode())
    leader.fill("Naam van de koppeling", "armoede")
    leader.page.get_by_label("met een punt").check()
    leader.fill("Met welke gebieden wilt u vergelijken?", "DM0001 = Gemeenten die op deze lijken\nDM0002 = Regio")
    leader.choose("Kolom met het cijfer", "KinderenInArmoede_1")
    leader.choose("Welk cijfer is dit?", "OPG-3")
    leader.fill("Waar komen de cijfers vandaan?", "Demo CBS")
    leader.press("Koppeling opslaan en bestand bekijken")
    told = leader.text()
    assert "Er klopt iets niet: 2 plekken" in told and "“3,1” heeft geen decimale punt" in told
    assert "Een percentage ligt tussen 0 en 100. U vulde 1.200% in." in told and "waarneming 1," in told
    leader.seen("wrong-cells")
    leader.follow("Ander bestand kiezen")
    choose_file(leader, "armoede.json", cbs.encode())
    leader.press("Bekijk wat erin staat")
    told = leader.text()
    for said in ("3,1% (voorlopig)", "herzien", "geheim", "nihil", "ontbreekt", "minder dan de helft", "kan niet voorkomen"):
        assert said in told, said
    leader.seen("preview")
    leader.press("Neem 15 cijfers over")
    assert "iemand anders keurt dit goed" in leader.text()

    columns_of(leader, "eenzaam.csv", (FOLDER / "eenzaamheid-statline.csv").read_bytes())
    leader.fill("Naam van de koppeling", "eenzaam")
    leader.choose("Kolom met het cijfer", "Voelt zich eenzaam | %")
    leader.choose("Welk cijfer is dit?", "GEE-3")
    leader.choose("Kolom met de ondergrens van de marge (niet verplicht)", "Ondergrens")
    leader.choose("Kolom met de bovengrens van de marge (niet verplicht)", "Bovengrens")
    leader.choose("Kolom met het aantal deelnemers (niet verplicht)", "Deelnemers")
    leader.fill("Hoe heet de gemeente in het bestand?", "Hardinxveld-Giessendam = GM0523 Hardinxveld-Giessendam")
    leader.fill("Waar komen de cijfers vandaan?", "Demo StatLine")
    leader.page.get_by_text("Cijfers naar geslacht, leeftijd, wijk of school").click()
    leader.choose("Waarnaar zijn de cijfers uitgesplitst? (niet verplicht)", "leeftijd")
    leader.choose("Kolom met het onderdeel (niet verplicht)", "Leeftijd")
    leader.fill("Hoe heet het geheel in die kolom?", "Totaal 18 jaar en ouder")
    ages = ("18 tot 65 jaar", "65 tot 75 jaar", "75 tot 85 jaar", "85 jaar en ouder")
    leader.fill("Welke onderdelen?", "\n".join(f"{age} = {age}" for age in ages))
    leader.press("Koppeling opslaan en bestand bekijken")
    assert "37,4% (voorlopig)" in leader.text(), leader.text()
    leader.press("Neem 1 cijfer over")

    controller = walk("desktop", name="controller")
    controller.sign_in("controller")
    approve_all(controller, "37,4%")
    controller.go("/cijfers/GEE-3")
    controller.seen("parts")
    told = " ".join(controller.text().split())
    assert "18 tot 65 jaar 35,2%" in told and "75 tot 85 jaar niet getoond: minder dan 50 mensen" in told and "52,9" not in told

    leader.go("/cijfers/OPG-3")
    leader.page.get_by_role("row").filter(has_text="3,1%").get_by_role("link", name="Verbeter").first.click()
    leader.page.locator("#value").fill("3,2")
    leader.page.get_by_label("Definitief").check()
    leader.press("Verbetering opslaan")
    assert "Vul in waarom u het cijfer verbetert" in leader.text()
    leader.fill("Waarom verbetert u het cijfer?", "Het definitieve cijfer is er")
    leader.press("Verbetering opslaan")
    assert "Een nieuw cijfer wacht op akkoord." in leader.text()
    approve_all(controller, "nu 3,1% (voorlopig)")
    reader = walk("phone", name="gemeente")
    reader.sign_in("municipality_reader")
    reader.go("/cijfers/OPG-3")
    told = reader.text()
    assert (
        "3,2%" in told and "Het definitieve cijfer is er" in told and "goedgekeurd door" in told and "Verbeter" not in told.split("Bron")[0]
    )
    reader.seen("figure")
