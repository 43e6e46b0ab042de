"""What deserves a second look before money goes out, and what has to be refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.core.money import Cents
from mag.payments.notes import Candidate, Earlier, notes_on, same_name
from mag.payments.rules import attempt_reference, cannot_confirm, cannot_execute, cannot_recover, cannot_register, cannot_release

ON = date(2022, 3, 1)
IBAN, OTHER = "NL91ABNA0417164300", "NL20INGB0001234567"


def candidate(**changes: object) -> Candidate:
    values: dict[str, object] = {
        "reference": "MAG-2022-0042-1",
        "amount": Cents(25_000),
        "due_on": ON,
        "room": Cents(25_000),
        "iban": IBAN,
        "holder": "Stichting De Brug demo",
        "names": ("Stichting De Brug demo",),
    }
    return Candidate(**values | changes)  # type: ignore[arg-type]


def test_an_ordinary_payment_needs_no_second_look() -> None:
    assert notes_on(candidate(account_since=date(2022, 2, 20), last_iban=IBAN), ON) == []


@pytest.mark.parametrize(
    ("changes", "code", "blocks"),
    [
        ({"room": Cents(24_999)}, "above_committed", True),
        ({"room": Cents(-5)}, "above_committed", True),
        ({"iban": "NL91ABNA0417164301"}, "iban_wrong", True),
        ({"equal": Earlier(ON - timedelta(days=30), "MAG-2022-0041-1", Cents(25_000), IBAN)}, "paid_before", False),
        ({"account_changed": True, "account_since": ON - timedelta(days=30)}, "iban_new", False),
        ({"last_iban": OTHER}, "iban_differs", False),
        ({"holder": "J. Jansen"}, "name_differs", False),
    ],
)
def test_each_oddity_is_named_with_its_reason(changes: dict[str, object], code: str, blocks: bool) -> None:
    (note,) = notes_on(candidate(**changes), ON)
    assert (note.code, note.blocks) == (code, blocks)
    assert note.sentence.endswith((".", "?"))


@pytest.mark.parametrize(
    "changes",
    [
        {"equal": Earlier(ON - timedelta(days=31), "MAG-2022-0041-1", Cents(25_000), IBAN)},
        {"account_changed": True, "account_since": ON - timedelta(days=31), "last_iban": IBAN},
    ],
)
def test_what_is_long_ago_is_let_be(changes: dict[str, object]) -> None:
    assert notes_on(candidate(**changes), ON) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Stichting De Brug", "De Brug", True),
        ("St. de Brug", "Stichting De Brug", True),
        ("J.A. Jansen e/o P. Pieters", "Anna Jansen", False),
        ("J.A. Jansen", "Jansen", True),
        ("Café Zoë", "cafe zoe", True),
        ("Voetbalvereniging Het Zand", "Koor Vrolijk", False),
        ("", "Koor", False),
    ],
)
def test_names_are_compared_as_people_do(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_every_try_has_a_name_of_its_own() -> None:
    names = [attempt_reference("MAG-2022-0042", 1, attempt) for attempt in range(800)]
    assert names[:4] == ["MAG-2022-0042-1", "MAG-2022-0042-1B", "MAG-2022-0042-1C", "MAG-2022-0042-1D"]
    assert len(set(names)) == len(names)


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(1, 99), st.integers(1, 99))
def test_two_tries_never_share_a_name(one: int, other: int, number: int, another: int) -> None:
    same = (one, number) == (other, another)
    assert (attempt_reference("MAG-2022-0042", number, one) == attempt_reference("MAG-2022-0042", another, other)) is same


def test_four_eyes_and_not_too_late() -> None:
    def codes(**changes: object) -> list[str]:
        values: dict[str, object] = {"by_id": 2, "prepared_by_id": 1, "prepared_by": "Anna", "execution_on": ON, "today": ON}
        return [r.code for r in cannot_release(**values | changes)]  # type: ignore[arg-type]

    assert codes() == []
    assert codes(by_id=1) == ["two_people"]
    assert codes(by_id=None) == ["two_people"]
    assert codes(today=ON + timedelta(days=1)) == ["execution_past"]


def test_dates_of_banks() -> None:
    assert [r.code for r in cannot_execute(date(2022, 3, 4), ON)] == []
    assert [r.code for r in cannot_execute(date(2022, 3, 6), ON)] == ["execution_weekend"]
    assert [r.code for r in cannot_confirm(ON, ON, ON)] == []
    assert [r.code for r in cannot_confirm(ON, ON + timedelta(days=1), ON + timedelta(days=2))] == ["paid_before_release"]


@pytest.mark.parametrize(
    ("amount", "codes"), [(0, ["amount_not_positive"]), (-1, ["amount_not_positive"]), (101, ["more_than_paid"]), (100, [])]
)
def test_no_more_is_asked_back_than_was_paid(amount: int, codes: list[str]) -> None:
    assert [r.code for r in cannot_recover(Cents(amount), Cents(100), ON, ON)] == codes


@pytest.mark.parametrize(("amount", "codes"), [(0, ["amount_not_positive"]), (101, ["more_than_open"]), (100, []), (1, [])])
def test_no_more_comes_back_than_is_open(amount: int, codes: list[str]) -> None:
    assert [r.code for r in cannot_register(Cents(amount), Cents(100), ON, ON)] == codes
