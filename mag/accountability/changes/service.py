"""A partner asks to change its plan, staff decide with a reason, and dates, plan and money follow in the same act.

Rows are locked in the order of the room: grant, change, instalments by id, budget line.
"""

from datetime import date, timedelta

from sqlalchemy import select

from mag.accountability.changes.letters import send_decision, send_intention
from mag.accountability.changes.models import Change
from mag.accountability.changes.queries import find_open_change
from mag.accountability.changes.rules import REASON_LEAST, VIEW_DAYS, Wish, cannot_refuse, cannot_stop, stopping, wrong_wish
from mag.accountability.changes.states import CHANGE, ChangeKind, ChangeState
from mag.accountability.demands import amount_in_run, tier_of
from mag.accountability.loading import lock_grant, must_be_theirs
from mag.accountability.planned import planned_amount
from mag.accountability.settling.rules import trimmed
from mag.accounts.roles import Permission
from mag.applications.states import CostKind
from mag.budget import service as budget
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.grants.models import Grant, Instalment
from mag.grants.rules import account_by
from mag.grants.states import INSTALMENT, GrantState, InstalmentState


def ask_change(tx: Tx, grant_id: int, wish: Wish) -> Change:
    """Ask to change a running plan. Raises NotFound, and Refused: nothing runs, one is open, what lacks at its question."""
    grant = lock_grant(tx, grant_id)
    if grant.state is not GrantState.RUNNING:
        raise Refused(Refusal("closed_verb", "Dit kan niet meer: uw verantwoording is binnen of uw plan is afgerond."))
    if find_open_change(tx.db, grant_id) is not None:
        raise Refused(Refusal("change_open", "U vroeg al om een verandering. Wacht op ons antwoord, of trek die vraag in."))
    costs = {line.id for line in grant.application.cost_lines if line.kind is CostKind.COST}
    results = {result.id for result in grant.application.results}
    if {wish.from_line_id, wish.to_line_id} - costs - {None} or {wish.result_id} - results - {None}:
        raise NotFound(f"{grant.reference}: a line or a result of another plan")
    available = planned_amount(tx.db, grant, wish.from_line_id) if wish.from_line_id is not None else Cents(0)
    refuse_if(wrong_wish(wish, available=available, starts_on=grant.starts_on, ends_on=grant.ends_on, today=tx.today))
    change = Change(
        grant=grant, kind=wish.kind, state=ChangeState.ASKED, version=1, wish=wish.text.strip(), asked_at=tx.now, asked_by=tx.actor.label,
        released_amount=Cents(0),
    )  # fmt: skip
    if wish.kind is ChangeKind.MOVE_MONEY:
        change.from_line_id, change.to_line_id, change.amount = wish.from_line_id, wish.to_line_id, wish.amount
    elif wish.kind in (ChangeKind.MORE_TIME, ChangeKind.STOP):
        change.ends_on, change.ends_before = wish.ends_on, grant.ends_on
    else:
        change.result_id, change.number = wish.result_id, wish.number
    tx.db.add(change)
    tx.db.flush()
    _record(tx, "accountability.change.asked", change, kind=change.kind.value, wish=change.wish)
    return change


def withdraw_change(tx: Tx, change_id: int, *, version: int) -> Change:
    """Take back what was asked, as long as it is not decided. Raises NotFound, Stale, Refused."""
    change = _load(tx, change_id, version)
    must_be_theirs(tx, change.grant)
    change.state = CHANGE.after(change.state, "withdraw")
    change.version += 1
    tx.db.flush()
    _record(tx, "accountability.change.withdrawn", change)
    return change


def invite_view(tx: Tx, change_id: int, *, version: int, intention: str, address: str) -> Change:
    """Tell a partner that we want to say no and why, and ask to react. Raises NotFound, Stale, Forbidden, Refused."""
    tx.actor.must(Permission.DECIDE)
    change = _load(tx, change_id, version)
    following = CHANGE.after(change.state, "invite_view")
    _must_explain(intention, "Schrijf waarom u nee wilt zeggen. De partner reageert hierop.")
    change.state, change.intention = following, intention.strip()
    change.view_until = tx.today + timedelta(days=VIEW_DAYS)
    change.version += 1
    tx.db.flush()
    send_intention(tx, change, address=address)
    _record(tx, "accountability.change.view_invited", change, intention=change.intention, until=change.view_until)
    return change


def give_view(tx: Tx, change_id: int, *, version: int, text: str) -> Change:
    """The partner reacts to what we have in mind. Raises NotFound, Stale, and Refused without words or when nothing was asked."""
    change = _load(tx, change_id, version)
    must_be_theirs(tx, change.grant)
    if change.state is not ChangeState.VIEW_INVITED:
        raise Refused(Refusal("closed_verb", "Wij vroegen nu geen reactie van u."))
    if not text.strip():
        raise Refused(Refusal("view_missing", "Schrijf uw reactie.", "view"))
    change.view = text.strip()
    change.version += 1
    tx.db.flush()
    _record(tx, "accountability.change.view_given", change)
    return change


def refuse_change(tx: Tx, change_id: int, *, version: int, reason: str, address: str) -> Change:
    """Say no, after the partner could react. Raises NotFound, Stale, Forbidden, Refused."""
    tx.actor.must(Permission.DECIDE)
    change = _load(tx, change_id, version)
    refuse_if(cannot_refuse(change.state, view=change.view, view_until=change.view_until, today=tx.today))
    return _decide(tx, change, "refuse", reason, address=address)


def grant_change(tx: Tx, change_id: int, *, version: int, reason: str, address: str, most_amount: Cents | None = None) -> Change:
    """Say yes: the plan's budget, result or dates change; stopping cuts the instalments and gives back what is no longer promised.

    ``most_amount`` in cents belongs to stopping: what the partner gets at most, paid money included. Raises NotFound, Stale,
    Forbidden, Refused.
    """
    tx.actor.must(Permission.DECIDE)
    change = _load(tx, change_id, version)
    grant = change.grant
    if grant.state is not GrantState.RUNNING:
        raise Refused(Refusal("closed_verb", "Dit kan niet meer: de verantwoording is binnen of het plan is afgerond."))
    if change.kind is ChangeKind.STOP:
        tx.db.scalars(select(Instalment).where(Instalment.grant_id == grant.id).order_by(Instalment.id).with_for_update()).all()
        committed, paid = grant.commitment.committed_amount, grant.commitment.paid_amount
        refuse_if(cannot_stop(most=most_amount, committed=committed, paid=paid, in_run=amount_in_run(grant)))
        assert most_amount is not None
        _stop(tx, change, most_amount)
    if change.kind in (ChangeKind.MORE_TIME, ChangeKind.STOP) and change.ends_on is not None:
        _move_end(grant, change.ends_on)
        grant.version += 1
    return _decide(tx, change, "grant", reason, address=address)


def _stop(tx: Tx, change: Change, most: Cents) -> None:
    grant = change.grant
    after = stopping(committed=grant.commitment.committed_amount, paid=grant.commitment.paid_amount, most=most)
    planned = [part for part in grant.instalments if part.state is InstalmentState.PLANNED]
    for part, amount in zip(planned, trimmed([part.amount for part in planned], after.to_pay), strict=True):
        if amount:
            part.amount = amount
        else:
            part.state = INSTALMENT.after(part.state, "drop")
    change.most_amount, change.released_amount = most, after.released
    tx.db.flush()
    if after.released:
        budget.release(tx, grant.commitment_id, after.released, reason=f"{grant.reference} stopt eerder")


def _move_end(grant: Grant, ends_on: date) -> None:
    """Another last day, and with it the last day to give account; a plan never ends before it starts."""
    grant.ends_on = max(ends_on, grant.starts_on)
    grant.account_by = account_by(tier_of(grant), grant.starts_on, grant.ends_on, ongoing=grant.application.is_regular)


def _decide(tx: Tx, change: Change, verb: str, reason: str, *, address: str) -> Change:
    following = CHANGE.after(change.state, verb)
    _must_explain(reason, "Schrijf waarom. De partner leest dit in de brief.")
    change.state, change.reason = following, reason.strip()
    change.decided_at, change.decided_by = tx.now, tx.actor.label
    change.version += 1
    tx.db.flush()
    send_decision(tx, change, address=address)
    action = "accountability.change.granted" if following is ChangeState.GRANTED else "accountability.change.refused"
    _record(tx, action, change, kind=change.kind.value, reason=change.reason, released_cents=int(change.released_amount))
    return change


def _must_explain(words: str, sentence: str) -> None:
    if len(words.strip()) < REASON_LEAST:
        raise Refused(Refusal("reason_missing", sentence, "reason"))


def _load(tx: Tx, change_id: int, version: int) -> Change:
    grant_id = tx.db.scalar(select(Change.grant_id).where(Change.id == change_id))
    if grant_id is None:
        raise NotFound(f"change {change_id}")
    tx.db.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    change = tx.db.get_one(Change, change_id, with_for_update=True, populate_existing=True)
    if change.version != version:
        word = CHANGE.staff_words[change.state]
        raise Stale(f"Er is intussen iets veranderd aan deze vraag over {change.grant.reference}. De status is nu “{word}”.")
    return change


def _record(tx: Tx, action: str, change: Change, **facts: object) -> None:
    grant = change.grant
    chain = grant.application.agenda.code
    tx.record(action, "application", grant.application_id, chain=chain, reference=grant.reference, change=change.id, **facts)
