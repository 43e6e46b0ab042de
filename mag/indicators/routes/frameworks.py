"""The pages of the frameworks beside the agenda's own, for who reads them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.indicators.frameworks import service
from mag.indicators.frameworks.tables import show_table
from mag.indicators.parts import limits_of
from mag.indicators.routes.frame import agenda_of, blueprint
from mag.web.boundary import actor, db
from mag.web.guard import allow


@blueprint.get("/cijfers/kaders/<framework>")
@allow(Permission.SEE_GOALS)
def framework(framework: str) -> ResponseReturnValue:
    """Every table of a framework: stocks and flows, half years beside years, with their source."""
    agenda = agenda_of()
    found = service.get_framework(db(), agenda.id, framework, actor())
    few = limits_of(db(), agenda.id).few
    return render_template(
        "indicators/framework.html", agenda=agenda, framework=found, tables=[show_table(table, few) for table in found.tables], few=few
    )
