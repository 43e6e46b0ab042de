"""New items: one look each, one key each. Take it on, leave it untreated (as a double too), or put it off."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.queries import list_goals, list_tiers, rule_set_document
from mag.applications import service as applications
from mag.applications.models import Application
from mag.applications.queries import Pile, count_piles, get_application, list_alike, list_worklist
from mag.applications.states import APPLICATION, OPEN_STATES, Outcome
from mag.applications.triage import chosen_goal, guess_goal, missing_of
from mag.core.errors import NotFound, Refused
from mag.core.logs import list_looking
from mag.core.period import show_date
from mag.desk.forms import ActForm
from mag.desk.list_forms import FilterForm, LaterForm, LeaveForm, TwinForm
from mag.desk.routes import blueprint
from mag.desk.routes.worklist import TABS, agenda_now, day_now, pile_url
from mag.desk.work_filter import NAMES, PILE_LABELS, choices_of, query_of, told
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

AT_ONCE = 25
"""Items on a page of the inbox: each brings its preview along, so that going down the list loads nothing."""


@blueprint.get("/nieuw")
@allow(Permission.SEE_APPLICATIONS)
def inbox() -> ResponseReturnValue:
    """What nobody took on yet, with a preview of the chosen item beside the list."""
    day, agenda = day_now(), agenda_now()
    asked: dict[str, Any] = {name: request.args[name] for name in NAMES if request.args.get(name)}
    query = query_of(asked, agenda.id, day, actor().id, pile=Pile.NEW)
    counts = dict(count_piles(db(), query))
    found = list_worklist(
        db(), query, page=request.args.get("pagina", 1, type=int), size=AT_ONCE, total=counts[Pile.NEW], goals=True
    )  # fmt: skip
    goals = list_goals(db(), agenda.id)
    choices = choices_of(list_tiers(db(), agenda.id), [], goals, actor().id)
    chosen = next((row for row in found.rows if row.reference == request.args.get("kies")), found.rows[0] if found.rows else None)
    return render_template(
        "desk/inbox.html",
        agenda=agenda,
        found=found,
        query=query,
        day=day,
        chosen=chosen,
        told=told(query, choices),
        tabs=[(PILE_LABELS[pile], counts[pile], pile_url(pile, asked), pile is Pile.NEW) for pile in TABS],
        filter_form=FilterForm().offer(choices, counts),
        page_url=lambda number: url_for("desk.inbox", **asked, pagina=number),
        pick_url=lambda reference: url_for("desk.inbox", **asked, pagina=found.page if found.page > 1 else None, kies=reference),
        missing={row.id: missing_of(row) for row in found.rows},
        goals={row.id: (chosen_goal(row), guess_goal(row, goals)) for row in found.rows},
        looking=list_looking(db(), actor(), "application", [row.id for row in found.rows], house().store.clock.now()) if found.rows else {},
        may_act=actor().may(Permission.DECIDE),
        act_form=ActForm(),
    )


@blueprint.post("/nieuw/<reference>/oppakken")
@allow(Permission.DECIDE)
def take_on(reference: str) -> ResponseReturnValue:
    """Take an item on and go to the next one in the inbox."""
    found, form = get_application(db(), actor(), reference), ActForm()
    gone = perform(lambda tx: applications.claim(tx, found.id, version=form.version.data or 0), then=lambda _: _next())
    flash(f"{reference} is nu van u. U vindt de aanvraag in de werkvoorraad.", "good")
    return gone


@blueprint.get("/nieuw/<reference>/later")
@allow(Permission.DECIDE)
def later(reference: str) -> ResponseReturnValue:
    """Choose until when an item can wait."""
    found = _open(reference)
    return _later(found, LaterForm(data={"version": found.version}).offer(day_now()))


@blueprint.post("/nieuw/<reference>/later")
@allow(Permission.DECIDE)
def put_off(reference: str) -> ResponseReturnValue:
    """Put an item off; it comes back by itself."""
    found = _open(reference)
    form = LaterForm().offer(day_now())
    if not form.validate_on_submit():
        return _later(found, form, 422)
    try:
        gone = perform(
            lambda tx: applications.snooze(tx, found.id, version=form.version.data or 0, until=form.until.data), then=lambda _: _next()
        )
    except Refused as refused:
        form.refuse(refused)
        return _later(found, form, 422)
    flash(f"{reference} komt op {show_date(form.until.data)} vanzelf terug in de lijst.", "good")
    return gone


@blueprint.post("/nieuw/<reference>/terughalen")
@allow(Permission.DECIDE)
def fetch_back(reference: str) -> ResponseReturnValue:
    """Take an item that was put off back into the list at once."""
    found, form = get_application(db(), actor(), reference), ActForm()
    return perform(
        lambda tx: applications.wake(tx, found.id, version=form.version.data or 0),
        then=lambda _: url_for("desk.application", reference=reference),
    )


@blueprint.get("/nieuw/<reference>/dubbel")
@allow(Permission.DECIDE)
def double(reference: str) -> ResponseReturnValue:
    """The file beside those that may be the same request, to point at the one it is a double of."""
    found = _open(reference)
    form = TwinForm()
    other = None
    asked = (form.van.data or "").strip().upper()
    if asked:
        try:
            other = get_application(db(), actor(), asked)
        except NotFound:
            form.say(f"Er is geen aanvraag met kenmerk {asked[:40]}.", "van")
        if other is not None and other.id == found.id:
            other = None
            form.say("Dit is de aanvraag zelf. Kies een andere.", "van")
    alike = list_alike(db(), found)
    page = render_template(
        "desk/double.html", application=found, other=other, alike=alike, form=form, words=APPLICATION.staff_words, next=_next_reference(),
    )  # fmt: skip
    return page, 422 if form.all_errors() else 200


@blueprint.get("/nieuw/<reference>/niet-in-behandeling")
@allow(Permission.DECIDE)
def leave(reference: str) -> ResponseReturnValue:
    """The form to leave a file untreated; ``van`` names the file it is a double of, shown beside it."""
    found, other = _open(reference), _twin(reference)
    words = f"U stuurde deze aanvraag twee keer. Wij behandelen de aanvraag met kenmerk {other.reference}." if other else ""
    form = LeaveForm(data={"version": found.version, "explanation": words, "ground": None})
    return _leave(found, other, form.offer(rule_set_document(found.rule_set)))


@blueprint.post("/nieuw/<reference>/niet-in-behandeling")
@allow(Permission.DECIDE)
def leave_untreated(reference: str) -> ResponseReturnValue:
    """Leave a file untreated: decision, letter and mail in one act."""
    found, other = _open(reference), _twin(reference)
    form = LeaveForm().offer(rule_set_document(found.rule_set))
    if not form.validate_on_submit():
        return _leave(found, other, form, 422)
    try:
        gone = perform(
            lambda tx: applications.refuse(
                tx,
                found.id,
                version=form.version.data or 0,
                outcome=Outcome.NOT_PROCESSED,
                ground_code=form.ground.data,
                reason=form.explanation.data,
                address=house().settings.address,
            ),
            then=lambda _: _next(),
        )
    except Refused as refused:
        for refusal in refused.refusals:
            form.say(refusal.sentence, "explanation" if refusal.field == "reason" else refusal.field)
        return _leave(found, other, form, 422)
    flash(f"{reference} wordt niet in behandeling genomen. De brief is gemaakt en het bericht gaat nu weg.", "good")
    return gone


def _open(reference: str) -> Application:
    """A file that is still to be decided on. Raises NotFound."""
    found = get_application(db(), actor(), reference)
    if found.state not in OPEN_STATES:
        raise NotFound(reference)
    return found


def _twin(reference: str) -> Application | None:
    asked = request.args.get("van")
    return get_application(db(), actor(), asked) if asked and asked != reference else None


def _next_reference() -> str | None:
    """The item after this one, as the inbox said it."""
    return request.values.get("volgende") or None


def _next() -> str:
    return url_for("desk.inbox", kies=_next_reference())


def _later(found: Application, form: LaterForm, status: int = 200) -> ResponseReturnValue:
    return render_template("desk/later.html", application=found, form=form, next=_next_reference()), status


def _leave(found: Application, other: Application | None, form: LeaveForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "desk/leave.html", application=found, other=other, form=form, words=APPLICATION.staff_words, next=_next_reference()
    )
    return page, status
