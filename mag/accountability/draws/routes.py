"""The pages of spot checks: draw by lot, and one draw with everything to repeat it."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability.draws import queries
from mag.accountability.draws.forms import DrawForm
from mag.accountability.draws.rules import draw, hash_of
from mag.accountability.draws.service import make_draw, rules_of
from mag.accountability.routes import blueprint
from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.core import clock
from mag.core.errors import Refused
from mag.grants.states import GRANT
from mag.web.boundary import db, house, perform
from mag.web.guard import allow


@blueprint.get("/steekproef")
@allow(Permission.SETTLE)
def draws() -> ResponseReturnValue:
    """How many small plans wait for a draw, and the draws so far."""
    return _page()


@blueprint.post("/steekproef")
@allow(Permission.SETTLE)
def make() -> ResponseReturnValue:
    """Draw; the drawn ones are mailed."""
    form = DrawForm()
    if not form.validate():
        return _page(form, status=422)
    agenda = find_current(db(), request.args.get("agenda"), clock.today(house().store.clock.now()))
    agenda_id, address = agenda.id, house().settings.address
    try:
        answer = perform(
            lambda tx: make_draw(tx, agenda_id, ended_until=form.ended_until.data, seed=form.seed.data or "", address=address),
            then=lambda made: url_for(".one_draw", draw_id=made.id),
        )
    except Refused as refused:
        return _page(form.refuse(refused), status=422)
    flash("Er is geloot. Wie geloot is, kreeg een bericht.", "good")
    return answer


@blueprint.get("/steekproef/<int(max=2147483647):draw_id>")
@allow(Permission.SETTLE)
def one_draw(draw_id: int) -> ResponseReturnValue:
    """One draw: on whom it fell, and the seed, the list and its hash to draw again; the page does so itself."""
    found = queries.get_draw(db(), draw_id)
    again = draw(found.listed.splitlines(), found.seed, found.picked)
    kept = [pick.grant.reference for pick in found.picks if pick.position]
    return render_template(
        "accountability/draws/draw.html", draw=found, picks=[pick for pick in found.picks if pick.position],
        same=again == kept and hash_of(found.listed) == found.list_sha256, words=GRANT.staff_words,
    )  # fmt: skip


def _page(form: DrawForm | None = None, *, status: int = 200) -> ResponseReturnValue:
    today = clock.today(house().store.clock.now())
    agenda = find_current(db(), request.args.get("agenda"), today)
    waiting = queries.list_candidates(db(), agenda.id, today)
    page = render_template(
        "accountability/draws/index.html", agenda=agenda, waiting=len(waiting), check=rules_of(waiting),
        made=queries.list_draws(db(), agenda.id), form=form or DrawForm(formdata=None, data={"ended_until": today}),
    )  # fmt: skip
    return page, status
