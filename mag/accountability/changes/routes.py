"""A partner asks for a change and follows it; staff see what waits, hear the partner before a no, and decide (``domain.md 9.47``)."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability.changes import queries, service
from mag.accountability.changes.forms import FORMS, DecideForm, ScopeForm, ViewForm, WishForm
from mag.accountability.changes.letters import summary
from mag.accountability.changes.models import Change
from mag.accountability.changes.rules import Wish, cannot_refuse
from mag.accountability.changes.states import CHANGE, CHANGE_LABELS, OPEN_CHANGES, ChangeKind, ChangeState
from mag.accountability.forms import ActForm
from mag.accountability.planned import amount_after, list_agreed
from mag.accountability.queries import get_grant_to_settle, is_own
from mag.accountability.routes import blueprint
from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.applications.states import CostKind
from mag.core import clock
from mag.core.errors import NotFound, Refused
from mag.core.logs import note_access
from mag.core.money import show
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.grants.states import GrantState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

OWN = "/verandering/<reference>"
ONE = "/veranderingen/<reference>/<int(max=2147483647):change_id>"


@blueprint.get(OWN)
@allow(Permission.HAND_IN)
def changes(reference: str) -> ResponseReturnValue:
    """What a partner can ask to change, and what it asked before."""
    grant = _own(reference)
    asked = queries.list_changes(db(), grant.id)
    view = next((one for one in asked if one.state is ChangeState.VIEW_INVITED), None)
    return _own_page(grant, asked, ViewForm(data={"version": view.version}) if view is not None else ViewForm())


@blueprint.get(f"{OWN}/vraag/<kind>")
@allow(Permission.HAND_IN)
def ask_change(reference: str, kind: str) -> ResponseReturnValue:
    """The questions of one kind of change."""
    grant, wanted = _own(reference), _kind(kind)
    if grant.state is not GrantState.RUNNING or queries.find_open_change(db(), grant.id) is not None:
        return redirect(url_for(".changes", reference=reference))
    return _ask_page(grant, wanted, _form(grant, wanted))


@blueprint.post(f"{OWN}/vraag/<kind>")
@allow(Permission.HAND_IN)
def send_change(reference: str, kind: str) -> ResponseReturnValue:
    """Ask for a change."""
    grant, wanted = _own(reference), _kind(kind)
    form = _form(grant, wanted)
    if not form.validate():
        return _ask_page(grant, wanted, form), 422
    answers = form.answers()
    wish = Wish(
        kind=wanted, text=answers["wish"], from_line_id=_number(answers.get("from_line")), to_line_id=_number(answers.get("to_line")),
        amount=answers.get("amount"), ends_on=answers.get("ends_on"), result_id=_number(answers.get("result")),
        number=answers.get("number"),
    )  # fmt: skip
    grant_id = grant.id
    try:
        answer = perform(lambda tx: service.ask_change(tx, grant_id, wish), then=lambda _: url_for(".changes", reference=reference))
    except Refused as refused:
        return _ask_page(_own(reference), wanted, form.refuse(refused)), 422
    flash("Uw vraag is verstuurd. Wij laten u weten wat wij besluiten.", "good")
    return answer


@blueprint.post(f"{OWN}/intrekken/<int(max=2147483647):change_id>")
@allow(Permission.HAND_IN)
def withdraw_change(reference: str, change_id: int) -> ResponseReturnValue:
    """Take back what was asked."""
    _own(reference)
    change, form = queries.get_change(db(), actor(), reference, change_id), ActForm()
    form.validate()
    answer = perform(
        lambda tx: service.withdraw_change(tx, change.id, version=form.version.data or 0),
        then=lambda _: url_for(".changes", reference=reference),
    )
    flash("Uw vraag is ingetrokken.", "good")
    return answer


@blueprint.post(f"{OWN}/reactie/<int(max=2147483647):change_id>")
@allow(Permission.HAND_IN)
def react_to_change(reference: str, change_id: int) -> ResponseReturnValue:
    """React to what we have in mind."""
    grant = _own(reference)
    change, form = queries.get_change(db(), actor(), reference, change_id), ViewForm()
    if not form.validate():
        return _own_page(grant, queries.list_changes(db(), grant.id), form), 422
    text, version = form.view.data, form.version.data or 0
    try:
        answer = perform(
            lambda tx: service.give_view(tx, change.id, version=version, text=text), then=lambda _: url_for(".changes", reference=reference)
        )
    except Refused as refused:
        return _own_page(_own(reference), queries.list_changes(db(), grant.id), form.refuse(refused)), 422
    flash("Uw reactie is verstuurd.", "good")
    return answer


@blueprint.get("/veranderingen")
@allow(Permission.DECIDE)
def open_changes() -> ResponseReturnValue:
    """What partners ask to change and waits for us, the longest waiting first."""
    agenda = find_current(db(), request.args.get("agenda"), _today())
    rows = queries.list_open_changes(db(), agenda.id)
    return render_template(
        "accountability/changes/index.html", agenda=agenda, rows=rows, kinds=CHANGE_LABELS, words=CHANGE.staff_words, today=_today()
    )


@blueprint.get(ONE)
@allow(Permission.DECIDE)
def change(reference: str, change_id: int) -> ResponseReturnValue:
    """One request to decide on."""
    found = queries.get_change(db(), actor(), reference, change_id)
    note_access(house().store, actor(), "opened", "application", found.grant.application_id)
    return _decide_page(found, DecideForm(data={"version": found.version, "most_amount": found.grant.commitment.paid_amount}))


@blueprint.post(ONE)
@allow(Permission.DECIDE)
def decide_change(reference: str, change_id: int) -> ResponseReturnValue:
    """Say yes, ask for a reaction, or say no."""
    found, form = queries.get_change(db(), actor(), reference, change_id), DecideForm()
    if not form.validate():
        return _decide_page(found, form), 422
    address, version, reason, most = house().settings.address, form.version.data or 0, form.reason.data, form.most_amount.data

    def verb(tx: Tx) -> Change:
        if "reactie" in request.form:
            return service.invite_view(tx, change_id, version=version, intention=reason, address=address)
        if "nee" in request.form:
            return service.refuse_change(tx, change_id, version=version, reason=reason, address=address)
        return service.grant_change(tx, change_id, version=version, reason=reason, address=address, most_amount=most)

    try:
        answer = perform(verb, then=lambda _: url_for(".change", reference=reference, change_id=change_id))
    except Refused as refused:
        return _decide_page(queries.get_change(db(), actor(), reference, change_id), form.refuse(refused)), 422
    flash("De brief is gemaakt en het bericht gaat nu weg.", "good")
    return answer


def _today() -> date:
    return clock.today(house().store.clock.now())


def _own(reference: str) -> Grant:
    grant = get_grant_to_settle(db(), actor(), reference)
    if not is_own(actor(), grant):
        raise NotFound(reference)
    return grant


def _kind(code: str) -> ChangeKind:
    found = next((kind for kind in ChangeKind if kind.value.replace("_", "-") == code), None)
    if found is None:
        raise NotFound(code)
    return found


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _form(grant: Grant, kind: ChangeKind) -> WishForm:
    form = FORMS[kind]()
    if kind is ChangeKind.MOVE_MONEY:
        agreed = list_agreed(db(), grant.id)
        lines = [
            (str(line.id), f"{line.description} ({show(amount_after(line.id, line.amount, agreed))})")
            for line in grant.application.cost_lines
            if line.kind is CostKind.COST
        ]
        form["from_line"].choices, form["to_line"].choices = lines, lines
    elif isinstance(form, ScopeForm):
        form.result.choices = [(str(one.id), f"{one.what} (nu {one.number})") for one in grant.application.results]
    return form


def _own_page(grant: Grant, asked: list[Change], form: ViewForm) -> str:
    is_open = any(one.state in OPEN_CHANGES for one in asked)
    lines = [line for line in grant.application.cost_lines if line.kind is CostKind.COST]
    offered = [kind for kind in ChangeKind if kind is not ChangeKind.MOVE_MONEY or len(lines) > 1]
    return render_template(
        "accountability/changes/own.html", grant=grant, asked=list(reversed(asked)), form=form, act_form=ActForm(),
        offered=offered if grant.state is GrantState.RUNNING and not is_open else [], kinds=CHANGE_LABELS, words=CHANGE.partner_words,
        summary=summary, is_open=is_open, open_states=OPEN_CHANGES,
    )  # fmt: skip


def _ask_page(grant: Grant, kind: ChangeKind, form: WishForm) -> str:
    fields = [name for name in form.answers() if name != "wish"]
    return render_template("accountability/changes/ask.html", grant=grant, title=CHANGE_LABELS[kind], kind=kind, form=form, fields=fields)


def _decide_page(found: Change, form: DecideForm) -> str:
    may_refuse = not list(cannot_refuse(found.state, view=found.view, view_until=found.view_until, today=_today()))
    return render_template(
        "accountability/changes/decide.html", change=found, grant=found.grant, form=form, summary=summary(found), may_refuse=may_refuse,
        title=CHANGE_LABELS[found.kind], word=CHANGE.staff_words[found.state], is_open=found.state in OPEN_CHANGES,
    )  # fmt: skip
