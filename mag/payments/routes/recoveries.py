"""The pages of what has to come back."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.budget.queries import list_entries
from mag.budget.states import EntryKind
from mag.core.errors import Refused
from mag.core.money import show
from mag.payments import queries, service
from mag.payments.forms import RepaymentForm
from mag.payments.routes.pages import PAGE, address_of, asked_agenda, blueprint, day_now, page_of
from mag.payments.states import RECOVERY_LABELS, RecoveryState
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow


@blueprint.get("/terugvorderingen")
@allow(Permission.SEE_PAYMENTS)
def recoveries() -> ResponseReturnValue:
    """What has to come back, the earliest date on top; what came back is behind a link."""
    agenda = asked_agenda()
    state = RecoveryState.RECEIVED if request.args.get("status") == "terugbetaald" else RecoveryState.OPEN
    counted = {one: queries.sum_recoveries(db(), agenda.id, one) for one in RecoveryState}
    page, pages = page_of(counted[state][0])
    found = queries.list_recoveries(db(), agenda.id, state, limit=PAGE, offset=(page - 1) * PAGE)
    return render_template(
        "payments/recoveries.html", agenda=agenda, found=found, state=state, counted=counted, page=page, pages=pages, today=day_now(),
        labels=RECOVERY_LABELS, address=address_of("payments.recoveries", "agenda", "status"), states=RecoveryState,
    )  # fmt: skip


@blueprint.route("/terugvorderingen/<reference>", methods=["GET"])
@allow(Permission.SEE_PAYMENTS)
def recovery(reference: str) -> ResponseReturnValue:
    """One recovery with what came back so far."""
    return _recovery_page(reference)


@blueprint.post("/terugvorderingen/<reference>")
@allow(Permission.PREPARE_PAYMENTS)
def register(reference: str) -> ResponseReturnValue:
    """Book money that came back."""
    found, form = queries.get_recovery(db(), actor(), reference), RepaymentForm()
    if form.validate():
        try:
            answer = perform(
                lambda tx: service.register_repayment(
                    tx, found.id, form.amount.data, received_on=form.received_on.data, version=form.version.data
                ),
                lambda _: url_for(".recovery", reference=reference),
            )
            flash(f"{show(form.amount.data)} is geboekt als terugbetaald.", "good")
            return answer
        except Refused as refused:
            form.refuse(refused)
    return _recovery_page(reference, form), 422


def _recovery_page(reference: str, form: RepaymentForm | None = None) -> str:
    found = queries.get_recovery(db(), actor(), reference)
    entries = [e for e in list_entries(db(), commitment_id=found.grant.commitment_id) if e.kind is EntryKind.RECOVER]
    return render_template(
        "payments/recovery.html", recovery=found, entries=entries, today=day_now(), labels=RECOVERY_LABELS, states=RecoveryState,
        form=form or RepaymentForm(formdata=None, data={"version": found.version}),
        may_register=found.state is RecoveryState.OPEN and actor().may(Permission.PREPARE_PAYMENTS),
    )  # fmt: skip
