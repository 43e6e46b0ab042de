"""Questions about what was called for and what is missing. Reads only; pages ask them for staff of the agenda."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mag.accountability.calls.models import Delay, Reminder, ReportCall
from mag.accountability.calls.states import ReminderStep
from mag.accountability.models import HandIn
from mag.accountability.states import HandInState
from mag.agenda.queries import rule_set_document
from mag.agenda.rules import needs_half_year_report
from mag.applications.models import Application
from mag.core.errors import NotFound
from mag.core.period import Period, PeriodKind
from mag.grants.models import Grant
from mag.grants.states import GrantState

WAITING = (HandInState.DRAFT, HandInState.RETURNED)
Key = tuple[int, int | None]
_RULES = (Application.agenda, Application.rule_set, Application.tier)


@dataclass(frozen=True, slots=True)
class Missing:
    """One account or report a partner still has to send. ``key`` is the grant, with the report when it is one."""

    grant: Grant
    report: HandIn | None
    due_on: date
    returned: bool
    sent: frozenset[ReminderStep]
    last_sent: date | None

    @property
    def key(self) -> Key:
        """What reminders of it are kept under."""
        return self.grant.id, self.report.id if self.report is not None else None

    @property
    def what(self) -> str:
        """What it is, for a sentence."""
        if self.report is None:
            return "verantwoording"
        return "halfjaarverslag" if self.report.kind.value == "half_year" else f"verslag over {self.report.period}"


def list_calls(db: Session, agenda_id: int) -> list[ReportCall]:
    """Every call of an agenda, the newest first."""
    return list(db.scalars(select(ReportCall).where(ReportCall.agenda_id == agenda_id).order_by(ReportCall.id.desc())))


def get_call(db: Session, call_id: int) -> ReportCall:
    """A call. Raises NotFound."""
    found = db.get(ReportCall, call_id)
    if found is None:
        raise NotFound(f"call {call_id}")
    return found


def list_completeness(db: Session, call: ReportCall) -> list[tuple[HandIn, date | None]]:
    """Every report a call asked, with the day it was last reminded of; what still lacks first, the first due on top."""
    asked = select(HandIn).join(HandIn.grant).join(Grant.application)
    asked = asked.where(Application.agenda_id == call.agenda_id, HandIn.kind == call.kind, HandIn.period == call.period, ~HandIn.settles)
    asked = asked.options(
        contains_eager(HandIn.grant).contains_eager(Grant.application), contains_eager(HandIn.grant).joinedload(Grant.partner)
    )
    reports = list(db.scalars(asked))
    reminded = select(Reminder.hand_in_id, func.max(Reminder.sent_on)).where(Reminder.hand_in_id.in_([report.id for report in reports]))
    last = {hand_in_id: day for hand_in_id, day in db.execute(reminded.group_by(Reminder.hand_in_id))}
    reports.sort(key=lambda report: (report.state not in WAITING, report.due_on or date.max, report.id))
    return [(report, last.get(report.id)) for report in reports]


def list_to_call(db: Session, agenda_id: int, period: Period) -> list[Grant]:
    """The grants whose partners report over a period: above the threshold of their rules, running in it and on after it."""
    asked = (
        select(Grant)
        .join(Grant.application)
        .where(Application.agenda_id == agenda_id, Grant.state == GrantState.RUNNING)
        .where(Grant.starts_on <= period.last, Grant.ends_on > period.last)
        .options(contains_eager(Grant.application).joinedload(Application.rule_set), joinedload(Grant.partner))
        .options(
            contains_eager(Grant.application).joinedload(Application.agenda), contains_eager(Grant.application).joinedload(Application.tier)
        )
        .order_by(Grant.partner_id, Grant.id)
    )
    grants = list(db.scalars(asked))
    if period.kind is not PeriodKind.HALF_YEAR:
        return [grant for grant in grants if grant.application.years > 1]
    return [grant for grant in grants if needs_half_year_report(rule_set_document(grant.application.rule_set), grant.awarded_amount)]


def list_missing(
    db: Session, until: date, *, agenda_id: int | None = None, partner_id: int | None = None, locked: bool = False
) -> list[Missing]:
    """Every account and report that is not with us and is due up to and including a day, the longest due first.

    ``locked`` is for a verb: nobody hands one of them in meanwhile.
    """

    def narrowed(asked: Select[Grant, HandIn]) -> Select[Grant, HandIn]:
        if agenda_id is not None:
            asked = asked.where(Application.agenda_id == agenda_id)
        if partner_id is not None:
            asked = asked.where(Grant.partner_id == partner_id)
        asked = asked.options(joinedload(Grant.partner), *(contains_eager(Grant.application).joinedload(one) for one in _RULES))
        return asked.with_for_update(of=Grant) if locked else asked

    accounts = select(Grant, HandIn).join(Grant.application).outerjoin(HandIn, and_(HandIn.grant_id == Grant.id, HandIn.settles))
    accounts = accounts.where(Grant.state == GrantState.RUNNING, Grant.account_by <= until)
    reports = select(Grant, HandIn).join(Grant.application).join(HandIn, and_(HandIn.grant_id == Grant.id, ~HandIn.settles))
    reports = reports.where(Grant.state == GrantState.RUNNING, HandIn.state.in_(WAITING), HandIn.due_on <= until)
    rows: list[tuple[Grant, HandIn | None, HandIn | None]] = [(grant, None, found) for grant, found in db.execute(narrowed(accounts))]
    rows += [(grant, found, found) for grant, found in db.execute(narrowed(reports))]
    said = _reminded(db, {grant.id for grant, _, _ in rows})
    missing = []
    for grant, report, account in rows:
        due = report.due_on if report is not None and report.due_on is not None else grant.account_by
        mine = [one for one in said[grant.id, report.id if report is not None else None] if one.due_on == due]
        returned = account is not None and account.state is HandInState.RETURNED
        last = max((one.sent_on for one in mine), default=None)
        missing.append(Missing(grant, report, due, returned, frozenset(one.step for one in mine), last))
    return sorted(missing, key=lambda one: (one.due_on, one.grant.id))


def _reminded(db: Session, grant_ids: Collection[int]) -> dict[Key, list[Reminder]]:
    """The reminders of grants by account; one about an earlier last day does not count after a delay."""
    found: dict[Key, list[Reminder]] = defaultdict(list)
    for one in db.scalars(select(Reminder).where(Reminder.grant_id.in_(grant_ids)).order_by(Reminder.id)) if grant_ids else ():
        found[one.grant_id, one.hand_in_id].append(one)
    return found


def last_mailed(db: Session, partner_ids: Collection[int]) -> dict[int, date]:
    """The day each of these partners was last reminded of anything."""
    asked = (
        select(Reminder.partner_id, func.max(Reminder.sent_on)).where(Reminder.partner_id.in_(partner_ids)).group_by(Reminder.partner_id)
    )
    return {partner_id: day for partner_id, day in db.execute(asked)} if partner_ids else {}


def list_delays(db: Session, grant_id: int) -> Sequence[Delay]:
    """The delays a grant got, oldest first. Ask for the grant in sight first."""
    return db.scalars(select(Delay).where(Delay.grant_id == grant_id).options(joinedload(Delay.hand_in)).order_by(Delay.id)).all()
