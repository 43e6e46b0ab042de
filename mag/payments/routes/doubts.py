"""What the bank did not do as asked: nothing was heard of a run, or one payment of it was refused."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import Refused
from mag.payments import queries, service
from mag.payments.forms import DoubtForm, RefusedForm, ResolveForm
from mag.payments.routes.pages import blueprint, check_form, day_now
from mag.payments.routes.run_page import run_verb
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow


@blueprint.post("/betaalrondes/<reference>/onbekend")
@allow(Permission.PREPARE_PAYMENTS)
def doubt(reference: str) -> ResponseReturnValue:
    """Write down that nobody knows what the bank did with a run."""
    form = DoubtForm()
    return run_verb(
        reference,
        form,
        "doubt_form",
        lambda tx, found: service.doubt_run(tx, found.id, version=form.version.data, reason=form.reason.data),
        "De betaalronde staat op onbekend. Er wordt niets opnieuw betaald tot iemand anders weet wat de bank deed.",
    )


@blueprint.post("/betaalrondes/<reference>/uitgezocht")
@allow(Permission.PREPARE_PAYMENTS)
def resolve(reference: str) -> ResponseReturnValue:
    """Say what the bank did after all, as another person."""
    form = ResolveForm()
    return run_verb(
        reference,
        form,
        "resolve_form",
        lambda tx, found: service.resolve_run(
            tx, found.id, version=form.version.data, paid_on=form.paid_on.data if form.paid.data else None, ground=form.ground.data
        ),
        "Opgeschreven wat de bank heeft gedaan.",
    )


@blueprint.route("/betaalrondes/<reference>/geweigerd/<int(max=2147483647):payment_id>", methods=["GET", "POST"])
@allow(Permission.PREPARE_PAYMENTS)
def refused(reference: str, payment_id: int) -> ResponseReturnValue:
    """Write down that the bank refused one payment of a run."""
    found = queries.find_run(db(), actor(), reference)
    payment = queries.get_run_payment(db(), found.id, payment_id)
    form = RefusedForm(data={"version": found.version, "refused_on": day_now()})
    if form.is_submitted():
        try:
            check_form(form)
            answer = perform(
                lambda tx: service.refuse_payment(
                    tx, payment_id, version=form.version.data or 0, refused_on=form.refused_on.data, code=form.code.data
                ),
                lambda _: url_for(".run", reference=reference),
            )
            flash(f"Betaling {payment.end_to_end_id} staat weer bij wat nog te betalen is.", "good")
            return answer
        except Refused as wrong:
            form.refuse(wrong)
    status = 422 if form.is_submitted() else 200
    return render_template("payments/refused.html", run=found, payment=payment, form=form), status
