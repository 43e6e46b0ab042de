"""The page on which another signatory reads a whole request and signs it; by that it is sent."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications import service
from mag.applications.forms import ButtonForm
from mag.applications.queries import get_concept, reference_of
from mag.applications.routes.frame import blueprint, find_ground, nothing_open
from mag.applications.routes.lineage import changes_of, signing_for
from mag.applications.service import typed_of
from mag.applications.signing import Signing
from mag.core.errors import NotFound, Refused
from mag.partners.queries import list_signatories
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@blueprint.route("/mijn/ondertekenen/<int:draft_id>", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def sign(draft_id: int) -> ResponseReturnValue:
    """Read the request; who may sign it does so here, the others see on whom it waits."""
    ground, draft = find_ground(), get_concept(db(), actor(), draft_id)
    if draft.application_id is not None:
        return redirect(url_for("desk.my_file", reference=reference_of(db(), draft.application_id)), code=303)
    if ground is None:
        return nothing_open()
    if draft.to_sign_at is None or draft.partner_id is None:
        raise NotFound(f"draft {draft_id} is not to be signed")
    journey, status = ground.journey(typed_of(draft)), 200
    stands = signing_for(journey, draft)
    form = ButtonForm(data={"version": draft.version})
    if stands is Signing.SIGN and form.is_submitted():
        status = 422
        if form.validate():
            try:
                return perform(
                    lambda tx: service.submit(
                        tx, journey.request(), address=house().settings.address, draft_id=draft.id, version=form.version.data or 0
                    ),
                    then=lambda sent: url_for("desk.my_file", reference=sent.application.reference),
                )
            except Refused as refused:
                form.refuse(refused)
    waits_for = [person.name for person in list_signatories(db(), draft.partner_id) if person.id != draft.to_sign_by_id]
    page = render_template(
        "applications/sign.html", journey=journey, draft=draft, form=form, may_sign=stands is Signing.SIGN, waits_for=waits_for,
        changes=changes_of(journey, draft),
    )  # fmt: skip
    return page, status
