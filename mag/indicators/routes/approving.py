"""The page where a second person approves figures, or turns them down."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.transaction import Tx
from mag.indicators import service
from mag.indicators.forms import ApproveForm
from mag.indicators.proposals import list_proposals
from mag.indicators.routes.frame import agenda_of, blueprint, form_page
from mag.web.boundary import actor, db
from mag.web.guard import allow


@blueprint.route("/cijfers/akkoord", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def approving() -> ResponseReturnValue:
    """What waits for a second person."""
    agenda = agenda_of()
    waiting = list_proposals(db(), agenda.id, actor())
    form = ApproveForm().offer(waiting)

    def verb(tx: Tx) -> Any:
        chosen = [int(one) for one in form.chosen.data]
        if request.form.get("act") == "turn_down":
            return service.turn_down(tx, agenda.id, chosen, reason=form.reason.data)
        return service.approve(tx, agenda.id, chosen)

    def then(_: Any) -> str:
        return url_for(".approving", agenda=request.args.get("agenda"))

    return form_page(form, "indicators/approving.html", verb, then, agenda=agenda, waiting=waiting)
