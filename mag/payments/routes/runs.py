"""The pages of payments: what is due, a run from prepared to paid, and what has to come back."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.budget.queries import list_entries
from mag.budget.states import EntryKind
from mag.core import clock
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.logs import note_access
from mag.core.money import in_words, show
from mag.core.transaction import Tx
from mag.payments import queries, service
from mag.payments.forms import ConfirmForm, PrepareForm, RepaymentForm, RunForm
from mag.payments.models import PaymentRun
from mag.payments.plausibility import DuePayment
from mag.payments.rules import next_paying_day
from mag.payments.sepa import Debtor
from mag.payments.states import RECOVERY_LABELS, RUN, RecoveryState, RunState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

blueprint = Blueprint("payments", __name__, template_folder="../templates")
PAGE = 50
RUNS = 25
"""How many runs stand on one page."""
DUE = 200
"""How many due instalments stand on one page; the oldest first."""


@blueprint.get("/betaalrondes")
@allow(Permission.SEE_PAYMENTS)
def runs() -> ResponseReturnValue:
    """What is due, to tick and prepare, and every run so far."""
    agenda, today = _agenda(), _today()
    overview, due = _due(agenda, today)
    payable = [d.instalment.id for d in due if d.payable]
    form = PrepareForm(data={"instalments": [d.instalment.id for d in due if not d.notes], "execution_on": next_paying_day(today)})
    form.offer(payable)
    return _runs_page(agenda, overview, due, form)


@blueprint.post("/betaalrondes")
@allow(Permission.PREPARE_PAYMENTS)
def prepare() -> ResponseReturnValue:
    """Prepare a run of what was ticked."""
    agenda, today = _agenda(), _today()
    overview, due = _due(agenda, today)
    form = PrepareForm()
    form.offer(d.instalment.id for d in due if d.payable)
    if form.validate():
        try:
            return perform(
                lambda tx: service.prepare_run(tx, agenda.id, form.instalments.data, execution_on=form.execution_on.data),
                lambda run: url_for(".run", reference=run.reference),
            )
        except Refused as refused:
            form.refuse(refused)
            overview, due = _due(agenda, today)
    return _runs_page(agenda, overview, due, form), 422


@blueprint.get("/betaalrondes/<reference>")
@allow(Permission.SEE_PAYMENTS)
def run(reference: str) -> ResponseReturnValue:
    """A run with its payments and what may be done with it now."""
    return _run_page(reference)


@blueprint.post("/betaalrondes/<reference>/vrijgeven")
@allow(Permission.RELEASE_PAYMENTS)
def release(reference: str) -> ResponseReturnValue:
    """Release a run: its file is kept first, and then the release is written down."""
    form = RunForm()

    def verb(tx: Tx) -> PaymentRun:
        return service.release_run(
            tx, found.id, version=form.version.data, file_sha256=kept.sha256, debtor=debtor, sepa_version=settings.sepa_version
        )

    found, settings = queries.get_run(db(), actor(), reference), house().settings
    debtor = Debtor(settings.debtor_name, settings.debtor_iban)
    try:
        _check(form)
        kept = service.store_file(db(), house().files, found.id, debtor, settings.sepa_version)
        answer = perform(verb, lambda _: url_for(".run", reference=reference))
    except Refused as refused:
        return _run_page(reference, release_form=form.refuse(refused)), 422
    flash("De betaalronde is vrijgegeven. Download het betaalbestand en lever het aan bij de bank.", "good")
    return answer


@blueprint.post("/betaalrondes/<reference>/intrekken")
@allow(Permission.PREPARE_PAYMENTS)
def cancel(reference: str) -> ResponseReturnValue:
    """Take a prepared run back."""
    form = RunForm()
    return _run_verb(
        reference,
        form,
        "cancel_form",
        lambda tx, found: service.cancel_run(tx, found.id, version=form.version.data),
        "De betaalronde is ingetrokken. De betalingen staan weer open.",
    )


@blueprint.post("/betaalrondes/<reference>/betaald")
@allow(Permission.PREPARE_PAYMENTS)
def confirm(reference: str) -> ResponseReturnValue:
    """Book a run as paid by the bank."""
    form = ConfirmForm()
    return _run_verb(
        reference,
        form,
        "confirm_form",
        lambda tx, found: service.confirm_run(tx, found.id, version=form.version.data, paid_on=form.paid_on.data),
        "De betaalronde staat als betaald in het budget. De aanvragers krijgen een mail.",
    )


@blueprint.get("/betaalrondes/<reference>/betaalbestand.xml")
@allow(Permission.PREPARE_PAYMENTS)
def payment_file(reference: str) -> ResponseReturnValue:
    """The stored bytes of a run's payment file, the same every time. Who downloads is written in the access log."""
    found = queries.get_run(db(), actor(), reference)
    if found.file_sha256 is None:
        raise NotFound(f"file of {reference}")
    content = house().files.read(found.file_sha256)
    if hashlib.sha256(content).hexdigest() != found.file_sha256:
        raise Refused(Refusal("file_damaged", "Het betaalbestand is beschadigd. Gebruik het niet en bel de beheerder."))
    note_access(house().store, actor(), "downloaded", "payment_run", found.id)
    return Response(
        content, content_type="application/xml", headers={"Content-Disposition": f'attachment; filename="{found.reference}.xml"'}
    )


@blueprint.get("/terugvorderingen")
@allow(Permission.SEE_PAYMENTS)
def recoveries() -> ResponseReturnValue:
    """What has to come back, the earliest date on top; what came back is behind a link."""
    agenda = _agenda()
    state = RecoveryState.RECEIVED if request.args.get("status") == "terugbetaald" else RecoveryState.OPEN
    counted = {one: queries.sum_recoveries(db(), agenda.id, one) for one in RecoveryState}
    page, pages = _page(counted[state][0])
    found = queries.list_recoveries(db(), agenda.id, state, limit=PAGE, offset=(page - 1) * PAGE)
    return render_template(
        "payments/recoveries.html", agenda=agenda, found=found, state=state, counted=counted, page=page, pages=pages, today=_today(),
        labels=RECOVERY_LABELS, address=_address("payments.recoveries", "agenda", "status"), states=RecoveryState,
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


def _run_verb(reference: str, form: Any, name: str, verb: Callable[[Tx, PaymentRun], Any], done: str) -> ResponseReturnValue:
    found = queries.get_run(db(), actor(), reference)
    try:
        _check(form)
        answer = perform(lambda tx: verb(tx, found), lambda _: url_for(".run", reference=reference))
    except Refused as refused:
        return _run_page(reference, **{name: form.refuse(refused)}), 422
    flash(done, "good")
    return answer


def _check(form: Any) -> None:
    """Raise Refused without a new sentence when the form itself says what is wrong."""
    if not form.validate():
        raise Refused()
    if form.version.data is None:
        raise Refused(
            Refusal("form_incomplete", "Dit formulier is niet heel aangekomen. Ga terug, ververs de bladzijde en probeer het opnieuw.")
        )


def _due(agenda: Agenda, today: date) -> tuple[queries.Overview, list[DuePayment]]:
    """What is due in all, and the part of it that this page shows."""
    overview = queries.sum_overview(db(), agenda.id, today)
    at = (_page(overview.due_count, "deel", DUE)[0] - 1) * DUE
    return overview, queries.list_due(db(), agenda.id, today, limit=DUE, offset=at, now=house().store.clock.now())


def _runs_page(agenda: Agenda, overview: queries.Overview, due: list[DuePayment], form: PrepareForm) -> str:
    part, parts = _page(overview.due_count, "deel", DUE)
    page, pages = _page(overview.run_count, size=RUNS)
    return render_template(
        "payments/runs.html", agenda=agenda, due=due, overview=overview, form=form,
        runs=queries.list_runs(db(), agenda.id, limit=RUNS, offset=(page - 1) * RUNS), page=page, pages=pages, words=RUN.staff_words,
        tones=_TONES, address=_address("payments.runs", "agenda"), part=part, parts=parts,
        part_address=_address("payments.runs", "agenda", to="deel"), may_prepare=actor().may(Permission.PREPARE_PAYMENTS),
        may_see_accounts=actor().may(Permission.SEE_PERSONAL_DATA), ticked=set(form.instalments.chosen), states=RunState,
    )  # fmt: skip


def _run_page(reference: str, **forms: Any) -> str:
    found = queries.get_run(db(), actor(), reference)
    verbs, me = RUN.open_verbs(found.state), actor()
    shown = {
        "release_form": RunForm(formdata=None, data={"version": found.version}),
        "cancel_form": RunForm(formdata=None, data={"version": found.version}),
        "confirm_form": ConfirmForm(formdata=None, data={"version": found.version, "paid_on": found.execution_on}),
    } | forms
    return render_template(
        "payments/run.html", run=found, total_words=in_words(found.control_amount),
        weighed=queries.weigh_run(db(), found, house().store.clock.now()) if found.state is RunState.PREPARED else {},
        words=RUN.staff_words, tones=_TONES, today=_today(), failed_form=next(iter(forms.values()), None),
        may_release="release" in verbs and me.may(Permission.RELEASE_PAYMENTS) and me.id != found.prepared_by_id,
        may_cancel="cancel" in verbs and me.may(Permission.PREPARE_PAYMENTS),
        may_confirm="confirm" in verbs and me.may(Permission.PREPARE_PAYMENTS),
        may_download=found.file_sha256 is not None and me.may(Permission.PREPARE_PAYMENTS),
        may_see_accounts=me.may(Permission.SEE_PERSONAL_DATA), states=RunState, **shown,
    )  # fmt: skip


def _recovery_page(reference: str, form: RepaymentForm | None = None) -> str:
    found = queries.get_recovery(db(), actor(), reference)
    entries = [e for e in list_entries(db(), commitment_id=found.grant.commitment_id) if e.kind is EntryKind.RECOVER]
    return render_template(
        "payments/recovery.html", recovery=found, entries=entries, today=_today(), labels=RECOVERY_LABELS, states=RecoveryState,
        form=form or RepaymentForm(formdata=None, data={"version": found.version}),
        may_register=found.state is RecoveryState.OPEN and actor().may(Permission.PREPARE_PAYMENTS),
    )  # fmt: skip


_TONES = {RunState.PREPARED: "attention", RunState.RELEASED: "info", RunState.CONFIRMED: "good", RunState.CANCELLED: "neutral"}


def _today() -> date:
    return clock.today(house().store.clock.now())


def _agenda() -> Agenda:
    return find_current(db(), request.args.get("agenda"), _today())


def _page(count: int, name: str = "pagina", size: int = PAGE) -> tuple[int, int]:
    pages = max(1, -(-count // size))
    return min(max(1, request.args.get(name, 1, type=int)), pages), pages


def _address(endpoint: str, *kept: str, to: str = "pagina") -> Callable[[int], str]:
    asked: dict[str, Any] = {key: request.args[key] for key in kept if request.args.get(key)}
    return lambda number: url_for(endpoint, **(asked | {to: number}))
