"""An organisation keeps its own people: who signs invites, changes, ends and hands over, and somebody always signs."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from mag.applications.models import Application
from mag.applications.service import hand_over_partner
from mag.core.actor import Actor
from mag.core.errors import NotFound, Refused
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store, Tx
from mag.partners.models import MemberRole, Partner
from mag.partners.people import change_role, end_member, invite_member
from mag.partners.queries import list_signatories, role_in
from mag.partners.service import join
from tests.factories.applications import ADDRESS, submitted
from tests.factories.people import actor_for, make_partner, make_person

NEW = {"email": "nieuw@demo.example", "name": "Nieuw Demo"}


@pytest.fixture
def brug(store: Store) -> int:
    with store.transaction() as tx:
        return make_partner(tx).id


def signer(store: Store, partner_id: int) -> Actor:
    with store.reading() as db:
        person_id = list_signatories(db, partner_id)[0].id
    return actor_for(store, person_id)


def mails(store: Store) -> dict[str, str]:
    with store.reading() as db:
        return {mail.to_address: mail.text for mail in db.scalars(select(OutboxMail).order_by(OutboxMail.id))}


def test_who_is_invited_belongs_at_once_and_gets_a_link_to_sign_in(store: Store, brug: int) -> None:
    with store.transaction(signer(store, brug)) as tx:
        person = invite_member(tx, brug, **NEW, role=MemberRole.READER, address=ADDRESS)
        person_id = person.id
    actor = actor_for(store, person_id)
    assert brug in actor.organisations and brug in actor.reads_only and not actor.acts_for(brug)
    assert "/inloggen/link/" in mails(store)["nieuw@demo.example"]
    with pytest.raises(Refused, match="member_already"), store.transaction(signer(store, brug)) as tx:
        invite_member(tx, brug, **NEW, role=MemberRole.EDITOR, address=ADDRESS)


def test_only_who_signs_keeps_the_people_and_strangers_find_nothing(store: Store, brug: int) -> None:
    with store.transaction() as tx:
        editor, stranger = make_person(tx, "e@demo.example", "Editor Demo"), make_person(tx, "s@demo.example", "Stranger Demo")
        join(tx, editor.id, brug, MemberRole.EDITOR)
        editor_id, stranger_id = editor.id, stranger.id
    acts: tuple[Callable[[Tx], object], ...] = (
        lambda tx: invite_member(tx, brug, **NEW, role=MemberRole.READER, address=ADDRESS),
        lambda tx: change_role(tx, brug, editor_id, MemberRole.SIGNATORY),
        lambda tx: hand_over_partner(tx, brug, **NEW, address=ADDRESS),
    )
    for act in acts:
        with pytest.raises(Refused, match="not_signatory"), store.transaction(actor_for(store, editor_id)) as tx:
            act(tx)
        with pytest.raises(NotFound), store.transaction(actor_for(store, stranger_id)) as tx:
            act(tx)


def test_somebody_always_signs(store: Store, brug: int) -> None:
    actor = signer(store, brug)
    own = actor.id or 0
    acts: tuple[Callable[[Tx], None], ...] = (
        lambda tx: change_role(tx, brug, own, MemberRole.EDITOR),
        lambda tx: end_member(tx, brug, own),
    )
    for act in acts:
        with pytest.raises(Refused, match="last_signatory"), store.transaction(actor) as tx:
            act(tx)
    with store.transaction(actor) as tx:
        invite_member(tx, brug, **NEW, role=MemberRole.SIGNATORY, address=ADDRESS)
        end_member(tx, brug, own)
    with store.reading() as db:
        assert role_in(db, own, brug) is None and [person.name for person in list_signatories(db, brug)] == ["Nieuw Demo"]


def test_a_successor_takes_over_partner_files_and_mail_and_both_addresses_hear_of_it(store: Store) -> None:
    sent = submitted(store, 2_000_00, email="oud@demo.example")
    actor = signer(store, sent.partner_id)
    with store.transaction(actor) as tx:
        hand_over_partner(tx, sent.partner_id, **NEW, address=ADDRESS)
    with store.reading() as db:
        file, partner = db.get_one(Application, sent.id), db.get_one(Partner, sent.partner_id)
        assert (file.email, file.contact_name, partner.email) == ("nieuw@demo.example", "Nieuw Demo", "nieuw@demo.example")
        assert role_in(db, actor.id, sent.partner_id) is None
        assert [person.email for person in list_signatories(db, sent.partner_id)] == ["nieuw@demo.example"]
    assert "overgedragen" in mails(store)["oud@demo.example"] or "droeg" in mails(store)["oud@demo.example"]
    assert "/inloggen/link/" in mails(store)["nieuw@demo.example"]
