"""Figures from a file: choose how it is read, send it, see everything it would do, and take it over or not."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.clock import today
from mag.core.errors import NotFound
from mag.core.transaction import Tx
from mag.indicators import queries
from mag.indicators.import_forms import AcceptForm, ExampleForm, UploadForm
from mag.indicators.imports import orders, preview, service, waiting
from mag.indicators.imports.looking import Look, look
from mag.indicators.imports.models import OrderState
from mag.indicators.imports.rows import FileProblem
from mag.indicators.mapping_form import MappingForm
from mag.indicators.models import VALUE_STATUS_LABELS
from mag.indicators.routes.frame import agenda_of, blueprint, form_page
from mag.web.boundary import db, house, perform
from mag.web.guard import allow


@blueprint.route("/cijfers/importeren", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def importing() -> ResponseReturnValue:
    """Choose a mapping and a file."""
    agenda = agenda_of()
    form = UploadForm(data={"mapping": request.args.get("koppeling")})
    mappings = preview.list_mappings(db(), agenda.id)
    form.mapping.choices = [(row.name, row.name) for row in mappings]
    given = {"form": form, "agenda": agenda, "mappings": mappings, "imports": preview.list_imports(db(), agenda.id)}
    given["orders"] = orders.list_orders(db(), agenda.id)
    if not form.is_submitted():
        return render_template("indicators/importing.html", **given)
    if not form.validate():
        return render_template("indicators/importing.html", **given), 422
    offered = waiting.offer(house().settings, form.file.data.stream, form.file.data.filename or "")
    there = url_for(
        ".import_preview", sha256=offered.sha256, koppeling=form.mapping.data, naam=offered.name, agenda=request.args.get("agenda")
    )
    return perform(lambda _: None, lambda _: there)


@blueprint.route("/cijfers/importeren/voorbeeld", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def example() -> ResponseReturnValue:
    """Send a file to choose its columns from."""
    agenda_of()
    form = ExampleForm()
    if not form.is_submitted():
        return render_template("indicators/example.html", form=form)
    if not form.validate():
        return render_template("indicators/example.html", form=form), 422
    offered = waiting.offer(house().settings, form.file.data.stream, form.file.data.filename or "")
    try:
        _look(offered.sha256)
    except FileProblem as problem:
        return render_template("indicators/example.html", form=form.say(str(problem), "file")), 422
    there = url_for(
        ".mapping", koppeling=request.args.get("koppeling"), bestand=offered.sha256, naam=offered.name, agenda=request.args.get("agenda")
    )
    return perform(lambda _: None, lambda _: there)


def _look(sha256: str) -> Look:
    """The beginning of a file that lies ready. Raises NotFound and FileProblem."""
    with waiting.opened(house().settings, sha256) as stream:
        return look(stream)


@blueprint.route("/cijfers/importeren/koppeling", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def mapping() -> ResponseReturnValue:
    """Say how a kind of file is read; with a file beside it, its columns are there to choose from."""
    agenda = agenda_of()
    name, sha256 = request.args.get("koppeling"), request.args.get("bestand")
    indicators = queries.list_indicators(db(), agenda.id)
    before = preview.get_mapping(db(), agenda.id, name) if name else None
    try:
        seen = _look(sha256) if sha256 else None
    except FileProblem as problem:
        raise NotFound(str(problem)) from None
    form = MappingForm.of(before, agenda, indicators, seen)

    def verb(tx: Tx) -> Any:
        return service.save_mapping(tx, agenda.id, form.document(before))

    def then(row: Any) -> str:
        asked = request.args.get("agenda")
        if sha256:
            return url_for(".import_preview", sha256=sha256, koppeling=row.name, naam=request.args.get("naam", ""), agenda=asked)
        return url_for(".importing", koppeling=row.name, agenda=asked)

    return form_page(form, "indicators/mapping.html", verb, then, agenda=agenda, before=before, seen=seen)


@blueprint.route("/cijfers/importeren/<sha256>", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def import_preview(sha256: str) -> ResponseReturnValue:
    """Everything a file would do; accept it, or leave it."""
    agenda = agenda_of()
    how = preview.get_mapping(db(), agenda.id, request.args.get("koppeling", ""))
    settings, day = house().settings, today(house().store.clock.now())
    offered = waiting.find(settings, sha256, request.args.get("naam", ""))
    form = AcceptForm()
    if form.is_submitted() and form.validate():
        waiting.keep(settings, house().files, sha256)
    asked = request.args.get("agenda")
    back_url = url_for(".importing", koppeling=how.name, agenda=asked)
    if offered.size > settings.import_behind_megabytes * 1_000_000:
        return form_page(
            form, "indicators/import_large.html", lambda tx: orders.order(tx, agenda.id, offered, how),
            lambda row: url_for(".import_order", order_id=row.id, agenda=asked), agenda=agenda, offered=offered, mapping=how,
            back_url=back_url,
        )  # fmt: skip

    def verb(tx: Tx) -> Any:
        with waiting.opened(settings, sha256) as stream:
            return service.accept(tx, agenda.id, stream, offered, how)

    with waiting.opened(settings, sha256) as stream:
        seen = preview.preview(db(), agenda.id, stream, sha256, how, day)
    return form_page(
        form, "indicators/import_preview.html", verb, lambda _: url_for(".approving", agenda=asked),
        agenda=agenda, seen=seen, offered=offered, statuses=VALUE_STATUS_LABELS, effects=preview.EFFECT_LABELS, back_url=back_url,
    )  # fmt: skip


@blueprint.get("/cijfers/importeren/opdracht/<int(max=2147483647):order_id>")
@allow(Permission.MEASURE)
def import_order(order_id: int) -> ResponseReturnValue:
    """How far a large file is that is taken over behind the pages, and what came of it."""
    row = orders.get_order(db(), agenda_of().id, order_id)
    busy = row.busy_until is not None and row.busy_until > house().store.clock.now()
    return render_template("indicators/import_order.html", row=row, waits=row.state is OrderState.WAITING, busy=busy)
