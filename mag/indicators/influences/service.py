"""Writing and reading what else moved a goal in a year."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.agenda.models import Agenda, Goal
from mag.core.errors import NotFound, Refusal, Refused, Stale
from mag.core.transaction import Tx
from mag.indicators.influences.models import Influence

LONGEST = 2_000
"""As many characters as a reader still reads; the form cuts nothing off, it says so."""


def tell_influence(tx: Tx, goal_id: int, year: int, text: str, *, version: int) -> Influence | None:
    """Write what else moved a goal in a year; an empty text takes it away. ``version`` is 0 where nothing stood there.

    Raises NotFound, Stale when a colleague wrote in between, and Refused for a text that is too long.
    """
    goal = tx.db.get(Goal, goal_id, with_for_update=True)
    if goal is None:
        raise NotFound(f"goal {goal_id}")
    if len(text.strip()) > LONGEST:
        raise Refused(Refusal("too_long", f"Schrijf hooguit {LONGEST} tekens. Nu zijn het er {len(text.strip())}.", "text"))
    row = tx.db.scalar(select(Influence).where(Influence.goal_id == goal_id, Influence.year == year))
    if (row.version if row is not None else 0) != version:
        raise Stale("Een collega schreef hier intussen ook. Lees eerst wat er nu staat.")
    before = row.text if row is not None else ""
    if text.strip() == before:
        return row
    if row is not None and not text.strip():
        tx.db.delete(row)
        row = None
    else:
        row = row or Influence(goal_id=goal_id, year=year, version=0)
        row.text, row.version, row.written_at, row.written_by = text.strip(), row.version + 1, tx.now, tx.actor.label
        tx.db.add(row)
    tx.db.flush()
    chain = tx.db.get_one(Agenda, goal.agenda_id).code
    tx.record("indicators.influence.told", "goal", goal_id, chain=chain, year=year, text=text.strip(), before=before)
    return row


def list_influences(db: Session, goal_ids: Collection[int], years: Collection[int]) -> dict[int, list[Influence]]:
    """What else moved goals in these years, by goal, the last year first. One statement; for reports."""
    found: dict[int, list[Influence]] = {goal_id: [] for goal_id in goal_ids}
    asked = select(Influence).where(Influence.goal_id.in_(goal_ids or [0]), Influence.year.in_(years or [0]))
    for row in db.scalars(asked.order_by(Influence.year.desc())):
        found[row.goal_id].append(row)
    return found
