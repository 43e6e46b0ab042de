"""The way in without an account: the link of a mail, or the code of a letter.

The link opens a page whose button posts, because programs that look into mails open links too.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.attempts import claim_try, note_success
from mag.accounts.forms import ButtonForm
from mag.accounts.routes.frame import come_in
from mag.accounts.rules import AttemptKind, network_key
from mag.accounts.sessions import link_actor, start_session
from mag.applications.codes import read_code
from mag.applications.queries import FOLLOW_LENGTH, get_by_code, get_by_follow_secret
from mag.core.actor import ANONYMOUS, ActorKind
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.logs import note_refused
from mag.desk.letter_forms import CodeForm
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


@blueprint.route("/volg", methods=["GET", "POST"])
@public("the reference with its code is the key to one file; tries are counted")
def follow_by_code() -> ResponseReturnValue:
    """For who has no e-mail: the reference and the code of the letter start a session whose whole scope is that one file."""
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("desk/follow_by_code.html", form=form), 422 if form.is_submitted() else 200
    reference = form.kenmerk.data.upper()
    try:
        tries = claim_try(house().store, AttemptKind.CODE, f"volg {reference}", network_key(request.remote_addr))
        application = get_by_code(db(), reference, read_code(form.code.data, FOLLOW_LENGTH))
    except NotFound:
        note_refused(house().store, ANONYMOUS, "follow_code_refused", "a wrong reference or code")
        wrong = Refusal("unknown_code", "Dit kenmerk en deze code horen niet bij elkaar. Kijk ze goed na in onze brief.", "code")
        form.refuse(Refused(wrong))
        return render_template("desk/follow_by_code.html", form=form), 422
    except Refused as refused:
        return render_template("desk/follow_by_code.html", form=form.refuse(refused)), 429
    with house().store.transaction(link_actor(application.id)) as tx:
        note_success(tx, tries)
        started = start_session(tx, application_id=application.id)
    return come_in(started, url_for("desk.my_file", reference=application.reference))
