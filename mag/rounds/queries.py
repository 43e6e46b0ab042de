"""Reads rounds: the list, and the board of one round with every sum on it. For staff."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from mag.accounts.roles import Permission
from mag.agenda.models import Tier
from mag.applications.models import Application, Assessment, DecisionProposal, Enquiry
from mag.applications.states import OPEN_STATES, ApplicationState, EnquiryKind
from mag.applications.verdicts import ProposalState, Verdict
from mag.budget.models import BudgetLine
from mag.budget.queries import list_lines
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.core.money import ZERO, Cents
from mag.rounds.models import Round, RoundEntry
from mag.rounds.rules import Ask, Ceilings
from mag.rounds.states import RoundState


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One request on the board: how it was judged (verdict → times), what is proposed, and whether a second person looks."""

    application: Application
    entry: RoundEntry | None
    verdicts: Mapping[Verdict, int]
    ask: Ask
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A round with its requests in order and its lines."""

    round: Round
    rows: list[BoardRow]
    lines: list[BudgetLine]

    @property
    def asks(self) -> list[Ask]:
        """The requests as the rules know them."""
        return [row.ask for row in self.rows]

    @property
    def ceilings(self) -> Ceilings:
        """The ceilings of the round as the rules know them."""
        return [(one.from_on, one.amount) for one in self.round.ceilings]

    @property
    def ceiling(self) -> Cents:
        """The ceiling that holds now, in cents."""
        return self.round.ceilings[-1].amount


def get_round(db: Session, actor: Actor, round_id: int) -> Round:
    """A round with its agenda, rule set and ceilings. Raises NotFound, also for who may not see requests."""
    found = db.scalar(
        select(Round)
        .where(Round.id == round_id)
        .options(joinedload(Round.agenda), joinedload(Round.rule_set), selectinload(Round.ceilings))
    )
    if found is None or not actor.may(Permission.SEE_APPLICATIONS):
        raise NotFound(f"round {round_id}")
    return found


def list_rounds(db: Session, actor: Actor, agenda_id: int) -> list[tuple[Round, int, Cents]]:
    """The rounds of an agenda, newest first: each with how many requests it holds and what they ask together, in cents."""
    if not actor.may(Permission.SEE_APPLICATIONS):
        return []
    wanted = select(Round).where(Round.agenda_id == agenda_id).options(selectinload(Round.ceilings))
    rounds = list(db.scalars(wanted.order_by(Round.year.desc(), Round.id.desc())))
    tiers: dict[tuple[int, str], int] = {}
    for number, rule_set_id, code in db.execute(select(Tier.id, Tier.rule_set_id, Tier.code)):
        tiers[rule_set_id, code] = number
    held = [
        and_(
            Application.tier_id.in_([tiers[one.rule_set_id, code] for code in one.tier_codes if (one.rule_set_id, code) in tiers] or [0]),
            Application.submitted_on.between(one.opens_on, one.closes_on),
        )
        for one in rounds
    ]
    asked = select(Application.tier_id, Application.submitted_on, func.count(), func.sum(Application.requested_amount)).where(
        or_(false(), *held), Application.state != ApplicationState.WITHDRAWN
    )
    sums = db.execute(asked.group_by(Application.tier_id, Application.submitted_on)).all() if rounds else []
    found = []
    for one in rounds:
        own = {tiers[one.rule_set_id, code] for code in one.tier_codes if (one.rule_set_id, code) in tiers}
        rows = [(count, total) for tier_id, day, count, total in sums if tier_id in own and one.opens_on <= day <= one.closes_on]
        found.append((one, sum(count for count, _ in rows), Cents(sum(int(total) for _, total in rows))))
    return found


def board_of(db: Session, actor: Actor, round_id: int) -> Board:
    """The board of a round: by rank where one was given, else in the order in which requests were complete. Raises NotFound."""
    found = get_round(db, actor, round_id)
    in_round = select(Application.id).where(
        Application.tier_id.in_(select(Tier.id).where(Tier.rule_set_id == found.rule_set_id, Tier.code.in_(found.tier_codes or [""]))),
        Application.submitted_on.between(found.opens_on, found.closes_on),
        Application.state != ApplicationState.WITHDRAWN,
    )
    applications = list(
        db.scalars(
            select(Application)
            .where(Application.id.in_(in_round))
            .options(
                joinedload(Application.partner),
                joinedload(Application.tier),
                joinedload(Application.decision),
                defer(Application.answers),
                defer(Application.earlier),
                defer(Application.description),
            )
        )
    )
    entries = {entry.application_id: entry for entry in db.scalars(select(RoundEntry).where(RoundEntry.round_id == round_id))}
    verdicts: dict[int, Counter[Verdict]] = {}
    judged = select(Assessment.application_id, Assessment.verdict, func.count()).where(Assessment.application_id.in_(in_round))
    for number, verdict, times in db.execute(judged.group_by(Assessment.application_id, Assessment.verdict)):
        verdicts.setdefault(number, Counter())[verdict] = times
    completed = select(Enquiry.application_id, func.max(Enquiry.answered_at)).where(
        Enquiry.application_id.in_(in_round), Enquiry.kind == EnquiryKind.COMPLETION, Enquiry.answered_at.is_not(None)
    )
    complete = {number: at for number, at in db.execute(completed.group_by(Enquiry.application_id)) if at is not None}
    looked = select(DecisionProposal.application_id).where(
        DecisionProposal.application_id.in_(in_round), DecisionProposal.state == ProposalState.PROPOSED
    )
    waiting = set(db.scalars(looked))
    rows = [
        BoardRow(
            application=one,
            entry=entries.get(one.id),
            verdicts=verdicts.get(one.id, {}),
            ask=_ask(one, entries.get(one.id), complete.get(one.id)),
            is_proposed=one.id in waiting,
        )
        for one in applications
    ]
    rows.sort(key=lambda row: (row.entry.rank if row.entry and row.entry.rank else 10_000, row.ask.complete_at, row.application.id))
    return Board(found, rows, list_lines(db, found.agenda_id, found.year))


def find_rounds_of(db: Session, application: Application) -> list[Round]:
    """The published rounds an application belongs to, with their ceilings; mostly one or none. Its tier must be loaded."""
    held = select(Round).where(
        Round.agenda_id == application.agenda_id,
        Round.rule_set_id == application.rule_set_id,
        Round.state == RoundState.PUBLISHED,
        Round.opens_on <= application.submitted_on,
        Round.closes_on >= application.submitted_on,
    )
    return [one for one in db.scalars(held.options(selectinload(Round.ceilings))) if application.tier.code in one.tier_codes]


def list_published(db: Session, agenda_id: int) -> list[Round]:
    """The rounds whose ceiling was published, the one that opened last on top; for everybody."""
    shown = select(Round).where(Round.agenda_id == agenda_id, Round.state != RoundState.DRAFT).options(selectinload(Round.ceilings))
    return list(db.scalars(shown.order_by(Round.opens_on.desc(), Round.id.desc())))


def _ask(application: Application, entry: RoundEntry | None, complete_at: datetime | None) -> Ask:
    decided = application.state not in OPEN_STATES
    given = application.decision.amount if application.decision is not None else ZERO
    amount = given if decided else entry.amount if entry else ZERO
    return Ask(
        application_id=application.id,
        reference=application.reference,
        sent_on=application.submitted_on,
        complete_at=max(application.submitted_at, complete_at) if complete_at else application.submitted_at,
        requested=application.requested_amount,
        amount=amount,
        line_id=entry.line_id if entry else None,
        is_decided=decided,
    )
