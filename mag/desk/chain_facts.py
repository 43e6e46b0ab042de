"""How plans are thought to contribute to a goal: from money to activity, to people and results, to the figure (``domain.md 6``).

An estimate with a stated assumption, never proof: nothing here is added up over plans.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from mag.accountability.models import HandIn, ResultAnswer
from mag.agenda.models import Goal
from mag.applications.models import Alignment, Application, PlannedActivity, PlannedResult
from mag.applications.states import STRENGTH_LABELS
from mag.core.errors import NotFound
from mag.desk.goal_facts import HANDED_IN, PlanRow
from mag.grants.models import Grant
from mag.indicators.influences.models import Influence
from mag.indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Step:
    """An activity of a plan: its name, when it was planned, the figure it works on, and what we assume of how."""

    name: str
    starts_on: date | None
    ends_on: date | None
    indicator_id: int | None
    assumption: str
    strength: str


@dataclass(frozen=True, slots=True)
class Result:
    """A promised result: what, how many were planned, and how many it became (None while nobody told)."""

    what: str
    planned: int
    real: int | None


@dataclass(frozen=True, slots=True)
class Chain:
    """One plan from money to figure. ``plan`` holds the money and the people; ``indicator_ids`` the figures it works on."""

    plan: PlanRow
    steps: tuple[Step, ...]
    results: tuple[Result, ...]

    @property
    def indicator_ids(self) -> tuple[int, ...]:
        """The figures the plan works on, each once."""
        return tuple(dict.fromkeys(step.indicator_id for step in self.steps if step.indicator_id is not None))

    @property
    def assumptions(self) -> tuple[tuple[str, str], ...]:
        """What we assume, each once, with how strongly."""
        return tuple(dict.fromkeys((step.assumption, step.strength) for step in self.steps))


def get_goal_moved(db: Session, agenda_id: int, code: str, year: int) -> tuple[Goal, Influence | None]:
    """A goal with its theme, and what else moved it in a year. One statement. Raises NotFound."""
    asked = select(Goal, Influence).outerjoin(Influence, and_(Influence.goal_id == Goal.id, Influence.year == year))
    found = db.execute(asked.options(joinedload(Goal.theme)).where(Goal.agenda_id == agenda_id, Goal.code == code)).one_or_none()
    if found is None:
        raise NotFound(code)
    return found[0], found[1]


def list_chains(db: Session, goal_id: int, plans: Sequence[PlanRow]) -> tuple[list[Chain], dict[int, Indicator]]:
    """The chain of each of these plans for a goal, in the same order, and the figures they work on by id. Two statements."""
    references = [plan.reference for plan in plans]
    steps, indicators = _steps(db, goal_id, references)
    results = _results(db, references)
    return [Chain(plan, tuple(steps[plan.reference]), tuple(results[plan.reference])) for plan in plans], indicators


def _steps(db: Session, goal_id: int, references: Collection[str]) -> tuple[dict[str, list[Step]], dict[int, Indicator]]:
    asked = (
        select(Application.reference, PlannedActivity, Alignment, Indicator)
        .join(PlannedActivity, PlannedActivity.application_id == Application.id)
        .outerjoin(Alignment, and_(Alignment.activity_id == PlannedActivity.id, Alignment.goal_id == goal_id))
        .outerjoin(Indicator, Indicator.id == Alignment.indicator_id)
        .options(joinedload(Indicator.definitions), joinedload(Indicator.goal))
        .where(Application.reference.in_(references or [""]))
        .order_by(PlannedActivity.id, Alignment.id)
    )
    found: dict[str, list[Step]] = defaultdict(list)
    indicators: dict[int, Indicator] = {}
    for reference, activity, alignment, indicator in db.execute(asked).unique():
        if indicator is not None:
            indicators[indicator.id] = indicator
        found[reference].append(
            Step(
                activity.name,
                activity.starts_on,
                activity.ends_on,
                alignment.indicator_id if alignment is not None else None,
                alignment.assumption if alignment is not None else "",
                STRENGTH_LABELS[alignment.strength] if alignment is not None else "",
            )
        )
    return found, indicators


def _results(db: Session, references: Collection[str]) -> dict[str, list[Result]]:
    asked = (
        select(Application.reference, PlannedResult.what, PlannedResult.number, ResultAnswer.number)
        .join(PlannedResult, PlannedResult.application_id == Application.id)
        .outerjoin(Grant, Grant.application_id == Application.id)
        .outerjoin(HandIn, and_(HandIn.grant_id == Grant.id, HandIn.settles, HandIn.state.in_(HANDED_IN)))
        .outerjoin(ResultAnswer, and_(ResultAnswer.result_id == PlannedResult.id, ResultAnswer.hand_in_id == HandIn.id))
        .where(Application.reference.in_(references or [""]))
        .order_by(PlannedResult.id)
    )
    found: dict[str, list[Result]] = defaultdict(list)
    for reference, what, planned, real in db.execute(asked):
        found[reference].append(Result(what, planned, real))
    return found
