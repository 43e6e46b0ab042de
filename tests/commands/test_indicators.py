"""``./run indicators``: what the page does, from the command line; wrong input in sentences, by place, and nothing changed."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from mag.cli import main
from mag.commands import installation
from mag.core.clock import SetClock, at
from mag.core.settings import ROOT, Settings
from mag.core.transaction import Store
from mag.indicators.models import FigureImport, Framework, ImportMapping, Measurement, Stand
from tests.factories.agendas import make_agenda
from tests.factories.indicators import make_indicator
from tests.indicators.imports.files import STATLINE, statline_mapping

IMPORT = ["indicators", "import"]


@pytest.fixture
def here(sqlite_store: Store, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with an agenda, a mapping as YAML and the file it fits."""
    clock.set(at(date(2023, 2, 15)))
    with sqlite_store.transaction() as tx:
        make_indicator(tx, make_agenda(tx).goal)
    settings = Settings(environment="test", var=tmp_path / "var", database_url=str(sqlite_store.database.url))
    monkeypatch.setattr(installation, "find_installation", lambda: (settings, clock))
    said = statline_mapping().model_dump(mode="json", exclude_defaults=True)
    (tmp_path / "koppeling.yaml").write_text(yaml.safe_dump(said))
    (tmp_path / "cijfers.csv").write_bytes(STATLINE.encode())
    return tmp_path


def counts(store: Store) -> tuple[int, int]:
    with store.reading() as db:
        return tuple(db.scalar(select(func.count()).select_from(one)) or 0 for one in (Measurement, FigureImport))  # type: ignore[return-value]


def test_a_mapping_and_a_file_do_what_the_page_does(here: Path, sqlite_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "mapping", str(here / "koppeling.yaml")]) == 0
    assert capsys.readouterr().out == "proef is bewaard.\n"
    asked = [*IMPORT, str(here / "cijfers.csv"), "--mapping", "proef"]
    assert main([*asked, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "SAM-1 Doet mee SAM-1, 2016, Dorp: 8,8% (voorlopig) (nieuw)" in told and "2019, Dorp: geheim (nieuw)" in told
    assert told.endswith("8 cijfers zouden worden overgenomen. Er is niets veranderd.\n") and counts(sqlite_store) == (0, 0)
    assert main(asked) == 0
    assert "8 cijfers overgenomen. Ze wachten op akkoord van een tweede persoon" in capsys.readouterr().out
    assert counts(sqlite_store) == (8, 1)
    with sqlite_store.reading() as db:
        assert set(db.scalars(select(Measurement.stand))) == {Stand.PROPOSED}
    assert main(asked) == 0
    assert capsys.readouterr().out.startswith("Dit bestand is al overgenomen door ")
    (here / "cijfers.csv").write_bytes(STATLINE.encode() + b'"Elders";"2016";"1"\r\n')
    assert main(asked) == 0
    assert capsys.readouterr().out.endswith("In dit bestand staat niets nieuws. Er verandert niets.\n") and counts(sqlite_store) == (8, 1)


def test_a_wrong_file_is_told_by_place_with_exit_code_1(here: Path, sqlite_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    main(["indicators", "mapping", str(here / "koppeling.yaml")])
    (here / "cijfers.csv").write_bytes(STATLINE.replace('"8,1"', '"1.200"').replace('"8,8*"', '"8.8"').encode())
    capsys.readouterr()
    assert main([*IMPORT, str(here / "cijfers.csv"), "--mapping", "proef"]) == 1
    told = capsys.readouterr()
    assert told.out == "" and told.err.splitlines() == [
        "regel 6, kolom Jongeren met jeugdhulp | %: “8.8” heeft geen decimale komma, zoals in de koppeling staat",
        "regel 5, kolom Jongeren met jeugdhulp | %: Een percentage ligt tussen 0 en 100. U vulde 1.200% in.",
        "2 plekken kloppen niet. Er is niets overgenomen.",
    ]
    assert counts(sqlite_store) == (0, 0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import", "{}/cijfers.csv", "--mapping", "x"], "Deze koppeling is er niet. Kies uit: er is nog geen koppeling."),
        (["import", "{}/cijfers.csv", "--mapping", "x", "--agenda", "nergens"], "Er is geen agenda met de code nergens."),
        (["mapping", "{}/nergens.yaml"], "{}/nergens.yaml: dit bestand is niet te lezen (No such file or directory)."),
        (["mapping", "{}"], "{}: dit bestand is niet te lezen (Is a directory)."),
        (["mapping", "{}/leeg.yaml"], "{}/leeg.yaml: hier staat geen koppeling. Begin met name: of code:."),
        (["framework", "{}/stuk.yaml"], "{}/stuk.yaml: dit is geen YAML (regel 1)."),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(here: Path, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "leeg.yaml").write_text("")
    (here / "stuk.yaml").write_text("{a: [")
    assert main(["indicators", *(word.format(here) for word in words)]) == 1
    told = capsys.readouterr()
    assert told.err.strip() == sentence.format(here) and not told.out


def test_a_mapping_with_mistakes_is_told_key_by_key_and_not_kept(
    here: Path, sqlite_store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    path = here / "koppeling.yaml"
    said = yaml.safe_load(path.read_text())
    del said["source"]
    said["kleur"] = "rood"
    said["values"][0]["factor"] = "veel"
    path.write_text(yaml.safe_dump(said))
    assert main(["indicators", "mapping", str(path)]) == 1
    told = capsys.readouterr().err
    assert f"{path}: source: dit ontbreekt" in told and f"{path}: kleur: deze naam kennen wij niet" in told
    assert f"{path}: values[1].factor: expected a number such as 1000 or 0.1" in told and told.endswith("Er is niets bewaard.\n")
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(ImportMapping)) == 0


def test_a_framework_is_kept_and_one_that_does_not_tie_is_not(here: Path, sqlite_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    source = ROOT / "config" / "frameworks" / "toegang-en-instroom.yaml"
    said = yaml.safe_load(source.read_bytes())
    said["tables"][3]["rows"][2]["values"]["2017"] = "33"
    wrong = here / "kader.yaml"
    wrong.write_text(yaml.safe_dump(said))
    assert main(["indicators", "framework", str(wrong)]) == 1
    assert "together they are 61" in capsys.readouterr().err
    assert main(["indicators", "framework", str(source)]) == 0
    assert capsys.readouterr().out == "Toegang en instroom (voorbeeld Haarlem 2017) is bewaard.\n"
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Framework)) == 1


@pytest.mark.parametrize("act", ["import", "mapping", "framework"])
def test_every_act_has_help_with_an_example(act: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["indicators", act, "--help"])
    assert ended.value.code == 0 and "./run indicators" in capsys.readouterr().out
