"""Questions about receipts, scoped to who asks. Reads only."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from mag.accountability.models import HandIn
from mag.accountability.queries import is_own
from mag.accountability.receipts.models import Receipt
from mag.accounts.roles import Permission
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.grants.models import Grant
from mag.grants.queries import may_see


def get_receipt(db: Session, actor: Actor, reference: str, receipt_id: int) -> Receipt:
    """A receipt of the grant with this reference, for its own people and for staff who may see personal data.

    Raises NotFound, also for another grant's receipt.
    """
    asked = select(Receipt).join(Receipt.hand_in).join(HandIn.grant).where(Receipt.id == receipt_id, Grant.reference == reference)
    receipt = db.scalar(asked.options(contains_eager(Receipt.hand_in).contains_eager(HandIn.grant)))
    if receipt is None or not may_see(actor, receipt.hand_in.grant):
        raise NotFound(f"{reference} receipt {receipt_id}")
    if not is_own(actor, receipt.hand_in.grant) and not actor.may(Permission.SEE_PERSONAL_DATA):
        raise NotFound(f"{reference} receipt {receipt_id}")
    return receipt
