"""The indicators of the demonstration: published values with their source, an invented series that says demo at every value, and two
invented tables (``config/demo/figures``) that come as files come: a mapping, an import, a second person who approves.

Each is recorded on the first round after the day it was known: when the installation was set up, and once a quarter since.
"""

from datetime import date
from io import BytesIO

import yaml

from mag.agenda_file import read
from mag.core.actor import ANONYMOUS
from mag.core.settings import ROOT
from mag.demo.measurements import demo_measurements, demo_targets, record_demo
from mag.demo.stage import CONTROLLER, PROJECT_LEADER, Stage
from mag.indicators.imports.mapping import MappingDocument
from mag.indicators.imports.service import Offered, accept, save_mapping
from mag.indicators.influences.service import tell_influence
from mag.indicators.measurement_file import parse_measurements, record_published
from mag.indicators.proposals import list_proposals
from mag.indicators.service import approve

ROUNDS = (
    date(2021, 9, 10),
    date(2021, 12, 13),
    date(2022, 3, 14),
    date(2022, 6, 13),
    date(2022, 9, 12),
    date(2022, 12, 12),
    date(2023, 1, 30),
)
TABLES = ("armoede-cbs.json", "eenzaamheid-statline.csv")
IMPORTED_ON, APPROVED_ON = date(2023, 2, 2), date(2023, 2, 3)


MOVED = {
    "samenleven": "Er kwamen in het voorjaar meer nieuwe inwoners met een vluchtelingenstatus dan verwacht (demo). Twee ontmoetingsruimtes"
    " waren een deel van het jaar dicht door een verbouwing (demo).",
    "vrijwillige_inzet": "Na de coronatijd begonnen veel verenigingen weer. Ook zonder onze plannen vroegen zij vrijwilligers (demo).",
}


def plan_measuring(stage: Stage, seed: int) -> None:
    """Plan every round; the targets are set in the first."""
    with stage.house.store.reading() as db:
        indicators = read(db, stage.code).indicators
    path = ROOT / "config" / "measurements" / f"{stage.code.rsplit('-', 1)[0]}.csv"
    published = parse_measurements(path.read_bytes())
    invented = demo_measurements(seed, indicators)
    targets = demo_targets(seed, indicators)

    def measure_known(first: bool) -> None:
        controller = stage.staff(CONTROLLER)
        stage.act(controller, lambda tx: record_published(tx, stage.agenda_id, published))
        stage.act(controller, lambda tx: record_demo(tx, stage.agenda_id, invented, targets if first else ()))

    stage.plan(IMPORTED_ON, 10, lambda: _import_tables(stage), 0)
    stage.plan(APPROVED_ON, 14, lambda: _approve_tables(stage), 0)
    stage.plan(date(2023, 2, 6), 11, lambda: _tell_what_moved(stage), 0)
    for day in ROUNDS:
        stage.plan(day, 15, lambda day=day: measure_known(day == ROUNDS[0]), 0)  # type: ignore[misc]


def _tell_what_moved(stage: Stage) -> None:
    """What else moved two goals in 2022, by the project leader."""
    for code, words in MOVED.items():
        goal_id = stage.goals[code]
        stage.act(
            stage.staff(PROJECT_LEADER),
            lambda tx, goal_id=goal_id, words=words: tell_influence(tx, goal_id, 2022, words, version=0),  # type: ignore[misc]
        )


def _import_tables(stage: Stage) -> None:
    leader, files = stage.staff(PROJECT_LEADER), stage.house.files
    for name in TABLES:
        path = ROOT / "config" / "demo" / "figures" / name
        mapping = MappingDocument.model_validate(yaml.safe_load(path.with_suffix(".yaml").read_bytes()))
        content = path.read_bytes()
        kept = files.put(BytesIO(content))
        offered = Offered(name, kept.sha256, kept.size)
        stage.act(leader, lambda tx, mapping=mapping: save_mapping(tx, stage.agenda_id, mapping))  # type: ignore[misc]
        stage.act(
            leader,
            lambda tx, mapping=mapping, content=content, offered=offered: accept(tx, stage.agenda_id, BytesIO(content), offered, mapping),  # type: ignore[misc]
        )


def _approve_tables(stage: Stage) -> None:
    with stage.house.store.reading() as db:
        waiting = [one.row.id for one in list_proposals(db, stage.agenda_id, ANONYMOUS)]
    stage.act(stage.staff(CONTROLLER), lambda tx: approve(tx, stage.agenda_id, waiting))
