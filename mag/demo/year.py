"""The demonstration year, made on the first start: day after day through the verbs people use, under a clock that is set."""

from mag.agenda_file import load, parse
from mag.core.clock import SetClock, at
from mag.core.duties import Run, once
from mag.core.house import House
from mag.core.settings import ROOT, Settings
from mag.demo.calendar import FOUNDED, OPENING
from mag.demo.installation import DUTY, PERIOD, open_demo, outcome_now
from mag.demo.people import INSTALLER, settle_staff


def make_demonstration(settings: Settings) -> None:
    """Make the whole demonstration in an empty house. Its duty is finished last: until then the house counts as broken off."""
    clock = SetClock(at(FOUNDED, 9))
    house = open_demo(settings, clock)
    try:
        once(house.store, DUTY, PERIOD, lambda run: _make(house, clock, run))
    finally:
        house.close()


def _make(house: House, clock: SetClock, _run: Run) -> str:
    print("Eerste start: de agenda’s worden geladen…", flush=True)
    load_agendas(house)
    settle_staff(house)
    clock.set(at(OPENING, 10))
    return outcome_now()


def load_agendas(house: House) -> None:
    """Load every agenda of ``config/agendas``."""
    for path in sorted((ROOT / "config" / "agendas").glob("*.yaml")):
        with house.store.transaction(INSTALLER) as tx:
            load(tx, parse(path.read_bytes()))
