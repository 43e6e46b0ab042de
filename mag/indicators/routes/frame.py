"""What the pages of the figures share: the blueprint, the agenda of the address, and one form with one verb."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.core.clock import today
from mag.core.errors import Refused
from mag.core.transaction import Tx
from mag.web.boundary import db, house, perform

blueprint = Blueprint("indicators", __name__, template_folder="../templates")


def agenda_of() -> Agenda:
    """The agenda the address names, or the current one."""
    return find_current(db(), request.args.get("agenda"), today(house().store.clock.now()))


def form_page(form: Any, template: str, verb: Callable[[Tx], Any], then: Callable[[Any], str], **shown: Any) -> ResponseReturnValue:
    """Show a form; when it was sent well, carry out its one verb. What was typed stays when it is refused."""
    given = {"form": form, **shown}
    if not form.is_submitted() or form.wants_row():
        return render_template(template, **given)
    if form.validate():
        try:
            return perform(verb, then)
        except Refused as refused:
            form.refuse(refused)
    return render_template(template, **given), 422
