"""Sending a request: what is written, what is promised, and what is refused with a sentence."""

from datetime import date

import pytest
from sqlalchemy import func, select

from mag.accounts.sessions import digest
from mag.applications.models import Application
from mag.applications.queries import get_by_follow_secret
from mag.applications.requests import CostLineRequest
from mag.applications.service import submit
from mag.applications.states import ApplicationState, CostKind
from mag.core.actor import ANONYMOUS, Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.errors import Refused
from mag.core.journal import JournalLine
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.partners.models import PartnerKind
from mag.partners.queries import find_account
from tests.factories.applications import CODE, IBAN, agenda_in, request_for, submit_in, submitted


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_a_resident_who_asks_two_hundred_euros_hears_within_two_weeks(store: Store) -> None:
    application = submitted(store, 200_00)
    assert application.reference == "MAG-2022-0001"
    assert application.state is ApplicationState.SUBMITTED
    assert application.submitted_on == date(2022, 3, 1)
    assert application.decide_by == date(2022, 3, 15)
    with store.reading() as db:
        stored = db.get_one(Application, application.id)
        assert (stored.tier.code, stored.partner.name, stored.partner.is_demo) == ("T1", "Demo Aanvrager", True)
        assert [activity.name for activity in stored.activities] == ["Straatfeest demo"]
        assert [(a.goal.code, a.is_main) for a in stored.activities[0].alignments] == [("samenleven", True)]
        account = find_account(db, stored.partner_id)
        assert account is not None and account.iban == IBAN


def test_everything_about_a_larger_plan_is_kept(store: Store) -> None:
    application = submitted(store, 2500_00)
    with store.reading() as db:
        stored = db.get_one(Application, application.id)
        assert stored.tier.code == "T3"
        assert stored.decide_by == date(2022, 4, 1)
        assert stored.other_income_amount == 75_00
        assert [line.position for line in stored.cost_lines] == [1, 2, 3, 4]
        assert [(result.what, result.number) for result in stored.results] == [("mensen die elkaar leren kennen", 40)]
        assert stored.answers == {"partners": "niemand", "publicity": "een briefje in de bus"}


def test_references_count_on_without_a_gap_and_start_anew_each_year(store: Store, clock: SetClock) -> None:
    first, second = submitted(store), submitted(store)
    with pytest.raises(Refused):
        submitted(store, iban="")
    third = submitted(store)
    clock.set(at(date(2023, 1, 2)))
    assert [a.reference for a in (first, second, third)] == ["MAG-2022-0001", "MAG-2022-0002", "MAG-2022-0003"]
    assert submitted(store, starts_on=None, ends_on=None).reference == "MAG-2023-0001"


def test_the_confirmation_tells_the_reference_the_day_to_hear_and_every_answer(store: Store) -> None:
    with store.transaction(ANONYMOUS) as tx:
        sent = submit_in(tx, 200_00)
    with store.reading() as db:
        mail = db.scalars(select(OutboxMail)).one()
        assert get_by_follow_secret(db, sent.follow_secret).id == sent.application.id
    assert mail.subject == "Uw aanvraag “Straatfeest demo” is binnen (MAG-2022-0001)"
    assert f"https://mag.example.test/volg/{sent.follow_secret}" in mail.text
    assert sent.application.follow_token_digest == digest(sent.follow_secret)
    for told in ("MAG-2022-0001", "U hoort uiterlijk op: 15 maart 2022", "€\u00a0200,00", "Wij houden een straatfeest", "NL** **** 4300"):
        assert told in mail.text
    assert IBAN not in mail.text.replace(" ", "")
    assert "ontvangen" not in mail.text.lower()


def test_who_gave_only_a_telephone_number_gets_no_mail(sqlite_store: Store) -> None:
    submitted(sqlite_store, email=None, phone="+31612345678")
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(OutboxMail)) == 0


def test_sending_writes_one_line_in_the_journal_of_the_agenda(store: Store) -> None:
    with store.transaction() as tx:
        agenda_in(tx)
    with store.reading() as db:
        before = db.scalar(select(func.count()).select_from(JournalLine).where(JournalLine.chain == CODE)) or 0
    submitted(store)
    with store.reading() as db:
        lines = db.scalars(select(JournalLine).where(JournalLine.chain == CODE).order_by(JournalLine.sequence)).all()[before:]
    assert [line.action for line in lines] == ["applications.application.submitted"]
    assert "Demo Aanvrager" not in (lines[0].payload or "")


def test_costs_and_money_from_others_must_come_to_what_is_asked(sqlite_store: Store) -> None:
    lines = (CostLineRequest(CostKind.COST, "Zaal", Cents(900_00)), CostLineRequest(CostKind.INCOME, "Kaartjes", Cents(50_00)))
    with pytest.raises(Refused) as refused:
        submitted(sqlite_store, 800_00, cost_lines=lines)
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.field) == ("sum_differs", "costs")
    for sum_ in ("€\u00a0900,00", "€\u00a050,00", "€\u00a0850,00", "€\u00a0800,00"):
        assert sum_ in refusal.sentence


def test_a_resident_cannot_ask_what_is_for_organisations_only(sqlite_store: Store) -> None:
    with pytest.raises(Refused) as refused:
        submitted(sqlite_store, 12_000_00, applicant_kind=PartnerKind.RESIDENT, organisation_name=None)
    assert {"applicant_kind", "open_rule"} <= codes(refused)


def test_while_a_rule_of_the_tier_is_open_nobody_can_apply(sqlite_store: Store) -> None:
    with pytest.raises(Refused) as refused:
        submitted(sqlite_store, 12_000_00)
    assert "open_rule" in codes(refused)


def test_before_the_rules_are_in_force_nobody_can_apply(sqlite_store: Store, clock: SetClock) -> None:
    clock.set(at(date(2018, 3, 1)))
    with pytest.raises(Refused) as refused:
        submitted(sqlite_store, starts_on=None, ends_on=None)
    assert codes(refused) == {"no_rules"}


def test_an_unknown_goal_is_refused_and_nothing_stays_behind(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        submitted(store, goal_code="bestaat_niet")
    assert codes(refused) == {"unknown_goal"}
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Application)) == 0


def test_nobody_moves_the_account_of_a_known_partner_by_typing_its_name(store: Store) -> None:
    first = submitted(store)
    other = "NL20INGB0001234567"
    submitted(store, iban=other)
    with store.reading() as db:
        account = find_account(db, first.partner_id)
        assert account is not None and account.iban == IBAN
    member = Actor(kind=ActorKind.PERSON, id=None, label="Demo Lid", organisations=frozenset({first.partner_id}))
    submitted(store, iban=other, actor=member)
    with store.reading() as db:
        account = find_account(db, first.partner_id)
        assert account is not None and account.iban == other


def test_a_request_typed_by_staff_says_by_whom(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        sent = submit(tx, request_for(agenda_in(tx).id), address="https://mag.example.test", entered_by="Demo Netwerker")
    assert sent.application.entered_by == "Demo Netwerker"
