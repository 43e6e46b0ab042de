"""``./run report``: files in a folder, or one sentence that says what is wrong."""

import csv
import io
import json
from pathlib import Path

import pytest

from mag.cli import main
from mag.commands import installation
from mag.core.house import House
from mag.core.settings import Settings, read_settings
from tests.factories.reports import World
from tests.reports.conftest import app, copied, house, made_world, no_drawing, world

__all__ = ["app", "copied", "house", "made_world", "no_drawing", "world"]
pytestmark = pytest.mark.usefixtures("no_drawing")


@pytest.fixture(autouse=True)
def here(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works on the copied world, with its clock."""
    settings = house.settings.model_copy(update={"database_url": str(house.store.database.url)})
    monkeypatch.setattr(installation, "find_installation", lambda: (settings, house.store.clock))


def test_a_half_year_is_written_as_page_pdf_workbook_and_data(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "uit"
    assert main(["report", "half-year", "2022-1", "--out", str(out)]) == 0
    assert "(concept) staat in" in capsys.readouterr().out
    assert {path.name for path in out.iterdir()} == {
        "report.html", "report.pdf", "report.xlsx", "report.json", "council.pdf",
        "overzicht.csv", "doelen.csv", "cijfers.csv", "plannen.csv", "geld.csv", "partners.csv",
    }  # fmt: skip
    data = json.loads((out / "report.json").read_text())
    plans = list(csv.DictReader(io.StringIO((out / "plannen.csv").read_text("utf-8-sig")), delimiter=";"))
    assert data["state"] == "concept" and sum(int(plan["Toegekend"].replace(",", "")) for plan in plans) == 7_700_00
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["half-year", "2022"], "Een halfjaarrapport gaat over een periode zoals 2022-1 of 2022-2."),
        (["annual", "kaas"], "Een jaarrapport gaat over een periode zoals 2022."),
        (["annual", "2023"], "Deze periode is nog niet begonnen: 2023. Kies een eerdere periode."),
        (["annual", "2022", "--agenda", "nergens"], "Er is geen agenda met de code nergens."),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["report", *words, "--out", str(tmp_path / "uit")]) == 1
    told = capsys.readouterr()
    assert told.err.strip() == sentence and not told.out and not (tmp_path / "uit").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "uit").write_text("een bestand")
    assert main(["report", "half-year", "2022-1", "--out", str(tmp_path / "uit")]) == 1
    assert "konden niet worden geschreven" in capsys.readouterr().err


def test_the_demonstration_is_found_when_nothing_else_is_there(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "mag.sqlite").touch()
    bare: Settings = read_settings("production").model_copy(update={"var": tmp_path, "environment": "production"})
    bare.model_fields_set.discard("var")
    assert installation.only_a_demo(bare)
    (tmp_path / "mag.sqlite").touch()
    assert not installation.only_a_demo(bare)
