"""A partner gives account: files by their bytes, answers that are kept, and nobody else's papers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from mag.accountability import queries, service
from mag.accountability.models import HandIn
from mag.accountability.receipts import judging as receipt_judging
from mag.accountability.receipts import queries as receipt_queries
from mag.accountability.receipts import service as receipt_verbs
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.states import ReceiptState
from mag.accountability.rules import missing_for_hand_in
from mag.accountability.settling.rules import consequence_of, settled_amount, trimmed
from mag.accountability.states import HandInState
from mag.accounts.sessions import link_actor
from mag.agenda.terms import EvidenceKind as E
from mag.core.actor import ANONYMOUS, Actor, ActorKind
from mag.core.errors import NotFound, Refused, Stale
from mag.core.files import FileStore, StoredFile
from mag.core.journal import JournalLine
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.grants.states import GrantState
from tests.factories.accountability import applicant_of, awarded, handed_in, make_kept
from tests.factories.applications import ADDRESS


def test_beginning_twice_is_one_account(store: Store) -> None:
    grant = awarded(store)
    for _ in range(2):
        with store.transaction() as tx:
            service.start_hand_in(tx, grant.id)
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(HandIn)) == 1
        assert db.scalar(select(func.count()).where(JournalLine.action == "accountability.hand_in.started")) == 1


def test_the_same_photo_twice_is_recognised_by_its_bytes_and_named(store: Store, tmp_path: Path) -> None:
    grant, files = awarded(store), FileStore(tmp_path)
    photo = make_kept(files, "bon.jpg")
    again = make_kept(files, "kopie van bon.jpg", files.read(photo.sha256))
    with store.transaction(applicant_of(store, grant.id)) as tx:
        begun = service.start_hand_in(tx, grant.id)
        both = receipt_verbs.add_receipts(tx, begun.id, [photo, again])
        assert ([r.name for r in both.receipts], both.doubles) == (["bon.jpg"], ("kopie van bon.jpg",))
        later = receipt_verbs.add_receipts(tx, begun.id, [photo])
        assert (later.receipts, later.doubles) == ((), ("bon.jpg",))
    with store.reading() as db:
        assert db.scalars(select(Receipt.file_sha256)).all() == [photo.sha256]
        assert db.scalars(select(StoredFile.sha256)).all() == [photo.sha256]


def test_a_file_can_be_taken_out_and_put_back_as_long_as_nothing_was_sent(store: Store) -> None:
    grant, photo = awarded(store), make_kept()
    with store.transaction() as tx:
        begun = service.start_hand_in(tx, grant.id)
        (receipt,) = receipt_verbs.add_receipts(tx, begun.id, [photo]).receipts
        receipt_verbs.remove_receipt(tx, receipt.id)
        assert receipt_verbs.add_receipts(tx, begun.id, [photo]).doubles == ()
    handed_in(store, grant.id, spent=100_00, uploads=[make_kept()])
    with store.reading() as db:
        receipts = db.scalars(select(Receipt).order_by(Receipt.position)).all()
        assert len(receipts) == 2
    with pytest.raises(Refused, match="te bekijken"), store.transaction() as tx:
        receipt_verbs.remove_receipt(tx, receipts[0].id)
    with pytest.raises(Refused, match="te bekijken"), store.transaction() as tx:
        receipt_verbs.add_receipts(tx, receipts[0].hand_in_id, [make_kept()])


def test_answers_are_kept_before_they_are_complete(store: Store) -> None:
    grant = awarded(store)
    with store.transaction() as tx:
        service.keep_draft(tx, grant.id, spent_amount=Cents(12_50), people_reached=None, story="  Het was gezellig.  ")
    with store.reading() as db:
        kept = db.scalars(select(HandIn)).one()
        assert (kept.spent_amount, kept.people_reached, kept.story, kept.state) == (1250, None, "Het was gezellig.", HandInState.DRAFT)


def test_what_lacks_is_said_at_its_question_and_nothing_changes(store: Store) -> None:
    grant = awarded(store)
    with store.transaction() as tx:
        begun = service.start_hand_in(tx, grant.id)
    with pytest.raises(Refused) as raised, store.transaction() as tx:
        service.hand_in(tx, begun.id, version=begun.version, spent_amount=Cents(100_00), people_reached=-1)
    assert {(r.code, r.field) for r in raised.value.refusals} == {("people_negative", "people_reached"), ("receipts_missing", "files")}
    with store.reading() as db:
        assert db.get_one(Grant, grant.id).state is GrantState.RUNNING


def test_an_account_is_handed_in_as_it_was_seen_and_confirmed_by_mail(store: Store) -> None:
    grant = awarded(store)
    with store.transaction(applicant_of(store, grant.id)) as tx:
        begun = service.start_hand_in(tx, grant.id)
        seen = begun.version
        receipt_verbs.add_receipts(tx, begun.id, [make_kept()])
    with pytest.raises(Stale, match="intussen veranderd"), store.transaction() as tx:
        service.hand_in(tx, begun.id, version=seen, spent_amount=Cents(1), people_reached=1)
    with store.transaction(applicant_of(store, grant.id)) as tx:
        done = service.hand_in(tx, begun.id, version=begun.version, spent_amount=Cents(180_00), people_reached=42)
        assert (done.state, done.grant.state) == (HandInState.HANDED_IN, GrantState.HANDED_IN)
    with store.reading() as db:
        mail = db.scalars(select(OutboxMail).where(OutboxMail.subject.startswith("Uw verantwoording is binnen"))).one()
        assert "€\u00a0180,00" in mail.text and "42" in mail.text
        line = db.scalars(select(JournalLine).where(JournalLine.action == "accountability.hand_in.handed_in")).one()
        assert line.actor_kind == "link"


def test_a_question_brings_it_back_with_everything_still_there(store: Store) -> None:
    grant = awarded(store)
    sent = handed_in(store, grant.id, spent=180_00, people=42)
    with pytest.raises(Refused, match="question_missing"), store.transaction() as tx:
        service.return_hand_in(tx, sent.id, version=sent.version, question="  ", address=ADDRESS)
    with store.transaction() as tx:
        back = service.return_hand_in(tx, sent.id, version=sent.version, question="Welke bon hoort bij de muziek?", address=ADDRESS)
        assert (back.state, back.grant.state, back.spent_amount, len(back.receipts)) == (
            HandInState.RETURNED, GrantState.RUNNING, 180_00, 1,
        )  # fmt: skip
        assert back.grant.account_by == grant.account_by
    with store.reading() as db:
        mail = db.scalars(select(OutboxMail).where(OutboxMail.subject.startswith("Een vraag over"))).one()
        assert "Welke bon hoort bij de muziek?" in mail.text and f"{ADDRESS}/volg/{grant.reference}." in mail.text
    again = handed_in(store, grant.id, spent=185_00, people=43)
    assert (again.id, [c.people_reached for c in again.carried_out]) == (sent.id, [43])


def test_a_receipt_is_judged_only_while_it_is_with_us(sqlite_store: Store) -> None:
    grant = awarded(sqlite_store)
    sent = handed_in(sqlite_store, grant.id, spent=100_00)
    receipt = sent.receipts[0]
    with sqlite_store.transaction() as tx:
        assert receipt_judging.judge_receipt(tx, receipt.id, ReceiptState.QUESTIONED, remark="Wat is dit?").state is ReceiptState.QUESTIONED
        service.return_hand_in(tx, sent.id, version=sent.version, question="Is dit de goede bon?", address=ADDRESS)
    with pytest.raises(Refused, match="teruggestuurd"), sqlite_store.transaction() as tx:
        receipt_judging.judge_receipt(tx, receipt.id, ReceiptState.ACCEPTED)


STRANGERS = [
    ANONYMOUS,
    link_actor(999),
    Actor(kind=ActorKind.PERSON, id=1, permissions=frozenset({"see_own", "hand_in"}), organisations=frozenset({999})),
]


@pytest.mark.parametrize("stranger", STRANGERS, ids=["visitor", "other link", "other partner"])
def test_nobody_touches_or_sees_the_account_of_another(sqlite_store: Store, stranger: Actor) -> None:
    grant = awarded(sqlite_store)
    with sqlite_store.transaction() as tx:
        begun = service.start_hand_in(tx, grant.id)
        (receipt,) = receipt_verbs.add_receipts(tx, begun.id, [make_kept()]).receipts
    for act in (
        lambda tx: service.start_hand_in(tx, grant.id),
        lambda tx: receipt_verbs.add_receipts(tx, begun.id, [make_kept()]),
        lambda tx: receipt_verbs.remove_receipt(tx, receipt.id),
        lambda tx: service.keep_answers(tx, begun.id, spent_amount=Cents(1), people_reached=1),
        lambda tx: service.hand_in(tx, begun.id, version=begun.version, spent_amount=Cents(1), people_reached=1),
    ):
        with pytest.raises(NotFound), sqlite_store.transaction(stranger) as tx:
            act(tx)
    with sqlite_store.reading() as db:
        for look in (
            lambda: queries.get_hand_in(db, stranger, grant.reference),
            lambda: receipt_queries.get_receipt(db, stranger, grant.reference, receipt.id),
        ):
            with pytest.raises(NotFound):
                look()


def test_a_receipt_of_another_grant_is_not_found_under_this_one(sqlite_store: Store) -> None:
    mine, other = awarded(sqlite_store), awarded(sqlite_store)
    receipt = handed_in(sqlite_store, other.id, spent=1_00).receipts[0]
    with sqlite_store.reading() as db, pytest.raises(NotFound):
        receipt_queries.get_receipt(db, applicant_of(sqlite_store, mine.id), mine.reference, receipt.id)


@pytest.mark.parametrize(
    ("demands", "files", "story", "spent", "lacks"),
    [
        ([(E.RECEIPTS,)], 0, "", 100, {"receipts_missing"}),
        ([(E.RECEIPTS,)], 0, "", 0, set()),
        ([(E.RECEIPTS,)], 1, "", 100, set()),
        ([(E.RECEIPTS, E.ANNUAL_ACCOUNTS), (E.FINANCIAL_OVERVIEW,)], 0, "", 100, {"receipts_missing"}),
        ([(E.ACCOUNTABILITY_FORM,)], 0, "", 100, set()),
        ([(E.CONTENT_REPORT,)], 0, "", 100, {"story_missing"}),
        ([(E.CONTENT_REPORT,)], 0, "Wij dansten.", 100, set()),
        ([(E.CONTENT_REPORT, E.ANNUAL_REPORT)], 1, "", 100, set()),
        ([], 0, "een twee drie vier", 100, {"story_too_long"}),
    ],
)
def test_what_is_asked_follows_the_tier(demands: list[tuple[E, ...]], files: int, story: str, spent: int, lacks: set[str]) -> None:
    found = missing_for_hand_in(demands, spent=Cents(spent), people=1, story=story, files=files, story_max_words=3)
    assert {r.code for r in found} == lacks


money = st.integers(min_value=0, max_value=10**9).map(Cents)


@given(money, money, money)
def test_no_cent_is_lost_or_made_by_settling(awarded: Cents, paid: Cents, settled: Cents) -> None:
    paid, settled = Cents(min(paid, awarded)), Cents(min(settled, awarded))
    after = consequence_of(awarded=awarded, paid=paid, settled=settled)
    assert after.released + after.to_pay + paid == awarded
    assert paid + after.to_pay - after.to_recover == settled
    assert not (after.to_pay and after.to_recover)
    assert settled_amount(awarded, paid) == min(awarded, paid)


@given(st.lists(money.filter(bool), max_size=6), st.data())
def test_instalments_shrink_from_the_last_one(parts: list[Cents], data: st.DataObject) -> None:
    to_pay = Cents(data.draw(st.integers(0, sum(parts))))
    kept = trimmed(parts, to_pay)
    assert sum(kept) == to_pay
    assert all(0 <= left <= part for left, part in zip(kept, parts, strict=True))
    assert [left == part for left, part in zip(kept, parts, strict=True)] == sorted(
        (left == part for left, part in zip(kept, parts, strict=True)), reverse=True
    )
