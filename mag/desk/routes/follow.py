"""The link in the confirmation mail. It opens a page whose button posts, because programs that look into mails open links too."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.forms import ButtonForm
from mag.accounts.routes.frame import come_in
from mag.accounts.sessions import link_actor, start_session
from mag.applications.queries import get_by_follow_secret
from mag.core.actor import ANONYMOUS, ActorKind
from mag.core.errors import NotFound
from mag.core.logs import note_refused
from mag.desk.routes import blueprint
from mag.web.boundary import actor, db, house
from mag.web.guard import public


@blueprint.route("/volg/<secret>", methods=["GET", "POST"])
@public("the secret in the mailed link is the key")
def follow(secret: str) -> ResponseReturnValue:
    """Before the button nothing of the application is shown; the button starts a session whose whole scope is that one file.

    Who is signed in for its partner goes there at once.
    """
    try:
        application = get_by_follow_secret(db(), secret)
    except NotFound:
        note_refused(house().store, ANONYMOUS, "follow_link_refused", "no application with this link")
        return render_template("desk/follow_unknown.html"), 404
    form = ButtonForm()
    here = url_for("desk.my_file", reference=application.reference)
    if actor().kind is ActorKind.PERSON and application.partner_id in actor().organisations:
        return redirect(here, code=303)
    if not form.validate_on_submit():
        return render_template("desk/follow.html", form=form), 422 if form.is_submitted() else 200
    with house().store.transaction(link_actor(application.id)) as tx:
        started = start_session(tx, application_id=application.id)
    return come_in(started, here)
