"""The reserves that stay with partners: what each has, year by year, and what became of it."""

from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability.queries import get_grant_to_settle
from mag.accountability.routes import blueprint
from mag.accountability.settling import queries
from mag.accountability.settling.forms import MoveForm
from mag.accountability.settling.models import ReserveEntry
from mag.accountability.settling.reserves import return_reserve, use_reserve
from mag.accountability.settling.rules import years_of
from mag.accountability.settling.states import RESERVE_LABELS
from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.core import clock
from mag.core.errors import NotFound, Refused
from mag.core.money import Cents
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@dataclass(frozen=True, slots=True)
class Held:
    """A reserve that a settlement formed, with what is left of it."""

    entry: ReserveEntry
    left: Cents


@blueprint.get("/afronden/reserves")
@allow(Permission.SETTLE)
def reserves() -> ResponseReturnValue:
    """Every reserve with what is left, and the years from the first to this one."""
    today = clock.today(house().store.clock.now())
    agenda = find_current(db(), request.args.get("agenda"), today)
    entries = queries.list_reserve_entries(db(), agenda.id)
    held = [Held(entry, left) for entry, left in queries.held_of(entries)]
    years = years_of(((entry.booked_on.year, entry.move, entry.amount) for entry in entries), until=today.year)
    return render_template(
        "accountability/settling/reserves.html", agenda=agenda, held=held, years=years, total=sum(one.left for one in held)
    )


@blueprint.get("/afronden/<reference>/bewaard")
@allow(Permission.SETTLE)
def reserve(reference: str) -> ResponseReturnValue:
    """One reserve: how it came, what it was used for, and what is left."""
    return _page(reference)


@blueprint.post("/afronden/<reference>/bewaard")
@allow(Permission.SETTLE)
def move_reserve(reference: str) -> ResponseReturnValue:
    """Write down that a reserve was used, or that (a part of) it was paid back."""
    found, form = get_grant_to_settle(db(), actor(), reference), MoveForm()
    back = "terug" in request.form
    if not form.validate():
        return _page(reference, form, status=422)
    amount, day, reason = form.amount.data, form.day.data, form.reason.data
    try:
        answer = perform(
            lambda tx: (
                return_reserve(tx, found.id, amount=amount, reason=reason, received_on=day)
                if back
                else use_reserve(tx, found.id, amount=amount, reason=reason, used_on=day)
            ),
            then=lambda _: url_for(".reserve", reference=reference),
        )
    except Refused as refused:
        return _page(reference, form.refuse(refused), status=422)
    flash("De terugbetaling is geboekt." if back else "Het gebruik is opgeschreven.", "good")
    return answer


def _page(reference: str, form: MoveForm | None = None, *, status: int = 200) -> ResponseReturnValue:
    found = get_grant_to_settle(db(), actor(), reference)
    entries = queries.list_reserve_of(db(), found.id)
    if not entries:
        raise NotFound(f"reserve {reference}")
    page = render_template(
        "accountability/settling/reserve.html", grant=found, entries=entries, left=queries.reserve_left(db(), found.id),
        labels=RESERVE_LABELS, form=form or MoveForm(formdata=None),
    )  # fmt: skip
    return page, status
