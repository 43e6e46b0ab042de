"""A partner reacts before we settle for less than its own account says (Awb 4:7, 4:12(2))."""

from datetime import date

from mag.accountability.loading import must_be_theirs
from mag.accountability.mails import tell_view_asked
from mag.accountability.settling.models import SettlementView
from mag.accountability.settling.queries import get_view
from mag.accountability.settling.rules import REASON_LEAST
from mag.accountability.settling.states import VIEW_FIRST, LowerGround
from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.money import Cents, show
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.grants.service import get_grant_locked
from mag.grants.states import GrantState

LONGEST_DAYS = 183


def ask_view(tx: Tx, grant_id: int, *, ground: LowerGround, amount: Cents, reason: str, due_on: date, address: str) -> SettlementView:
    """Tell a partner at what lower amount we want to settle and why, and ask it to react by a day; by mail.

    Raises NotFound, Forbidden, and Refused: settled already, a view is open, no reason, a wrong amount or day.
    """
    tx.actor.must(Permission.SETTLE)
    grant = get_grant_locked(tx, grant_id)
    if grant.state is GrantState.SETTLED:
        raise Refused(Refusal("settled", "Dit plan is al afgerond."))
    before = get_view(tx.db, grant_id)
    if before is not None and before.answered_at is None and before.due_on >= tx.today:
        raise Refused(Refusal("view_open", f"De partner kan al reageren tot en met {show_date(before.due_on)}."))
    if ground not in VIEW_FIRST:
        raise Refused(Refusal("ground_missing", "Kies de grond.", "view_ground"))
    if not 0 <= amount < grant.awarded_amount:
        raise Refused(Refusal("amount_wrong", f"Vul een bedrag in dat lager is dan {show(grant.awarded_amount)}.", "amount"))
    if len(reason.strip()) < REASON_LEAST:
        raise Refused(Refusal("reason_missing", "Schrijf waarom. De partner reageert hierop.", "view_reason"))
    if not tx.today < due_on or (due_on - tx.today).days > LONGEST_DAYS:
        raise Refused(Refusal("due_wrong", "Kies een dag na vandaag, binnen een half jaar.", "due_on"))
    view = SettlementView(
        grant=grant, ground=ground, amount=amount, reason=reason.strip(), due_on=due_on, asked_at=tx.now, asked_by=tx.actor.label, answer=""
    )
    grant.version += 1
    tx.db.add(view)
    tx.db.flush()
    tell_view_asked(tx, view, address=address)
    _record(tx, "accountability.view.asked", grant, ground=ground.value, cents=int(amount), due_on=due_on.isoformat())
    return view


def give_view(tx: Tx, grant_id: int, *, answer: str) -> SettlementView:
    """The partner reacts, once; also after the last day, as long as nothing is settled. Raises NotFound and Refused."""
    grant = get_grant_locked(tx, grant_id)
    must_be_theirs(tx, grant)
    view = get_view(tx.db, grant_id)
    if view is None or grant.state is GrantState.SETTLED:
        raise NotFound(f"view {grant.reference}")
    if view.answered_at is not None:
        raise Refused(Refusal("answered", "U reageerde al. Wij lezen uw reactie voordat wij besluiten."))
    if not answer.strip():
        raise Refused(Refusal("answer_missing", "Schrijf uw reactie.", "answer"))
    view.answer, view.answered_at, view.answered_by = answer.strip(), tx.now, tx.actor.label
    grant.version += 1
    tx.db.flush()
    _record(tx, "accountability.view.given", grant, view=view.id)
    return view


def _record(tx: Tx, action: str, grant: Grant, **facts: object) -> None:
    tx.record(action, "application", grant.application_id, chain=grant.application.agenda.code, reference=grant.reference, **facts)
