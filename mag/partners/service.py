"""Verbs about partners: write one down once, know the account it is paid on, and who acts for it."""

from sqlalchemy import select

from mag.accounts.models import Person
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.transaction import Tx
from mag.partners.models import PARTNER_KIND_LABELS, BankAccount, MemberRole, Membership, Partner, PartnerKind
from mag.partners.queries import find_account, find_partner_by_email
from mag.partners.rules import hidden_iban, missing_for_partner, tidy_email, tidy_iban, tidy_name


def register_partner(
    tx: Tx,
    *,
    kind: PartnerKind,
    name: str,
    kvk: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    is_demo: bool = False,
    is_large: bool = False,
) -> Partner:
    """The partner with this address and name: the one that is known already, else a new one. Residents are partners too.

    Without an address there is nothing to know somebody again by, so that makes a new partner. What is filled in for a
    known partner is added where it was empty; nothing is overwritten. Raises Refused for an empty name or a wrong KvK number.
    """
    name, email, kvk = tidy_name(name), tidy_email(email), (kvk or "").strip() or None
    refuse_if(missing_for_partner(name, is_legal_person=kind.is_legal_person, kvk=kvk))
    known = find_partner_by_email(tx.db, email, name) if email else None
    if known is not None and known.is_demo == is_demo:
        known.kvk, known.phone = known.kvk or kvk, known.phone or phone
        return known
    partner = Partner(
        kind=kind, name=name, kvk=kvk, email=email, phone=phone, is_demo=is_demo, is_large=is_large, created_at=tx.now
    )  # fmt: skip
    tx.db.add(partner)
    tx.db.flush()
    tx.record("partners.partner.registered", "partner", partner.id, kind=kind.value, label=PARTNER_KIND_LABELS[kind], is_large=is_large)
    return partner


def set_account(tx: Tx, partner_id: int, iban: str, holder: str) -> BankAccount:
    """The account a partner is paid on from now. The same account again changes nothing.

    A change ends the account before it, is journalled, and is mailed to the partner, so that somebody else's change is seen
    (``reliability.md`` T14). The journal and the mail hold no whole account number.
    """
    partner = get_locked(tx, partner_id)
    iban, holder = tidy_iban(iban), tidy_name(holder)
    if not iban or not holder:
        raise Refused(Refusal("account_incomplete", "Vul het rekeningnummer (IBAN) en de naam van de rekeninghouder in.", "iban"))
    before = find_account(tx.db, partner_id)
    if before is not None and before.iban == iban and before.holder == holder:
        return before
    if before is not None:
        before.ended_at = tx.now
    account = BankAccount(partner_id=partner_id, iban=iban, holder=holder, since_at=tx.now)
    tx.db.add(account)
    tx.db.flush()
    tx.record("partners.account.changed" if before else "partners.account.added", "partner", partner_id, last_four=iban[-4:])
    if before is not None and before.iban != iban and partner.email:
        _tell_account_changed(tx, partner, partner.email, before.iban, iban)
    return account


def join(tx: Tx, person_id: int, partner_id: int, role: MemberRole) -> Membership:
    """Let a person act for a partner. Who acts for it already keeps that place, in the role given now."""
    get_locked(tx, partner_id)
    if tx.db.get(Person, person_id) is None:
        raise NotFound
    current = _membership(tx, person_id, partner_id)
    if current is not None and current.role is role:
        return current
    if current is not None:
        current.until_at = tx.now
    membership = Membership(person_id=person_id, partner_id=partner_id, role=role, since_at=tx.now)
    tx.db.add(membership)
    tx.db.flush()
    tx.record("partners.member.joined", "partner", partner_id, person_id=person_id, role=role.value)
    return membership


def leave(tx: Tx, person_id: int, partner_id: int) -> None:
    """End what a person may do for a partner; it works on that person's next request. Raises NotFound when there is nothing to end."""
    get_locked(tx, partner_id)
    current = _membership(tx, person_id, partner_id)
    if current is None:
        raise NotFound
    current.until_at = tx.now
    tx.record("partners.member.left", "partner", partner_id, person_id=person_id, role=current.role.value)


def get_locked(tx: Tx, partner_id: int) -> Partner:
    """The partner, held until the commit, so that two changes come one after the other. Raises NotFound."""
    partner = tx.db.get(Partner, partner_id, with_for_update=True)
    if partner is None:
        raise NotFound
    return partner


def _membership(tx: Tx, person_id: int, partner_id: int) -> Membership | None:
    here = (Membership.person_id == person_id, Membership.partner_id == partner_id, Membership.until_at.is_(None))
    return tx.db.scalar(select(Membership).where(*here))


def _tell_account_changed(tx: Tx, partner: Partner, email: str, old: str, new: str) -> None:
    text, html = compose(
        [
            f"Beste {partner.name},",
            "Het rekeningnummer waarop u geld van ons krijgt, is veranderd.",
            "Klopt dit? Dan hoeft u niets te doen. Klopt dit niet? Bel ons dan meteen.",
        ],
        facts=[("Oud rekeningnummer", hidden_iban(old)), ("Nieuw rekeningnummer", hidden_iban(new))],
    )
    queue(
        tx, to=email, to_name=partner.name, subject="Uw rekeningnummer is veranderd", text=text, html=html, about=("partner", partner.id)
    )  # fmt: skip
