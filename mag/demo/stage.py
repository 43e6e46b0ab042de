"""The stage the year is played on: the house under a clock that is set, the people who act, and what stands ready for the acts.

``beside`` does what needs no database and takes long (pictures), while the play goes on.
"""

import heapq
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select

from mag.accounts.models import Person
from mag.accounts.service import create_person
from mag.accounts.sessions import link_actor
from mag.core.actor import ANONYMOUS, Actor
from mag.core.clock import SetClock, at
from mag.core.clock import today as day_of
from mag.core.db import Base
from mag.core.house import House
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload
from mag.demo.cast import Cast
from mag.demo.people import actor_by_email

Result = TypeVar("Result")
PROJECT_LEADER, CONTROLLER = "projectleider@demo.example", "controller@demo.example"
ADMINISTRATOR, NEIGHBOURHOOD = "beheerder@demo.example", "buurt@demo.example"


@dataclass
class Stage:
    """What every act works with. Acts are played in the order of their moments; an act may plan later ones."""

    house: House
    clock: SetClock
    random: Random
    agenda_id: int
    code: str
    goals: dict[str, int]
    indicators: dict[str, list[int]]
    counted: dict[str, int]
    beside: Executor
    lines: dict[tuple[int, str], int] = field(default_factory=dict)
    receipts: Callable[[], dict[int, list[KeptUpload]]] = dict
    verbs: int = 0
    _acts: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _planned: int = 0
    _actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The installation's own address, for links in mails."""
        return self.house.settings.address

    @property
    def today(self) -> date:
        """The day the play has come to."""
        return day_of(self.clock.now())

    def plan(self, day: date, hour: int, act: Callable[[], None], minute: int | None = None) -> None:
        """Have an act played at a moment; the minutes are drawn when they are not given."""
        self._planned += 1
        minutes = self.random.randrange(60) if minute is None else minute
        heapq.heappush(self._acts, (at(day, hour, minutes), self._planned, act))

    def play(self, until: datetime) -> None:
        """Play everything up to a moment, in order of time; what is planned later is never played."""
        while self._acts and self._acts[0][0] <= until:
            moment, _, act = heapq.heappop(self._acts)
            self.clock.set(moment)
            act()
        self.clock.set(until)

    def act(self, actor: Actor, verb: Callable[[Tx], Result]) -> Result:
        """Carry out one verb as somebody, in a transaction of its own."""
        self.verbs += 1
        with self.house.store.transaction(actor) as tx:
            return verb(tx)

    def get(self, kind: type[Base], key: int) -> Any:
        """A row as it stands now."""
        with self.house.store.reading() as db:
            return db.get_one(kind, key)

    def version(self, kind: Any, key: int) -> int:
        """The version of a row as a page would have shown it just now."""
        with self.house.store.reading() as db:
            return int(db.scalars(select(kind.version).where(kind.id == key)).one())

    def staff(self, email: str) -> Actor:
        """A colleague; roles do not change during the year, so each is looked up once."""
        if email not in self._actors:
            self._actors[email] = actor_by_email(self.house.store, email)
        return self._actors[email]

    def applicant(self, partner: Cast) -> Actor:
        """Who applies for a partner: its own person, signed in by a mailed link; residents just visit."""
        if not partner.kind.is_legal_person and partner.kind.value == "resident":
            return ANONYMOUS
        with self.house.store.reading() as db:
            known = db.scalar(select(Person.id).where(Person.email == partner.email))
        if known is None:
            self.act(ANONYMOUS, lambda tx: create_person(tx, email=partner.email, name=partner.contact))
        return actor_by_email(self.house.store, partner.email)

    def accountant_of(self, partner: Cast, application_id: int) -> Actor:
        """Who gives account for a partner: its person, or the holder of the link of this one application."""
        actor = self.applicant(partner)
        return link_actor(application_id) if actor is ANONYMOUS else actor
