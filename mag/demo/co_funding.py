"""Money of others in the demonstration: what applicants wrote as income, staff wrote down; now and then the municipality gives too."""

from mag.applications.models import Application
from mag.applications.states import CostKind
from mag.core.money import Cents
from mag.demo.stage import PROJECT_LEADER, Stage
from mag.grants.co_funding import service
from mag.grants.co_funding.rules import kind_of
from mag.grants.co_funding.states import FunderKind, FundingState

EVERY = 6
"""The municipality gives something from its own budgets to one in so many of these plans."""


def write_funding(stage: Stage, application_id: int, grant_id: int) -> None:
    """Write down what stands in the budget of the application as money of others."""
    leader, today = stage.staff(PROJECT_LEADER), stage.today
    with stage.house.store.reading() as db:
        application = db.get_one(Application, application_id)
        reference = application.reference
        incomes = [(one.description, one.amount) for one in application.cost_lines if one.kind is CostKind.INCOME and one.amount > 0]
    rows = [(kind_of(what), f"{what} (demo)", amount, FundingState.PROMISED) for what, amount in incomes]
    if incomes and application_id % EVERY == 0:
        rows.append((FunderKind.MUNICIPALITY, "Vast budget welzijn (demo)", Cents(250_00), FundingState.IN))
    for kind, funder, amount, state in rows:
        stage.act(
            leader,
            lambda tx, kind=kind, funder=funder, amount=amount, state=state: service.add_funding(  # type: ignore[misc]
                tx, grant_id, kind=kind, funder=funder, amount=amount, state=state, since=today,
                source=f"Begroting bij de aanvraag {reference} (demo)",
            ),
        )  # fmt: skip
