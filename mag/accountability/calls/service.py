"""Call everybody for reports in one act, remind of what is missing in steps, and give a partner more time (Awb 4:44)."""

from collections.abc import Collection
from datetime import date
from itertools import groupby

from sqlalchemy import select

from mag.accountability.calls.mails import remind, tell_called, tell_delayed
from mag.accountability.calls.models import Delay, Reminder, ReportCall
from mag.accountability.calls.queries import Key, Missing, last_mailed, list_missing, list_to_call
from mag.accountability.calls.rules import kind_of_period, may_mail, next_step, step_by_itself, wrong_call, wrong_delay
from mag.accountability.calls.states import ReminderStep
from mag.accountability.models import HandIn
from mag.accountability.rules import AHEAD
from mag.accountability.states import HandInState
from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.period import Period
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.grants.states import GrantState

ANNOUNCED, REMINDED = "accountability.hand_in.announced", "accountability.hand_in.reminded"


def call_reports(tx: Tx, agenda_id: int, period: Period, *, due_on: date, address: str) -> ReportCall:
    """Ask every partner above the threshold for its report over a period: a report to fill in each, and one mail a partner.

    Raises NotFound, Forbidden, and Refused: called before, the period is not over, too soon due, nobody to call.
    """
    tx.actor.must(Permission.JUDGE_HAND_INS)
    agenda = tx.db.get(Agenda, agenda_id, with_for_update=True)
    if agenda is None:
        raise NotFound(f"agenda {agenda_id}")
    refuse_if(wrong_call(period, due_on, tx.today))
    kind = kind_of_period(period)
    before = select(ReportCall).where(ReportCall.agenda_id == agenda_id, ReportCall.kind == kind, ReportCall.period == period.code)
    if tx.db.scalar(before) is not None:
        raise Refused(Refusal("already_called", f"Over het {period.label()} is al een oproep gedaan.", "period"))
    grants = list_to_call(tx.db, agenda_id, period)
    if not grants:
        raise Refused(Refusal("nobody_to_call", f"Niemand hoeft een verslag te maken over het {period.label()}.", "period"))
    partners = 0
    for _, of_partner in groupby(grants, key=lambda grant: (grant.partner_id, grant.application.email)):
        reports = []
        for grant in of_partner:
            report = HandIn(
                grant=grant,
                kind=kind,
                period=period.code,
                settles=False,
                due_on=due_on,
                state=HandInState.DRAFT,
                version=1,
                started_at=tx.now,
            )
            tx.db.add(report)
            reports.append(report)
            application = grant.application
            tx.record(
                "accountability.report.called", "application", application.id, chain=agenda.code, reference=grant.reference,
                period=period.code, due_on=due_on,
            )  # fmt: skip
        tx.db.flush()
        tell_called(tx, reports, period, due_on, address=address)
        partners += 1
    call = ReportCall(
        agenda_id=agenda_id, kind=kind, period=period.code, due_on=due_on, reports=len(grants), partners=partners, called_at=tx.now,
        called_by=tx.actor.label,
    )  # fmt: skip
    tx.db.add(call)
    tx.db.flush()
    tx.record("accountability.reports.called", "report_call", call.id, chain=agenda.code, period=period.code, reports=len(grants))
    return call


def remind_partner(tx: Tx, partner_id: int, *, address: str, chosen: Collection[Key] | None = None) -> int:
    """Remind one partner of what is missing, in one mail; answers how many mails went: 0 or 1.

    Without ``chosen`` by itself: what is nearly or a week late. With it by hand: those accounts, each one step firmer. At most one
    mail a week to a partner; nothing to who has no address.
    """
    missing = list_missing(tx.db, tx.today if chosen is not None else tx.today + AHEAD, partner_id=partner_id, locked=True)
    if not may_mail(last_mailed(tx.db, [partner_id]).get(partner_id), tx.today):
        return 0
    due: list[tuple[Missing, ReminderStep]] = []
    for one in missing:
        if chosen is not None and one.key not in chosen:
            continue
        step = step_by_itself(one.due_on, tx.today, one.sent) if chosen is None else next_step(one.due_on, tx.today, one.sent)
        if step is not None and one.grant.application.email:
            due.append((one, step))
    together = [(one, step) for one, step in due if one.grant.application.email == due[0][0].grant.application.email]
    if not together:
        return 0
    remind(tx, together, address=address)
    for one, step in together:
        grant, report = one.grant, one.report
        tx.db.add(
            Reminder(
                partner_id=partner_id, grant_id=grant.id, hand_in_id=report.id if report is not None else None, step=step,
                due_on=one.due_on, sent_on=tx.today, sent_at=tx.now, sent_by=tx.actor.label,
            )
        )  # fmt: skip
        action = ANNOUNCED if step is ReminderStep.ANNOUNCED else REMINDED
        facts = {"period": report.period} if report is not None else {}
        chain = grant.application.agenda.code
        tx.record(action, "application", grant.application_id, chain=chain, reference=grant.reference, step=step.value, **facts)
    tx.db.flush()
    return 1


def give_delay(tx: Tx, grant_id: int, *, period: str = "", until: date | None, reason: str) -> Delay:
    """Give a partner a later last day for its account, or for the report over ``period``; the partner is told.

    Raises NotFound, Forbidden, and Refused: not later, no reason, handed in already.
    """
    tx.actor.must(Permission.JUDGE_HAND_INS)
    grant = tx.db.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    if grant is None:
        raise NotFound(f"grant {grant_id}")
    report = None
    if period:
        report = tx.db.scalar(select(HandIn).where(HandIn.grant_id == grant_id, HandIn.period == period, ~HandIn.settles).with_for_update())
        if report is None:
            raise NotFound(f"{grant.reference} {period}")
    handed_in = report.state in (HandInState.HANDED_IN, HandInState.APPROVED) if report is not None else False
    if grant.state is not GrantState.RUNNING or handed_in:
        raise Refused(Refusal("closed_verb", "Uitstel is niet meer nodig: de verantwoording is binnen."))
    before = report.due_on if report is not None and report.due_on is not None else grant.account_by
    refuse_if(wrong_delay(before, until, tx.today, reason))
    assert until is not None
    if report is not None:
        report.due_on = until
    else:
        grant.account_by = until
        grant.version += 1
    delay = Delay(
        grant=grant, hand_in=report, due_before=before, until=until, reason=reason.strip(), given_at=tx.now, given_by=tx.actor.label
    )
    tx.db.add(delay)
    tx.db.flush()
    tell_delayed(tx, grant, "verslag" if report is not None else "verantwoording", until, delay.reason)
    tx.record(
        "accountability.hand_in.delayed", "application", grant.application_id, chain=grant.application.agenda.code,
        reference=grant.reference, due_before=before, until=until, reason=delay.reason,
    )  # fmt: skip
    return delay
