"""The reserve of a partner: agreed, formed by a settlement, used, and paid back (Awb 4:71-4:72; ``domain.md 2.4``)."""

from datetime import date

from sqlalchemy import select

from mag.accountability.demands import reserve_of
from mag.accountability.models import HandIn
from mag.accountability.settling.models import ReserveConsent, ReserveEntry
from mag.accountability.settling.queries import find_consent, reserve_left
from mag.accountability.settling.rules import REASON_LEAST
from mag.accountability.settling.states import ReserveMove
from mag.accounts.roles import Role
from mag.budget import service as budget
from mag.core.errors import Refusal, Refused
from mag.core.money import Cents, show
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.grants.service import get_grant_locked
from mag.grants.states import GrantState


def agree_to_reserve(tx: Tx, grant_id: int, *, amount: Cents, reason: str) -> ReserveConsent:
    """The project leader agrees that a partner keeps at most this much of what is left of a grant. Once per grant; again replaces it.

    Raises NotFound, and Refused: another role, more than the rules allow, no reason, nothing handed in, settled already.
    """
    if not tx.actor.holds(Role.PROJECT_LEADER):
        raise Refused(Refusal("leader_only", "Alleen de projectleider kan akkoord gaan met een reserve."))
    grant = get_grant_locked(tx, grant_id)
    hand_in = tx.db.scalar(select(HandIn).where(HandIn.grant_id == grant_id, HandIn.settles))
    if grant.state is not GrantState.HANDED_IN or hand_in is None or hand_in.spent_amount is None:
        raise Refused(Refusal("no_account", "Dit kan als de verantwoording binnen is en het plan nog niet is afgerond."))
    most = reserve_of(grant, hand_in.spent_amount)
    if not 0 < amount <= most:
        told = (
            f"Volgens de spelregels mag de partner hooguit {show(most)} bewaren."
            if most
            else "Hier mag volgens de spelregels niets bewaard worden."
        )
        raise Refused(Refusal("above_reserve", told, "amount"))
    if len(reason.strip()) < REASON_LEAST:
        raise Refused(Refusal("reason_missing", "Schrijf waarvoor de partner het geld bewaart.", "reason"))
    consent = find_consent(tx.db, grant_id)
    if consent is None:
        consent = ReserveConsent(grant_id=grant_id)
        tx.db.add(consent)
    consent.amount, consent.reason, consent.given_at, consent.given_by = amount, reason.strip(), tx.now, tx.actor.label
    tx.db.flush()
    _record(tx, "accountability.reserve.agreed", grant, cents=int(amount), reason=consent.reason)
    return consent


def form_reserve(tx: Tx, grant: Grant, amount: Cents) -> ReserveEntry:
    """Write down that a settlement leaves a reserve with the partner. Part of the act of settling."""
    return _book(tx, grant, ReserveMove.FORMED, amount, tx.today, f"Bij de afronding van {grant.reference}")


def use_reserve(tx: Tx, grant_id: int, *, amount: Cents, reason: str, used_on: date) -> ReserveEntry:
    """Write down what a partner used its reserve for. Raises NotFound, and Refused for more than is left or without a purpose."""
    grant = get_grant_locked(tx, grant_id)
    _check(tx, grant, amount, reason, used_on)
    return _book(tx, grant, ReserveMove.USED, amount, used_on, reason.strip())


def return_reserve(tx: Tx, grant_id: int, *, amount: Cents, reason: str, received_on: date) -> ReserveEntry:
    """Book that a partner paid (a part of) its reserve back: the money is on the ledger as recovered from the grant that formed it.

    Raises NotFound, and Refused for more than is left, a day to come, or without a reason.
    """
    grant = get_grant_locked(tx, grant_id)
    _check(tx, grant, amount, reason, received_on)
    budget.recover(tx, grant.commitment_id, amount, reason=f"Reserve terugbetaald voor {grant.reference}", booked_on=received_on)
    return _book(tx, grant, ReserveMove.RETURNED, amount, received_on, reason.strip())


def _check(tx: Tx, grant: Grant, amount: Cents, reason: str, day: date) -> None:
    left = reserve_left(tx.db, grant.id)
    if not 0 < amount <= left:
        raise Refused(Refusal("above_left", f"Er is nog {show(left)} over. Vul een bedrag in tot en met {show(left)}.", "amount"))
    if day > tx.today:
        raise Refused(Refusal("day_to_come", "Kies vandaag of een eerdere dag.", "day"))
    if len(reason.strip()) < REASON_LEAST:
        raise Refused(Refusal("reason_missing", "Schrijf waarvoor, in één zin.", "reason"))


def _book(tx: Tx, grant: Grant, move: ReserveMove, amount: Cents, day: date, reason: str) -> ReserveEntry:
    entry = ReserveEntry(
        partner_id=grant.partner_id, grant_id=grant.id, move=move, amount=amount, booked_on=day, reason=reason,
        made_at=tx.now, made_by=tx.actor.label,
    )  # fmt: skip
    tx.db.add(entry)
    tx.db.flush()
    _record(tx, f"accountability.reserve.{move.value}", grant, cents=int(amount), entry=entry.id)
    return entry


def _record(tx: Tx, action: str, grant: Grant, **facts: object) -> None:
    tx.record(action, "application", grant.application_id, chain=grant.application.agenda.code, reference=grant.reference, **facts)
