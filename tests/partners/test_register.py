"""A partner is written down once, is paid on one account, and knows who acts for it."""

import pytest
from sqlalchemy import select

from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused
from mag.core.journal import JournalLine, list_lines
from mag.core.outbox import OutboxMail, list_about
from mag.core.transaction import Store
from mag.partners.models import MemberRole, Partner, PartnerKind
from mag.partners.queries import (
    count_partners,
    find_account,
    get_organisation_ids,
    get_partner,
    list_accounts,
    list_members,
    list_memberships,
    list_partners,
)
from mag.partners.service import join, leave, register_partner, set_account
from tests.factories.people import IBAN, OTHER_IBAN, actor_for, make_partner, make_person


def actions(store: Store, kind: str, id: int) -> list[str]:
    with store.reading() as db:
        return [line.action for line in list_lines(db, kind, id)]


def test_the_same_address_and_name_is_the_same_partner_whatever_the_capitals(store: Store) -> None:
    with store.transaction() as tx:
        one = register_partner(tx, kind=PartnerKind.FOUNDATION, name="Stichting De Brug demo", email="Brug@Demo.example").id
    with store.transaction() as tx:
        again = register_partner(
            tx, kind=PartnerKind.FOUNDATION, name=" stichting  de Brug demo", email="brug@demo.example", kvk="12345678"
        )
        assert again.id == one
    with store.reading() as db:
        partner = db.get_one(Partner, one)
        assert (partner.email, partner.name, partner.kvk) == ("brug@demo.example", "Stichting De Brug demo", "12345678")
    assert actions(store, "partner", one) == ["partners.partner.registered"]


def test_one_address_may_ask_for_two_organisations_and_for_itself(store: Store) -> None:
    with store.transaction() as tx:
        ids = {
            register_partner(tx, kind=PartnerKind.ASSOCIATION, name="Speeltuin demo", email="a@demo.example").id,
            register_partner(tx, kind=PartnerKind.GROUP, name="Buurtgroep demo", email="a@demo.example").id,
            register_partner(tx, kind=PartnerKind.RESIDENT, name="A. Demo", email="a@demo.example").id,
        }
        assert len(ids) == 3


def test_a_known_partner_is_not_overwritten_by_a_newcomer(store: Store) -> None:
    with store.transaction() as tx:
        register_partner(tx, kind=PartnerKind.FOUNDATION, name="De Brug demo", email="b@demo.example", phone="+31612345678")
        again = register_partner(tx, kind=PartnerKind.GROUP, name="De Brug demo", email="b@demo.example", phone="+31687654321")
        assert (again.kind, again.phone) == (PartnerKind.FOUNDATION, "+31612345678")


def test_without_an_address_nobody_is_recognised(store: Store) -> None:
    with store.transaction() as tx:
        first = register_partner(tx, kind=PartnerKind.RESIDENT, name="B. Demo")
        assert register_partner(tx, kind=PartnerKind.RESIDENT, name="B. Demo").id != first.id


@pytest.mark.parametrize(
    ("kind", "name", "kvk", "code"),
    [
        (PartnerKind.FOUNDATION, "  ", None, "name_missing"),
        (PartnerKind.FOUNDATION, "De Brug demo", "1234", "kvk_shape"),
        (PartnerKind.FOUNDATION, "De Brug demo", "١٢٣٤٥٦٧٨", "kvk_shape"),
        (PartnerKind.RESIDENT, "B. Demo", "12345678", "kvk_unexpected"),
    ],
)
def test_what_cannot_be_written_down_is_refused_with_a_sentence(
    sqlite_store: Store, kind: PartnerKind, name: str, kvk: str, code: str
) -> None:
    with pytest.raises(Refused) as refused, sqlite_store.transaction() as tx:
        register_partner(tx, kind=kind, name=name, kvk=kvk)
    assert [r.code for r in refused.value.refusals] == [code]


def test_a_changed_account_ends_the_one_before_and_is_mailed_without_the_whole_number(store: Store, clock: SetClock) -> None:
    with store.transaction() as tx:
        partner_id = make_partner(tx).id
    clock.set(at(clock.now().date(), 18))
    with store.transaction() as tx:
        set_account(tx, partner_id, "nl20 ingb 0001 2345 67", "Stichting De Brug demo")
    with store.reading() as db:
        now, before = list_accounts(db, partner_id)
        assert (now.iban, now.ended_at, before.iban, before.ended_at) == (OTHER_IBAN, None, IBAN, clock.now())
        current = find_account(db, partner_id)
        assert current is not None and current.id == now.id
        (mail,) = list_about(db, "partner", partner_id)
        assert mail.to_address == "brug@demo.example"
        assert "4567" in mail.text and OTHER_IBAN not in mail.text.replace(" ", "") and IBAN not in mail.text
        payloads = db.scalars(select(JournalLine.payload).where(JournalLine.subject_kind == "partner")).all()
        assert not any(IBAN in str(p) or OTHER_IBAN in str(p) for p in payloads)
    assert actions(store, "partner", partner_id)[-1] == "partners.account.changed"


def test_the_same_account_again_changes_nothing(store: Store) -> None:
    with store.transaction() as tx:
        partner_id = make_partner(tx).id
    before = actions(store, "partner", partner_id)
    with store.transaction() as tx:
        set_account(tx, partner_id, "NL91 ABNA 0417 1643 00", "Stichting De Brug demo")
    assert actions(store, "partner", partner_id) == before
    with store.reading() as db:
        assert len(list_accounts(db, partner_id)) == 1
        assert db.scalars(select(OutboxMail)).all() == []


def test_a_person_who_leaves_acts_for_the_partner_no_more(store: Store) -> None:
    with store.transaction() as tx:
        partner_id = make_partner(tx).id
        person_id = make_person(tx, "anna@demo.example", "Anna Demo").id
        join(tx, person_id, partner_id, MemberRole.READER)
        join(tx, person_id, partner_id, MemberRole.READER)
        join(tx, person_id, partner_id, MemberRole.EDITOR)
    with store.reading() as db:
        assert [m.partner.id for m in list_memberships(db, person_id)] == [partner_id]
        assert [(m.person.name, m.role) for m in list_members(db, partner_id)][-1] == ("Anna Demo", MemberRole.EDITOR)
    with store.transaction() as tx:
        leave(tx, person_id, partner_id)
    with store.reading() as db:
        assert get_organisation_ids(db, person_id) == frozenset()
        assert len(list_members(db, partner_id)) == 1
        assert len(list_members(db, partner_id, also_former=True)) == 3
    with pytest.raises(NotFound), store.transaction() as tx:
        leave(tx, person_id, partner_id)
    assert actions(store, "partner", partner_id)[-3:] == ["partners.member.joined", "partners.member.joined", "partners.member.left"]


def test_a_partner_is_found_by_its_own_people_and_by_staff_alone(store: Store) -> None:
    with store.transaction() as tx:
        mine = make_partner(tx).id
        other = make_partner(tx, "Speeltuin demo", PartnerKind.ASSOCIATION, "speel@demo.example").id
    with store.reading() as db:
        own = next(m.person_id for m in list_members(db, mine))
    actor = actor_for(store, own)
    staff = Actor(ActorKind.PERSON, 99, permissions=frozenset({"see_applications"}))
    with store.reading() as db:
        assert get_partner(db, actor, mine).id == mine
        with pytest.raises(NotFound):
            get_partner(db, actor, other)
        with pytest.raises(NotFound):
            get_partner(db, staff, 12345)
        assert get_partner(db, staff, other).id == other


def test_partners_are_listed_by_name_and_looked_up_by_words(store: Store) -> None:
    with store.transaction() as tx:
        for name in ("speeltuin demo", "Ahoy demo", "100% demo"):
            register_partner(
                tx, kind=PartnerKind.GROUP, name=name, email=f"{name.split()[0].strip('%')}@demo.example", is_large=name[0] == "A"
            )
    with store.reading() as db:
        assert [p.name for p in list_partners(db)] == ["100% demo", "Ahoy demo", "speeltuin demo"]
        assert [p.name for p in list_partners(db, only_large=True)] == ["Ahoy demo"]
        assert [p.name for p in list_partners(db, words="% demo")] == ["100% demo"]
        assert [p.name for p in list_partners(db, limit=1, offset=1)] == ["Ahoy demo"]
        assert count_partners(db, words="DEMO") == 3
