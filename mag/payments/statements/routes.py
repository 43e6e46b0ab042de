"""The pages of bank statements: choose a file, see what it would do, accept it, and link what is left by hand."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.core import clock
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.file_names import clean_name
from mag.core.money import show
from mag.payments.sepa import Debtor
from mag.payments.statements import queries, service
from mag.payments.statements.csv_columns import CsvColumns
from mag.payments.statements.forms import OTHER, AcceptForm, AccountForm, ColumnsForm, LinkForm, SplitForm, StatementForm
from mag.payments.statements.models import BankLine
from mag.payments.statements.preview import StatementPreview, preview_file
from mag.payments.statements.states import PURPOSE_LABELS, Direction, Purpose
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

blueprint = Blueprint("statements", __name__, template_folder="../templates")
PAGE = 50
SHOWN = 200
"""How many lines of a file a preview shows; all of them are counted and summed."""


@blueprint.get("/betalingen/afschriften")
@allow(Permission.SEE_PAYMENTS)
def index() -> ResponseReturnValue:
    """The statements so far, the lines that wait for a person, and payments that came back."""
    return _index_page(StatementForm())


@blueprint.post("/betalingen/afschriften")
@allow(Permission.PREPARE_PAYMENTS)
def choose() -> ResponseReturnValue:
    """Look at a bank's file: its bytes are put aside, nothing is written down."""
    form = StatementForm()
    form.offer(queries.list_accounts(db()))
    if form.validate():
        try:
            content = form.file.data.read()
            if len(content) > house().settings.upload_megabytes * 1_000_000:
                limit = house().settings.upload_megabytes
                raise Refused(
                    Refusal("too_large", f"Dit bestand is te groot. Het mag hooguit {limit} MB zijn. Kies een kortere periode.", "file")
                )
            kept = house().files.put(content)
            _preview(content, kept.sha256, form.account_id.data)
            name = clean_name(form.file.data.filename or "afschrift.xml")
            return redirect(url_for(".preview", sha256=kept.sha256, naam=name, rekening=form.account_id.data), code=303)
        except Refused as refused:
            form.refuse(refused)
    return _index_page(form), 422


@blueprint.route("/betalingen/afschriften/nieuw/<sha256>", methods=["GET", "POST"])
@allow(Permission.PREPARE_PAYMENTS)
def preview(sha256: str) -> ResponseReturnValue:
    """What a file would do; accepting it stores and books everything in one go."""
    content = house().files.read(sha256)
    name, account_id = clean_name(request.args.get("naam", "afschrift.xml")), request.args.get("rekening", type=int)
    form = AcceptForm()
    before = queries.find_file(db(), sha256)
    if before is not None and request.method == "GET":
        return redirect(url_for(".statement", statement_id=before.id))
    try:
        if form.is_submitted():
            if not form.validate():
                raise Refused()
            debtor, size = _debtor(), len(content)
            kind = "application/xml" if content.lstrip()[:1] == b"<" else "text/csv"
            answer = perform(
                lambda tx: service.take_in(
                    tx, content, sha256=sha256, size=size, media_type=kind, filename=name, account_id=account_id, debtor=debtor
                ),
                lambda stored: url_for(".statement", statement_id=stored[0].id),
            )
            flash("Het afschrift is ingelezen.", "good")
            return answer
        found = _preview(content, sha256, account_id)
    except Refused as refused:
        form = StatementForm(formdata=None)
        form.offer(queries.list_accounts(db()))
        return _index_page(form.refuse(refused)), 422
    return render_template(
        "payments/statement_preview.html", previews=found, form=form, filename=name, shown=SHOWN, purposes=Purpose,
        labels=PURPOSE_LABELS, directions=Direction, action=request.full_path, may_see_accounts=actor().may(Permission.SEE_PERSONAL_DATA),
    )  # fmt: skip


@blueprint.get("/betalingen/afschriften/<int(max=2147483647):statement_id>")
@allow(Permission.SEE_PAYMENTS)
def statement(statement_id: int) -> ResponseReturnValue:
    """A statement with its lines and what they were about."""
    found = queries.get_statement(db(), actor(), statement_id)
    counted = queries.tally(db(), statement_id)
    only_open = request.args.get("open") == "ja"
    count = counted.open if only_open else counted.lines
    pages = max(1, -(-count // PAGE))
    page = min(max(1, request.args.get("pagina", 1, type=int)), pages)
    lines = queries.list_lines(db(), statement_id=statement_id, only_open=only_open, limit=PAGE, offset=(page - 1) * PAGE)

    def address(number: int) -> str:
        return url_for(".statement", statement_id=statement_id, pagina=number, open="ja" if only_open else None)

    return render_template(
        "payments/statement.html", statement=found, lines=lines, counted=counted, only_open=only_open, page=page, pages=pages,
        address=address, labels=PURPOSE_LABELS, directions=Direction, may_link=actor().may(Permission.PREPARE_PAYMENTS),
        may_see_accounts=actor().may(Permission.SEE_PERSONAL_DATA),
    )  # fmt: skip


@blueprint.route("/betalingen/afschriften/regel/<int(max=2147483647):line_id>", methods=["GET", "POST"])
@allow(Permission.PREPARE_PAYMENTS)
def link(line_id: int) -> ResponseReturnValue:
    """Link a line by hand."""
    line = queries.get_line(db(), actor(), line_id)
    if line.purpose is not None and request.method == "GET":
        return redirect(url_for(".statement", statement_id=line.statement_id))
    form = LinkForm(data={"version": line.version})
    form.offer(queries.list_choices(db(), line))
    if form.is_submitted() and form.validate():
        purpose, target = _chosen(form.about.data)
        try:
            answer = perform(
                lambda tx: service.link_line(tx, line_id, purpose, target, note=form.note.data, version=form.version.data or 0),
                lambda done: url_for(".statement", statement_id=done.statement_id),
            )
            flash(f"De regel van {show(line.amount)} is gekoppeld.", "good")
            return answer
        except Refused as refused:
            form.refuse(refused)
    return _line_page(line, form), 422 if form.is_submitted() else 200


@blueprint.post("/betalingen/afschriften/regel/<int(max=2147483647):line_id>/splitsen")
@allow(Permission.PREPARE_PAYMENTS)
def split(line_id: int) -> ResponseReturnValue:
    """Cut a line in two, each to be linked by itself."""
    line, form = queries.get_line(db(), actor(), line_id), SplitForm()
    try:
        if not form.validate():
            raise Refused()
        answer = perform(
            lambda tx: service.split_line(tx, line_id, form.first.data, version=form.version.data or 0),
            lambda _: url_for(".statement", statement_id=line.statement_id, open="ja"),
        )
    except Refused as refused:
        return _line_page(line, split_form=form.refuse(refused)), 422
    flash("De regel is gesplitst. Koppel nu elk deel.", "good")
    return answer


def _line_page(line: BankLine, form: LinkForm | None = None, split_form: Any = None) -> str:
    if form is None:
        form = LinkForm(formdata=None, data={"version": line.version})
        form.offer(queries.list_choices(db(), line))
    return render_template(
        "payments/statement_line.html", line=line, form=form, directions=Direction, failed_form=split_form or form,
        split_form=split_form or SplitForm(formdata=None, data={"version": line.version}),
        may_see_accounts=actor().may(Permission.SEE_PERSONAL_DATA),
    )  # fmt: skip


@blueprint.route("/betalingen/rekeningen", methods=["GET", "POST"])
@allow(Permission.RELEASE_PAYMENTS)
def accounts() -> ResponseReturnValue:
    """Our own bank accounts; add one."""
    form = AccountForm()
    if form.is_submitted() and form.validate():
        try:
            return perform(lambda tx: service.add_account(tx, iban=form.iban.data, name=form.name.data), lambda _: url_for(".accounts"))
        except Refused as refused:
            form.refuse(refused)
    status = 422 if form.is_submitted() else 200
    return render_template("payments/own_accounts.html", form=form, accounts=queries.list_accounts(db()), debtor=_debtor()), status


@blueprint.route("/betalingen/rekeningen/<int(max=2147483647):account_id>", methods=["GET", "POST"])
@allow(Permission.RELEASE_PAYMENTS)
def columns(account_id: int) -> ResponseReturnValue:
    """Which column of an account's CSV holds what."""
    account = queries.get_account(db(), account_id)
    form = ColumnsForm(data=account.csv_columns or {})
    if form.is_submitted() and form.validate():
        try:
            return perform(lambda tx: service.set_columns(tx, account_id, CsvColumns(**form.answers())), lambda _: url_for(".accounts"))
        except Refused as refused:
            form.refuse(refused)
    return render_template("payments/own_columns.html", form=form, account=account), 422 if form.is_submitted() else 200


def _chosen(code: str) -> tuple[Purpose, int | None]:
    """A choice of the form as purpose and number."""
    if code == OTHER:
        return Purpose.OTHER, None
    word, _, number = code.partition(":")
    if word not in {p.value for p in Purpose} or not number.isdecimal():
        raise NotFound(code)
    return Purpose(word), int(number)


def _preview(content: bytes, sha256: str, account_id: int | None) -> list[StatementPreview]:
    return preview_file(db(), content, sha256, account_id=account_id, debtor=_debtor(), today=_today())


def _index_page(form: StatementForm) -> str:
    form.offer(queries.list_accounts(db()))
    counted = queries.tally(db())
    pages = max(1, -(-queries.count_statements(db()) // PAGE))
    page = min(max(1, request.args.get("pagina", 1, type=int)), pages)
    agenda = find_current(db(), request.args.get("agenda"), _today())
    return render_template(
        "payments/statements.html", form=form, statements=queries.list_statements(db(), limit=PAGE, offset=(page - 1) * PAGE), page=page,
        pages=pages, address=lambda number: url_for(".index", pagina=number), counted=counted, directions=Direction,
        waiting=queries.list_lines(db(), only_open=True, limit=PAGE), returned=queries.list_returned(db(), agenda.id),
        may_import=actor().may(Permission.PREPARE_PAYMENTS), may_manage=actor().may(Permission.RELEASE_PAYMENTS),
        may_see_accounts=actor().may(Permission.SEE_PERSONAL_DATA),
    )  # fmt: skip


def _debtor() -> Debtor:
    return Debtor(house().settings.debtor_name, house().settings.debtor_iban)


def _today() -> date:
    return clock.today(house().store.clock.now())
