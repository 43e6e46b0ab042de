"""One's own account: name, password, where one is signed in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts import door, queries, service
from mag.accounts.forms import ButtonForm, ChangePasswordForm, NameForm
from mag.accounts.passwords import hash_password
from mag.accounts.roles import Permission
from mag.accounts.routes.frame import blueprint
from mag.accounts.sessions import digest, role_words
from mag.core.errors import Refused
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow
from mag.web.signed_in import leave, session_secret


@blueprint.get("/account")
@allow(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Everything about one's own account on one page."""
    return _page()


@blueprint.route("/account/naam", methods=["GET", "POST"])
@allow(Permission.OWN_ACCOUNT)
def change_name() -> ResponseReturnValue:
    """Change one's name."""
    if request.method == "GET":
        return redirect(url_for(".account"))
    form = NameForm()
    if not form.validate_on_submit():
        return _page(name_form=form), 422
    try:
        answer = perform(lambda tx: service.change_name(tx, _own_id(), form.name.data), then=lambda _: url_for(".account"))
    except Refused as refused:
        return _page(name_form=form.refuse(refused)), 422
    flash("Uw naam is opgeslagen.", "good")
    return answer


@blueprint.route("/account/wachtwoord", methods=["GET", "POST"])
@allow(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Change one's password; the current one is asked, and every other session ends."""
    if request.method == "GET":
        return redirect(url_for(".account"))
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(password_form=form), 422
    try:
        door.confirm_password(house(), _own_id(), form.current.data, request.remote_addr)
        fast = house().settings.argon2_fast
        made = hash_password(form.password.data, email=actor().email or "", name=actor().label, fast=fast)
        keep = session_secret()
        answer = perform(lambda tx: service.set_password(tx, _own_id(), made, keep=keep), then=lambda _: url_for(".account"))
    except Refused as refused:
        return _page(password_form=form.refuse(refused)), 422
    flash("Uw nieuwe wachtwoord is opgeslagen. Op andere apparaten bent u uitgelogd.", "good")
    return answer


@blueprint.route("/account/uitloggen", methods=["GET", "POST"])
@allow(Permission.OWN_ACCOUNT)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this person, this one too."""
    if request.method == "GET":
        return redirect(url_for(".account"))
    perform(lambda tx: service.sign_out_everywhere(tx, _own_id()), then=lambda _: url_for(".signed_out"))
    return leave(url_for(".signed_out"))


def _own_id() -> int:
    return actor().id or 0


def _page(*, name_form: NameForm | None = None, password_form: ChangePasswordForm | None = None) -> str:
    person = queries.get_person(db(), _own_id())
    here = digest(session_secret() or "")
    sessions = [
        (s.started_at, s.ends_at, s.token_digest == here) for s in queries.list_sessions(db(), person.id, house().store.clock.now())
    ]
    return render_template(
        "accounts/account.html",
        person=person,
        roles=role_words(person),
        sessions=sessions,
        name_form=name_form or NameForm(formdata=None, obj=person),
        password_form=password_form or ChangePasswordForm(formdata=None),
        button=ButtonForm(formdata=None),
        form=name_form or password_form,
    )
