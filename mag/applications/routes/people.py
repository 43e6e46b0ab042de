"""The people of an organisation: who reads, writes and signs for it. Its own people keep this, without an administrator."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications.forms import ButtonForm, HandOverForm, MemberForm, MemberRoleForm
from mag.applications.routes.frame import blueprint
from mag.applications.service import hand_over_partner
from mag.core.errors import NotFound, Refused
from mag.core.transaction import Tx
from mag.partners import people as verbs
from mag.partners.models import MEMBER_ROLE_LABELS, MemberRole, Partner
from mag.partners.queries import get_partner, list_members, list_memberships, role_in
from mag.web.boundary import actor, db, house, perform
from mag.web.forms import BaseForm
from mag.web.guard import allow

PLACE = "/mijn/mensen/<int:partner_id>"


def _own(partner_id: int) -> Partner:
    if partner_id not in actor().organisations:
        raise NotFound(f"partner {partner_id}")
    return get_partner(db(), actor(), partner_id)


@blueprint.get("/mijn/mensen")
@allow(Permission.SEE_OWN)
def partners() -> ResponseReturnValue:
    """The organisations one belongs to; with one of them at once to its people."""
    mine = list_memberships(db(), actor().id or 0)
    if len(mine) == 1:
        return redirect(url_for(".people", partner_id=mine[0].partner_id))
    return render_template("applications/partners.html", rows=[(one.partner, MEMBER_ROLE_LABELS[one.role]) for one in mine])


@blueprint.get(PLACE)
@allow(Permission.SEE_OWN)
def people(partner_id: int) -> ResponseReturnValue:
    """Who acts for this organisation, and what each may do."""
    partner = _own(partner_id)
    rows = [(one.person, MEMBER_ROLE_LABELS[one.role], one.since_at) for one in list_members(db(), partner_id)]
    return render_template("applications/people.html", partner=partner, rows=rows, signs=_signs(partner_id))


def _signs(partner_id: int) -> bool:
    return role_in(db(), actor().id, partner_id) is MemberRole.SIGNATORY


@blueprint.route(PLACE + "/uitnodigen", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def invite_member(partner_id: int) -> ResponseReturnValue:
    """Add somebody by e-mail, with a role."""
    partner, form = _own(partner_id), MemberForm()
    email, name, role, address = form.email.data, form.name.data, form.role.data, house().settings.address
    return _act(
        partner, form, "applications/member_invite.html", f"{name} krijgt een mail met een link om in te loggen.",
        lambda tx: verbs.invite_member(tx, partner.id, email=email, name=name, role=role, address=address),
    )  # fmt: skip


@blueprint.route(PLACE + "/overdragen", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def hand_over(partner_id: int) -> ResponseReturnValue:
    """Hand everything over to a successor and leave."""
    partner, form = _own(partner_id), HandOverForm()
    email, name, address = form.email.data, form.name.data, house().settings.address
    return _act(
        partner, form, "applications/hand_over.html", f"{partner.name} is overgedragen aan {name}. Uw eigen toegang is beëindigd.",
        lambda tx: hand_over_partner(tx, partner.id, email=email, name=name, address=address), to=url_for("accounts.account"),
    )  # fmt: skip


@blueprint.get(PLACE + "/<int:person_id>")
@allow(Permission.SEE_OWN)
def member(partner_id: int, person_id: int) -> ResponseReturnValue:
    """One of them: give another role, or end."""
    return _member_page(_own(partner_id), person_id, None)


@blueprint.post(PLACE + "/<int:person_id>/rol")
@allow(Permission.SEE_OWN)
def change_member(partner_id: int, person_id: int) -> ResponseReturnValue:
    """Give another role."""
    partner, form = _own(partner_id), MemberRoleForm()
    if not form.validate():
        return _member_page(partner, person_id, form)
    role = form.role.data
    return _on_member(partner, person_id, form, lambda tx: verbs.change_role(tx, partner.id, person_id, role), "De rol is veranderd.")


@blueprint.post(PLACE + "/<int:person_id>/beeindigen")
@allow(Permission.SEE_OWN)
def end_member(partner_id: int, person_id: int) -> ResponseReturnValue:
    """Let somebody act for this organisation no more."""
    partner, own = _own(partner_id), person_id == actor().id
    said = "U hoort niet meer bij deze organisatie." if own else "Deze persoon hoort niet meer bij uw organisatie."
    to = url_for("accounts.account") if own else None
    return _on_member(
        partner, person_id, MemberRoleForm(formdata=None), lambda tx: verbs.end_member(tx, partner.id, person_id), said, to
    )  # fmt: skip


def _act(
    partner: Partner, form: BaseForm, template: str, said: str, verb: Callable[[Tx], object], *, to: str | None = None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            answer = perform(verb, then=lambda _: to or url_for(".people", partner_id=partner.id))
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(said, "good")
            return answer
    page = render_template(template, partner=partner, form=form, signs=_signs(partner.id))
    return page, 422 if form.is_submitted() else 200


def _on_member(
    partner: Partner, person_id: int, form: MemberRoleForm, verb: Callable[[Tx], object], said: str, to: str | None = None
) -> ResponseReturnValue:
    try:
        answer = perform(verb, then=lambda _: to or url_for(".people", partner_id=partner.id))
    except Refused as refused:
        form.refuse(refused)
        return _member_page(partner, person_id, form)
    flash(said, "good")
    return answer


def _member_page(partner: Partner, person_id: int, form: MemberRoleForm | None) -> ResponseReturnValue:
    found = next((one for one in list_members(db(), partner.id) if one.person_id == person_id), None)
    if found is None:
        raise NotFound(f"member {person_id}")
    page = render_template(
        "applications/member.html", partner=partner, person=found.person, held=MEMBER_ROLE_LABELS[found.role],
        form=form or MemberRoleForm(formdata=None, data={"role": found.role}), button=ButtonForm(formdata=None),
        signs=_signs(partner.id), own=person_id == actor().id,
    )  # fmt: skip
    return page, 422 if form is not None else 200
