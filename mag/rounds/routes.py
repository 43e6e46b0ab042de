"""The pages of rounds: the list, a new one, the board with every sum on it, deciding in batch with a result for each."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import RuleSet
from mag.agenda.queries import rule_set_document, rule_set_on
from mag.agenda.rules import round_of
from mag.applications.states import APPLICATION
from mag.applications.verdicts import VERDICT_LABELS
from mag.core.batches import Batch, BatchItem, ItemState, carry_out, get_batch, open_batch
from mag.core.clock import today
from mag.core.errors import NotFound, Refused, Stale
from mag.core.transaction import Tx
from mag.rounds import service
from mag.rounds.forms import METHOD_LABELS, BoardForm, CeilingForm, DecideForm, RoundForm, Table, read_lines, typed_of
from mag.rounds.queries import Board, board_of, get_round, list_rounds
from mag.rounds.rules import give_in_order
from mag.rounds.states import ROUND, Proposed, RoundState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

blueprint = Blueprint("rounds", __name__, template_folder="templates")
ACT = "rounds.decide"


def _day() -> date:
    return today(house().store.clock.now())


@blueprint.get("/rondes")
@allow(Permission.SEE_APPLICATIONS)
def index() -> ResponseReturnValue:
    """The rounds of the agenda."""
    agenda = find_current(db(), request.args.get("agenda"), _day())
    return render_template(
        "rounds/list.html", agenda=agenda, rounds=list_rounds(db(), actor(), agenda.id), words=ROUND.staff_words,
        may_make=actor().may(Permission.DECIDE),
    )  # fmt: skip


@blueprint.get("/rondes/nieuw")
@allow(Permission.DECIDE)
def new() -> ResponseReturnValue:
    """A form for a new round, filled with the yearly tiers of the rules in force and their days."""
    rule_set = _rule_set()
    rules = rule_set_document(rule_set)
    yearly = [(tier, stretch) for tier in rules.tiers if (stretch := round_of(tier, _day())) is not None]
    year = _day().year + 1
    start: dict[str, Any] = {"year": year, "name": f"Ronde {year}", "tiers": [tier.code for tier, _ in yearly]}
    if yearly:
        start |= {"opens_on": yearly[0][1][0], "closes_on": yearly[0][1][1]}
    if rules.ceiling is not None and not hasattr(rules.ceiling.distribution, "open"):
        start["method"] = rules.ceiling.distribution
    return _new(RoundForm(data=start).offer(rules), rule_set)


@blueprint.post("/rondes/nieuw")
@allow(Permission.DECIDE)
def make() -> ResponseReturnValue:
    """Make the round; nobody else sees it until its ceiling is published."""
    rule_set = _rule_set()
    form = RoundForm().offer(rule_set_document(rule_set))
    if not form.validate_on_submit():
        return _new(form, rule_set, 422)
    try:
        return perform(
            lambda tx: service.make_round(
                tx, rule_set.agenda_id, name=form.name.data, year=form.year.data, rule_set_id=rule_set.id, tier_codes=form.tiers.data,
                opens_on=form.opens_on.data, closes_on=form.closes_on.data, ceiling=form.ceiling.data, method=form.method.data,
            ),
            then=lambda made: url_for("rounds.board", round_id=made.id),
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return _new(form, rule_set, 422)


@blueprint.get("/rondes/<int(max=2147483647):round_id>")
@allow(Permission.SEE_APPLICATIONS)
def board(round_id: int) -> ResponseReturnValue:
    """The requests of a round with their proposals, and the room left under the ceiling and on every line."""
    found = board_of(db(), actor(), round_id)
    return _board(found, _stored(found))


@blueprint.post("/rondes/<int(max=2147483647):round_id>")
@allow(Permission.DECIDE)
def propose(round_id: int) -> ResponseReturnValue:
    """Keep the proposals; or reckon them through, or fill them in the order of receipt, without keeping them."""
    found, form = board_of(db(), actor(), round_id), BoardForm()
    numbers = [row.application.id for row in found.rows if not row.ask.is_decided and not row.is_proposed]
    table = read_lines(request.form, numbers)
    if "fill" in request.form:
        return _filled(found, table)
    if not form.validate() or table.wrong or "count" in request.form:
        return _board(found, table, 422 if table.wrong or form.all_errors() else 200, form)
    try:
        gone = perform(
            lambda tx: service.propose(tx, round_id, version=form.version.data or 0, lines=table.lines),
            then=lambda _: url_for("rounds.board", round_id=round_id),
        )
    except Refused as refused:
        for refusal in refused.refusals:
            table.wrong[refusal.field or refusal.code] = refusal.sentence
        return _board(found, table, 422, form)
    except Stale as stale:
        form.version.data = found.round.version
        table.wrong["stale"] = f"{stale.sentence} Wat u typte staat er nog. Bewaart u nu, dan vervangt u wat de ander deed."
        return _board(found, table, 409, form)
    flash("De voorstellen zijn bewaard. Er is nog niets besloten.", "good")
    return gone


@blueprint.post("/rondes/<int(max=2147483647):round_id>/publiceren")
@allow(Permission.DECIDE)
def publish(round_id: int) -> ResponseReturnValue:
    """Publish the ceiling and the way the money is given out."""
    get_round(db(), actor(), round_id)
    form = BoardForm()
    gone = perform(
        lambda tx: service.publish_round(tx, round_id, version=form.version.data or 0),
        then=lambda _: url_for("rounds.board", round_id=round_id),
    )
    flash("Het plafond is gepubliceerd. Het geldt voor aanvragen vanaf morgen.", "good")
    return gone


@blueprint.get("/rondes/<int(max=2147483647):round_id>/plafond")
@allow(Permission.DECIDE)
def ceiling(round_id: int) -> ResponseReturnValue:
    """The ceilings of a round through time, and a form for another one."""
    found = get_round(db(), actor(), round_id)
    return _ceiling(found.id, CeilingForm(data={"version": found.version, "ceiling": found.ceilings[-1].amount}))


@blueprint.post("/rondes/<int(max=2147483647):round_id>/plafond")
@allow(Permission.DECIDE)
def set_ceiling(round_id: int) -> ResponseReturnValue:
    """Set another ceiling; who asked before is not touched by a lower one."""
    get_round(db(), actor(), round_id)
    form = CeilingForm()
    if not form.validate_on_submit():
        return _ceiling(round_id, form, 422)
    try:
        return perform(
            lambda tx: service.set_ceiling(
                tx, round_id, version=form.version.data or 0, amount=form.ceiling.data, reason=form.reason.data or ""
            ),
            then=lambda _: url_for("rounds.board", round_id=round_id),
        )
    except Refused as refused:
        form.refuse(refused)
        return _ceiling(round_id, form, 422)


@blueprint.get("/rondes/<int(max=2147483647):round_id>/besluiten")
@allow(Permission.DECIDE)
def decide(round_id: int) -> ResponseReturnValue:
    """What will be decided, and the words for the letters."""
    found = board_of(db(), actor(), round_id)
    return _decide(found, DecideForm().offer(rule_set_document(found.round.rule_set)))


@blueprint.post("/rondes/<int(max=2147483647):round_id>/besluiten")
@allow(Permission.DECIDE)
def decide_all(round_id: int) -> ResponseReturnValue:
    """Decide on everything that has a proposal, each in its own transaction, and go to what came of each."""
    found = board_of(db(), actor(), round_id)
    form = DecideForm().offer(rule_set_document(found.round.rule_set))
    if not form.validate_on_submit():
        return _decide(found, form, 422)
    things: list[tuple[int, str, dict[str, Any]]] = [(row.application.id, row.ask.reference, {}) for row in _ready(found)]
    opened: list[int] = []

    def answer(batch: Batch) -> str:
        opened.append(batch.id)
        return url_for("rounds.decided", round_id=round_id, batch_id=batch.id)

    try:
        gone = perform(
            lambda tx: open_batch(
                tx, ACT, f"Besluiten: {found.round.name}", things, round_id=round_id, reason=form.reason.data, ground=form.ground.data
            ),
            then=answer,
        )
    except Refused as refused:
        form.refuse(refused)
        return _decide(found, form, 422)
    for batch_id in opened:
        carry_out(house().store, actor(), batch_id, _decide_one)
    return gone


@blueprint.get("/rondes/<int(max=2147483647):round_id>/besluiten/<int(max=2147483647):batch_id>")
@allow(Permission.DECIDE)
def decided(round_id: int, batch_id: int) -> ResponseReturnValue:
    """What came of every decision."""
    batch, items = _batch(round_id, batch_id)
    piles = {state: [item for item in items if item.state is state] for state in ItemState}
    return render_template("rounds/decided.html", round=get_round(db(), actor(), round_id), batch=batch, piles=piles, form=BoardForm())


@blueprint.post("/rondes/<int(max=2147483647):round_id>/besluiten/<int(max=2147483647):batch_id>")
@allow(Permission.DECIDE)
def decide_on(round_id: int, batch_id: int) -> ResponseReturnValue:
    """Go on with decisions that were broken off."""
    batch, _ = _batch(round_id, batch_id)
    carry_out(house().store, actor(), batch.id, _decide_one)
    return perform(lambda tx: batch, then=lambda _: url_for("rounds.decided", round_id=round_id, batch_id=batch_id))


@blueprint.post("/rondes/<int(max=2147483647):round_id>/afsluiten")
@allow(Permission.DECIDE)
def close(round_id: int) -> ResponseReturnValue:
    """Close a round in which everything is decided."""
    get_round(db(), actor(), round_id)
    form = BoardForm()
    return perform(
        lambda tx: service.close_round(tx, round_id, version=form.version.data or 0),
        then=lambda _: url_for("rounds.board", round_id=round_id),
    )


def _decide_one(tx: Tx, batch: Batch, item: BatchItem) -> str:
    told = batch.arguments
    return service.decide_entry(
        tx, told["round_id"], item.subject_id, ground_code=told["ground"], reason=told["reason"], address=house().settings.address
    )


def _batch(round_id: int, batch_id: int) -> tuple[Batch, list[BatchItem]]:
    batch, items = get_batch(db(), actor(), batch_id, ACT)
    if batch.arguments.get("round_id") != round_id:
        raise NotFound(f"batch {batch_id}")
    return batch, items


def _rule_set() -> RuleSet:
    agenda = find_current(db(), request.args.get("agenda"), _day())
    found = rule_set_on(db(), agenda.id, _day())
    if found is None:
        raise NotFound("no rules in force")
    return found


def _new(form: RoundForm, rule_set: RuleSet, status: int = 200) -> ResponseReturnValue:
    return render_template("rounds/new.html", form=form, rule_set=rule_set), status


def _ceiling(round_id: int, form: CeilingForm, status: int = 200) -> ResponseReturnValue:
    return render_template("rounds/ceiling.html", round=get_round(db(), actor(), round_id), form=form), status


def _stored(found: Board) -> Table:
    table = Table()
    for row in found.rows:
        entry = row.entry
        if entry is None:
            table.typed[row.application.id] = typed_of(None, row.ask.amount, None, "", False)
        else:
            gone = entry.proposed is Proposed.NO_MONEY
            table.typed[row.application.id] = typed_of(entry.rank, entry.amount, entry.line_id, entry.reason, gone)
    return table


def _filled(found: Board, table: Table) -> ResponseReturnValue:
    """The table filled in the order of receipt on the line that was chosen, to look at before it is kept."""
    chosen = request.form.get("fill_line", "")
    if not any(str(line.id) == chosen for line in found.lines):
        table.wrong["fill_line"] = "Kies eerst de budgetregel waar het geld vandaan komt."
        return _board(found, table, 422)
    free = {line.id: line.available_amount for line in found.lines}
    given = give_in_order(found.ceilings, free, service.with_lines(found, table.lines), int(chosen))
    for rank, ask in enumerate(given, start=1):
        if ask.application_id in table.typed:
            typed = typed_of(rank, ask.amount, ask.line_id, table.typed[ask.application_id].reason, not ask.amount)
            table.typed[ask.application_id] = typed
            line = service.Line(rank, ask.amount, ask.line_id, not ask.amount, typed.reason)
            table.lines[ask.application_id] = line
    table.wrong.clear()
    return _board(found, table)


def _board(found: Board, table: Table, status: int = 200, form: BoardForm | None = None) -> ResponseReturnValue:
    asks = service.with_lines(found, table.lines)
    total = sum(ask.amount for ask in asks)
    on_line = {line.id: sum(a.amount for a in asks if a.line_id == line.id and not a.is_decided) for line in found.lines}
    shown = form or BoardForm(data={"version": found.round.version})
    page = render_template(
        "rounds/board.html",
        board=found,
        round=found.round,
        form=shown,
        table=table,
        errors=table.wrong,
        page_errors=bool(table.wrong),
        total=total,
        requested=sum(ask.requested for ask in asks),
        decided=sum(ask.amount for ask in asks if ask.is_decided),
        left=found.ceiling - total,
        on_line=on_line,
        words=APPLICATION.staff_words,
        verdicts=VERDICT_LABELS,
        method=METHOD_LABELS[found.round.method],
        states=ROUND.staff_words,
        tiers=[tier.label for tier in rule_set_document(found.round.rule_set).tiers if tier.code in found.round.tier_codes],
        may_act=actor().may(Permission.DECIDE),
        is_published=found.round.state is RoundState.PUBLISHED,
        ready=len(_ready(found)),
    )
    return page, status


def _ready(found: Board) -> list[Any]:
    """The rows on which something can be decided now."""
    return [
        row
        for row in found.rows
        if row.entry is not None and row.entry.proposed is not Proposed.OPEN and not row.ask.is_decided and not row.is_proposed
    ]


def _decide(found: Board, form: DecideForm, status: int = 200) -> ResponseReturnValue:
    return render_template("rounds/decide.html", round=found.round, rows=_ready(found), form=form), status
