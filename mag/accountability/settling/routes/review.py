"""Staff finish grants: what waits and what is late, then one account with its receipts, its facts and the letter (``ux.md O05``)."""

from dataclasses import dataclass
from datetime import date

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability import service as accounts
from mag.accountability.demands import amount_in_run, reserve_of, settles_by_itself
from mag.accountability.forms import ActForm, ReturnForm
from mag.accountability.letters import LESS_SPENT, settlement_letter
from mag.accountability.models import HandIn
from mag.accountability.queries import find_hand_in, get_grant_to_settle, get_hand_in
from mag.accountability.receipts.routes.judge import sums
from mag.accountability.receipts.states import RECEIPT_LABELS, ReceiptState
from mag.accountability.routes import blueprint
from mag.accountability.routes.account import account_of, words_of
from mag.accountability.settling import queries, service
from mag.accountability.settling.forms import AskViewForm, ReserveForm, SettleForm
from mag.accountability.settling.models import ReserveConsent, SettlementView
from mag.accountability.settling.rules import Consequence, cannot_settle, cannot_settle_ex_officio, consequence_of, is_heard, settled_amount
from mag.accountability.settling.states import LOWER_LABELS, LowerGround
from mag.accountability.states import HandInState
from mag.accounts.roles import Permission, Role
from mag.agenda.current import find_current
from mag.agenda.queries import agenda_document, rule_set_document
from mag.core import clock
from mag.core.errors import Refusal, Refused, refuse_if
from mag.core.letter import letter_body, letter_html
from mag.core.logs import note_access
from mag.core.money import ZERO, Cents, show
from mag.core.period import add_term
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.grants.states import GRANT, GrantState
from mag.letters.queries import texts_of
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

LATE = "te-laat"
LEFT_OUT = "Niet alle kosten tellen mee. Bij de bonnen staat welke, en waarom."


def _today() -> date:
    return clock.today(house().store.clock.now())


@blueprint.get("/afronden")
@allow(Permission.SETTLE)
def index() -> ResponseReturnValue:
    """What waits to be looked at, or what should have been handed in long ago."""
    today, code = _today(), request.args.get("agenda")
    agenda = find_current(db(), code, today)
    waiting, late = queries.sum_to_settle(db(), agenda.id), queries.sum_overdue(db(), agenda.id, today)
    is_late = request.args.get("lijst") == LATE
    total = late.count if is_late else waiting.count
    pages = max(1, -(-total // queries.PAGE))
    page = min(max(1, request.args.get("pagina", 1, type=int)), pages)
    offset = (page - 1) * queries.PAGE
    return render_template(
        "accountability/settling/index.html",
        agenda=agenda,
        waiting=waiting,
        late=late,
        is_late=is_late,
        hand_ins=[] if is_late else queries.list_to_settle(db(), agenda.id, offset=offset),
        overdue=queries.list_overdue(db(), agenda.id, today, offset=offset) if is_late else [],
        views=[
            ("Te bekijken", waiting.count, url_for(".index", agenda=code), not is_late),
            ("Te laat", late.count, url_for(".index", agenda=code, lijst=LATE), is_late),
        ],
        page=page,
        pages=pages,
        may_judge=actor().may(Permission.JUDGE_HAND_INS),
        page_url=lambda number: url_for(".index", agenda=code, lijst=LATE if is_late else None, pagina=number),
        today=today,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What staff see beside the receipts: the sums so far, and what would happen at the proposed amount."""

    proposed: Cents
    reserve: Cents
    money: Consequence
    in_run: Cents
    can_settle: bool
    by_itself: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Before:
    """What happened before the settling: the view that was asked, the reserve that was agreed, what receipts leave out, the lot."""

    view: SettlementView | None
    consent: ReserveConsent | None
    agreed: Cents
    left_out: Cents
    drawn: bool
    is_leader: bool


@blueprint.get("/afronden/<reference>")
@allow(Permission.SETTLE)
def review(reference: str) -> ResponseReturnValue:
    """One grant, ready to be finished."""
    found = get_grant_to_settle(db(), actor(), reference)
    note_access(house().store, actor(), "opened", "application", found.application_id)
    return screen(found)


@blueprint.post("/afronden/<reference>/terug")
@allow(Permission.JUDGE_HAND_INS)
def give_back(reference: str) -> ResponseReturnValue:
    """Give the account back with a question."""
    found, form = get_hand_in(db(), actor(), reference), ReturnForm()
    if not form.validate():
        return screen(get_grant_to_settle(db(), actor(), reference), return_form=form, status=422)
    try:
        answer = perform(
            lambda tx: accounts.return_hand_in(
                tx, found.id, version=form.version.data or 0, question=form.question.data, address=house().settings.address
            ),
            then=lambda _: url_for(".review", reference=reference),
        )
    except Refused as refused:
        return screen(get_grant_to_settle(db(), actor(), reference), return_form=form.refuse(refused), status=422)
    flash("De vraag is gemaild. De partner past de verantwoording aan.", "good")
    return answer


@blueprint.post("/afronden/<reference>/vaststellen")
@allow(Permission.SETTLE)
def settle(reference: str) -> ResponseReturnValue:
    """Settle, or show the letter first when that button was pressed."""
    found, form = get_grant_to_settle(db(), actor(), reference), SettleForm()
    if not form.validate():
        return screen(found, settle_form=form, status=422)
    hand_in = find_hand_in(db(), found.id)
    with_account = hand_in is not None and hand_in.state is HandInState.HANDED_IN
    amount, reason, version = form.settled_amount.data, form.reason.data or "", form.version.data or 0
    ground = form.ground.data if amount < found.awarded_amount else None
    if "preview" in request.form:
        try:
            refuse_if(_objections(found, hand_in if with_account else None, amount, reason, ground))
        except Refused as refused:
            return screen(found, settle_form=form.refuse(refused), status=422)
        return screen(found, settle_form=form, preview=_preview(found, hand_in if with_account else None, amount, reason, ground))
    address = house().settings.address

    def verb(tx: Tx) -> object:
        if with_account:
            return service.settle(tx, found.id, version=version, settled_amount=amount, reason=reason, address=address, ground=ground)
        return service.settle_ex_officio(
            tx, found.id, version=version, settled_amount=amount, reason=reason, address=address, ground=ground
        )

    try:
        answer = perform(verb, then=lambda _: url_for(".review", reference=reference))
    except Refused as refused:
        return screen(get_grant_to_settle(db(), actor(), reference), settle_form=form.refuse(refused), status=422)
    flash(f"{reference} is afgerond op {show(amount)}. De brief is gemaakt en het bericht gaat nu weg.", "good")
    return answer


def screen(
    found: Grant,
    *,
    return_form: ReturnForm | None = None,
    settle_form: SettleForm | None = None,
    view_form: AskViewForm | None = None,
    reserve_form: ReserveForm | None = None,
    preview: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The page of one grant that is being finished, with the form that was not right, if any."""
    hand_in = find_hand_in(db(), found.id)
    with_us = hand_in is not None and hand_in.state is HandInState.HANDED_IN
    judged = sums(hand_in) if hand_in is not None else None
    beside = queries.find_beside(db(), found.id)
    before = _before(beside, hand_in if with_us else None)
    standing = _standing(found, hand_in if with_us else None, before.left_out, before.agreed)
    plain: dict[str, object] = {"version": found.version, "settled_amount": standing.proposed}
    if hand_in is not None and with_us and standing.proposed < found.awarded_amount:
        plain |= {"reason": LESS_SPENT, "ground": LowerGround.LESS_SPENT}
        if before.left_out:
            plain |= {"reason": LEFT_OUT, "ground": LowerGround.COSTS_LEFT_OUT}
    if before.view is not None:
        plain |= {"reason": before.view.reason, "ground": before.view.ground, "settled_amount": before.view.amount}
    page = render_template(
        "accountability/settling/review.html",
        grant=found,
        found=hand_in if hand_in is not None and hand_in.handed_in_at is not None else None,
        with_us=with_us,
        standing=standing,
        sums=judged,
        before=before,
        settlement=beside.settlement,
        lower_labels=LOWER_LABELS,
        form=return_form or settle_form or view_form or reserve_form,
        act_form=ActForm(),
        return_form=return_form or ReturnForm(formdata=None, data=_asked_back(hand_in)),
        settle_form=settle_form or SettleForm(formdata=None, data=plain),
        view_form=view_form or AskViewForm(formdata=None, data=_view_start(found, standing, before)),
        viewing=view_form is not None,
        reserve_form=reserve_form or ReserveForm(formdata=None, data={"reserve_amount": standing.reserve}),
        reserving=reserve_form is not None,
        asked_back=return_form is not None,
        preview=preview,
        words=GRANT.staff_words,
        labels=RECEIPT_LABELS,
        today=_today(),
        this=account_of(found, hand_in, _today()),
        **words_of(),
    )
    return page, status


def _asked_back(hand_in: HandIn | None) -> dict[str, object]:
    """What a return starts with: the questions that stand at the receipts."""
    if hand_in is None:
        return {"version": 1}
    asked = [f"{one.name}: {one.remark}" for one in hand_in.receipts if one.state is ReceiptState.QUESTIONED]
    return {"version": hand_in.version, "question": "\n".join(asked)}


def _view_start(found: Grant, standing: Standing, before: Before) -> dict[str, object]:
    due_on = add_term(_today(), rule_set_document(found.application.rule_set).incomplete.complete_within)
    return {"amount": standing.proposed, "due_on": due_on, "view_ground": LowerGround.COSTS_LEFT_OUT if before.left_out else None}


def _before(beside: queries.Beside, hand_in: HandIn | None) -> Before:
    consent, pick = beside.consent, beside.pick
    return Before(
        view=beside.view,
        consent=consent,
        agreed=consent.amount if consent is not None else ZERO,
        left_out=sums(hand_in).left_out if hand_in is not None else ZERO,
        drawn=pick is not None and pick.position > 0,
        is_leader=actor().holds(Role.PROJECT_LEADER),
    )


def _standing(found: Grant, hand_in: HandIn | None, left_out: Cents, agreed: Cents) -> Standing:
    awarded, paid = found.awarded_amount, found.commitment.paid_amount
    spent = hand_in.spent_amount if hand_in is not None else None
    by_itself = settles_by_itself(found)
    without = awarded if by_itself else ZERO
    proposed = settled_amount(awarded, Cents(max(0, spent - left_out) + agreed)) if spent is not None else without
    overdue = _today() > found.account_by
    return Standing(
        proposed=proposed,
        reserve=reserve_of(found, spent) if spent is not None else ZERO,
        money=consequence_of(awarded=awarded, paid=paid, settled=proposed),
        in_run=amount_in_run(found),
        can_settle=found.state is GrantState.HANDED_IN or (found.state is GrantState.RUNNING and overdue),
        by_itself=by_itself,
        overdue=overdue,
    )


def _objections(found: Grant, hand_in: HandIn | None, amount: Cents, reason: str, ground: LowerGround | None) -> list[Refusal]:
    spent = hand_in.spent_amount if hand_in is not None else None
    heard = is_heard(queries.find_view(db(), found.id), _today())
    refusals = list(
        cannot_settle(
            awarded=found.awarded_amount, spent=spent, settled=amount, reason=reason, in_run=amount_in_run(found), ground=ground,
            heard=heard, reserve=queries.agreed_reserve(db(), found.id),
        )
    )  # fmt: skip
    if hand_in is None:
        refusals += cannot_settle_ex_officio(
            by_itself=settles_by_itself(found), account_by=found.account_by, today=_today(), chosen=True, reason=reason
        )
    return list({refusal.code: refusal for refusal in refusals}.values())


def _preview(found: Grant, hand_in: HandIn | None, amount: Cents, reason: str, ground: LowerGround | None) -> str:
    agreed = queries.agreed_reserve(db(), found.id)
    text = service.text_of(found, hand_in, settled=amount, reason=reason, day=_today(), by=actor().label, ground=ground, agreed=agreed)
    application = found.application
    texts = texts_of(db(), application.agenda_id)
    letter = settlement_letter(agenda_document(application.agenda), rule_set_document(application.rule_set), text, texts)
    return letter_body(letter_html(letter), inside=True)
