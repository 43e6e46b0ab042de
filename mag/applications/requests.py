"""What a request says, as typed values: the one way into :func:`mag.applications.service.submit`, whoever fills it in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mag.applications.states import CostKind
from mag.core.money import ZERO, Cents
from mag.partners.models import PartnerKind


@dataclass(frozen=True, slots=True)
class CostLineRequest:
    """One cost of the plan, or one sum of money from others, in cents."""

    kind: CostKind
    description: str
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for money before it is an application.

    ``organisation_name`` is the name of the group or organisation and None for a resident, whose ``contact_name`` is the
    partner's name. ``answers`` keeps what has no column of its own, by question id. ``results`` are (what, number).
    """

    agenda_id: int
    applicant_kind: PartnerKind
    contact_name: str
    organisation_name: str | None = None
    kvk: str | None = None
    email: str | None = None
    phone: str | None = None
    iban: str
    account_holder: str
    title: str
    description: str
    place: str
    starts_on: date | None = None
    ends_on: date | None = None
    audience: tuple[str, ...] = ()
    expected_people: int | None = None
    requested_amount: Cents
    cost_lines: tuple[CostLineRequest, ...] = ()
    goal_code: str | None = None
    results: tuple[tuple[str, int], ...] = ()
    is_regular: bool = False
    years: int = 1
    answers: dict[str, Any] = field(default_factory=dict)
    is_demo: bool = False
    is_large_partner: bool = False

    @property
    def partner_name(self) -> str:
        """The name of who asks: the organisation, or the person."""
        return self.organisation_name or self.contact_name

    @property
    def costs(self) -> Cents:
        """All costs together."""
        return Cents(sum((line.amount for line in self.cost_lines if line.kind is CostKind.COST), ZERO))

    @property
    def income(self) -> Cents:
        """All money from others together."""
        return Cents(sum((line.amount for line in self.cost_lines if line.kind is CostKind.INCOME), ZERO))
