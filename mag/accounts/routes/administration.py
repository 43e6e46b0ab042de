"""The administration of people: who can sign in and what they may do. Every button is one verb."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts import queries, service
from mag.accounts.forms import ButtonForm, InviteForm, PeopleSearchForm, RoleForm
from mag.accounts.roles import ROLE_LABELS, Permission, Role
from mag.accounts.routes.frame import blueprint
from mag.accounts.sessions import role_words, roles_of
from mag.core.errors import NotFound, Refused
from mag.core.journal import list_lines
from mag.core.transaction import Tx
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

PAGE = 50
PERSON = "/beheer/mensen/<int(max=2147483647):person_id>"
ACTIONS: dict[str, str] = {
    "accounts.person.created": "Opgeschreven bij een aanvraag",
    "accounts.person.invited": "Uitgenodigd",
    "accounts.role.given": "Rol gegeven",
    "accounts.role.revoked": "Rol beëindigd",
    "accounts.account.closed": "Account gesloten",
    "accounts.account.opened": "Account weer open",
    "accounts.reset.mailed": "Link voor een nieuw wachtwoord gemaild",
    "accounts.link.mailed": "Link om in te loggen gemaild",
    "accounts.sessions.ended": "Overal uitgelogd",
    "accounts.session.started": "Ingelogd",
    "accounts.session.ended": "Uitgelogd",
    "accounts.password.set": "Wachtwoord gekozen",
    "accounts.name.changed": "Naam veranderd",
}


@blueprint.get("/beheer/mensen")
@allow(Permission.MANAGE_ACCOUNTS)
def people() -> ResponseReturnValue:
    """Colleagues with their roles, or the people of partners."""
    form = PeopleSearchForm()
    staff, words = request.args.get("wie") != "partners", form.woorden.data or ""
    total = queries.count_people(db(), staff=staff, words=words)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, request.args.get("pagina", 1, type=int)), pages)
    found = queries.list_people(db(), staff=staff, words=words, limit=PAGE, offset=(page - 1) * PAGE)
    rows = [(person, role_words(person)) for person in found]
    who = None if staff else "partners"
    return render_template(
        "accounts/people.html",
        search=form,
        rows=rows,
        staff=staff,
        total=total,
        page=page,
        pages=pages,
        page_url=lambda number: url_for(".people", wie=who, woorden=words or None, pagina=number),
    )


@blueprint.route("/beheer/mensen/uitnodigen", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def invite() -> ResponseReturnValue:
    """Invite a colleague."""
    form = InviteForm()
    if form.validate_on_submit():
        asked: dict[str, Any] = {"email": form.email.data, "name": form.name.data, "role": form.role.data}
        try:
            answer = perform(
                lambda tx: service.invite(tx, **asked, address=house().settings.address)[0],
                then=lambda invited: url_for(".person", person_id=invited.id),
            )
        except Refused as refused:
            return render_template("accounts/invite.html", form=form.refuse(refused)), 422
        flash("De uitnodiging is gemaild. De link werkt 7 dagen.", "good")
        return answer
    return render_template("accounts/invite.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get(PERSON)
@allow(Permission.MANAGE_ACCOUNTS)
def person(person_id: int) -> ResponseReturnValue:
    """One person: roles, account, and what happened."""
    return _page(person_id, RoleForm(formdata=None))


@blueprint.post(PERSON + "/rollen")
@allow(Permission.MANAGE_ACCOUNTS)
def give_role(person_id: int) -> ResponseReturnValue:
    """Give a role."""
    form = RoleForm()
    if not form.validate_on_submit():
        return _page(person_id, form), 422
    return _act(person_id, lambda tx: service.give_role(tx, person_id, form.role.data), "De rol is gegeven.", form)


@blueprint.post(PERSON + "/rollen/<role>/beeindigen")
@allow(Permission.MANAGE_ACCOUNTS)
def revoke_role(person_id: int, role: str) -> ResponseReturnValue:
    """End a role."""
    if role not in set(Role):
        raise NotFound
    return _act(person_id, lambda tx: service.revoke_role(tx, person_id, Role(role)), "De rol is beëindigd.")


@blueprint.post(PERSON + "/sluiten")
@allow(Permission.MANAGE_ACCOUNTS)
def close_account(person_id: int) -> ResponseReturnValue:
    """Close an account."""
    return _act(person_id, lambda tx: service.close_account(tx, person_id), "Het account is gesloten.")


@blueprint.post(PERSON + "/openen")
@allow(Permission.MANAGE_ACCOUNTS)
def open_account(person_id: int) -> ResponseReturnValue:
    """Open a closed account."""
    return _act(person_id, lambda tx: service.open_account(tx, person_id), "Het account is weer open.")


@blueprint.post(PERSON + "/wachtwoord")
@allow(Permission.MANAGE_ACCOUNTS)
def send_reset(person_id: int) -> ResponseReturnValue:
    """Mail a link to choose another password."""
    address = house().settings.address
    return _act(person_id, lambda tx: service.send_reset(tx, person_id, address=address), "De link is gemaild. De link werkt 1 uur.")


@blueprint.post(PERSON + "/uitloggen")
@allow(Permission.MANAGE_ACCOUNTS)
def end_sessions(person_id: int) -> ResponseReturnValue:
    """End every session of a person."""
    return _act(person_id, lambda tx: service.sign_out_everywhere(tx, person_id), "Deze persoon is overal uitgelogd.")


def _act(person_id: int, verb: Callable[[Tx], object], said: str, form: RoleForm | None = None) -> ResponseReturnValue:
    try:
        answer = perform(verb, then=lambda _: url_for(".person", person_id=person_id))
    except Refused as refused:
        return _page(person_id, (form or RoleForm(formdata=None)).refuse(refused)), 422
    flash(said, "good")
    return answer


def _page(person_id: int, form: RoleForm) -> str:
    found = queries.get_person(db(), person_id)
    held = roles_of(found)
    form.role.choices = [(role.value, label) for role, label in ROLE_LABELS.items() if role not in held]
    lines = list_lines(db(), "person", person_id)[: -PAGE - 1 : -1]
    return render_template(
        "accounts/person.html",
        person=found,
        held=[(role, ROLE_LABELS[role]) for role in Role if role in held],
        sessions=queries.list_sessions(db(), person_id, house().store.clock.now()),
        history=[(line.at, ACTIONS[line.action], line.actor_label) for line in lines if line.action in ACTIONS],
        is_self=actor().id == person_id,
        form=form,
        button=lambda: ButtonForm(formdata=None),
    )
