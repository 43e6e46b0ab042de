"""The page of one run: where it stands, what can be done, and its payments, fifty at a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import Refused
from mag.core.money import in_words
from mag.core.transaction import Tx
from mag.payments import queries
from mag.payments.forms import ConfirmForm, DoubtForm, ResolveForm, RunForm
from mag.payments.models import PaymentRun
from mag.payments.routes.pages import PAGE, address_of, check_form, day_now, page_of
from mag.payments.states import AT_THE_BANK, RUN, RunState
from mag.web.boundary import actor, db, house, perform

TONES = {
    RunState.PREPARED: "attention",
    RunState.RELEASED: "info",
    RunState.UNKNOWN: "wrong",
    RunState.CONFIRMED: "good",
    RunState.FAILED: "neutral",
    RunState.CANCELLED: "neutral",
}
STILL_REFUSED = timedelta(days=60)
"""How long after it was paid a bank can still turn out to have refused a payment; later it comes back on a statement."""


def show_run(reference: str, **forms: Any) -> str:
    """The page, with a form that was sent and could not be carried out. Raises NotFound."""
    found = queries.find_run(db(), actor(), reference)
    state, me = found.state, actor()
    prepares, releases = me.may(Permission.PREPARE_PAYMENTS), me.may(Permission.RELEASE_PAYMENTS)
    page, pages = page_of(found.payment_count)
    weighed, payments = {}, queries.list_run_payments(db(), found.id, limit=PAGE, offset=(page - 1) * PAGE)
    if state is RunState.PREPARED:
        everything = queries.weigh_run(db(), found, house().store.clock.now())
        weighed = {payment.id: everything[payment.id] for payment in payments}
        noted = sum(1 for due in everything.values() if due.notes)
    else:
        noted = 0
    shown = {
        "release_form": RunForm(formdata=None, data={"version": found.version}),
        "cancel_form": RunForm(formdata=None, data={"version": found.version}),
        "confirm_form": ConfirmForm(formdata=None, data={"version": found.version, "paid_on": found.execution_on}),
        "doubt_form": DoubtForm(formdata=None, data={"version": found.version}),
        "resolve_form": ResolveForm(formdata=None, data={"version": found.version, "paid_on": found.execution_on}),
    } | forms
    return render_template(
        "payments/run.html", run=found, payments=payments, page=page, pages=pages, noted=noted, weighed=weighed,
        address=address_of("payments.run", reference=reference), total_words=in_words(found.control_amount), words=RUN.staff_words,
        tones=TONES, today=day_now(), failed_form=next(iter(forms.values()), None),
        may_release=state is RunState.PREPARED and releases and me.id != found.prepared_by_id,
        may_cancel=state is RunState.PREPARED and prepares, may_confirm=state is RunState.RELEASED and prepares,
        may_resolve=state is RunState.UNKNOWN and prepares and me.id != found.unknown_by_id,
        may_refuse=prepares and (state in AT_THE_BANK or (found.paid_on is not None and found.paid_on >= day_now() - STILL_REFUSED)),
        may_download=found.file_sha256 is not None and state is not RunState.FAILED and prepares,
        may_see_accounts=me.may(Permission.SEE_PERSONAL_DATA), states=RunState, **shown,
    )  # fmt: skip


def run_verb(reference: str, form: Any, name: str, verb: Callable[[Tx, PaymentRun], Any], done: str) -> ResponseReturnValue:
    """Do something with a run and go back to its page, or show it again with what is wrong in the form ``name``."""
    found = queries.find_run(db(), actor(), reference)
    try:
        check_form(form)
        answer = perform(lambda tx: verb(tx, found), lambda _: url_for("payments.run", reference=reference))
    except Refused as refused:
        return show_run(reference, **{name: form.refuse(refused)}), 422
    flash(done, "good")
    return answer
