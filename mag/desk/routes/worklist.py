"""The work list: what waits for a decision, the most urgent on top."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.queries import list_tiers
from mag.applications.queries import count_by_state, list_worklist
from mag.applications.states import APPLICATION, ApplicationState
from mag.core.clock import today
from mag.desk.routes import blueprint
from mag.web.boundary import db, house
from mag.web.guard import allow


@blueprint.get("/werkvoorraad")
@allow(Permission.SEE_APPLICATIONS)
def worklist() -> ResponseReturnValue:
    """The work list of an agenda, by state and by tier; the filter stands in the address."""
    day = today(house().store.clock.now())
    agenda = find_current(db(), request.args.get("agenda"), day)
    state = next((s for s in ApplicationState if s.value == request.args.get("status")), None)
    tier = request.args.get("bedraggroep") or None
    page = request.args.get("pagina", 1, type=int)
    found = list_worklist(db(), agenda.id, state=state, tier=tier, page=page)
    counts = count_by_state(db(), agenda.id)

    def address(**changed: Any) -> str:
        asked: dict[str, Any] = {"agenda": request.args.get("agenda"), "status": request.args.get("status"), "bedraggroep": tier, **changed}
        return url_for("desk.worklist", **{key: value for key, value in asked.items() if value})

    waiting = counts[ApplicationState.SUBMITTED] + counts[ApplicationState.ASSESSING]
    views = [("Te beslissen", waiting, address(status=None, pagina=None), state is None)]
    views += [
        (APPLICATION.staff_words[s].capitalize(), counts[s], address(status=s.value, pagina=None), state is s) for s in ApplicationState
    ]
    tiers = {t.code: t.label for t in list_tiers(db(), agenda.id)}
    return render_template(
        "desk/worklist.html",
        agenda=agenda,
        found=found,
        views=views,
        words=APPLICATION.staff_words,
        day=day,
        tiers=tiers,
        tier=tier,
        address=address,
    )
