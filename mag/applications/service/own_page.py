"""The address of an applicant's own page, for the link in a mail: who has no account must not be sent to a door that stays shut."""

from mag.accounts.queries import find_person
from mag.agenda.queries import tier_document
from mag.applications.models import Application
from mag.applications.queries import follow_word
from mag.core.transaction import Tx
from mag.partners.queries import get_organisation_ids


def own_page(tx: Tx, application: Application, *, address: str, page: str = "mijn") -> str:
    """Where the mail about an application leads: to ``page`` behind the sign-in where the tier asks an account.

    Everybody else gets a link that opens this one file, as the mail of the first day did (``/volg/…``): a resident with
    a receipt on a phone should not have to sign in first.
    """
    person = find_person(tx.db, application.email) if application.email and tier_document(application.tier).account_needed else None
    if person is not None and person.active and application.partner_id in get_organisation_ids(tx.db, person.id):
        return f"{address}/{page}/{application.reference}"
    return f"{address}/volg/{follow_word(application)}"
