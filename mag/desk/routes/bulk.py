"""One act on many files: each has its own transaction and its own result, and sending the form twice does nothing twice."""

from collections.abc import Callable
from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications import service as applications
from mag.applications.models import Application
from mag.applications.queries import list_by_ids, list_deciders
from mag.core.actor import Actor
from mag.core.batches import Batch, BatchItem, ItemState, carry_out, get_batch, open_batch
from mag.core.clock import today
from mag.core.errors import Refusal, Refused
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.desk.forms import ActForm
from mag.desk.list_forms import BulkForm
from mag.desk.routes import blueprint
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

ACTS: list[tuple[str, str]] = [
    ("claim", "Pak op: ik ga deze aanvragen behandelen"),
    ("unclaim", "Laat los: een ander mag ze oppakken"),
    ("assign", "Geef aan een collega"),
    ("snooze", "Zet weg tot later"),
]
"""What can be done with many files at once: (code, words on the button)."""


def _claim(tx: Tx, batch: Batch, item: BatchItem) -> str:
    applications.claim(tx, item.subject_id, version=item.arguments["version"])
    return "Opgepakt: u behandelt deze aanvraag."


def _unclaim(tx: Tx, batch: Batch, item: BatchItem) -> str:
    applications.unclaim(tx, item.subject_id, version=item.arguments["version"])
    return "Losgelaten: een ander kan de aanvraag oppakken."


def _assign(tx: Tx, batch: Batch, item: BatchItem) -> str:
    given = applications.assign(tx, item.subject_id, version=item.arguments["version"], person_id=batch.arguments["person_id"])
    return f"Gegeven aan {given.claimed_by}."


def _snooze(tx: Tx, batch: Batch, item: BatchItem) -> str:
    until = date.fromisoformat(batch.arguments["until"])
    applications.snooze(tx, item.subject_id, version=item.arguments["version"], until=until)
    return f"Weggezet tot {show_date(until)}."


DOES: dict[str, Callable[[Tx, Batch, BatchItem], str]] = {"claim": _claim, "unclaim": _unclaim, "assign": _assign, "snooze": _snooze}


def do_act(tx: Tx, batch: Batch, item: BatchItem) -> str:
    """Carry out a batch's act on one file and answer what to say of it."""
    return DOES[batch.act](tx, batch, item)


@blueprint.post("/werkvoorraad/samen")
@allow(Permission.DECIDE)
def together() -> ResponseReturnValue:
    """Do one act with the files that were ticked, and go to the page that tells what came of each."""
    day, me = today(house().store.clock.now()), actor()
    form = BulkForm(prefix="bulk").offer(ACTS, list_deciders(db()), day)
    pairs = form.chosen(request.form.getlist("row" if request.form.get("all") else "item"))
    if not form.validate_on_submit():
        return _again(form, pairs)
    try:
        arguments = _arguments(form)
        found = {row.id: row for row in list_by_ids(db(), me, [number for number, _ in pairs])}
        things = [(number, found[number].reference, {"version": version}) for number, version in pairs if number in found]
        label = dict(ACTS)[form.act.data]
        opened: list[int] = []

        def write_down(tx: Tx) -> Batch:
            return open_batch(tx, form.act.data, label, things, **arguments)

        def answer(batch: Batch) -> str:
            opened.append(batch.id)
            return url_for("desk.together_result", batch_id=batch.id, uit=request.args.get("uit"))

        gone = perform(write_down, then=answer)
    except Refused as refused:
        form.refuse(refused)
        return _again(form, pairs)
    for batch_id in opened:
        carry_out(house().store, me, batch_id, do_act)
    return gone


@blueprint.get("/werkvoorraad/samen/<int(max=2147483647):batch_id>")
@allow(Permission.DECIDE)
def together_result(batch_id: int) -> ResponseReturnValue:
    """What came of an act on many files: done and not done, each with its reason."""
    batch, items = get_batch(db(), actor(), batch_id, *DOES)
    return render_template(
        "desk/together.html",
        batch=batch,
        refused=[item for item in items if item.state is ItemState.FAILED],
        done=[item for item in items if item.state is ItemState.DONE],
        waiting=[item for item in items if item.state is ItemState.WAITING],
        act_form=ActForm(),
        back=request.args.get("uit", ""),
    )


@blueprint.post("/werkvoorraad/samen/<int(max=2147483647):batch_id>/verder")
@allow(Permission.DECIDE)
def together_on(batch_id: int) -> ResponseReturnValue:
    """Go on with what was broken off."""
    batch, _ = get_batch(db(), actor(), batch_id, *DOES)
    me: Actor = actor()
    carry_out(house().store, me, batch.id, do_act)
    return perform(lambda tx: batch, then=lambda _: url_for("desk.together_result", batch_id=batch_id))


def _arguments(form: BulkForm) -> dict[str, object]:
    """What the act needs besides the files. Raises Refused when it was not chosen."""
    if form.act.data == "assign":
        if form.colleague.data is None:
            raise Refused(Refusal("colleague", "Kies aan welke collega u de aanvragen geeft.", "colleague"))
        return {"person_id": form.colleague.data}
    if form.act.data == "snooze":
        if form.until.data is None:
            raise Refused(Refusal("until", "Kies tot wanneer de aanvragen kunnen wachten.", "until"))
        return {"until": form.until.data.isoformat()}
    return {}


def _again(form: BulkForm, pairs: list[tuple[int, int]]) -> ResponseReturnValue:
    rows: list[Application] = list_by_ids(db(), actor(), [number for number, _ in pairs])
    return render_template("desk/together_again.html", form=form, rows=rows, versions=dict(pairs), back=request.args.get("uit", "")), 422
