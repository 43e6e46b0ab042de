"""The guard on a changed bank account: a second person calls the partner and confirms it (``reliability.md`` T14)."""

from sqlalchemy import select

from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx
from mag.partners.models import BankAccount
from mag.payments.models import AccountCheck


def confirm_account(tx: Tx, account_id: int, *, how: str) -> AccountCheck:
    """Write down that a changed account was checked with the partner, and how. The same account again changes nothing.

    Raises Refused without a word on how it was checked, and when nobody known does it.
    """
    account = tx.db.get(BankAccount, account_id, with_for_update=True)
    if account is None:
        raise NotFound(f"bank account {account_id}")
    before = tx.db.scalar(select(AccountCheck).where(AccountCheck.account_id == account_id))
    if before is not None:
        return before
    if not how.strip():
        sentence = "Schrijf op hoe u het rekeningnummer controleerde. Bijvoorbeeld: gebeld met de penningmeester."
        raise Refused(Refusal("how_missing", sentence, "how"))
    if tx.actor.id is None:
        raise Refused(Refusal("person_needed", "Een collega controleert het rekeningnummer."))
    check = AccountCheck(account_id=account_id, how=how.strip(), checked_at=tx.now, checked_by_id=tx.actor.id, checked_by=tx.actor.label)
    tx.db.add(check)
    tx.db.flush()
    tx.record("payments.account.checked", "partner", account.partner_id, last_four=account.iban[-4:], how=check.how)
    return check
