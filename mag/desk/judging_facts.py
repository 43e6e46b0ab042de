"""What was judged of one file and by whom: verdicts, interests, proposals, earlier decisions. One statement for all of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from mag.accounts.models import Person, RoleGrant
from mag.applications.interests import DECLARED, IS_APPLICANT, IS_MEMBER
from mag.applications.models import Application, Assessment, Decision, DecisionProposal, Interest
from mag.applications.verdicts import ProposalState
from mag.core.actor import Actor
from mag.partners.models import Membership


@dataclass
class Judging:
    """Everything about judging one application, oldest first. ``members`` work here and act for the applicant."""

    assessments: list[Assessment] = field(default_factory=list)
    interests: list[Interest] = field(default_factory=list)
    proposals: list[DecisionProposal] = field(default_factory=list)
    earlier: list[Decision] = field(default_factory=list)
    members: list[Person] = field(default_factory=list)

    @property
    def proposal(self) -> DecisionProposal | None:
        """The proposal that waits for a second person, or None."""
        return next((one for one in self.proposals if one.state is ProposalState.PROPOSED), None)

    @property
    def sent_back(self) -> DecisionProposal | None:
        """The latest proposal, when somebody sent it back."""
        return self.proposals[-1] if self.proposals and self.proposals[-1].state is ProposalState.SENT_BACK else None

    def excluded(self) -> list[tuple[str, str]]:
        """Who keeps out of the file, and why, in Dutch."""
        found = {one.person_id: (one.person_name, one.reason) for one in self.interests}
        for person in self.members:
            found.setdefault(person.id, (person.name, "hoort bij deze organisatie"))
        return sorted(found.values())

    def why_not(self, actor: Actor, application: Application) -> str | None:
        """Why this person keeps out, as the verbs say it; None when nothing stands in the way."""
        if application.partner_id in actor.organisations:
            return IS_MEMBER
        if actor.email and application.email and actor.email.lower() == application.email.lower():
            return IS_APPLICANT
        return DECLARED if actor.id is not None and any(one.person_id == actor.id for one in self.interests) else None


def load_judging(db: Session, application: Application) -> Judging:
    """What was judged of an application. Rows that belong to nothing of each other come as one product: each list is short."""
    works_here = select(RoleGrant.id).where(RoleGrant.person_id == Person.id, RoleGrant.revoked_at.is_(None)).exists()
    asked = (
        select(Assessment, Interest, DecisionProposal, Decision, Person)
        .select_from(Application)
        .outerjoin(Assessment, Assessment.application_id == Application.id)
        .outerjoin(Interest, Interest.application_id == Application.id)
        .outerjoin(DecisionProposal, DecisionProposal.application_id == Application.id)
        .outerjoin(Decision, and_(Decision.application_id == Application.id, ~Decision.is_current))
        .outerjoin(Membership, and_(Membership.partner_id == Application.partner_id, Membership.until_at.is_(None)))
        .outerjoin(Person, and_(Person.id == Membership.person_id, works_here))
        .where(Application.id == application.id)
    )
    found: tuple[dict[int, Any], ...] = ({}, {}, {}, {}, {})
    product: Iterable[Any] = db.execute(asked)
    for row in product:
        for rows, one in zip(found, row, strict=True):
            if one is not None:
                rows[one.id] = one
    return Judging(*(sorted(rows.values(), key=lambda one: one.id) for rows in found))
