"""Money that has to come back: what is due, when we remind, and when it is too late. Rules without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.core.money import Cents
from mag.payments.claims import (
    Step,
    age_of,
    cannot_agree,
    creditor_reference,
    due_by,
    expires_soon,
    is_creditor_reference,
    is_expired,
    next_step,
    plan_terms,
    show_reference,
)
from mag.payments.statements.documents import ReadLine
from mag.payments.statements.matching import Claim, Known, match_lines
from mag.payments.statements.states import Direction

DAY = date(2022, 5, 1)


def test_the_reference_to_quote_has_check_digits_and_is_the_same_for_ever() -> None:
    assert creditor_reference("539007547034") == "RF18539007547034", "the example of ISO 11649"
    assert show_reference(creditor_reference("MAG-2022-0042"))[:4] == creditor_reference("MAG-2022-0042")[:4]
    assert creditor_reference("x" * 60) != creditor_reference("x" * 59 + "y")


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1, max_size=40).filter(lambda t: t.strip("-")))
def test_every_reference_is_valid_and_one_wrong_digit_is_seen(reference: str) -> None:
    quoted = creditor_reference(reference)
    assert is_creditor_reference(quoted) and len(quoted) <= 25
    digit = "1" if quoted[2] != "1" else "2"
    assert not is_creditor_reference(f"RF{digit}{quoted[3:]}")


@pytest.mark.parametrize("typed", ["{q}", "terug {q} dank", "{groups}", "mag 2022 0042", "MAG-2022-0042"])
def test_a_partner_quotes_the_reference_in_every_way_and_the_money_is_recognised(typed: str) -> None:
    quoted = creditor_reference("MAG-2022-0042")
    text = typed.format(q=quoted, groups=show_reference(quoted).lower())
    line = ReadLine("1", DAY, Direction.IN, Cents(500), remittance=text)
    claims = [Claim(7, "MAG-2022-0042", Cents(500)), Claim(8, "MAG-2022-004", Cents(500)), Claim(9, "MAG-2022-0043", Cents(500))]
    assert match_lines([line], Known(claims=claims))[0].recovery_id == 7


def test_a_wrong_check_digit_waits_for_a_person() -> None:
    quoted = creditor_reference("MAG-2022-0042")
    wrong = f"RF{(int(quoted[2:4]) + 1) % 98:02d}{quoted[4:]}"
    line = ReadLine("1", DAY, Direction.IN, Cents(500), remittance=wrong)
    assert match_lines([line], Known(claims=[Claim(7, "MAG-2022-0042", Cents(500))]))[0].purpose is None


def test_what_is_due_follows_the_parts_that_were_agreed() -> None:
    terms = plan_terms(Cents(100_00), 3, DAY)
    assert [int(part) for part, _ in terms] == [33_34, 33_33, 33_33]
    whole, before = Cents(150_00), Cents(50_00)
    late = date(2022, 6, 15)
    assert due_by(whole, before, date(2022, 1, 1), terms, DAY).amount == 0, "on the day itself nothing is late"
    assert due_by(whole, before, date(2022, 1, 1), terms, late) == (due := due_by(whole, before, DAY, terms, late))
    assert (due.amount, due.since) == (66_67, DAY)
    half = due_by(whole, Cents(before + 40_00), DAY, terms, late)
    assert (half.amount, half.since) == (26_67, date(2022, 6, 1))
    assert due_by(whole, Cents(20_00), DAY, [], late) == (due_by(whole, Cents(20_00), DAY, (), late))
    assert due_by(whole, Cents(20_00), DAY, [], late).amount == 130_00


def test_two_reminders_and_then_a_person_calls() -> None:
    assert next_step(DAY, None, None, None, DAY + timedelta(days=6)) is None
    first = DAY + timedelta(days=7)
    assert next_step(DAY, None, None, None, first) is Step.REMIND
    assert next_step(DAY, first, None, None, first + timedelta(days=13)) is None
    second = first + timedelta(days=14)
    assert next_step(DAY, first, None, None, second) is Step.REMIND_AGAIN
    assert next_step(DAY, first, second, None, second + timedelta(days=14)) is Step.CALL
    assert next_step(DAY, first, second, second, second + timedelta(days=99)) is None
    assert next_step(None, None, None, None, second) is None


def test_five_years_and_a_warning_a_year_before() -> None:
    last = date(2027, 5, 1)
    assert not is_expired(DAY, last) and is_expired(DAY, last + timedelta(days=1))
    assert not expires_soon(DAY, date(2026, 4, 30)) and expires_soon(DAY, date(2026, 5, 1)) and not expires_soon(DAY, date(2027, 5, 2))


def test_parts_that_would_end_after_five_years_cannot_be_agreed() -> None:
    codes = {r.code for r in cannot_agree(Cents(500_00), 12, date(2026, 12, 1), DAY, "gebeld", date(2026, 11, 1))}
    assert codes == {"terms_too_late"}
    assert {r.code for r in cannot_agree(Cents(150), 2, DAY, DAY, "", DAY + timedelta(days=1))} == {
        "terms_small",
        "first_past",
        "reason_missing",
    }


def test_claims_are_summed_by_how_long_they_are_late() -> None:
    assert age_of(None, DAY) == "nog niet te laat"
    assert age_of(DAY, DAY + timedelta(days=31)) == "een tot drie maanden te laat"
    assert age_of(DAY, DAY + timedelta(days=366)) == "langer dan een jaar te laat"
