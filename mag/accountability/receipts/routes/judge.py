"""Staff judge receipts one after the other: the picture left, the figures right, one key a receipt (``domain.md 9.43``)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability.forms import ActForm
from mag.accountability.models import HandIn
from mag.accountability.queries import get_hand_in
from mag.accountability.receipts import judging, queries, service
from mag.accountability.receipts.forms import JudgeForm, SentencesForm, SplitForm, data_of
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.rules import Sums, odd_about, sums_of
from mag.accountability.receipts.states import READ_LABELS, RECEIPT_LABELS, ReceiptState, SentenceKind
from mag.accountability.routes import blueprint
from mag.accountability.states import HandInState
from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.core import clock
from mag.core.errors import NotFound, Refused
from mag.core.transaction import Tx
from mag.web.boundary import actor, db, house, keep, perform
from mag.web.guard import allow

PAGE = "/afronden/<reference>/bonnen/<int(max=2147483647):receipt_id>"
TURNS = (0, 90, 180, 270)


@blueprint.get("/afronden/<reference>/bonnen")
@allow(Permission.JUDGE_HAND_INS)
def first_receipt(reference: str) -> ResponseReturnValue:
    """Go to the first receipt that waits; to the overview when there is none."""
    found = get_hand_in(db(), actor(), reference)
    return redirect(_next(found, reference) or url_for(".review", reference=reference))


@blueprint.get(PAGE)
@allow(Permission.JUDGE_HAND_INS)
def judge_page(reference: str, receipt_id: int) -> ResponseReturnValue:
    """One receipt to look at; who looks first is written down."""
    found = get_hand_in(db(), actor(), reference)
    receipt = _of(found, receipt_id)
    if receipt.seen_at is None and found.state is HandInState.HANDED_IN:
        keep(lambda tx: judging.mark_seen(tx, receipt_id))
        found = get_hand_in(db(), actor(), reference)
        receipt = _of(found, receipt_id)
    return _screen(found, receipt)


@blueprint.post(PAGE)
@allow(Permission.JUDGE_HAND_INS)
def judge_one(reference: str, receipt_id: int) -> ResponseReturnValue:
    """Say what was pressed of a receipt, with its figures, and go on to the next that waits."""
    found = get_hand_in(db(), actor(), reference)
    receipt = _of(found, receipt_id)
    form = _offered(found, JudgeForm())
    try:
        state = ReceiptState(request.form.get("oordeel", ""))
    except ValueError:
        raise NotFound("judgement") from None
    if not form.validate():
        return _screen(found, receipt, form=form, status=422)
    others = [one for one in found.receipts if one.id != receipt_id]
    place = _next(found, reference, others, receipt.position) or url_for(".review", reference=reference, _anchor="bonnen")
    try:
        return perform(
            lambda tx: judging.judge_receipt(
                tx, receipt_id, state, facts=form.facts(), eligible=form.eligible.data,
                remark="" if state is ReceiptState.ACCEPTED else form.words(),
            ),
            then=lambda _: place,
        )  # fmt: skip
    except Refused as refused:
        found = get_hand_in(db(), actor(), reference)
        return _screen(found, _of(found, receipt_id), form=_offered(found, form).refuse(refused), status=422)


@blueprint.post(PAGE + "/delen")
@allow(Permission.JUDGE_HAND_INS)
def split_receipt(reference: str, receipt_id: int) -> ResponseReturnValue:
    """Take a photo with several receipts apart."""
    found, form = get_hand_in(db(), actor(), reference), SplitForm()
    receipt = _of(found, receipt_id)
    if not form.validate():
        return _screen(found, receipt, split=form, status=422)
    parts = int(form.parts.data or 0)
    try:
        answer = perform(
            lambda tx: service.split_receipt(tx, receipt_id, parts),
            then=lambda _: url_for(".judge_page", reference=reference, receipt_id=receipt_id),
        )
    except Refused as refused:
        found = get_hand_in(db(), actor(), reference)
        return _screen(found, _of(found, receipt_id), split=form.refuse(refused), status=422)
    flash(f"Deze foto telt nu als {parts} bonnen. Vul bij elke bon het bedrag in.", "good")
    return answer


@blueprint.post("/afronden/<reference>/bonnen")
@allow(Permission.JUDGE_HAND_INS)
def judge(reference: str) -> ResponseReturnValue:
    """Accept every receipt that is left, once each was seen."""
    found = get_hand_in(db(), actor(), reference)
    try:
        return perform(
            lambda tx: judging.accept_receipts(tx, found.id),
            then=lambda _: url_for(".review", reference=reference, _anchor="bonnen"),
        )
    except Refused as refused:
        flash(refused.refusals[0].sentence, "wrong")
        return redirect(url_for(".review", reference=reference, _anchor="bonnen"), code=303)


@blueprint.get("/afronden/zinnen")
@allow(Permission.JUDGE_HAND_INS)
def sentences() -> ResponseReturnValue:
    """The ready sentences, to edit."""
    agenda = _agenda()
    kept = queries.list_sentences(db(), agenda.id)
    form = SentencesForm(formdata=None, data={kind.value: "\n".join(kept[kind]) for kind in SentenceKind})
    return render_template("accountability/receipts/sentences.html", form=form, agenda=agenda)


@blueprint.post("/afronden/zinnen")
@allow(Permission.JUDGE_HAND_INS)
def save_sentences() -> ResponseReturnValue:
    """Keep the ready sentences."""
    form, agenda = SentencesForm(), _agenda()
    if not form.validate():
        return render_template("accountability/receipts/sentences.html", form=form, agenda=agenda), 422
    typed = {SentenceKind.QUESTION: form.question.data or "", SentenceKind.REJECTION: form.rejection.data or ""}

    def verb(tx: Tx) -> None:
        mine = tx.db.get_one(Agenda, agenda.id)
        for kind, text in typed.items():
            judging.save_sentences(tx, mine, kind, text.splitlines())

    try:
        answer = perform(verb, then=lambda _: url_for(".sentences", agenda=request.args.get("agenda")))
    except Refused as refused:
        return render_template("accountability/receipts/sentences.html", form=form.refuse(refused), agenda=agenda), 422
    flash("De zinnen zijn bewaard.", "good")
    return answer


def sums(found: HandIn) -> Sums:
    """How far the judging of an account came."""
    return sums_of((r.state, service.facts_of(r), r.eligible_amount, r.seen_at is not None) for r in found.receipts)


def _agenda() -> Agenda:
    return find_current(db(), request.args.get("agenda"), clock.today(house().store.clock.now()))


def _of(found: HandIn, receipt_id: int) -> Receipt:
    receipt: Receipt | None = next((one for one in found.receipts if one.id == receipt_id), None)
    if receipt is None:
        raise NotFound(f"receipt {receipt_id}")
    return receipt


def _next(found: HandIn, reference: str, among: list[Receipt] | None = None, after: int = 0) -> str | None:
    """The page of the next receipt that waits, going round; None when none does."""
    waiting = [one for one in (found.receipts if among is None else among) if one.state is ReceiptState.NEW]
    waiting.sort(key=lambda one: (one.position <= after, one.position))
    return url_for(".judge_page", reference=reference, receipt_id=waiting[0].id) if waiting else None


def _offered(found: HandIn, form: JudgeForm) -> JudgeForm:
    ready = queries.list_sentences(db(), found.grant.application.agenda_id)
    form.ask(queries.list_cost_lines(db(), found.grant.application_id))
    return form.offer(ready[SentenceKind.QUESTION], ready[SentenceKind.REJECTION])


def _screen(
    found: HandIn, receipt: Receipt, *, form: JudgeForm | None = None, split: SplitForm | None = None, status: int = 200
) -> ResponseReturnValue:
    proposed = service.proposed_facts(receipt)
    if form is None:
        start = {**data_of(proposed), "eligible": receipt.eligible_amount if receipt.state is ReceiptState.PARTLY else None}
        form = _offered(found, JudgeForm(formdata=None, data={**start, "remark": receipt.remark}))
    turn = request.args.get("draai", 0, type=int)
    place = found.receipts.index(receipt)
    page = render_template(
        "accountability/receipts/judge.html",
        grant=found.grant,
        found=found,
        receipt=receipt,
        number=place + 1,
        before=found.receipts[place - 1] if place else None,
        after=found.receipts[place + 1] if place + 1 < len(found.receipts) else None,
        form=form,
        split_form=split or SplitForm(formdata=None),
        splitting=split is not None,
        summary=split or form,
        sums=sums(found),
        odd=list(odd_about(proposed, starts_on=found.grant.starts_on, ends_on=found.grant.ends_on)),
        twins=queries.find_twins(db(), receipt),
        read=READ_LABELS.get(receipt.read_how) if receipt.read_how and receipt.facts_by is None else None,
        labels=RECEIPT_LABELS,
        with_us=found.state is HandInState.HANDED_IN,
        turn=turn if turn in TURNS else 0,
        large="groot" in request.args,
        act_form=ActForm(),
    )
    return page, status
