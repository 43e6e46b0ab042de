"""Budget years that were drawn up, adopted and closed by the real verbs, by two people."""

from dataclasses import dataclass

from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.models import RuleSet
from mag.budget import closing, concepts
from mag.budget.lines import LinePlan
from mag.budget.models import BudgetLine, BudgetYear
from mag.budget.states import Leftover, Part
from mag.core.actor import Actor, ActorKind
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.agendas import Ground, make_agenda
from tests.factories.people import make_staff


@dataclass(frozen=True)
class Two:
    """An agenda whose acts above € 500 need a second person, and two people who may manage its budget."""

    store: Store
    ground: Ground
    one: Actor
    two: Actor

    def year(self, number: int) -> BudgetYear:
        """A year with its lines, as it stands."""
        with self.store.reading() as db:
            found = db.scalars(select(BudgetYear).where(BudgetYear.year == number)).one()
            assert found.lines is not None
            return found

    def line(self, number: int, code: str = "A") -> BudgetLine:
        """A line as it stands."""
        return next(line for line in self.year(number).lines if line.code == code)

    def stands(self, number: int, code: str = "A") -> tuple[int, int, int, int]:
        """Allocated, free, promised and paid."""
        line = self.line(number, code)
        return line.allocated_amount, line.available_amount, line.committed_amount, line.paid_amount


def make_two(store: Store) -> Two:
    """The agenda and the two people."""
    with store.transaction() as tx:
        ground = make_agenda(tx)
        rules = tx.db.get_one(RuleSet, ground.rule_set.id)
        rules.document = {**rules.document, "thresholds": {"second_pair_of_eyes_above": "500.00"}}
        people = [make_staff(tx, Role.PROJECT_LEADER), make_staff(tx, Role.CONTROLLER)]
        one, two = (Actor(kind=ActorKind.PERSON, id=p.id, label=p.name) for p in people)
    return Two(store, ground, one, two)


def plan(code: str, cents: int, part: Part = Part.FLEXIBLE, **more: object) -> LinePlan:
    """A line as somebody writes it down."""
    return LinePlan(code, f"Regel {code}", part, "6.1", "610100", Cents(cents))._replace(**more)


def draw_up(two: Two, number: int, *plans: LinePlan) -> BudgetYear:
    """A concept with these lines."""
    with two.store.transaction(two.one) as tx:
        year = concepts.begin_year(tx, two.ground.agenda.id, number)
        for one in plans:
            concepts.plan_line(tx, year.id, one)
    return two.year(number)


def adopted(two: Two, number: int, *plans: LinePlan) -> BudgetYear:
    """A year proposed by one and adopted by the other."""
    year = draw_up(two, number, *plans)
    with two.store.transaction(two.one) as tx:
        concepts.propose(tx, year.id, version=year.version, reason="Raadsbesluit")
    with two.store.transaction(two.two) as tx:
        concepts.adopt(tx, year.id, version=year.version + 1)
    return two.year(number)


def closed(two: Two, number: int, leftover: Leftover) -> BudgetYear:
    """A year closed by both, what is free on every line going the same way."""
    year = two.year(number)
    choices = {line.id: leftover for line in year.lines}
    with two.store.transaction(two.one) as tx:
        closing.propose_close(tx, year.id, version=year.version, choices=choices, reason="Jaarrekening")
    free = Cents(sum(line.available_amount for line in year.lines))
    with two.store.transaction(two.two) as tx:
        closing.close(tx, year.id, version=year.version + 1, free=free)
    return two.year(number)
