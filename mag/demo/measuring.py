"""The indicators of the demonstration: published values with their source, and an invented series that says demo at every value.

Each is recorded on the first round after the day it was known: when the installation was set up, and once a quarter since.
"""

from datetime import date

from mag.agenda_file import read
from mag.core.settings import ROOT
from mag.demo.measurements import demo_measurements, demo_targets, record_demo
from mag.demo.stage import CONTROLLER, Stage
from mag.indicators.measurement_file import parse_measurements, record_published

ROUNDS = (
    date(2021, 9, 10),
    date(2021, 12, 13),
    date(2022, 3, 14),
    date(2022, 6, 13),
    date(2022, 9, 12),
    date(2022, 12, 12),
    date(2023, 1, 30),
)


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

    for day in ROUNDS:
        stage.plan(day, 15, lambda day=day: measure_known(day == ROUNDS[0]), 0)  # type: ignore[misc]
