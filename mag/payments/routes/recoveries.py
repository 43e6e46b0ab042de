"""The pages of what has to come back."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.budget.queries import list_entries
from mag.budget.states import EntryKind
from mag.core.errors import Refused
from mag.core.money import show
from mag.payments import queries, service
from mag.payments.claims import expires_on, expires_soon
from mag.payments.forms import RepaymentForm, TermsForm
from mag.payments.mails import PayTo, how_to_pay
from mag.payments.routes.pages import PAGE, address_of, asked_agenda, blueprint, check_form, day_now, page_of
from mag.payments.states import RECOVERY_LABELS, RecoveryState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

STATUS = {"terugbetaald": RecoveryState.RECEIVED, "verjaard": RecoveryState.EXPIRED}


@blueprint.get("/terugvorderingen")
@allow(Permission.SEE_PAYMENTS)
def recoveries() -> ResponseReturnValue:
    """What has to come back, the earliest date on top; what came back is behind a link."""
    agenda = asked_agenda()
    state = STATUS.get(request.args.get("status", ""), RecoveryState.OPEN)
    counted = {one: queries.sum_recoveries(db(), agenda.id, one) for one in RecoveryState}
    page, pages = page_of(counted[state][0])
    found = queries.list_recoveries(db(), agenda.id, state, limit=PAGE, offset=(page - 1) * PAGE)
    return render_template(
        "payments/recoveries.html", agenda=agenda, found=found, state=state, counted=counted, page=page, pages=pages, today=day_now(),
        labels=RECOVERY_LABELS, address=address_of("payments.recoveries", "agenda", "status"), states=RecoveryState,
        due={claim.id: service.due_now(claim, day_now()) for claim in found}, soon=expires_soon,
        ageing=queries.sum_ageing(db(), agenda.id, day_now()),
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


@blueprint.post("/terugvorderingen/<reference>/in-delen")
@allow(Permission.PREPARE_PAYMENTS)
def terms(reference: str) -> ResponseReturnValue:
    """Agree to pay back in parts."""
    found, form = queries.get_recovery(db(), actor(), reference), TermsForm()
    try:
        check_form(form)
        answer = perform(
            lambda tx: service.agree_terms(
                tx, found.id, version=form.version.data or 0, count=form.count.data, first_on=form.first_on.data,
                reason=form.reason.data, pay_to=own_account(),
            ),
            lambda _: url_for(".recovery", reference=reference),
        )  # fmt: skip
    except Refused as refused:
        return _recovery_page(reference, terms_form=form.refuse(refused)), 422
    flash("De afspraak staat vast. De partner krijgt een mail met de dagen en bedragen.", "good")
    return answer


def own_account() -> PayTo:
    """Our account where money comes back, by the settings."""
    return PayTo(house().settings.debtor_name, house().settings.debtor_iban)


def _recovery_page(reference: str, form: RepaymentForm | None = None, terms_form: TermsForm | None = None) -> str:
    found = queries.get_recovery(db(), actor(), reference)
    entries = [e for e in list_entries(db(), commitment_id=found.grant.commitment_id) if e.kind is EntryKind.RECOVER]
    return render_template(
        "payments/recovery.html", recovery=found, entries=entries, today=day_now(), labels=RECOVERY_LABELS, states=RecoveryState,
        form=form or RepaymentForm(formdata=None, data={"version": found.version}), failed_form=form or terms_form,
        terms_form=terms_form or TermsForm(formdata=None, data={"version": found.version}),
        due=service.due_now(found, day_now()), last_day=expires_on(found.due_on), soon=expires_soon(found.due_on, day_now()),
        how_to_pay=how_to_pay(found.grant, own_account()),
        may_register=found.state is not RecoveryState.RECEIVED and actor().may(Permission.PREPARE_PAYMENTS),
    )  # fmt: skip
