"""Settle: the final amount, what it does to the money, the letter and the mail, in one act (Awb 4:42-4:47, 4:52, 4:57)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from mag.accountability.counts.service import hand_over
from mag.accountability.demands import amount_in_run, free_before, settles_by_itself
from mag.accountability.letters import AS_AWARDED, EX_OFFICIO, SettlementText, settlement_letter
from mag.accountability.mails import tell_settled
from mag.accountability.models import HandIn
from mag.accountability.settling.models import Settlement
from mag.accountability.settling.queries import agreed_reserve, find_view, is_drawn
from mag.accountability.settling.reserves import form_reserve
from mag.accountability.settling.rules import cannot_settle, cannot_settle_ex_officio, consequence_of, is_heard, kept_as_reserve, trimmed
from mag.accountability.settling.states import LowerGround, SettlementOutcome
from mag.accountability.states import HAND_IN
from mag.agenda.queries import agenda_document, rule_set_document
from mag.applications.service.letters_out import ask_to_call
from mag.budget import service as budget
from mag.core.actor import ActorKind
from mag.core.errors import Refusal, Refused, Stale, refuse_if
from mag.core.letter import letter_html
from mag.core.money import ZERO, Cents, show
from mag.core.papers import freeze
from mag.core.period import add_term
from mag.core.transaction import Tx
from mag.grants.models import Grant, Instalment
from mag.grants.service import get_grant_locked
from mag.grants.states import GRANT, INSTALMENT, InstalmentState
from mag.letters.queries import texts_of
from mag.payments import service as payments

SETTLEMENT_LETTER = "settlement_letter"


def settle(
    tx: Tx, grant_id: int, *, version: int, settled_amount: Cents, reason: str, address: str, ground: LowerGround | None = None
) -> Settlement:
    """Settle a grant on the account that was handed in, at an amount in cents; ``address`` is the installation's own, for the mail.

    What is neither settled nor paid falls free, what is left is due today, what was paid too much is claimed back. Raises
    NotFound, Stale, and Refused: a payment run is not finished, too much, no reason where one is needed, closed state.
    """
    grant = _load(tx, grant_id, version)
    following = GRANT.after(grant.state, "settle")
    hand_in = tx.db.scalars(select(HandIn).where(HandIn.grant_id == grant_id, HandIn.settles).with_for_update()).one()
    refuse_if(_objections(tx, grant, hand_in.spent_amount, settled_amount, reason, ground))
    hand_in.state = HAND_IN.after(hand_in.state, "approve")
    hand_in.version += 1
    hand_in.judged_at, hand_in.judged_by = tx.now, tx.actor.label
    grant.state = following
    settlement = _settle(tx, grant, hand_in, settled_amount, reason.strip() or AS_AWARDED, ground, address=address)
    hand_over(tx, hand_in)
    return settlement


def settle_ex_officio(
    tx: Tx,
    grant_id: int,
    *,
    version: int,
    address: str,
    settled_amount: Cents | None = None,
    reason: str = "",
    ground: LowerGround | None = None,
) -> Settlement:
    """Settle a grant without an account, after its last day to hand in.

    By itself as awarded where the rules ask no account; elsewhere only at a chosen amount with a reason (Awb 4:44, 4:47).
    Raises NotFound, Stale and Refused as :func:`settle` does, and ``not_overdue`` before that day has passed.
    """
    grant = _load(tx, grant_id, version)
    following = GRANT.after(grant.state, "settle_ex_officio")
    by_itself = settles_by_itself(grant) and not is_drawn(tx.db, grant_id)
    refuse_if(
        cannot_settle_ex_officio(
            by_itself=by_itself, account_by=grant.account_by, today=tx.today, chosen=settled_amount is not None, reason=reason
        )
    )
    settled = grant.awarded_amount if settled_amount is None else settled_amount
    refuse_if(_objections(tx, grant, None, settled, reason, ground))
    grant.state = following
    return _settle(tx, grant, None, settled, reason.strip() or EX_OFFICIO, ground, address=address)


def _objections(tx: Tx, grant: Grant, spent: Cents | None, settled: Cents, reason: str, ground: LowerGround | None) -> Iterator[Refusal]:
    return cannot_settle(
        awarded=grant.awarded_amount, spent=spent, settled=settled, reason=reason, in_run=amount_in_run(grant), ground=ground,
        heard=is_heard(find_view(tx.db, grant.id), tx.today), reserve=agreed_reserve(tx.db, grant.id),
    )  # fmt: skip


def text_of(
    grant: Grant,
    hand_in: HandIn | None,
    *,
    settled: Cents,
    reason: str,
    day: date,
    by: str,
    ground: LowerGround | None = None,
    agreed: Cents = ZERO,
) -> SettlementText:
    """What the letter of a settlement says, before (preview) or in the act itself."""
    application, paid = grant.application, grant.commitment.paid_amount
    spent = hand_in.spent_amount if hand_in is not None else None
    return SettlementText(
        reference=grant.reference,
        title=application.title,
        contact_name=application.contact_name,
        organisation=application.partner.name if application.partner.name != application.contact_name else None,
        awarded=grant.awarded_amount,
        spent=spent,
        settled=settled,
        ground=ground if settled < grant.awarded_amount else None,
        reserve=kept_as_reserve(settled=settled, spent=spent, agreed=agreed),
        paid=paid,
        consequence=consequence_of(awarded=grant.awarded_amount, paid=paid, settled=settled),
        reason=reason.strip() or (AS_AWARDED if hand_in is not None else EX_OFFICIO),
        settled_on=day,
        settled_by=by,
        repay_by=add_term(day, rule_set_document(application.rule_set).money_terms.pay_within),
    )


def _load(tx: Tx, grant_id: int, version: int) -> Grant:
    grant = get_grant_locked(tx, grant_id)
    if grant.version != version:
        word = GRANT.staff_words[grant.state]
        raise Stale(f"Er is intussen iets veranderd aan {grant.reference}. De status is nu “{word}”. Bekijk de verantwoording opnieuw.")
    tx.db.scalars(select(Instalment).where(Instalment.grant_id == grant_id).order_by(Instalment.id).with_for_update()).all()
    return grant


def _settle(
    tx: Tx, grant: Grant, hand_in: HandIn | None, settled: Cents, reason: str, ground: LowerGround | None, *, address: str
) -> Settlement:
    agreed = agreed_reserve(tx.db, grant.id)
    text = text_of(grant, hand_in, settled=settled, reason=reason, day=tx.today, by=_by(tx, grant), ground=ground, agreed=agreed)
    money = text.consequence
    fell_free = free_before(grant)
    if settled > grant.awarded_amount - fell_free:
        sentence = f"Dit plan stopte eerder. De partner krijgt hooguit {show(grant.awarded_amount - fell_free)}. Vul dat in, of minder."
        raise Refused(Refusal("above_what_is_left", sentence, "settled_amount"))
    _plan_rest(grant, money.to_pay, tx.today)
    tx.db.flush()
    if money.released > fell_free:
        budget.release(tx, grant.commitment_id, Cents(money.released - fell_free), reason=f"Vrij na afronding van {grant.reference}")
    if money.to_recover:
        payments.open_recovery(tx, grant.id, money.to_recover, due_on=text.repay_by)
    settlement = Settlement(
        grant=grant,
        hand_in=hand_in,
        outcome=SettlementOutcome.AS_AWARDED if settled == grant.awarded_amount else SettlementOutcome.LOWER,
        ground=text.ground,
        awarded_amount=grant.awarded_amount,
        settled_amount=settled,
        reserve_amount=text.reserve,
        released_amount=money.released,
        recovered_amount=money.to_recover,
        reason=reason,
        settled_on=tx.today,
        settled_at=tx.now,
        settled_by=text.settled_by,
    )
    grant.version += 1
    tx.db.add(settlement)
    tx.db.flush()
    if text.reserve:
        form_reserve(tx, grant, text.reserve)
    _send_letter(tx, grant, text, address=address)
    tx.record(
        "accountability.grant.settled", "application", grant.application_id, chain=grant.application.agenda.code,
        reference=grant.reference, outcome=settlement.outcome.value, awarded_cents=int(grant.awarded_amount), settled_cents=int(settled),
        released_cents=int(money.released), recovered_cents=int(money.to_recover), by_account=hand_in is not None,
        ground=text.ground.value if text.ground else None, reserve_cents=int(text.reserve),
    )  # fmt: skip
    return settlement


def _by(tx: Tx, grant: Grant) -> str:
    """Who settles: a colleague, or the decision maker of the rules when the timer does."""
    maker = rule_set_document(grant.application.rule_set).decision_maker.name
    return maker if tx.actor.kind is ActorKind.SYSTEM else tx.actor.label


def _plan_rest(grant: Grant, to_pay: Cents, today: date) -> None:
    """Cut the planned instalments down to what is still paid; what is left is due now, because the amount is final."""
    planned = [part for part in grant.instalments if part.state is InstalmentState.PLANNED]
    for part, amount in zip(planned, trimmed([part.amount for part in planned], to_pay), strict=True):
        if amount:
            part.amount = amount
            part.due_on = today if part.due_on is None or part.due_on > today else part.due_on
        else:
            part.state = INSTALMENT.after(part.state, "drop")


def _send_letter(tx: Tx, grant: Grant, text: SettlementText, *, address: str) -> None:
    application = grant.application
    texts = texts_of(tx.db, application.agenda_id)
    letter = settlement_letter(agenda_document(application.agenda), rule_set_document(application.rule_set), text, texts)
    freeze(
        tx, kind=SETTLEMENT_LETTER, about=("application", application.id), identifier=f"vaststelling-{grant.reference}",
        title=letter.subject, html=letter_html(letter), to_post=not application.email,
    )  # fmt: skip
    tell_settled(tx, grant, text, address=address)
    ask_to_call(tx, application, "Het definitieve bedrag staat vast. Vertel wat het is en dat de brief met de post komt.")
