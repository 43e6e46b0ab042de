"""A way in for somebody who asks a larger amount and is not known yet. Beside the one-verb frame, as the door itself is.

The number of links is limited per address before anything is written (``reliability.md`` T7).
"""

from mag.accounts.attempts import claim_try
from mag.accounts.rules import AttemptKind, network_key
from mag.accounts.service import create_person
from mag.accounts.tokens import mail_sign_in_link
from mag.core.actor import ANONYMOUS
from mag.core.house import House


def ask_first_link(house: House, *, name: str, email: str, network: str | None, back: str) -> None:
    """Mail a sign-in link that leads ``back`` to the draft; who is not known yet is written down, without any role.

    Raises Refused when it was asked too often.
    """
    claim_try(house.store, AttemptKind.MAIL, email, network_key(network))
    with house.store.transaction(ANONYMOUS) as tx:
        create_person(tx, email=email, name=name)
        mail_sign_in_link(tx, email, address=house.settings.address, back=back)
