"""The agendas the tests speak about, read from the files of the project."""

from functools import cache
from pathlib import Path

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.tier_documents import TierDocument
from mag.agenda_file import AgendaFile, parse
from mag.core.settings import ROOT

SHIPPED = sorted((ROOT / "config" / "agendas").glob("*.yaml"))
EXAMPLE = Path(__file__).with_name("voorbeeldstad.yaml")
HG_2018 = ROOT / "config" / "agendas" / "hardinxveld-giessendam-2018.yaml"
HG_2024 = ROOT / "config" / "agendas" / "hardinxveld-giessendam-2024.yaml"


@cache
def agenda(path: Path) -> AgendaFile:
    """The agenda of a file."""
    return parse(path.read_bytes())


def rules(path: Path) -> RuleSetDocument:
    """The first rule set of a file."""
    return agenda(path).rule_sets[0]


def tier(path: Path, code: str) -> TierDocument:
    """A tier of the first rule set of a file."""
    return rules(path).tier(code)
