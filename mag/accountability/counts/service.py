"""Hands what an approved account counted to the indicators, in the transaction of the approval."""

from mag.accountability.asking import asked_of
from mag.accountability.counts.queries import list_questions
from mag.accountability.models import HandIn
from mag.core.transaction import Tx
from mag.indicators.counts.service import HandedOver, take_over


def hand_over(tx: Tx, found: HandIn) -> None:
    """Hand over every count of an account that was just approved; an account that was asked none hands over nothing."""
    grant = found.grant
    for one in list_questions(tx.db, grant, found, asked_of(tx.db, grant, found.kind, tx.today), found.period):
        if one.whole is None:
            continue
        take_over(
            tx,
            HandedOver(
                indicator_id=one.indicator_id, hand_in_id=found.id, period=one.span.period, first=one.span.first, last=one.span.last,
                whole=one.whole, part=one.part, reference=grant.reference, partner=grant.partner.public_name, partner_id=grant.partner_id,
                is_demo=grant.application.is_demo,
            ),
        )  # fmt: skip
