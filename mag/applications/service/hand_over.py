"""Hand an organisation over with everything that runs: the successor is from now on who we write to about its files."""

from sqlalchemy import select

from mag.accounts.models import Person
from mag.applications.models import Application
from mag.core.transaction import Tx
from mag.partners.models import Partner
from mag.partners.people import hand_over


def hand_over_partner(tx: Tx, partner_id: int, *, email: str, name: str, address: str) -> Person:
    """Hand a partner over (:func:`mag.partners.people.hand_over`) with the files on which the one who leaves was the contact.

    Who else is the contact of a file stays so. Raises what that verb raises.
    """
    partner = tx.db.get(Partner, partner_id, with_for_update=True)
    left = {one.lower() for one in (tx.actor.email, partner.email if partner is not None else None) if one}
    successor = hand_over(tx, partner_id, email=email, name=name, address=address)
    for application in tx.db.scalars(select(Application).where(Application.partner_id == partner_id).order_by(Application.id)):
        if (application.email or "").lower() in left:
            application.email, application.contact_name, application.phone = successor.email, successor.name, successor.phone
            tx.record(
                "applications.application.contact_changed", "application", application.id, chain=application.agenda.code,
                reference=application.reference,
            )  # fmt: skip
    return successor
