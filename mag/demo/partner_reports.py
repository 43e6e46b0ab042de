"""Half-year reports of the large partners in the demonstration: called for in July, mostly sent, and a change that waits for a decision."""

from datetime import date

from sqlalchemy import select

from mag.accountability import service as accountability
from mag.accountability.asking import asked_of, compared
from mag.accountability.calls import service as calls
from mag.accountability.changes import service as changes
from mag.accountability.changes.rules import Wish
from mag.accountability.changes.states import ChangeKind
from mag.accountability.models import HandIn
from mag.accountability.told import Told
from mag.accounts.sessions import link_actor
from mag.core.errors import Refused
from mag.core.money import Cents
from mag.core.period import add_months, half_year
from mag.core.transaction import Tx
from mag.demo.calendar import OPENING
from mag.demo.stage import PROJECT_LEADER, Stage
from mag.demo.telling import counts_of
from mag.grants.models import Grant
from mag.grants.states import GrantState

PERIOD = half_year(2022, 1)
STORY = "Het eerste halfjaar ging goed (demo). Na de zomer beginnen twee nieuwe groepen."
WISH = "Onze zaal wordt verbouwd (demo). Wij willen de laatste bijeenkomsten daarom een maand later houden."
BECAUSE = "Later is goed: het plan zelf verandert niet (demo)."


def plan_partner_reports(stage: Stage) -> None:
    """Plan the call, the reports that came in, and two changes: one decided, one that waits."""
    stage.plan(date(2022, 7, 1), 9, lambda: _call(stage), 30)
    stage.plan(date(2022, 8, 24), 20, lambda: _report(stage), 0)
    stage.plan(date(2022, 9, 6), 14, lambda: _read(stage), 0)
    stage.plan(OPENING.replace(day=3), 19, lambda: _ask(stage, decide=True), 0)
    stage.plan(OPENING.replace(day=13), 19, lambda: _ask(stage, decide=False), 0)


def _call(stage: Stage) -> None:
    try:
        stage.act(
            stage.staff(PROJECT_LEADER),
            lambda tx: calls.call_reports(tx, stage.agenda_id, PERIOD, due_on=date(2022, 9, 1), address=stage.address),
        )
    except Refused:  # a short play has no large partner
        return


def _report(stage: Stage) -> None:
    """Everybody but the last one reports in time."""
    for report_id, application_id in _reports(stage)[:-1]:

        def verb(tx: Tx, report_id: int = report_id) -> None:
            report = tx.db.get_one(HandIn, report_id)
            results, _ = compared(tx.db, report.grant, report, asked_of(tx.db, report.grant, report.kind, tx.today))
            told = Told(
                results={row.id: (row.planned // 2, "Wij liggen op schema (demo).") for row in results}, counts=counts_of(tx, report)
            )  # fmt: skip
            people, spent = 40 + report_id % 60, Cents(int(report.grant.awarded_amount) * 48 // 100)
            accountability.keep_answers(tx, report_id, spent_amount=spent, people_reached=people, story=STORY, told=told)
            accountability.hand_in(tx, report_id, version=report.version, spent_amount=spent, people_reached=people, story=STORY)

        stage.act(link_actor(application_id), verb)


def _read(stage: Stage) -> None:
    """Half of what came in is read by September; the rest waits."""
    sent = _reports(stage)[:-1]
    for report_id, _ in sent[: (len(sent) + 1) // 2]:
        version = stage.version(HandIn, report_id)
        stage.act(
            stage.staff(PROJECT_LEADER),
            lambda tx, report_id=report_id, version=version: accountability.approve_report(tx, report_id, version=version),  # type: ignore[misc]
        )


def _ask(stage: Stage, *, decide: bool) -> None:
    with stage.house.store.reading() as db:
        running = select(Grant).where(Grant.state == GrantState.RUNNING, Grant.ends_on > stage.today).order_by(Grant.id.desc())
        grant = db.scalars(running.offset(0 if decide else 1).limit(1)).one_or_none()
    if grant is None:
        return
    wish = Wish(ChangeKind.MORE_TIME, WISH, ends_on=add_months(grant.ends_on, 1))
    asked = stage.act(link_actor(grant.application_id), lambda tx: changes.ask_change(tx, grant.id, wish))
    if decide:
        leader = stage.staff(PROJECT_LEADER)
        stage.act(leader, lambda tx: changes.grant_change(tx, asked.id, version=1, reason=BECAUSE, address=stage.address))


def _reports(stage: Stage) -> list[tuple[int, int]]:
    with stage.house.store.reading() as db:
        asked = select(HandIn.id, Grant.application_id).join(HandIn.grant).where(~HandIn.settles, HandIn.period == PERIOD.code)
        return [(report_id, application_id) for report_id, application_id in db.execute(asked.order_by(Grant.goal_id, HandIn.id))]
