"""The payment file: valid for the bank, exact to the cent, the same bytes twice, and refused in words when it cannot be right."""

import re
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import get_args

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from mag.core.errors import Refused
from mag.core.money import Cents
from mag.payments.sepa import CreditTransfer, Debtor, PaymentFile, Version, build_pain001, end_to_end_id, read_pain001, sepa_text

CREATED = datetime(2023, 2, 15, 23, 30, tzinfo=UTC)
PAYS = Debtor("Stichting Demo Penvoerder", "NL91 ABNA 0417 1643 00", "ABNANL2A")
FIRST = CreditTransfer("T-2023-0007-1", "Café & Zorg «Ĳsvogel»", "NL02ABNA0123456789", Cents(125000), "Bijdrage B-2023-0007, termijn 1")
SECOND = CreditTransfer("T-2023-0008-1", "Vereniging Demo Samen", "NL20INGB0001234567", Cents(1), "Termijn 1")
VERSIONS = get_args(Version)
SCHEMAS = {v: xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / f"{v}.xsd")) for v in VERSIONS}


def build(
    *transfers: CreditTransfer, version: Version = "pain.001.001.03", debtor: Debtor = PAYS, message_id: str = "MAG-2023-0003"
) -> bytes:
    return build_pain001(
        message_id=message_id, created_at=CREATED, execution_on=date(2023, 2, 17), debtor=debtor, transfers=transfers, version=version
    )


def codes(*transfers: CreditTransfer, **given_: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        build(*transfers, **given_)  # type: ignore[arg-type]
    assert all(r.sentence.endswith(".") for r in refused.value.refusals)
    return [r.code for r in refused.value.refusals]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("debtor", [PAYS, Debtor("Demo zonder BIC", "NL91ABNA0417164300")])
def test_both_versions_are_valid_and_read_back_as_they_were_meant(version: Version, debtor: Debtor) -> None:
    content = build(FIRST, SECOND, version=version, debtor=debtor)
    SCHEMAS[version].validate(content.decode())
    read = read_pain001(content)
    assert read == PaymentFile(
        message_id="MAG-2023-0003",
        created_at=read.created_at,
        execution_on=date(2023, 2, 17),
        debtor=Debtor(debtor.name, "NL91ABNA0417164300", debtor.bic),
        count=2,
        control_sum=Cents(125001),
        transfers=(
            CreditTransfer(
                FIRST.end_to_end_id,
                "Cafe + Zorg ..IJsvogel..",
                FIRST.iban,
                FIRST.amount,
                FIRST.remittance,
            ),
            SECOND,
        ),
    )
    assert read.created_at == CREATED
    assert b"2023-02-16T00:30:00" in content


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_run_gives_the_same_bytes(version: Version) -> None:
    assert build(FIRST, SECOND, version=version) == build(FIRST, SECOND, version=version)


def test_without_a_bic_the_bank_reads_that_none_was_given() -> None:
    assert b"<Id>NOTPROVIDED</Id>" in build(FIRST, debtor=Debtor("Demo", "NL91ABNA0417164300"))
    assert b"NOTPROVIDED" not in build(FIRST)


@given(st.lists(st.integers(min_value=1, max_value=99_999_999_999), min_size=1, max_size=8))
def test_the_control_sum_is_exact_to_the_cent(amounts: list[int]) -> None:
    content = build(*(CreditTransfer(f"T-{n}", "Demo", FIRST.iban, Cents(a), "x") for n, a in enumerate(amounts)))
    read = read_pain001(content)
    assert [t.amount for t in read.transfers] == amounts
    assert (read.control_sum, read.count) == (sum(amounts), len(amounts))
    assert set(re.findall(rb"<CtrlSum>(.*?)</CtrlSum>", content)) == {f"{sum(amounts) // 100}.{sum(amounts) % 100:02d}".encode()}


@given(st.text(max_size=200), st.text(max_size=300), st.sampled_from(VERSIONS))
def test_any_name_and_remittance_gives_a_valid_file_or_a_refusal(name: str, remittance: str, version: Version) -> None:
    try:
        content = build(CreditTransfer("T-1", name, FIRST.iban, Cents(100), remittance), version=version)
    except Refused:
        return
    SCHEMAS[version].validate(content.decode())
    (read,) = read_pain001(content).transfers
    for text, limit in ((read.name, 70), (read.remittance, 140)):
        assert re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]+", text) and len(text) <= limit


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Stichting Één & Co", "Stichting Een + Co"),
        ("Kinderopvang_De Ĳsbeer", "Kinderopvang-De IJsbeer"),
        ("€ 100; [kas]", "EUR 100, (kas)"),
        ("a\tb\n c", "a b c"),
    ],
)
def test_letters_a_bank_cannot_read_are_replaced(typed: str, sent: str) -> None:
    assert sepa_text(typed, 70) == sent


def test_what_cannot_be_right_is_refused_in_words() -> None:
    other = dict(name="Demo", iban=FIRST.iban, remittance="x")
    assert codes() == ["payment_file.empty"]
    assert codes(CreditTransfer("T-1", amount=Cents(0), **other)) == ["payment_file.amount"]
    assert codes(CreditTransfer("T-1", amount=Cents(-5), **other)) == ["payment_file.amount"]
    assert codes(CreditTransfer("T-1", "Demo", "NL02ABNA0123456780", Cents(5), "x")) == ["payment_file.iban"]
    assert codes(CreditTransfer("T-1", "***", FIRST.iban, Cents(5), " ")) == ["payment_file.name", "payment_file.remittance"]
    assert codes(CreditTransfer("T" * 36, amount=Cents(5), **other)) == ["payment_file.id"]
    assert codes(CreditTransfer("/T-1", amount=Cents(5), **other)) == ["payment_file.id"]
    assert codes(FIRST, FIRST) == ["payment_file.twice"]
    assert codes(FIRST, debtor=Debtor("Demo", "NL00ABNA0417164300", "WRONG")) == ["payment_file.iban", "payment_file.bic"]
    assert codes(FIRST, message_id="M" * 36) == ["payment_file.message_id"]


@given(st.text(), st.text())
def test_an_id_is_short_allowed_and_its_own(one: str, two: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9-]{1,35}", end_to_end_id(one))
    assert (end_to_end_id(one) == end_to_end_id(two)) == (one == two)


def test_a_plain_reference_is_its_own_id() -> None:
    assert end_to_end_id("T-2023-0007-1") == "T-2023-0007-1"


@pytest.mark.parametrize("content", [b"", b"geen xml", b"<Document/>", b"<!DOCTYPE x><Document/>"])
def test_something_else_is_not_read_as_a_payment_file(content: bytes) -> None:
    with pytest.raises(Refused):
        read_pain001(content)


def test_a_batch_in_another_currency_is_not_read() -> None:
    with pytest.raises(Refused):
        read_pain001(build(FIRST).replace(b'Ccy="EUR"', b'Ccy="USD"'))
