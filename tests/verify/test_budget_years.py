"""Years that were adopted, closed and carried over, as ``verify`` sees them: every harm is seen by the check of the acts."""

from datetime import date
from pathlib import Path

import pytest

from mag.budget import acts, service
from mag.budget.states import Leftover
from mag.core.clock import SetClock, at
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.budget_years import Two, adopted, closed, draw_up, make_two, plan
from tests.verify.world import World


@pytest.fixture
def world(store: Store, engine_url: str, tmp_path: Path) -> World:
    """A closed year, the year it was carried to, and a concept."""
    assert isinstance(store.clock, SetClock)
    store.clock.set(at(date(2023, 2, 15), 12))
    two: Two = make_two(store)
    adopted(two, 2022, plan("A", 100_000), plan("B", 20_000))
    adopted(two, 2023, plan("A", 50_000))
    with store.transaction(two.one) as tx:
        service.commit_funds(tx, two.line(2022).id, reference="MAG-2022-0001", label="Feest", amount=Cents(60_000), reason="Besluit")
        acts.transfer(tx, two.line(2022, "B").id, two.line(2022).id, Cents(5_000), reason="Schuif")
    closed(two, 2022, Leftover.CARRY_OVER)
    draw_up(two, 2024, plan("A", 70_000))
    (tmp_path / "files").mkdir()
    return World(engine_url, tmp_path / "files")


def failures(world: World) -> list[str]:
    return world.results()["budgetbesluiten"].failures


def test_what_two_people_did_holds(world: World) -> None:
    found = world.results()["budgetbesluiten"]
    assert found.failures == [] and "2 vastgestelde jaren" in found.counts and "1 afgesloten jaar" in found.counts
    assert world.results()["grootboek"].holds


HARMS = {
    "adopted by one": ("UPDATE budget_year SET adopted_by_id = proposed_by_id WHERE year = 2022", "door dezelfde persoon"),
    "closed by nobody": ("UPDATE budget_year SET closed_by_id = NULL WHERE year = 2022", "door dezelfde persoon"),
    "more than was adopted": ("UPDATE budget_line SET proposed_amount = proposed_amount - 1 WHERE code = 'B'", "vastgesteld is"),
    "budget without an act": ("UPDATE ledger_entry SET act_id = NULL WHERE kind = 'allocate'", "zonder besluit"),
    "carried elsewhere": (
        "UPDATE budget_line SET code = 'C' WHERE code = 'A' AND proposed_amount = 50000",
        "andere regel dan van het jaar erna",
    ),
    "lost on the way": ("UPDATE ledger_entry SET amount = amount - 1 WHERE kind = 'carry_in'", "kwam daar aan"),
    "promised after closing": (
        "UPDATE ledger_entry SET booked_at = '2023-03-01 10:00:00' WHERE kind = 'commit'",
        "boekingen bij na het afsluiten",
    ),
    "money on a concept": (
        "UPDATE ledger_entry SET line_id = (SELECT MAX(id) FROM budget_line) WHERE kind = 'commit'",
        "op een budget dat niet is vastgesteld",
    ),
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("harm", HARMS)
def test_every_harm_is_seen(world: World, harm: str) -> None:
    sentence, told = HARMS[harm]
    world.sql(sentence)
    assert any(told in failure for failure in failures(world)), failures(world)
