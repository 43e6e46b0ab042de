"""Bank files as they come: both versions, CSV with its own columns, and everything that is wrong with a file said in a sentence."""

from collections.abc import Callable
from datetime import date

import pytest

from mag.core.errors import Refused
from mag.core.money import Cents
from mag.demo.bank import Booking, write_camt053
from mag.payments.statements.camt053 import read_camt053
from mag.payments.statements.csv_columns import CsvColumns, read_csv
from mag.payments.statements.states import Direction

OURS = "NL02ABNA0123456789"
DAY = date(2022, 3, 1)
PAID = Booking(-20_000, "B1", "MAG-2022-0001-1", name="Stichting De Brug demo", iban="NL91ABNA0417164300", remittance="MAG-2022-0001")
BACK = Booking(20_000, "B2", "MAG-2022-0001-1", name="Stichting De Brug demo", return_code="AC04")
REPAID = Booking(5_005, "B3", name="De Brug & Co", remittance="terugbetaling mag 2022 0007")


@pytest.mark.parametrize("version", ["02", "08"])
def test_both_versions_say_the_same(version: str) -> None:
    (found,) = read_camt053(write_camt053(OURS, DAY, Cents(100_000), [PAID, BACK, REPAID], version=version))  # type: ignore[arg-type]
    assert (found.iban, found.opening, found.closing) == (OURS, 100_000, 105_005)
    paid, back, repaid = found.lines
    assert (paid.direction, paid.amount, paid.end_to_end_id, paid.bank_reference) == (Direction.OUT, 20_000, "MAG-2022-0001-1", "B1")
    assert (paid.party_name, paid.party_iban, paid.is_return) == ("Stichting De Brug demo", "NL91ABNA0417164300", False)
    assert (back.direction, back.is_return, back.return_code) == (Direction.IN, True, "AC04")
    assert (repaid.party_name, repaid.end_to_end_id, repaid.remittance) == ("De Brug & Co", "", "terugbetaling mag 2022 0007")


def test_a_batch_in_one_amount_carries_the_run() -> None:
    (found,) = read_camt053(write_camt053(OURS, DAY, Cents(0), [Booking(-70_000, "B9", batch="BR-2022-0001")]))
    assert found.closing == -70_000 and found.lines[0].batch_reference == "BR-2022-0001"


def test_an_entry_in_details_is_a_line_each() -> None:
    whole = write_camt053(OURS, DAY, Cents(0), [Booking(-300, "B9", "A"), Booking(-1, "B8", "C")]).decode()
    one = "<TxDtls><Refs><EndToEndId>A</EndToEndId></Refs>"
    part = "<TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy='EUR'>%s</Amt></TxAmt></AmtDtls></TxDtls>"
    start = whole.index(one)
    end = whole.index("</TxDtls>", start) + len("</TxDtls>")
    (found,) = read_camt053((whole[:start] + part % ("A", "1.00") + part % ("B", "2.00") + whole[end:]).encode())
    assert [(n.bank_reference, n.end_to_end_id, n.amount) for n in found.lines] == [("B9/1", "A", 100), ("B9/2", "B", 200), ("B8", "C", 1)]


def test_lines_that_look_alike_are_not_lost() -> None:
    same = Booking(100, remittance="gift")
    for alike in (same, Booking(100, "B1", remittance="gift")):
        (found,) = read_camt053(write_camt053(OURS, DAY, Cents(0), [alike, alike]))
        assert len({line.bank_reference for line in found.lines}) == 2


GOOD = write_camt053(OURS, DAY, Cents(100_000), [PAID, REPAID])
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "boem">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&x;</Document>'
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (GOOD[: len(GOOD) // 2], "statement_unreadable"),
        (BOMB, "statement_unreadable"),
        (BOMB.decode().replace('<?xml version="1.0"?>', "").encode("utf-16"), "statement_unreadable"),
        (b"<html><body>geen afschrift</body></html>", "statement_kind"),
        (GOOD.replace(b"camt.053.001.02", b"pain.001.001.03"), "statement_kind"),
        (GOOD.replace(b'<Amt Ccy="EUR">200.00', b'<Amt Ccy="EUR">200.01'), "statement_balance"),
        (GOOD.replace(b"EUR", b"USD"), "statement_currency"),
        (GOOD.replace(b">200.00<", b">2e2<"), "statement_unreadable"),
        (GOOD.replace(b"<BookgDt><Dt>2022-03-01", b"<BookgDt><Dt>gisteren"), "statement_unreadable"),
        (GOOD.replace(b"<IBAN>NL02ABNA0123456789</IBAN>", b""), "statement_unreadable"),
        (b"\x00\x01\x02", "statement_unreadable"),
    ],
)
def test_what_is_wrong_is_said(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_camt053(content)
    assert refused.value.refusals[0].code == code


COLUMNS = CsvColumns("Datum", "Bedrag", direction="Af Bij", remittance="Mededelingen", end_to_end_id="Kenmerk", balance="Saldo na mutatie")
CSV = """"Datum";"Bedrag";"Af Bij";"Mededelingen";"Kenmerk";"Saldo na mutatie"
"20220302";"50,05";"Bij";"terug mag-2022-0007";"";"850,05"
"20220301";"200,00";"Af";"MAG-2022-0001";"MAG-2022-0001-1";"800,00"
"""


def test_a_csv_is_read_by_its_own_columns() -> None:
    found = read_csv(CSV.encode("cp1252"), COLUMNS, OURS)
    assert (found.opening, found.closing, found.first_on, found.last_on) == (100_000, 85_005, DAY, date(2022, 3, 2))
    assert [(n.direction, n.amount, n.end_to_end_id) for n in found.lines] == [
        (Direction.IN, 5_005, ""),
        (Direction.OUT, 20_000, "MAG-2022-0001-1"),
    ]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda t: t.replace("Bedrag", "Amount"), "geen kolom"),
        (lambda t: t.replace('"200,00"', '"tweehonderd"'), "Regel 3"),
        (lambda t: t.replace('"Af"', '"?"'), "erbij of eraf"),
        (lambda t: t.replace("20220301", "20220231"), "geen datum"),
        (lambda t: t.replace('"800,00"', '"801,00"'), "volgen niet op elkaar"),
        (lambda t: t[:-30], "kolommen"),
        (lambda t: "Datum;Bedrag\n", "geen regels"),
    ],
)
def test_a_wrong_csv_names_the_row(change: Callable[[str], str], word: str) -> None:
    with pytest.raises(Refused) as refused:
        read_csv(change(CSV).encode(), COLUMNS, OURS)
    assert word in refused.value.refusals[0].sentence


@pytest.mark.parametrize(
    ("text", "cents"),
    [("-1.250,00", -125_000), ("1,250.00", 125_000), ("+12,5", None), ("12", 1_200), ("1.250", None), ("1250.75", 125_075), ("", None)],
)
def test_amounts_of_banks(text: str, cents: int | None) -> None:
    columns = CsvColumns("d", "a")
    content = f"d;a\n1-3-2022;{text}\n".encode()
    if cents is None:
        with pytest.raises(Refused):
            read_csv(content, columns, OURS)
    else:
        assert read_csv(content, columns, OURS).lines[0].signed == cents
