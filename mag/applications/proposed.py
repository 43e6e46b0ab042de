"""A decision before it is taken: everything the decider typed, kept as JSON until a second person has looked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mag.applications.interests import kept_out_of
from mag.applications.models import Application, DecisionProposal
from mag.applications.states import Outcome, Strength
from mag.applications.verdicts import ProposalState
from mag.core.actor import Actor
from mag.core.money import Cents


@dataclass(frozen=True, slots=True)
class AwardAct:
    """What an award takes. ``amount`` in cents; the dates of the execution are inclusive."""

    amount: Cents
    line_id: int
    goal_id: int
    reason: str
    starts_on: date
    ends_on: date
    conditions: tuple[str, ...] = ()
    indicator_id: int | None = None
    assumption: str = ""
    strength: Strength = Strength.MEDIUM
    exception_reason: str = ""
    under_budget_proviso: bool = False
    payment_scheme: str = ""
    payment_reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """As JSON values: whole cents, ISO dates, codes."""
        found = asdict(self)
        return found | {
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "conditions": list(self.conditions),
            "strength": self.strength.value,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Back from :meth:`to_json`; a key that is not known any more is left out."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in content.items() if name in known}
        values["amount"] = Cents(values["amount"])
        values["starts_on"], values["ends_on"] = date.fromisoformat(values["starts_on"]), date.fromisoformat(values["ends_on"])
        values["conditions"] = tuple(values.get("conditions", ()))
        values["strength"] = Strength(values.get("strength", Strength.MEDIUM))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class RefuseAct:
    """What a refusal takes."""

    outcome: Outcome
    ground_code: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {"outcome": self.outcome.value, "ground_code": self.ground_code, "reason": self.reason}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Back from :meth:`to_json`."""
        return cls(Outcome(content["outcome"]), content["ground_code"], content["reason"])


def find_open_proposal(db: Session, application_id: int) -> DecisionProposal | None:
    """The proposal of an application that waits for a second person, or None."""
    return db.scalar(
        select(DecisionProposal).where(DecisionProposal.application_id == application_id, DecisionProposal.state == ProposalState.PROPOSED)
    )


def list_proposals(db: Session, application_id: int) -> list[DecisionProposal]:
    """Every proposal of an application, oldest first."""
    return list(db.scalars(select(DecisionProposal).where(DecisionProposal.application_id == application_id).order_by(DecisionProposal.id)))


def list_waiting_proposals(db: Session, agenda_id: int, actor: Actor) -> list[DecisionProposal]:
    """The proposals this person can agree to: not their own, and without an interest; the oldest first. Loads application and partner."""
    asked = (
        select(DecisionProposal)
        .join(DecisionProposal.application)
        .where(
            Application.agenda_id == agenda_id,
            DecisionProposal.state == ProposalState.PROPOSED,
            DecisionProposal.proposed_by_id.is_distinct_from(actor.id),
            ~kept_out_of(actor.id, actor.organisations, actor.email),
        )
        .options(joinedload(DecisionProposal.application).joinedload(Application.partner))
        .order_by(DecisionProposal.proposed_at, DecisionProposal.id)
    )
    return list(db.scalars(asked))
