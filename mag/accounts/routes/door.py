"""Pages of the door: ask a link, use it, sign in with a password, choose another one, sign out. GET never changes anything."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts import door
from mag.accounts.forms import ButtonForm, LinkForm, NewPasswordForm, PasswordForm
from mag.accounts.routes.frame import back, blueprint, come_in, end_this_session
from mag.core.actor import ActorKind
from mag.core.errors import Refused
from mag.web.boundary import actor, house
from mag.web.guard import public
from mag.web.signed_in import leave


@blueprint.get("/inloggen")
@public("this is where one signs in")
def sign_in() -> ResponseReturnValue:
    """The two ways in: a link by mail, or a password."""
    return _sign_in_page(LinkForm(formdata=None), PasswordForm(formdata=None))


@blueprint.route("/inloggen/link", methods=["GET", "POST"])
@public("one who is not signed in asks for a link")
def ask_link() -> ResponseReturnValue:
    """Have a link mailed; the answer is the same for every address."""
    if request.method == "GET":
        return redirect(url_for(".sign_in", terug=back()))
    form = LinkForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, PasswordForm(formdata=None), status=422)
    try:
        door.ask_sign_in_link(house(), form.email.data, request.remote_addr, back())
    except Refused as refused:
        return _sign_in_page(form.refuse(refused), PasswordForm(formdata=None), status=429)
    return redirect(url_for(".link_sent"), code=303)


@blueprint.get("/inloggen/verstuurd")
@public("what to do after asking for a link")
def link_sent() -> ResponseReturnValue:
    """Look in your mailbox."""
    return render_template("accounts/link_sent.html")


@blueprint.route("/inloggen/wachtwoord", methods=["GET", "POST"])
@public("one who is not signed in gives a password")
def with_password() -> ResponseReturnValue:
    """Sign in with a password."""
    if request.method == "GET":
        return redirect(url_for(".sign_in", terug=back()))
    form = PasswordForm()
    if not form.validate_on_submit():
        return _sign_in_page(LinkForm(formdata=None), form, status=422)
    try:
        secret = door.enter_with_password(house(), form.email.data, form.password.data, request.remote_addr)
    except Refused as refused:
        waiting = any(refusal.code == "wait" for refusal in refused.refusals)
        return _sign_in_page(LinkForm(formdata=None), form.refuse(refused), status=429 if waiting else 422)
    return come_in(secret)


@blueprint.route("/inloggen/link/<secret>", methods=["GET", "POST"])
@public("the secret in the mailed link is the key")
def with_link(secret: str) -> ResponseReturnValue:
    """A page with a button, because programs that look into mails open links too; the button uses the link."""
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            return come_in(door.enter_with_link(house(), secret, request.remote_addr))
        except Refused:
            return _spent()
    return render_template("accounts/use_link.html", form=form)


@blueprint.route("/inloggen/vergeten", methods=["GET", "POST"])
@public("who forgot a password is not signed in")
def forgotten() -> ResponseReturnValue:
    """Have a link mailed to choose another password; the answer is the same for every address."""
    form = LinkForm()
    if form.validate_on_submit():
        try:
            door.ask_reset_link(house(), form.email.data, request.remote_addr)
        except Refused as refused:
            return render_template("accounts/forgotten.html", form=form.refuse(refused)), 429
        return redirect(url_for(".link_sent"), code=303)
    return render_template("accounts/forgotten.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/wachtwoord/<secret>", methods=["GET", "POST"])
@public("the secret in the mailed link is the key")
def choose_password(secret: str) -> ResponseReturnValue:
    """Choose a password with a mailed link, and be signed in."""
    holder = door.find_holder(house(), secret)
    if holder is None:
        return _spent()
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            entered = come_in(door.choose_password(house(), secret, form.password.data, request.remote_addr))
        except Refused as refused:
            if any(refusal.code == "link_spent" for refusal in refused.refusals):
                return _spent()
            return render_template("accounts/choose_password.html", form=form.refuse(refused), holder=holder), 422
        flash("Uw wachtwoord is opgeslagen. U bent ingelogd.", "good")
        return entered
    return render_template("accounts/choose_password.html", form=form, holder=holder), 422 if form.is_submitted() else 200


@blueprint.route("/uitloggen", methods=["GET", "POST"])
@public("a visitor whose session ended may come here too")
def sign_out() -> ResponseReturnValue:
    """A page with a button; the button ends the session on the server."""
    if request.method == "POST":
        end_this_session()
        return leave(url_for("accounts.signed_out"))
    return render_template("accounts/sign_out.html", form=ButtonForm())


@blueprint.get("/uitgelogd")
@public("what a visitor sees after signing out")
def signed_out() -> ResponseReturnValue:
    """You are signed out."""
    return render_template("accounts/signed_out.html")


def _sign_in_page(link_form: LinkForm, password_form: PasswordForm, status: int = 200) -> ResponseReturnValue:
    failed = next((form for form in (link_form, password_form) if form.all_errors()), None)
    inside = None if actor().kind is ActorKind.ANONYMOUS else actor()
    shown = {"link_form": link_form, "password_form": password_form, "form": failed, "back": back(), "inside": inside}
    return render_template("accounts/sign_in.html", **shown), status


def _spent() -> ResponseReturnValue:
    return render_template("accounts/link_spent.html"), 410
