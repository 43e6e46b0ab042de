"""A neighbourhood worker with money of their own: handed out, decided on, told about, given back; and never by somebody else."""

import threading
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.models import Goal
from mag.budget import acts
from mag.budget.envelopes import service
from mag.budget.envelopes.models import EnvelopeReport
from mag.budget.envelopes.queries import list_envelopes, usable_lines
from mag.budget.envelopes.rules import cannot_award_from, missing_envelope, report_periods
from mag.budget.models import BudgetAct, BudgetLine
from mag.budget.queries import list_lines
from mag.budget.states import ActState
from mag.core.actor import Actor
from mag.core.errors import Forbidden, Refused
from mag.core.money import Cents
from mag.core.period import half_year
from mag.core.transaction import Store
from mag.grants.service import award
from tests.factories.applications import ADDRESS, agenda_in, submit_in
from tests.factories.budgets import make_line
from tests.factories.people import actor_for, make_person, make_staff

REASON = "Het plan past bij het doel en de straat doet zelf veel."
STORY = "Vijf straten kregen geld en overal kwamen de buren."


@dataclass
class Place:
    """A line with money, a worker, a colleague of that worker, the project leader, and a goal."""

    agenda_id: int
    line_id: int
    goal_id: int
    worker: Actor
    other: Actor
    leader: Actor


def settle_in(store: Store, free: int = 1000_00) -> Place:
    with store.transaction() as tx:
        agenda_id = agenda_in(tx).id
        line_id = make_line(tx, agenda_id, free).id
        people = (
            make_staff(tx, Role.NEIGHBOURHOOD_WORKER).id,
            make_person(tx, "andere@demo.example", "Andere Werker demo", Role.NEIGHBOURHOOD_WORKER).id,
            make_person(tx, "leider@demo.example", "Leider demo", Role.PROJECT_LEADER, Role.NEIGHBOURHOOD_WORKER).id,
        )
        goal_id = tx.db.scalars(select(Goal.id).where(Goal.agenda_id == agenda_id).order_by(Goal.id)).first()
        assert goal_id is not None
    worker, other, leader = (actor_for(store, person_id) for person_id in people)
    return Place(agenda_id, line_id, goal_id, worker, other, leader)


def handed_out(store: Store, place: Place, amount: int = 500_00, most: int = 250_00) -> int:
    with store.transaction(place.leader) as tx:
        act = service.hand_out(
            tx, place.line_id, holder_id=place.worker.id or 0, name="Buurtbudget Dorp demo", amount=Cents(amount), most=Cents(most),
            reason="Voor kleine plannen in het dorp",
        )  # fmt: skip
        assert act.to_line_id is not None
        return act.to_line_id


def asked(store: Store, n: int = 0, cents: int = 200_00) -> int:
    """A request of a resident; its id."""
    with store.transaction() as tx:
        return submit_in(tx, cents, contact_name=f"Demo {n} {cents}", email=f"demo{n}-{cents}@demo.example").application.id


def decide(store: Store, who: Actor, place: Place, line_id: int, application_id: int, *, why: str = "") -> None:
    """Award a request from a line."""
    with store.transaction(who) as tx:
        award(
            tx, application_id, version=1, amount=Cents(200_00), line_id=line_id, goal_id=place.goal_id, reason=REASON,
            exception_reason=why, starts_on=date(2022, 6, 4), ends_on=date(2022, 6, 5), address=ADDRESS,
        )  # fmt: skip


def give(store: Store, who: Actor, place: Place, line_id: int, *, why: str = "", n: int = 0) -> None:
    """Somebody asks and somebody decides."""
    decide(store, who, place, line_id, asked(store, n), why=why)


def line_of(store: Store, line_id: int) -> BudgetLine:
    with store.reading() as db:
        return db.get_one(BudgetLine, line_id)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusals[0].code


def test_money_goes_out_is_decided_on_and_comes_back_on_one_ledger(sqlite_store: Store) -> None:
    place = settle_in(sqlite_store)
    envelope = handed_out(sqlite_store, place)
    assert (line_of(sqlite_store, place.line_id).available_amount, line_of(sqlite_store, envelope).available_amount) == (500_00, 500_00)
    give(sqlite_store, place.worker, place, envelope)
    with sqlite_store.transaction(place.leader) as tx:
        service.top_up(tx, envelope, place.line_id, Cents(100_00), reason="Er komt nog een plan")
        service.close(tx, envelope, place.line_id, reason="Het jaar is om")
    line = line_of(sqlite_store, envelope)
    assert (line.allocated_amount, line.committed_amount, line.available_amount) == (200_00, 200_00, 0)
    assert line_of(sqlite_store, place.line_id).available_amount == 800_00
    with pytest.raises(Refused) as refused:
        give(sqlite_store, place.worker, place, envelope, n=1)
    assert code_of(refused) == "envelope_closed"


def test_what_falls_free_on_a_closed_envelope_is_fetched_later(sqlite_store: Store) -> None:
    place = settle_in(sqlite_store)
    envelope = handed_out(sqlite_store, place)
    with sqlite_store.transaction(place.leader) as tx:
        service.close(tx, envelope, place.line_id, reason="Het jaar is om")
    with sqlite_store.transaction(place.leader) as tx, pytest.raises(Refused) as refused:
        service.close(tx, envelope, place.line_id, reason="Nog een keer")
    assert code_of(refused) == "envelope_closed"
    with sqlite_store.transaction(place.leader) as tx:
        acts.transfer(tx, place.line_id, envelope, Cents(1_00), reason="Als iets terugkomt")
        service.close(tx, envelope, place.line_id, reason="Ophalen")
    assert line_of(sqlite_store, envelope).allocated_amount == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"most": 300_00}, "most_above_rules"),
        ({"most": 0}, "most_missing"),
        ({"holder": "leader_without_role"}, "no_holder"),
        ({"amount": 1000_01}, "line_full"),
    ],
)
def test_what_cannot_be_handed_out(sqlite_store: Store, change: dict[str, object], code: str) -> None:
    place = settle_in(sqlite_store)
    with sqlite_store.transaction() as tx:
        nobody = make_staff(tx, Role.CONTROLLER).id
    holder = nobody if "holder" in change else place.worker.id or 0
    with sqlite_store.transaction(place.leader) as tx, pytest.raises(Refused) as refused:
        service.hand_out(
            tx, place.line_id, holder_id=holder, name="Buurt demo", amount=Cents(int(str(change.get("amount", 100_00)))),
            most=Cents(int(str(change.get("most", 250_00)))), reason="Voor de buurt",
        )  # fmt: skip
    assert code_of(refused) == code


def test_a_large_envelope_waits_for_a_second_person(sqlite_store: Store) -> None:
    place = settle_in(sqlite_store, free=20_000_00)
    envelope = handed_out(sqlite_store, place, amount=6_000_00)
    assert line_of(sqlite_store, envelope).available_amount == 0
    with sqlite_store.reading() as db:
        act = db.scalars(select(BudgetAct)).one()
    assert act.state is ActState.PROPOSED
    with sqlite_store.transaction(place.other) as tx:
        acts.agree(tx, act.id, version=act.version)
    assert line_of(sqlite_store, envelope).available_amount == 6_000_00


def test_only_the_holder_decides_or_the_leader_who_says_why() -> None:
    def codes(**changes: object) -> list[str]:
        said: dict[str, object] = {
            "holder": "Bas", "is_holder": False, "is_leader": False, "reason": "", "amount": 200_00, "most": 250_00, "closed_on": None,
        }  # fmt: skip
        return [refusal.code for refusal in cannot_award_from(**{**said, **changes})]  # type: ignore[arg-type]

    assert codes(is_holder=True) == []
    assert codes() == ["not_your_envelope"]
    assert codes(is_leader=True) == ["envelope_reason_missing"]
    assert codes(is_leader=True, reason="Bas is ziek deze maand.") == []
    assert codes(is_holder=True, amount=250_01) == ["above_envelope_most"]
    assert codes(is_holder=True, closed_on=date(2022, 12, 31)) == ["envelope_closed"]
    assert [refusal.code for refusal in missing_envelope(True, False)] == ["envelope_needed"]
    assert [period.code for period in report_periods(2022, date(2022, 6, 30))] == ["2022-1"]
    assert [period.code for period in report_periods(2022, date(2023, 1, 1))] == ["2022-2", "2022-1"]


def test_the_guard_stands_in_the_award_itself(sqlite_store: Store) -> None:
    place = settle_in(sqlite_store)
    envelope = handed_out(sqlite_store, place)
    with pytest.raises(Refused) as refused:
        give(sqlite_store, place.other, place, envelope)
    assert code_of(refused) == "not_your_envelope"
    give(sqlite_store, place.leader, place, envelope, why="Bas is ziek deze maand.", n=1)
    assert line_of(sqlite_store, envelope).committed_amount == 200_00


def test_the_own_envelope_stands_first_and_that_of_others_is_not_offered(sqlite_store: Store) -> None:
    place = settle_in(sqlite_store)
    envelope = handed_out(sqlite_store, place)
    with sqlite_store.reading() as db:
        lines = list_lines(db, place.agenda_id, 2022)
        mine = usable_lines(lines, person_id=place.worker.id, is_leader=False, amount=Cents(200_00))
        assert ([line.id for line in mine.lines], mine.own and mine.own.id) == ([envelope, place.line_id], envelope)
        theirs = usable_lines(lines, person_id=place.other.id, is_leader=False, amount=Cents(200_00))
        assert ([line.id for line in theirs.lines], theirs.own) == ([place.line_id], None)
        led = usable_lines(lines, person_id=place.leader.id, is_leader=True, amount=Cents(200_00))
        assert [line.id for line in led.lines] == [place.line_id, envelope]
        assert usable_lines(lines, person_id=place.worker.id, is_leader=False, amount=Cents(251_00)).own is None


def test_two_people_decide_at_once_and_the_envelope_is_never_overspent(store: Store) -> None:
    place = settle_in(store)
    envelope = handed_out(store, place, amount=300_00)
    waiting = [asked(store, n) for n in (0, 1)]
    start, answers = threading.Barrier(2), []

    def at_once(who: Actor, application_id: int) -> None:
        start.wait()
        try:
            decide(store, who, place, envelope, application_id, why="Bas is ziek deze maand.")
            answers.append("awarded")
        except Refused as refused:
            answers.append(refused.refusals[0].code)

    threads = [threading.Thread(target=at_once, args=pair) for pair in zip((place.worker, place.leader), waiting, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["awarded", "line_full"]
    line = line_of(store, envelope)
    assert (line.available_amount, line.committed_amount, line.allocated_amount) == (100_00, 200_00, 300_00)


def test_a_report_is_sent_once_by_the_holder_with_the_money_of_that_moment(sqlite_store: Store) -> None:
    place = settle_in(sqlite_store)
    envelope = handed_out(sqlite_store, place)
    give(sqlite_store, place.worker, place, envelope)
    rows = [service.Told("MAG-2022-0001", "Straatfeest demo", Cents(200_00), "Het regende, iedereen kwam toch.", 60)]
    with sqlite_store.transaction(place.other) as tx, pytest.raises(Forbidden):
        service.send_report(tx, envelope, half_year(2022, 1), STORY, rows)
    with sqlite_store.transaction(place.worker) as tx:
        service.send_report(tx, envelope, half_year(2022, 1), STORY, rows)
    with sqlite_store.transaction(place.worker) as tx, pytest.raises(Refused) as refused:
        service.send_report(tx, envelope, half_year(2022, 1), STORY, rows)
    assert code_of(refused) == "report_sent"
    with sqlite_store.reading() as db:
        report = db.scalars(select(EnvelopeReport)).one()
        assert (report.committed_amount, report.available_amount, report.rows[0].people) == (200_00, 300_00, 60)
        assert [line.id for line in list_envelopes(db, place.agenda_id, 2022)] == [envelope]
