"""What a partner sees of its own files: whose move it is, until when, and what there is to do (``ux.md 2.3`` "Mijn aanvraag", B08)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.accountability.changes.models import Change
from mag.accountability.changes.states import OPEN_CHANGES, ChangeState
from mag.accountability.models import HandIn
from mag.accountability.queries import list_reports
from mag.accountability.settling.models import Settlement, SettlementView
from mag.accountability.states import HandInState
from mag.agenda.queries import rule_set_document
from mag.agenda.rules import interview_needed
from mag.applications.enquiry_rules import talk_of
from mag.applications.matters import Matters
from mag.applications.models import Application, Enquiry
from mag.applications.queries import list_for_partner
from mag.applications.states import APPLICATION, OPEN_STATES, ApplicationState, AskedOf
from mag.applications.talk_queries import list_offered
from mag.core.actor import Actor, ActorKind
from mag.core.errors import NotFound
from mag.core.journal import JournalLine
from mag.core.money import show
from mag.core.papers import Paper
from mag.core.period import parse_period, show_date
from mag.desk import file_papers
from mag.desk.history import SENTENCES, tell
from mag.desk.partner_moves import Move, Task, open_move, open_tasks, reaction_move, reaction_tasks
from mag.grants.models import Grant
from mag.grants.states import INSTALMENT, GrantState, InstalmentState
from mag.payments.models import Payment, Recovery
from mag.payments.states import RUN, RecoveryState, RunState

NO_MONEY = (ApplicationState.REFUSED, ApplicationState.NOT_PROCESSED)
OURS = (
    "applications.application.claimed", "applications.application.unclaimed", "applications.application.assessed",
    "applications.application.assigned", "applications.application.snoozed", "applications.application.woken",
    "applications.interest.", "applications.proposal.", "applications.advice.", "applications.dialogue.", "applications.call.",
    "applications.second_look.", "applications.messages.read", "applications.moment", "core.", "accounts.session.",
    "accountability.hand_in.saved", "accountability.receipt.judged", "accountability.receipts.accepted",
)  # fmt: skip
"""How the lines begin that stay among colleagues: who does what, and what they think of it. Everything else is told."""


@dataclass(frozen=True, slots=True)
class File:
    """An application with everything that followed from it. ``enquiries`` are what was asked of the applicant, oldest first."""

    application: Application
    grant: Grant | None = None
    hand_in: HandIn | None = None
    settlement: Settlement | None = None
    recovery: Recovery | None = None
    enquiries: list[Enquiry] = field(default_factory=list)
    reports: list[HandIn] = field(default_factory=list)
    change: Change | None = None
    view: SettlementView | None = None

    @property
    def word(self) -> str:
        """The state in one or two words for the partner."""
        if self.grant is not None and self.grant.state is GrantState.SETTLED:
            return "afgerond"
        return APPLICATION.partner_words[self.application.state]


def list_files(db: Session, actor: Actor, today: date) -> list[File]:
    """The files of who asks: what waits on them first, then the newest. A link has one."""
    if actor.kind is ActorKind.LINK:
        application = db.get(Application, actor.file_id) if actor.file_id is not None else None
        applications = [application] if application is not None else []
    else:
        applications = list_for_partner(db, actor.organisations)
    files = gather_files(db, applications)
    return sorted(files, key=lambda file: not move_of(file, today).yours)


def gather_files(db: Session, applications: Iterable[Application], matters: Matters | None = None) -> list[File]:
    """Applications with their grants, accounts, reports, settlements, open changes and recoveries, in the order given.

    ``matters`` are of the one application there is, where they were fetched before.
    """
    ordered = list(applications)
    ids = [application.id for application in ordered]
    last_view = select(func.max(SettlementView.id)).where(SettlementView.grant_id == Grant.id).correlate(Grant).scalar_subquery()
    asked = (
        select(Grant, HandIn, Settlement, Recovery, Change, SettlementView)
        .outerjoin(HandIn, and_(HandIn.grant_id == Grant.id, HandIn.settles))
        .outerjoin(Settlement, Settlement.grant_id == Grant.id)
        .outerjoin(Recovery, Recovery.grant_id == Grant.id)
        .outerjoin(Change, and_(Change.grant_id == Grant.id, Change.state.in_(OPEN_CHANGES)))
        .outerjoin(SettlementView, SettlementView.id == last_view)
        .where(Grant.application_id.in_(ids))
        .options(joinedload(Grant.commitment), selectinload(Grant.instalments))
    )
    followed = {row[0].application_id: row for row in db.execute(asked).all()} if ids else {}
    if matters is not None:
        told = {one: [e for e in matters.enquiries if e.asked_of is AskedOf.APPLICANT] for one in ids}
    else:
        told = _asked_of_applicants(db, ids)
    running = [row[0].id for row in followed.values() if row[0].state is GrantState.RUNNING]
    reports: dict[int, list[HandIn]] = defaultdict(list)
    for report in list_reports(db, running):
        reports[report.grant_id].append(report)
    files = []
    for one in ordered:
        grant, hand_in, settlement, recovery, change, view = followed.get(one.id, (None,) * 6)
        files.append(
            File(one, grant, hand_in, settlement, recovery, told[one.id], reports[grant.id] if grant is not None else [], change, view)
        )  # fmt: skip
    return files


def _asked_of_applicants(db: Session, ids: list[int]) -> dict[int, list[Enquiry]]:
    """What was asked of the applicants of these files; what was asked of advisers stays with us."""
    found: dict[int, list[Enquiry]] = {one: [] for one in ids}
    asked = select(Enquiry).where(Enquiry.application_id.in_(ids), Enquiry.asked_of == AskedOf.APPLICANT)
    for enquiry in db.scalars(asked.order_by(Enquiry.asked_at, Enquiry.id)) if ids else ():
        found[enquiry.application_id].append(enquiry)
    return found


def get_own(db: Session, actor: Actor, reference: str) -> Application:
    """The application with this reference when it belongs to who asks: what staff may see besides is not theirs. Raises NotFound."""
    asked = select(Application).where(Application.reference == reference)
    with_rules = (joinedload(Application.agenda), joinedload(Application.rule_set), joinedload(Application.tier))
    found = db.scalar(asked.options(joinedload(Application.partner), joinedload(Application.decision), *with_rules))
    if found is None or not (found.partner_id in actor.organisations or actor.file_id == found.id):
        raise NotFound(reference)
    return found


def must_choose_moment(db: Session, file: File, now: datetime) -> bool:
    """Whether a talk belongs to an open file, no moment is chosen, and there is one to choose. One statement, only where it matters."""
    application = file.application
    talk = talk_of(file.enquiries)
    if application.state not in OPEN_STATES or (talk is not None and (talk.held or talk.starts_at is not None)):
        return False
    rules = rule_set_document(application.rule_set)
    asked = talk is not None or interview_needed(rules, rules.tier(application.tier.code), application.requested_amount)
    return asked and bool(list_offered(db, application.agenda_id, now, tier=application.tier.code))


def move_of(file: File, today: date, *, must_choose: bool = False) -> Move:
    """Whose move it is on a day. ``account_by`` is a last day: itself still in time. ``must_choose``: :func:`must_choose_moment`."""
    application, grant = file.application, file.grant
    if application.state in OPEN_STATES:
        return open_move(application, file.enquiries, today, must_choose=must_choose)
    if application.state is ApplicationState.WITHDRAWN:
        return Move("U hoeft niets te doen.", "U heeft uw aanvraag ingetrokken.")
    if application.state in NO_MONEY or grant is None:
        return Move("Wij hebben besloten.", "U krijgt geen geld voor dit plan. In de brief leest u waarom, en wat u kunt doen.")
    if grant.state is GrantState.HANDED_IN:
        return reaction_move(file.view, today) or Move("Wij zijn aan zet.", "Wij bekijken uw verantwoording. U hoeft nu niets te doen.")
    if grant.state is GrantState.SETTLED:
        return _after_settling(file, grant)
    return _while_running(file, grant, today)


def _while_running(file: File, grant: Grant, today: date) -> Move:
    last = show_date(grant.account_by)
    waiting = [*_change_tasks(file, today), *_report_tasks(file, today)]
    if waiting and today <= grant.account_by:
        until = f" Uiterlijk op {show_date(waiting[0].until)}." if waiting[0].until is not None and not waiting[0].late else ""
        return Move("U bent aan zet.", f"{waiting[0].title}.{until}", yours=True, late=waiting[0].late)
    if file.hand_in is not None and file.hand_in.state is HandInState.RETURNED:
        return Move("U bent aan zet.", "Wij hebben een vraag over uw verantwoording.", yours=True, late=today > grant.account_by)
    if today > grant.account_by:
        return Move("U bent aan zet.", f"Uw verantwoording moest er op {last} zijn. Stuur die zo snel mogelijk.", yours=True, late=True)
    if today >= grant.ends_on:
        return Move("U bent aan zet.", f"Stuur uw verantwoording, uiterlijk op {last}.", yours=True)
    return Move("U bent aan zet.", f"Voer uw plan uit. Stuur daarna uw verantwoording, uiterlijk op {last}.")


def _after_settling(file: File, grant: Grant) -> Move:
    recovery = file.recovery
    if recovery is not None and recovery.state is RecoveryState.OPEN:
        left = show(recovery.amount - recovery.received_amount)
        when = f"in {len(recovery.terms)} delen" if recovery.terms else f"uiterlijk op {show_date(recovery.due_on)}"
        return Move("U bent aan zet.", f"Betaal {left} terug, {when}.", yours=True)
    coming = sum(part.amount for part in grant.instalments if part.state in (InstalmentState.PLANNED, InstalmentState.IN_RUN))
    if coming:
        return Move("Wij zijn aan zet.", f"Wij betalen u nog {show(coming)}. U hoeft niets te doen.")
    return Move("Klaar.", "Uw plan is afgerond. U hoeft niets te doen.")


def tasks_of(file: File, today: date, *, must_choose: bool = False) -> list[Task]:
    """What the partner can do now, each with its own button."""
    grant = file.grant
    if file.application.state in OPEN_STATES:
        return open_tasks(file.enquiries, today, must_choose=must_choose)
    if grant is None or grant.state not in (GrantState.RUNNING, GrantState.HANDED_IN):
        return []
    reacting = reaction_tasks(file.view, today)
    if grant.state is GrantState.HANDED_IN:
        return reacting
    return [*reacting, *_change_tasks(file, today), *_report_tasks(file, today), *_account_tasks(file, grant, today)]


def _change_tasks(file: File, today: date) -> list[Task]:
    """React before we say no to a change, as long as one can."""
    change = file.change
    if change is None or change.state is not ChangeState.VIEW_INVITED or change.view:
        return []
    sentence = "Wij willen nee zeggen tegen de verandering die u vroeg. U mag eerst reageren. Het hoeft niet."
    return [Task("U kunt reageren", sentence, "Lees waarom en reageer", "accountability.changes", until=change.view_until)]


def _report_tasks(file: File, today: date) -> list[Task]:
    """The reports we called for and did not get, or asked something about."""
    tasks = []
    for report in file.reports:
        label, due = parse_period(report.period).label(), report.due_on
        if report.state not in (HandInState.DRAFT, HandInState.RETURNED) or due is None:
            continue
        late, period = today > due, report.period
        if report.state is HandInState.RETURNED:
            title, sentence, button = f"Wij hebben een vraag over uw verslag van het {label}", report.question, "Pas uw verslag aan"
        else:
            title = f"Maak uw verslag over het {label}{': dat moest er op ' + show_date(due) + ' zijn' if late else ''}"
            sentence, button = "Vul in wat er tot nu toe is, hoeveel mensen meededen en hoeveel u uitgaf.", "Maak uw verslag"
        tasks.append(Task(title, sentence, button, "accountability.hand_in", late, until=due, period=period))
    return tasks


def _account_tasks(file: File, grant: Grant, today: date) -> list[Task]:
    last, late = show_date(grant.account_by), today > grant.account_by
    if file.hand_in is not None and file.hand_in.state is HandInState.RETURNED:
        question = file.hand_in.question
        return [Task("Wij hebben een vraag", question, "Pas uw verantwoording aan", "accountability.hand_in", late)]
    title = f"Stuur uw verantwoording{': die moest er op ' + last + ' zijn' if late else ', uiterlijk op ' + last}"
    begun = file.hand_in is not None
    sentence = "Maak foto’s van uw bonnen. Vul in hoeveel geld u uitgaf en hoeveel mensen meededen."
    return [
        Task(title, sentence, "Ga verder met uw verantwoording" if begun else "Stuur uw verantwoording", "accountability.hand_in", late)
    ]


def steps_of(file: File) -> tuple[int, list[str]]:
    """How far a file is on the line Verstuurd → Wij beoordelen → Besluit → Afgerond, with the dates that are known."""
    application, decision, settlement = file.application, file.application.decision, file.settlement
    dates = [show_date(application.submitted_on), "", show_date(decision.decided_on) if decision else "", ""]
    if settlement is not None:
        dates[3] = show_date(settlement.settled_on)
        return 5, dates
    if application.state in OPEN_STATES:
        return 2, dates
    return 4, dates


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A part of the money: how much, how it stands, and when."""

    amount: int
    word: str
    when: date | None


def list_payment_rows(db: Session, grant: Grant) -> list[PaymentRow]:
    """Every part of a grant in order: paid, being paid, still to pay, or dropped."""
    asked = (
        select(Payment)
        .join(Payment.instalment)
        .where(Payment.instalment_id.in_([part.id for part in grant.instalments]), ~Payment.cancelled)
    )
    payments = {payment.instalment_id: payment for payment in db.scalars(asked.options(joinedload(Payment.run)))}
    rows = []
    for part in grant.instalments:
        payment = payments.get(part.id)
        if payment is not None and payment.run.state is not RunState.CANCELLED:
            rows.append(PaymentRow(part.amount, RUN.partner_words[payment.run.state], payment.run.paid_on or payment.run.execution_on))
        else:
            rows.append(PaymentRow(part.amount, INSTALMENT.partner_words[part.state], part.due_on))
    return rows


def list_letters(db: Session, application_id: int) -> list[tuple[Paper, str]]:
    """Our letters about an application, oldest first, each with the word its address has."""
    return [(paper, paper.identifier) for paper in file_papers.list_letters(db, application_id)]


def tell_partner(lines: Iterable[JournalLine], actor: Actor) -> list[tuple[str, str, str, str]]:
    """The journal as the partner may read it, newest first: told by "u" and "wij", without names of colleagues."""
    theirs = [line for line in lines if line.action in SENTENCES and not line.action.startswith(OURS)]
    told = []
    for line, (when, what, _who, note) in zip(reversed(theirs), tell(theirs), strict=True):
        own = line.actor_kind in (ActorKind.LINK.value, ActorKind.ANONYMOUS.value) or (
            actor.id is not None and line.actor_kind == ActorKind.PERSON.value and line.actor_id == actor.id
        )
        told.append((when, what, "u" if own else "wij", note))
    return told
