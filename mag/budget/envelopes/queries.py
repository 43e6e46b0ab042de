"""Questions about envelopes. An envelope is a budget line with a holder; reads only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.accounts.roles import Role
from mag.agenda.rule_documents import RuleSetDocument
from mag.budget.envelopes.models import EnvelopeReport
from mag.budget.models import BudgetLine, BudgetYear
from mag.core.errors import NotFound
from mag.core.money import Cents


@dataclass(frozen=True, slots=True)
class Usable:
    """The lines somebody may award from: own envelopes first, then the ordinary lines, then envelopes of others (project leader)."""

    lines: list[BudgetLine]
    own: BudgetLine | None
    """The envelope to start with: one's own, open, and large enough for the amount."""


def small_most(rules: RuleSetDocument | None) -> Cents | None:
    """The largest amount in cents a neighbourhood worker decides on by a rule set; None when there is no such tier."""
    tiers = [tier for tier in rules.tiers if tier.decider is Role.NEIGHBOURHOOD_WORKER] if rules is not None else []
    return max((tier.max for tier in tiers if tier.max is not None), default=None)


def usable_lines(lines: Sequence[BudgetLine], *, person_id: int | None, is_leader: bool, amount: Cents) -> Usable:
    """Sort and sift the lines of a year for who decides on an amount (cents): closed envelopes and those of others are left out."""
    opened = [line for line in lines if line.envelope_closed_on is None]
    own = [line for line in opened if line.holder_id is not None and line.holder_id == person_id]
    plain = [line for line in opened if line.holder_id is None]
    others = [line for line in opened if line.holder_id not in (None, person_id)] if is_leader else []
    fits = [line for line in own if line.available_amount >= amount and amount <= (line.most_per_request or 0)]
    return Usable([*own, *plain, *others], fits[0] if fits else None)


def list_envelopes(db: Session, agenda_id: int, year: int) -> list[BudgetLine]:
    """The envelopes of a year with their holder, the open ones first."""
    asked = _envelopes().where(BudgetYear.agenda_id == agenda_id, BudgetYear.year == year)
    return list(db.scalars(asked.order_by(BudgetLine.envelope_closed_on.is_not(None), BudgetLine.code)))


def list_own(db: Session, person_id: int) -> list[BudgetLine]:
    """The envelopes of one person, the newest year first and the open ones before the closed."""
    asked = _envelopes().where(BudgetLine.holder_id == person_id)
    return list(db.scalars(asked.order_by(BudgetYear.year.desc(), BudgetLine.envelope_closed_on.is_not(None), BudgetLine.code)))


def get_envelope(db: Session, line_id: int) -> BudgetLine:
    """An envelope with its holder, year and agenda. Raises NotFound, also for a line that is none."""
    found = db.scalar(_envelopes().where(BudgetLine.id == line_id))
    if found is None:
        raise NotFound(f"envelope {line_id}")
    return found


def list_reports(db: Session, line_ids: Sequence[int]) -> list[EnvelopeReport]:
    """The reports over envelopes with their rows, the newest first. Two statements."""
    asked = select(EnvelopeReport).where(EnvelopeReport.line_id.in_(line_ids)).options(selectinload(EnvelopeReport.rows))
    return list(db.scalars(asked.order_by(EnvelopeReport.period.desc(), EnvelopeReport.id.desc())))


def _envelopes() -> Select[BudgetLine]:
    wanted = joinedload(BudgetLine.budget_year, innerjoin=True).joinedload(BudgetYear.agenda, innerjoin=True)
    asked = select(BudgetLine).join(BudgetLine.budget_year).where(BudgetLine.holder_id.is_not(None))
    return asked.options(wanted, joinedload(BudgetLine.holder))
