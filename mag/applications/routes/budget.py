"""The budget from elsewhere: pasted or from a workbook, looked at first, and only then put among the rows of the draft."""

import json
from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.agenda.form_screens import Screen
from mag.applications import budget_table, service
from mag.applications.budget_lines.lines import Line, Reading
from mag.applications.budget_lines.paste import read_paste
from mag.applications.budget_lines.sheet import read_sheet, write_template
from mag.applications.forms import ButtonForm
from mag.applications.journey import Journey
from mag.applications.models import Draft
from mag.applications.routes.frame import blueprint, current_draft, find_ground, held_secret, nothing_open, to_sent
from mag.applications.service import typed_of
from mag.applications.states import CostKind
from mag.core.errors import Refusal, Refused
from mag.core.money import MAX_AMOUNT, Cents, show
from mag.core.upload_contents import XLSX
from mag.web.boundary import house, keep
from mag.web.forms import clean_line
from mag.web.guard import public

OWN_DRAFT = "who asks for money for a plan has no account; the page is about the draft this browser holds"
SHOWN = 100
CLASH = "In een ander venster is uw begroting intussen veranderd. Er is nog niets overgenomen. Kijk alles nog eens na."


@blueprint.get("/aanvragen/begroting.xlsx")
@public(OWN_DRAFT)
def budget_sheet() -> ResponseReturnValue:
    """A workbook with the rows of the draft, to fill in further."""
    ground, draft = find_ground(), current_draft()
    if ground is None:
        return nothing_open()
    screen = budget_table.budget_screen(ground.journey(typed_of(draft)))
    if screen is None:
        return redirect(url_for(".begin"))
    content = write_template(budget_table.sheet_rows(screen, typed_of(draft)), house().store.clock.now())
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="begroting.xlsx"'
    return response


@blueprint.route("/aanvragen/begroting", methods=["GET", "POST"])
@public(OWN_DRAFT)
def budget() -> ResponseReturnValue:
    """Look at what was pasted or sent, and take it over."""
    ground, draft = find_ground(), current_draft()
    if ground is None:
        return nothing_open()
    journey = ground.journey(typed_of(draft))
    screen = budget_table.budget_screen(journey)
    if draft is None or screen is None:
        return redirect(url_for(".begin"))
    elsewhere = to_sent(draft)
    if elsewhere is not None:
        return elsewhere
    form = ButtonForm()
    if not form.is_submitted():
        return _page(journey, screen, draft, form)
    if "take" not in request.form:
        return look(journey, screen, draft)
    if not form.validate():
        return _page(journey, screen, draft, form, _sent_lines(), status=422)
    return _take(journey, screen, draft, form)


def wants_look() -> bool:
    """Whether a button was pressed to look at what was pasted or at a workbook."""
    return "look" in request.form


def look(journey: Journey, screen: Screen, draft: Draft) -> ResponseReturnValue:
    """The page that shows what was pasted or sent, before anything of it is kept."""
    sent, text = request.files.get("sheet"), request.form.get("paste", "")
    if sent is not None and sent.filename and not text.strip():
        most = house().settings.upload_megabytes * 1_000_000
        reading = read_sheet(sent.filename, sent.read(), max_bytes=most)
        reading.unclear = False
    else:
        reading = read_paste(text, english=request.form.get("look") == "english")
    form = ButtonForm(formdata=None)
    return _page(journey, screen, draft, form, reading, text=text, status=200 if reading.may_be_taken else 422)


def take_over(agenda_id: int, journey: Journey, screen: Screen) -> ResponseReturnValue | None:
    """Make what the rows leave to ask the amount that is asked; None when they leave nothing that can be read."""
    sums, secret = budget_table.sums_of(screen, journey.typed, journey.amount), held_secret()
    if sums is None or sums.needed is None or sums.needed <= 0 or secret is None:
        return None
    typed = {"amount": [show(sums.needed)[2:]]}
    keep(lambda tx: service.keep_screen(tx, agenda_id, secret, typed, names=("amount",), step=screen.slug, version=None))
    flash(f"U vraagt nu {show(sums.needed)}.", "good")
    return redirect(url_for(".step", slug=screen.slug), code=303)


def _take(journey: Journey, screen: Screen, draft: Draft, form: ButtonForm) -> ResponseReturnValue:
    reading, secret = _sent_lines(), held_secret() or ""
    if not reading.may_be_taken:
        return _page(journey, screen, draft, form, reading, status=422)
    try:
        typed, names = budget_table.taken_over(screen, journey.typed, reading.lines, behind=request.form.get("take") == "behind")
        seen = form.version.data or 0
        if any(draft.answers["changed"].get(name, 0) > seen for name in names):
            raise Refused(Refusal("changed_elsewhere", CLASH))
        saved = keep(lambda tx: service.keep_screen(tx, journey.agenda_id, secret, typed, names=names, step=screen.slug, version=seen))
        if saved.clashes:
            raise Refused(Refusal("changed_elsewhere", CLASH))
    except Refused as refused:
        now = current_draft() or draft
        return _page(journey, screen, now, form.refuse(refused), reading, status=409)
    flash(f"Overgenomen: {_told(reading)}. Kijk ze na.", "good")
    return redirect(url_for(".step", slug=screen.slug), code=303)


def _told(reading: Reading) -> str:
    costs, incomes = len(reading.of(CostKind.COST)), len(reading.of(CostKind.INCOME))
    words = [f"{costs} {'kostenpost' if costs == 1 else 'kostenposten'}"] if costs else []
    return " en ".join([*words, *([f"{incomes} {'bedrag' if incomes == 1 else 'bedragen'} van anderen"] if incomes else [])])


def _sent_lines() -> Reading:
    """The lines that were looked at, as the page sends them back; whatever is not a line of ours is refused as a whole."""
    try:
        found = [_line(*row) for row in json.loads(request.form.get("lines", "[]"))]
    except (ValueError, TypeError, RecursionError):
        return Reading(troubles=["Deze bladzijde is niet heel aangekomen. Plak of stuur uw begroting opnieuw."])
    return Reading(lines=found).close()


def _line(kind: str, description: str, amount: int) -> Line:
    text = clean_line(description) if isinstance(description, str) else ""
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= MAX_AMOUNT or not 0 < len(text) <= 200:
        raise ValueError(kind)
    return Line(CostKind(kind), text, Cents(amount))


def _dumped(lines: Sequence[Line]) -> str:
    return json.dumps([[line.kind.value, line.description, line.amount] for line in lines], ensure_ascii=False)


def _page(
    journey: Journey,
    screen: Screen,
    draft: Draft,
    form: ButtonForm,
    reading: Reading | None = None,
    *,
    text: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    form.version.data = draft.version
    asked = budget_table.budget_questions(screen)
    before = sum(
        len(budget_table.rows_in(typed_of(draft), name))
        for kind in CostKind
        if reading is not None and reading.of(kind) and asked is not None and (name := asked.table(kind))
    )
    page = render_template(
        "applications/budget.html",
        screen=screen,
        form=form,
        reading=reading,
        lines=_dumped(reading.lines) if reading is not None else "",
        kinds=[
            (title, [(line.description, show(line.amount)) for line in reading.of(kind)[:SHOWN]], reading.total(kind))
            for kind, title in ((CostKind.COST, "Kosten"), (CostKind.INCOME, "Geld van anderen"))
        ]
        if reading is not None
        else [],
        text=text,
        before=before,
        page_errors=reading is not None and bool(reading.troubles),
    )
    return page, status
