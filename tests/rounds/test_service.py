"""A round from ceiling to decisions: proposals never pass it, each decision stands by itself, nothing is lost to a colleague."""

from dataclasses import dataclass
from datetime import date

import pytest

from mag.accounts.roles import Role
from mag.agenda.terms import Distribution
from mag.applications.models import Application, Decision
from mag.applications.states import ApplicationState, Outcome
from mag.budget.models import BudgetLine
from mag.core.actor import Actor
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused, Stale
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.grants.service import award
from mag.rounds.queries import board_of, find_rounds_of, list_published, list_rounds
from mag.rounds.service import Line, close_round, decide_entry, make_round, propose, publish_round, set_ceiling
from mag.rounds.states import Proposed, RoundState
from tests.factories.applications import ADDRESS, agenda_in, submitted
from tests.factories.budgets import make_line
from tests.factories.people import actor_for, make_staff

REASON = "Wij verdeelden het geld naar hoe goed de plannen passen."


@dataclass
class World:
    """A published round for the tier up to a thousand euros, with three requests and a line."""

    store: Store
    leader: Actor
    round_id: int
    line_id: int
    asked: list[Application]

    def version(self) -> int:
        with self.store.reading() as db:
            return board_of(db, self.leader, self.round_id).round.version

    def propose(self, *amounts: int, **changes: object) -> None:
        lines = {
            one.id: Line(rank, Cents(amount), self.line_id if amount else None, no_money=not amount, **changes)  # type: ignore[arg-type]
            for rank, (one, amount) in enumerate(zip(self.asked, amounts, strict=True), 1)
        }
        version = self.version()
        with self.store.transaction(self.leader) as tx:
            propose(tx, self.round_id, version=version, lines=lines)

    def decide(self, number: int) -> str:
        with self.store.transaction(self.leader) as tx:
            return decide_entry(
                tx, self.round_id, self.asked[number].id, ground_code="budget_exhausted", reason=REASON, address=ADDRESS
            )  # fmt: skip


def make_world(store: Store, clock: SetClock, ceiling: int = 1500_00, free: int = 5000_00, tier: str = "T2", amount: int = 800_00) -> World:
    clock.set(at(date(2022, 2, 1), 9))
    with store.transaction() as tx:
        agenda = agenda_in(tx)
        leader = make_staff(tx, Role.PROJECT_LEADER)
        line = make_line(tx, agenda.id, free)
        agenda_id, rule_set_id, line_id, leader_id = agenda.id, agenda.rule_sets[0].id, line.id, leader.id
    actor = actor_for(store, leader_id)
    with store.transaction(actor) as tx:
        made = make_round(
            tx, agenda_id, name="Voorjaar 2022", year=2022, rule_set_id=rule_set_id, tier_codes=[tier], opens_on=date(2022, 2, 10),
            closes_on=date(2022, 3, 31), ceiling=Cents(ceiling), method=Distribution.RANKING,
        )  # fmt: skip
        publish_round(tx, made.id, version=1)
    asked = []
    for day in (11, 12, 13):
        clock.set(at(date(2022, 2, day), 9))
        asked.append(submitted(store, amount, email=f"vrager-{day}@demo.example", title=f"Plan van dag {day} demo"))
    clock.set(at(date(2022, 3, 1), 12))
    return World(store, actor, made.id, line_id, asked)


def test_what_is_proposed_is_kept_and_never_passes_the_ceiling_a_line_or_a_request(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock)
    for amounts, code in (((800_00, 701_00, 0), "over_ceiling"), ((801_00, 1_00, 0), "above_request")):
        with pytest.raises(Refused) as refused:
            world.propose(*amounts)
        assert code in {refusal.code for refusal in refused.value.refusals}
    world.propose(800_00, 700_00, 0)
    with store.reading() as db:
        board = board_of(db, world.leader, world.round_id)
        assert [(row.entry.proposed, row.ask.amount) for row in board.rows if row.entry] == [
            (Proposed.WHOLE, 800_00), (Proposed.PART, 700_00), (Proposed.NO_MONEY, 0),
        ]  # fmt: skip
        assert list_rounds(db, world.leader, board.round.agenda_id)[0][1:] == (3, 2400_00)
        assert [one.id for one in find_rounds_of(db, board.rows[0].application)] == [world.round_id]
        assert len(list_published(db, board.round.agenda_id)) == 1


def test_a_line_with_less_free_holds_the_proposals_back(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock, free=1000_00)
    with pytest.raises(Refused, match="over_line"):
        world.propose(800_00, 300_00, 0)
    world.propose(800_00, 200_00, 0)


def test_two_colleagues_at_one_table_lose_nothing(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock)
    seen = world.version()
    world.propose(100_00, 0, 0)
    with pytest.raises(Stale, match="Voorjaar 2022"), store.transaction(world.leader) as tx:
        propose(tx, world.round_id, version=seen, lines={})


def test_deciding_awards_refuses_and_marks_who_may_ask_again(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock)
    world.propose(800_00, 700_00, 0)
    said = [world.decide(number) for number in range(3)]
    assert "toegekend" in said[0] and "toegekend" in said[1] and "geld op" in said[2]
    with store.reading() as db:
        outcomes = [(d.outcome, d.amount, d.ground_code) for d in db.query(Decision).order_by(Decision.application_id)]
        assert outcomes == [
            (Outcome.AWARD, 800_00, None), (Outcome.PARTIAL_AWARD, 700_00, None), (Outcome.REFUSE, 0, "budget_exhausted"),
        ]  # fmt: skip
        line = db.get_one(BudgetLine, world.line_id)
        assert (line.committed_amount, line.available_amount) == (1500_00, 3500_00)
    with pytest.raises(Refused, match="decided_before"):
        world.decide(0)
    with pytest.raises(Refused, match="still_running"), store.transaction(world.leader) as tx:
        close_round(tx, world.round_id, version=world.version())
    clock.set(at(date(2022, 4, 1), 9))
    with store.transaction(world.leader) as tx:
        assert close_round(tx, world.round_id, version=world.version()).state is RoundState.CLOSED


def test_nothing_is_decided_without_a_proposal_or_past_a_ceiling_that_was_filled_meanwhile(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock)
    with pytest.raises(Refused, match="no_proposal"):
        world.decide(0)
    with pytest.raises(NotFound), store.transaction(world.leader) as tx:
        decide_entry(tx, world.round_id, 999_999, ground_code="budget_exhausted", reason=REASON, address=ADDRESS)


def test_a_lower_ceiling_is_for_who_asks_later(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock)
    with pytest.raises(Refused, match="reason_missing"), store.transaction(world.leader) as tx:
        set_ceiling(tx, world.round_id, version=world.version(), amount=Cents(900_00), reason=" ")
    with store.transaction(world.leader) as tx:
        set_ceiling(tx, world.round_id, version=world.version(), amount=Cents(900_00), reason="De gemeente bezuinigt.")
    world.propose(800_00, 700_00, 0)
    clock.set(at(date(2022, 3, 5), 9))
    late = submitted(store, 800_00, email="laat@demo.example")
    with pytest.raises(Refused, match="over_ceiling"), store.transaction(world.leader) as tx:
        propose(tx, world.round_id, version=world.version(), lines={late.id: Line(4, Cents(1_00), world.line_id)})


def test_above_the_amount_for_two_people_a_colleague_looks_first(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock, ceiling=20_000_00, free=50_000_00, tier="T3", amount=6000_00)
    world.propose(6000_00, 4000_00, 0)
    assert "tweede persoon" in world.decide(0) and "toegekend" in world.decide(1) and "tweede persoon" in world.decide(2)
    with store.reading() as db:
        states = [row.application.state for row in board_of(db, world.leader, world.round_id).rows]
        assert states == [ApplicationState.SUBMITTED, ApplicationState.AWARDED, ApplicationState.SUBMITTED]
        assert [row.is_proposed for row in board_of(db, world.leader, world.round_id).rows] == [True, False, True]


def test_the_ceiling_holds_an_award_back_that_goes_round_the_table(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock, ceiling=1000_00)
    world.propose(300_00, 0, 0)
    world.decide(0)

    def give(number: int, amount: int) -> None:
        with store.transaction(world.leader) as tx:
            one = tx.db.get_one(Application, world.asked[number].id)
            goal_id = one.activities[0].alignments[0].goal_id
            award(
                tx, one.id, version=one.version, amount=Cents(amount), line_id=world.line_id, goal_id=goal_id, reason=REASON,
                starts_on=date(2022, 6, 4), ends_on=date(2022, 6, 5), exception_reason=REASON, address=ADDRESS,
            )  # fmt: skip

    with pytest.raises(Refused, match="over_ceiling"):
        give(1, 701_00)
    give(1, 700_00)
    with pytest.raises(Refused, match="over_ceiling"):
        give(2, 1_00)


def test_only_who_decides_on_the_tiers_makes_and_fills_a_round(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock)
    with store.transaction() as tx:
        worker_id = make_staff(tx, Role.NEIGHBOURHOOD_WORKER).id
    worker = actor_for(store, worker_id)
    with pytest.raises(Refused, match="other_decider"), store.transaction(worker) as tx:
        propose(tx, world.round_id, version=world.version(), lines={})
