"""One box over all files and organisations."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications.queries import search_applications
from mag.applications.states import APPLICATION
from mag.desk.list_forms import WordsForm
from mag.desk.routes import blueprint
from mag.web.boundary import actor, db
from mag.web.guard import allow


@blueprint.get("/zoeken")
@allow(Permission.SEE_APPLICATIONS)
def search() -> ResponseReturnValue:
    """What holds all the words in the box, newest first."""
    form = WordsForm()
    typed = form.q.data or ""
    found = search_applications(db(), actor(), typed, page=request.args.get("pagina", 1, type=int))
    return render_template(
        "desk/search.html",
        form=form,
        typed=typed,
        found=found,
        words=APPLICATION.staff_words,
        page_url=lambda number: url_for("desk.search", q=typed, pagina=number),
    )
