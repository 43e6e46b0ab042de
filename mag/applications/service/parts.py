"""What hangs on an application: its costs, what it promises, and the activity with the goal it fits."""

from mag.agenda.models import Goal
from mag.applications.models import Alignment, Application, CostLine, PlannedActivity, PlannedResult
from mag.applications.requests import Request
from mag.core.transaction import Tx


def store_parts(tx: Tx, request: Request, application: Application, *, goal: Goal | None) -> None:
    """Hang the costs, the results and the planned activity of a request on its application."""
    application.cost_lines = [
        CostLine(position=number, kind=line.kind, description=line.description, amount=line.amount)
        for number, line in enumerate(request.cost_lines, 1)
    ]
    application.results = [PlannedResult(what=what, number=number) for what, number in request.results]
    activity = PlannedActivity(
        name=application.title, starts_on=request.starts_on, ends_on=request.ends_on, expected_people=request.expected_people
    )
    if goal is not None:
        activity.alignments = [Alignment(goal=goal, is_main=True)]
    application.activities = [activity]
    tx.db.flush()
