"""The people of a partner, kept by the partner itself: invite, give another role, end, hand over. No administrator is needed.

Only a signatory does this, and there is always one left. Each verb works on that person's next request.
"""

from mag.accounts.models import Person, TokenPurpose
from mag.accounts.rules import INVITE_LENGTH, tidy_email
from mag.accounts.service import create_person
from mag.accounts.tokens import new_token
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.mail_text import compose
from mag.core.outbox import check_address, queue
from mag.core.transaction import Tx
from mag.partners.models import MEMBER_ROLE_LABELS, MemberRole, Partner
from mag.partners.queries import list_signatories, role_in
from mag.partners.service import get_locked, join, leave

LAST_SIGNATORY = Refusal(
    "last_signatory", "Er moet altijd iemand zijn die mag tekenen. Laat eerst iemand anders tekenen, of draag alles over.", "role"
)


def invite_member(tx: Tx, partner_id: int, *, email: str, name: str, role: MemberRole, address: str) -> Person:
    """Let somebody act for a partner, and mail a link to sign in that works seven days. ``address`` is the installation's own.

    Raises NotFound for who is no member, Refused (``not_signatory``, ``member_already``, ``account_closed``) and for a wrong address.
    """
    partner = _as_signatory(tx, partner_id)
    person = _person(tx, email, name)
    if role_in(tx.db, person.id, partner_id) is not None:
        raise Refused(Refusal("member_already", f"{person.name} hoort al bij {partner.name}. Geef hieronder een andere rol.", "email"))
    join(tx, person.id, partner_id, role)
    _mail_welcome(tx, person, partner, role, address)
    return person


def change_role(tx: Tx, partner_id: int, person_id: int, role: MemberRole) -> None:
    """Give somebody of a partner another role. Raises NotFound, and Refused when nobody would be left to sign."""
    _as_signatory(tx, partner_id)
    if role_in(tx.db, person_id, partner_id) is None:
        raise NotFound(f"member {person_id}")
    if role is not MemberRole.SIGNATORY:
        _keep_a_signatory(tx, partner_id, person_id)
    join(tx, person_id, partner_id, role)


def end_member(tx: Tx, partner_id: int, person_id: int) -> None:
    """Let somebody act for a partner no more; one may always leave oneself. Raises NotFound, and Refused for the last signatory."""
    if tx.actor.kind is ActorKind.PERSON and tx.actor.id == person_id and partner_id in tx.actor.organisations:
        get_locked(tx, partner_id)
    else:
        _as_signatory(tx, partner_id)
    if role_in(tx.db, person_id, partner_id) is None:
        raise NotFound(f"member {person_id}")
    _keep_a_signatory(tx, partner_id, person_id)
    leave(tx, person_id, partner_id)


def hand_over(tx: Tx, partner_id: int, *, email: str, name: str, address: str) -> Person:
    """Hand a partner over to a successor: that person signs from now on, the actor leaves, and our mails go to the new address.

    Both addresses are told. Raises NotFound for who is no member, Refused (``not_signatory``, ``own_successor``).
    """
    partner = _as_signatory(tx, partner_id)
    successor = _person(tx, email, name)
    if successor.id == tx.actor.id:
        raise Refused(Refusal("own_successor", "Dit is uw eigen adres. Vul het adres in van wie het van u overneemt.", "email"))
    join(tx, successor.id, partner_id, MemberRole.SIGNATORY)
    leave(tx, tx.actor.id or 0, partner_id)
    old = partner.email
    partner.email = successor.email
    _mail_welcome(tx, successor, partner, MemberRole.SIGNATORY, address)
    for to in dict.fromkeys(filter(None, (old, tx.actor.email))):
        if to != successor.email:
            _mail_handed_over(tx, to, partner, successor)
    tx.record("partners.partner.handed_over", "partner", partner_id, person_id=successor.id)
    return successor


def _as_signatory(tx: Tx, partner_id: int) -> Partner:
    if partner_id not in tx.actor.organisations:
        raise NotFound(f"partner {partner_id}")
    partner = get_locked(tx, partner_id)
    if role_in(tx.db, tx.actor.id, partner_id) is not MemberRole.SIGNATORY:
        raise Refused(Refusal("not_signatory", "Alleen wie mag tekenen, kan de mensen van deze organisatie wijzigen."))
    return partner


def _keep_a_signatory(tx: Tx, partner_id: int, person_id: int) -> None:
    signs = list_signatories(tx.db, partner_id)
    if person_id in {person.id for person in signs} and len(signs) < 2:
        raise Refused(LAST_SIGNATORY)


def _person(tx: Tx, email: str, name: str) -> Person:
    person = create_person(tx, email=check_address(tidy_email(email)), name=name)
    if not person.active:
        raise Refused(Refusal("account_closed", "Dit e-mailadres kan niet meer inloggen. Bel ons.", "email"))
    return person


def _mail_welcome(tx: Tx, person: Person, partner: Partner, role: MemberRole, address: str) -> None:
    secret = new_token(tx, person.id, TokenPurpose.SIGN_IN, length=INVITE_LENGTH)
    text, html = compose(
        [
            f"Beste {person.name},",
            f"{tx.actor.label} voegde u toe aan {partner.name}. U {MEMBER_ROLE_LABELS[role]}.",
            "Klik op de link hieronder en daarna op de knop. U heeft geen wachtwoord nodig. De link werkt 1 keer en 7 dagen lang.",
            "Werkt de link niet meer? Vraag dan een nieuwe op de bladzijde Inloggen. Kent u deze organisatie niet? Bel ons.",
        ],
        link=("Inloggen", f"{address}/inloggen/link/{secret}?terug=/mijn"),
    )
    _send(tx, person.email, person.name, f"U kunt meedoen bij {partner.name}", text, html, partner)


def _mail_handed_over(tx: Tx, to: str, partner: Partner, successor: Person) -> None:
    text, html = compose(
        [
            "Beste lezer,",
            f"{tx.actor.label} droeg {partner.name} over aan {successor.name}. Onze berichten gaan voortaan naar {successor.email}.",
            "Klopt dit? Dan hoeft u niets te doen. Klopt dit niet? Bel ons dan meteen.",
        ]
    )
    _send(tx, to, partner.name, f"{partner.name} is overgedragen", text, html, partner)


def _send(tx: Tx, to: str, to_name: str, subject: str, text: str, html: str, partner: Partner) -> None:
    queue(tx, to=to, to_name=to_name, subject=subject, text=text, html=html, about=("partner", partner.id))
