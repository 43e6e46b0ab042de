"""The pages of payments: what is due, a run from prepared to paid, and what has to come back."""

import hashlib
from datetime import date

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.logs import note_access
from mag.core.transaction import Tx
from mag.payments import queries, service
from mag.payments.forms import ConfirmForm, PrepareForm, RunForm
from mag.payments.models import PaymentRun
from mag.payments.plausibility import DuePayment
from mag.payments.routes.pages import address_of, asked_agenda, blueprint, check_form, day_now, page_of
from mag.payments.routes.run_page import TONES, run_verb, show_run
from mag.payments.rules import next_paying_day
from mag.payments.sepa import Debtor
from mag.payments.states import RUN, RunState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

RUNS = 25
"""How many runs stand on one page."""
DUE = 200
"""How many due instalments stand on one page; the oldest first."""


@blueprint.get("/betaalrondes")
@allow(Permission.SEE_PAYMENTS)
def runs() -> ResponseReturnValue:
    """What is due, to tick and prepare, and every run so far."""
    agenda, today = asked_agenda(), day_now()
    overview, due = _due(agenda, today)
    payable = [d.instalment.id for d in due if d.payable]
    form = PrepareForm(data={"instalments": [d.instalment.id for d in due if not d.notes], "execution_on": next_paying_day(today)})
    form.offer(payable)
    return _runs_page(agenda, overview, due, form)


@blueprint.post("/betaalrondes")
@allow(Permission.PREPARE_PAYMENTS)
def prepare() -> ResponseReturnValue:
    """Prepare a run of what was ticked."""
    agenda, today = asked_agenda(), day_now()
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
    return show_run(reference)


@blueprint.post("/betaalrondes/<reference>/vrijgeven")
@allow(Permission.RELEASE_PAYMENTS)
def release(reference: str) -> ResponseReturnValue:
    """Release a run: its file is kept first, and then the release is written down."""
    form = RunForm()

    def verb(tx: Tx) -> PaymentRun:
        return service.release_run(
            tx, found.id, version=form.version.data, file_sha256=kept.sha256, debtor=debtor, sepa_version=settings.sepa_version
        )

    found, settings = queries.find_run(db(), actor(), reference), house().settings
    debtor = Debtor(settings.debtor_name, settings.debtor_iban)
    try:
        check_form(form)
        kept = service.store_file(db(), house().files, found.id, debtor, settings.sepa_version)
        answer = perform(verb, lambda _: url_for(".run", reference=reference))
    except Refused as refused:
        return show_run(reference, release_form=form.refuse(refused)), 422
    flash("De betaalronde is vrijgegeven. Download het betaalbestand en lever het aan bij de bank.", "good")
    return answer


@blueprint.post("/betaalrondes/<reference>/intrekken")
@allow(Permission.PREPARE_PAYMENTS)
def cancel(reference: str) -> ResponseReturnValue:
    """Take a prepared run back."""
    form = RunForm()
    return run_verb(
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
    return run_verb(
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
    found = queries.find_run(db(), actor(), reference)
    if found.file_sha256 is None:
        raise NotFound(f"file of {reference}")
    content = house().files.read(found.file_sha256)
    if hashlib.sha256(content).hexdigest() != found.file_sha256:
        raise Refused(Refusal("file_damaged", "Het betaalbestand is beschadigd. Gebruik het niet en bel de beheerder."))
    note_access(house().store, actor(), "downloaded", "payment_run", found.id)
    return Response(
        content, content_type="application/xml", headers={"Content-Disposition": f'attachment; filename="{found.reference}.xml"'}
    )


def _due(agenda: Agenda, today: date) -> tuple[queries.Overview, list[DuePayment]]:
    """What is due in all, and the part of it that this page shows."""
    overview = queries.sum_overview(db(), agenda.id, today)
    at = (page_of(overview.due_count, "deel", DUE)[0] - 1) * DUE
    return overview, queries.list_due(db(), agenda.id, today, limit=DUE, offset=at, now=house().store.clock.now())


def _runs_page(agenda: Agenda, overview: queries.Overview, due: list[DuePayment], form: PrepareForm) -> str:
    part, parts = page_of(overview.due_count, "deel", DUE)
    page, pages = page_of(overview.run_count, size=RUNS)
    return render_template(
        "payments/runs.html", agenda=agenda, due=due, overview=overview, form=form,
        runs=queries.list_runs(db(), agenda.id, limit=RUNS, offset=(page - 1) * RUNS), page=page, pages=pages, words=RUN.staff_words,
        tones=TONES, address=address_of("payments.runs", "agenda"), part=part, parts=parts,
        part_address=address_of("payments.runs", "agenda", to="deel"), may_prepare=actor().may(Permission.PREPARE_PAYMENTS),
        may_see_accounts=actor().may(Permission.SEE_PERSONAL_DATA), ticked=set(form.instalments.chosen), states=RunState,
    )  # fmt: skip
