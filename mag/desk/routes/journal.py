"""The journal of an agenda, newest first, for who has to answer for it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.core.clock import today
from mag.core.journal import list_chain
from mag.desk.history import about, tell
from mag.desk.routes import blueprint
from mag.web.boundary import db, house
from mag.web.guard import allow

PAGE = 50


@blueprint.get("/beheer/journaal")
@allow(Permission.SEE_JOURNAL)
def journal() -> ResponseReturnValue:
    """Who did what, and when."""
    agenda = find_current(db(), request.args.get("agenda"), today(house().store.clock.now()))
    page = max(1, request.args.get("pagina", 1, type=int))
    lines, total = list_chain(db(), agenda.code, limit=PAGE, offset=(page - 1) * PAGE)
    pages = max(1, -(-total // PAGE))
    return render_template(
        "desk/journal.html", agenda=agenda, about=about, told=list(zip(tell(reversed(lines)), lines, strict=True)), page=page, pages=pages
    )
