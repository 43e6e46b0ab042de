"""Staff call for reports, see what is complete, read each report, chase what is missing, and give more time (``ux.md 3.1``)."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability import service as accounts
from mag.accountability.calls import queries, service
from mag.accountability.calls.forms import CallForm, ChaseForm, DelayForm
from mag.accountability.calls.mails import reminder_words
from mag.accountability.calls.queries import Key, Missing
from mag.accountability.calls.rules import callable_periods, may_mail, next_step
from mag.accountability.calls.states import STEP_LABELS, ReminderStep
from mag.accountability.forms import ActForm, ReturnForm
from mag.accountability.queries import get_grant_to_settle, get_hand_in
from mag.accountability.routes import blueprint
from mag.accountability.routes.account import account_of, words_of
from mag.accountability.states import HAND_IN, HandInState
from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.core import clock
from mag.core.errors import NotFound, Refused
from mag.core.logs import note_access
from mag.core.period import parse_period, show_date
from mag.core.transaction import Tx
from mag.grants.states import GrantState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

MOST = 500


def _today() -> date:
    return clock.today(house().store.clock.now())


@blueprint.get("/verslagen")
@allow(Permission.JUDGE_HAND_INS)
def calls() -> ResponseReturnValue:
    """The calls there were, and the next one."""
    return _calls_page(CallForm())


@blueprint.post("/verslagen")
@allow(Permission.JUDGE_HAND_INS)
def call() -> ResponseReturnValue:
    """Call everybody above the threshold at once."""
    form, agenda = CallForm(), find_current(db(), request.args.get("agenda"), _today())
    form.period.choices = [*_periods()]
    if not form.validate():
        return _calls_page(form), 422
    period, due_on, agenda_id = parse_period(form.period.data), form.due_on.data, agenda.id
    try:
        answer = perform(
            lambda tx: service.call_reports(tx, agenda_id, period, due_on=due_on, address=house().settings.address),
            then=lambda made: url_for(".called", call_id=made.id),
        )
    except Refused as refused:
        return _calls_page(form.refuse(refused)), 422
    flash(f"De oproep over het {period.label()} is verstuurd.", "good")
    return answer


@blueprint.get("/verslagen/oproep/<int(max=2147483647):call_id>")
@allow(Permission.JUDGE_HAND_INS)
def called(call_id: int) -> ResponseReturnValue:
    """Who sent a report and who did not, with the last day and the last reminder."""
    found = queries.get_call(db(), call_id)
    rows = queries.list_completeness(db(), found)
    done = sum(1 for report, _ in rows if report.state in (HandInState.HANDED_IN, HandInState.APPROVED))
    return render_template(
        "accountability/calls/called.html", call=found, period=parse_period(found.period), rows=rows, done=done, words=HAND_IN.staff_words,
        today=_today(),
    )  # fmt: skip


@blueprint.get("/verslagen/<reference>/<period>")
@allow(Permission.JUDGE_HAND_INS)
def report(reference: str, period: str) -> ResponseReturnValue:
    """One report to read."""
    return _report_page(reference, period, ReturnForm())


@blueprint.post("/verslagen/<reference>/<period>/akkoord")
@allow(Permission.JUDGE_HAND_INS)
def approve_report(reference: str, period: str) -> ResponseReturnValue:
    """Find a report good."""
    found, form = get_hand_in(db(), actor(), reference, period), ActForm()
    form.validate()
    answer = perform(
        lambda tx: accounts.approve_report(tx, found.id, version=form.version.data or 0),
        then=lambda _: url_for(".report", reference=reference, period=period),
    )
    flash("Het verslag is akkoord.", "good")
    return answer


@blueprint.post("/verslagen/<reference>/<period>/terug")
@allow(Permission.JUDGE_HAND_INS)
def return_report(reference: str, period: str) -> ResponseReturnValue:
    """Give a report back with a question."""
    found, form = get_hand_in(db(), actor(), reference, period), ReturnForm()
    address = house().settings.address
    if not form.validate():
        return _report_page(reference, period, form), 422
    question, version = form.question.data, form.version.data or 0
    try:
        answer = perform(
            lambda tx: accounts.return_hand_in(tx, found.id, version=version, question=question, address=address),
            then=lambda _: url_for(".report", reference=reference, period=period),
        )
    except Refused as refused:
        return _report_page(reference, period, form.refuse(refused)), 422
    flash("De vraag is gemaild.", "good")
    return answer


@blueprint.get("/aanmanen")
@allow(Permission.JUDGE_HAND_INS)
def chase() -> ResponseReturnValue:
    """Everything that should have been here, and which reminder is next."""
    return _chase_page(ChaseForm())


@blueprint.post("/aanmanen")
@allow(Permission.JUDGE_HAND_INS)
def send_chase() -> ResponseReturnValue:
    """Show the mails of what was ticked; send them when that was seen."""
    form, chosen = ChaseForm(), _chosen()
    if not form.validate() or not chosen:
        return _chase_page(form.say("Vink aan wie u een herinnering wilt sturen.") if not chosen else form, chosen), 422
    agenda_id = find_current(db(), request.args.get("agenda"), _today()).id
    ticked = [one for one in queries.list_missing(db(), _today(), agenda_id=agenda_id) if one.key in chosen]
    mails, skipped = _mails(ticked)
    if "verstuur" not in request.form:
        form.idempotency_key.process_data(None)
        return render_template("accountability/calls/chase_preview.html", form=form, mails=mails, skipped=skipped, steps=STEP_LABELS)
    partners, address = [partner_id for partner_id, _, _, _ in mails], house().settings.address

    def verb(tx: Tx) -> int:
        return sum(service.remind_partner(tx, partner_id, address=address, chosen=chosen) for partner_id in partners)

    sent: list[int] = []

    def then(count: int) -> str:
        sent.append(count)
        return url_for(".chase")

    answer = perform(verb, then=then)
    if sent:
        flash(f"{sent[0]} {'herinnering' if sent[0] == 1 else 'herinneringen'} verstuurd.", "good")
    return answer


@blueprint.get("/afronden/<reference>/uitstel")
@allow(Permission.JUDGE_HAND_INS)
def delay(reference: str) -> ResponseReturnValue:
    """Give more time for an account or a report."""
    return _delay_page(reference, request.args.get("periode", ""), DelayForm())


@blueprint.post("/afronden/<reference>/uitstel")
@allow(Permission.JUDGE_HAND_INS)
def give_delay(reference: str) -> ResponseReturnValue:
    """Move the last day, and tell the partner."""
    grant, form, period = get_grant_to_settle(db(), actor(), reference), DelayForm(), request.args.get("periode", "")
    if not form.validate():
        return _delay_page(reference, period, form), 422
    until, reason, grant_id = form.until.data, form.reason.data, grant.id
    try:
        answer = perform(
            lambda tx: service.give_delay(tx, grant_id, period=period, until=until, reason=reason),
            then=lambda _: url_for(".delay", reference=reference, periode=period or None),
        )
    except Refused as refused:
        return _delay_page(reference, period, form.refuse(refused)), 422
    flash(f"De nieuwe laatste dag is {show_date(until)}. De partner krijgt bericht.", "good")
    return answer


def _periods() -> list[tuple[str, str]]:
    return [(period.code, period.label().capitalize()) for period in callable_periods(_today())]


def _calls_page(form: CallForm) -> str:
    agenda = find_current(db(), request.args.get("agenda"), _today())
    form.period.choices = [*_periods()]
    waiting = {period.code: len(queries.list_to_call(db(), agenda.id, period)) for period in callable_periods(_today())[:1]}
    return render_template(
        "accountability/calls/index.html", agenda=agenda, calls=queries.list_calls(db(), agenda.id), form=form, waiting=waiting,
        label=lambda code: parse_period(code).label(),
    )  # fmt: skip


def _report_page(reference: str, period: str, form: ReturnForm) -> str:
    found = get_hand_in(db(), actor(), reference, period)
    note_access(house().store, actor(), "opened", "application", found.grant.application_id)
    this = account_of(found.grant, found, _today(), period)
    if form.version.data is None:
        form.version.process_data(found.version)
    return render_template(
        "accountability/calls/report.html", this=this, found=found, grant=found.grant, form=form,
        act_form=ActForm(data={"version": found.version}), with_us=found.state is HandInState.HANDED_IN,
        word=HAND_IN.staff_words[found.state], label=parse_period(period).label(), **words_of(),
    )  # fmt: skip


def _chosen() -> set[Key]:
    chosen: set[Key] = set()
    for text in request.form.getlist("kies")[:MOST]:
        grant, _, report = text.partition("-")
        if grant.isdecimal() and len(grant) < 10 and (not report or (report.isdecimal() and len(report) < 10)):
            chosen.add((int(grant), int(report) if report else None))
    return chosen


def _mails(ticked: Sequence[Missing]) -> tuple[list[tuple[int, str, str, list[str]]], list[tuple[str, str]]]:
    """The mails as they will go, one a partner, and who gets none with the reason."""
    today, mails, skipped = _today(), [], []
    last = queries.last_mailed(db(), {one.grant.partner_id for one in ticked})
    for partner_id, group in groupby(
        sorted(ticked, key=lambda one: (one.grant.partner_id, one.due_on)), key=lambda one: one.grant.partner_id
    ):
        theirs = list(group)
        name = theirs[0].grant.partner.name
        due = [
            (one, step) for one in theirs if one.grant.application.email and (step := next_step(one.due_on, today, one.sent)) is not None
        ]
        together = [(one, step) for one, step in due if one.grant.application.email == due[0][0].grant.application.email]
        if not may_mail(last.get(partner_id), today):
            skipped.append((name, f"kreeg al een herinnering op {show_date(last[partner_id])}; hooguit één per week"))
        elif not any(one.grant.application.email for one in theirs):
            skipped.append((name, "heeft geen e-mailadres; bel of schrijf"))
        elif not together:
            skipped.append((name, "kreeg de laatste herinnering al; bel, of stel het bedrag vast"))
        else:
            subject, told = reminder_words(together, today)
            mails.append((partner_id, name, subject, told))
    return mails, skipped


def _chase_page(form: ChaseForm, chosen: set[Key] | None = None) -> str:
    today = _today()
    agenda = find_current(db(), request.args.get("agenda"), today)
    missing = [one for one in queries.list_missing(db(), today, agenda_id=agenda.id) if one.due_on < today]
    last = queries.last_mailed(db(), {one.grant.partner_id for one in missing})
    rows: list[tuple[Missing, ReminderStep | None, bool]] = [
        (one, next_step(one.due_on, today, one.sent), may_mail(last.get(one.grant.partner_id), today)) for one in missing[:MOST]
    ]
    return render_template(
        "accountability/calls/chase.html", agenda=agenda, rows=rows, total=len(missing), form=form, chosen=chosen, steps=STEP_LABELS,
        today=today, last=last,
    )  # fmt: skip


def _delay_page(reference: str, period: str, form: DelayForm) -> str:
    grant = get_grant_to_settle(db(), actor(), reference)
    report = get_hand_in(db(), actor(), reference, period) if period else None
    if grant.state is not GrantState.RUNNING:
        raise NotFound(reference)
    due_on = report.due_on if report is not None else grant.account_by
    return render_template(
        "accountability/calls/delay.html", grant=grant, period=period, due_on=due_on, form=form, delays=queries.list_delays(db(), grant.id),
        label=parse_period(period).label() if period else "",
    )  # fmt: skip
