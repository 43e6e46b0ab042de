"""What a plan of the year counts: per theme what was awarded, what is still expected, and the lines behind it. Amounts in cents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.agenda.models import Goal, Theme
from mag.applications.models import Alignment, Application, PlannedActivity
from mag.applications.states import OPEN_STATES
from mag.applications.triage import chosen_goal
from mag.budget.models import BudgetLine
from mag.budget.queries import list_lines
from mag.core.money import Cents
from mag.grants.models import Grant
from mag.rounds.models import RoundEntry
from mag.rounds.states import Proposed

NO_THEME = "zonder-thema"
"""The chapter for initiatives nobody linked to a goal yet."""


@dataclass(frozen=True, slots=True)
class Initiative:
    """One initiative in the plan. ``amount`` is what was awarded, else proposed, else asked (``word`` says which)."""

    reference: str
    title: str
    partner: str
    goal: str
    amount: Cents
    word: str


@dataclass(frozen=True, slots=True)
class LineFact:
    """A budget line: allocated and still free."""

    name: str
    allocated: Cents
    free: Cents


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """A chapter: the theme with its goals, what was awarded, what is expected, and its own budget lines."""

    code: str
    name: str
    goals: tuple[str, ...]
    awarded: tuple[Initiative, ...]
    expected: tuple[Initiative, ...]
    lines: tuple[LineFact, ...]

    @property
    def awarded_amount(self) -> Cents:
        """All that was awarded, in cents."""
        return Cents(sum(one.amount for one in self.awarded))

    @property
    def expected_amount(self) -> Cents:
        """All that is expected, in cents."""
        return Cents(sum(one.amount for one in self.expected))


@dataclass(frozen=True, slots=True)
class YearFacts:
    """The figures of a plan: chapters in the order of the agenda, and the lines of no theme."""

    year: int
    themes: tuple[ThemeFacts, ...]
    lines: tuple[LineFact, ...]

    @property
    def chapters(self) -> tuple[str, ...]:
        """The codes a text or a comment can stand under."""
        return ("opening", *(theme.code for theme in self.themes))


def gather(db: Session, agenda_id: int, year: int) -> YearFacts:
    """Count the plan of a year: grants that run in it, open requests that would begin in it, and its budget lines."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    themes = list(
        db.scalars(select(Theme).where(Theme.agenda_id == agenda_id).options(selectinload(Theme.goals)).order_by(Theme.position))
    )  # fmt: skip
    theme_of = {goal.id: theme.code for theme in themes for goal in theme.goals}
    goal_of: dict[int, Goal] = {goal.id: goal for theme in themes for goal in theme.goals}
    grants = db.scalars(
        select(Grant)
        .join(Grant.application)
        .where(Application.agenda_id == agenda_id, Grant.starts_on <= last, Grant.ends_on >= first)
        .options(joinedload(Grant.partner), joinedload(Grant.application))
        .order_by(Grant.awarded_amount.desc(), Grant.reference)
    )
    awarded: dict[str, list[Initiative]] = {}
    for grant in grants:
        goal = goal_of[grant.goal_id]
        awarded.setdefault(theme_of[goal.id], []).append(
            Initiative(grant.reference, grant.application.title, grant.partner.public_name, goal.name, grant.awarded_amount, "toegekend")
        )
    expected: dict[str, list[Initiative]] = {}
    proposals = _proposals(db, agenda_id)
    for application in _open(db, agenda_id, first, last):
        chosen = chosen_goal(application)
        amount = proposals.get(application.id)
        expected.setdefault(theme_of[chosen.id] if chosen else NO_THEME, []).append(
            Initiative(
                application.reference, application.title, application.partner.public_name, chosen.name if chosen else "nog geen doel",
                application.requested_amount if amount is None else amount, "gevraagd" if amount is None else "voorgesteld",
            )
        )  # fmt: skip
    lines = list_lines(db, agenda_id, year)
    ids = {theme.id: theme.code for theme in themes}
    chapters = [
        ThemeFacts(
            theme.code, theme.name, tuple(goal.name for goal in theme.goals), tuple(awarded.get(theme.code, ())),
            tuple(expected.get(theme.code, ())), _lines([line for line in lines if _code(line, ids, theme_of) == theme.code]),
        )
        for theme in themes
    ]  # fmt: skip
    if NO_THEME in expected:
        chapters.append(ThemeFacts(NO_THEME, "Nog zonder thema", (), (), tuple(expected[NO_THEME]), ()))
    return YearFacts(year, tuple(chapters), _lines([line for line in lines if _code(line, ids, theme_of) is None]))


def _open(db: Session, agenda_id: int, first: date, last: date) -> Sequence[Application]:
    unknown = and_(Application.starts_on.is_(None), Application.submitted_on.between(date(first.year - 1, 7, 1), last))
    asked = (
        select(Application)
        .where(Application.agenda_id == agenda_id, Application.state.in_(OPEN_STATES))
        .where(or_(Application.starts_on.between(first, last), unknown))
        .options(
            joinedload(Application.partner),
            selectinload(Application.activities).selectinload(PlannedActivity.alignments).joinedload(Alignment.goal),
        )
        .order_by(Application.requested_amount.desc(), Application.reference)
    )
    return db.scalars(asked).all()


def _proposals(db: Session, agenda_id: int) -> dict[int, Cents]:
    asked = select(RoundEntry.application_id, RoundEntry.amount).join(RoundEntry.application)
    proposed = asked.where(Application.agenda_id == agenda_id, RoundEntry.proposed != Proposed.OPEN)
    return {number: amount for number, amount in db.execute(proposed.order_by(RoundEntry.id))}


def _code(line: BudgetLine, themes: dict[int, str], theme_of: dict[int, str]) -> str | None:
    if line.theme_id is not None:
        return themes.get(line.theme_id)
    return theme_of.get(line.goal_id) if line.goal_id is not None else None


def _lines(lines: Sequence[BudgetLine]) -> tuple[LineFact, ...]:
    return tuple(LineFact(f"{line.code} {line.name}", line.allocated_amount, line.available_amount) for line in lines)
