"""Two people award the last euros of a line at the same moment: exactly one succeeds, the other reads why not."""

import threading
from datetime import date

import pytest
from sqlalchemy import select

from mag.agenda.models import Goal
from mag.budget.models import BudgetLine
from mag.core.actor import SYSTEM
from mag.core.errors import Refused
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.grants.service import award
from tests.factories.applications import ADDRESS, submit_in
from tests.grants.test_award import REASON, line_with


@pytest.mark.parametrize("people", [2, 8])
def test_exactly_as_many_awards_as_there_is_money_for(store: Store, people: int) -> None:
    with store.transaction() as tx:
        ids = [submit_in(tx, 200_00, contact_name=f"Demo {n}", email=f"demo{n}@demo.example").application.id for n in range(people)]
        goal = tx.db.scalar(select(Goal).order_by(Goal.id))
        assert goal is not None
        line_id, goal_id = line_with(tx, goal.agenda_id, 200_00 * (people // 2)).id, goal.id
    start, answers = threading.Barrier(people), []

    def decide(application_id: int) -> None:
        start.wait()
        try:
            with store.transaction(SYSTEM) as tx:
                award(
                    tx, application_id, version=1, amount=Cents(200_00), line_id=line_id, goal_id=goal_id, reason=REASON,
                    starts_on=date(2022, 6, 4), ends_on=date(2022, 6, 5), address=ADDRESS,
                )  # fmt: skip
            answers.append("awarded")
        except Refused as refused:
            answers.append(refused.refusals[0].code)

    threads = [threading.Thread(target=decide, args=(application_id,)) for application_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["awarded"] * (people // 2) + ["line_full"] * (people - people // 2)
    with store.reading() as db:
        line = db.get(BudgetLine, line_id)
        assert line is not None
        assert (line.available_amount, line.committed_amount) == (0, 200_00 * (people // 2))
        assert len(db.scalars(select(Grant)).all()) == people // 2
