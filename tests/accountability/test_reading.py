"""Figures from the words of receipts and from electronic invoices: what a person only has to confirm."""

from datetime import date

import pytest

from mag.accountability.receipts.reading import Read, read_invoice, read_text, read_upload
from mag.accountability.receipts.states import ReadHow

SUPERMARKET = """
BUURTSUPER DE HOEK
Dorpsstraat 12
Tel 0184-123456
KASSABON 04-06-2022 16:12
2 x Appelsap      3,98
Krentenbollen 10st 2,49
Statiegeld         0,50
SUBTOTAAL          6,97
TOTAAL             6,97
PIN                6,97
BTW 9%  over 6,39  0,58
U bespaarde        1,20
"""
DIY = """
Bouwmarkt Klus & Co
Bon 88123   12 mei 2022
Verf wit 10L            1.049,95
Kwasten                    18,50
Korting                   -50,00
TE BETALEN  EUR         1.018,45
Contant                 1.050,00
Wisselgeld                 31,55
"""
INVOICE = """
FACTUUR
Muziekschool Zingend Hart demo
Factuurdatum: 2022-06-05
Factuurnummer 2022-118
Optreden zomerfeest
Totaal excl. btw € 200,00
Btw 21% € 42,00
Totaal te voldoen
€ 242,00
Graag betalen voor 5-7-2022
"""
ABROAD = "Ye Olde Tea Room\n03/05/22\nTotal £12.40\n"
TWO_ROWS = "Bakkerij Broodnodig\n1-6-'22\nTotaal\n€ 17 , 50\n"
NO_TOTAL = "Kaartje\nTot ziens\n"
DASH = "Zaal De Haven\nHuur zaal 4-6-22\nTotaal 150,-\n"


@pytest.mark.parametrize(
    ("text", "amount", "day", "shop", "currency"),
    [
        (SUPERMARKET, 697, date(2022, 6, 4), "BUURTSUPER DE HOEK", "EUR"),
        (DIY, 1_018_45, date(2022, 5, 12), "Bouwmarkt Klus & Co", "EUR"),
        (INVOICE, 242_00, date(2022, 6, 5), "Muziekschool Zingend Hart demo", "EUR"),
        (ABROAD, 12_40, date(2022, 5, 3), "Ye Olde Tea Room", "GBP"),
        (TWO_ROWS, 17_50, None, "Bakkerij Broodnodig", "EUR"),
        (DASH, 150_00, date(2022, 6, 4), "Zaal De Haven", "EUR"),
    ],
    ids=["supermarket", "a thousand and change", "invoice", "pounds", "total on the next line", "round amount"],
)  # fmt: skip
def test_total_day_and_shop_of_a_receipt(text: str, amount: int, day: date | None, shop: str, currency: str) -> None:
    read = read_text(text, ReadHow.PICTURE)
    assert (read.how, read.amount, read.day, read.shop, read.currency) == (ReadHow.PICTURE, amount, day, shop, currency)


@pytest.mark.parametrize("text", [NO_TOTAL, "", "\x0c\n\n", "Tel 0184 123456\nIBAN NL02ABNA0123456789"])
def test_where_nothing_can_be_read_nothing_is_suggested(text: str) -> None:
    assert read_text(text, ReadHow.PICTURE) == Read(ReadHow.NOTHING)


def test_a_phone_number_a_percentage_and_a_date_are_no_amounts() -> None:
    assert read_text("Winkel Vier\n04.06.2022\nTel 0184.123456\nBTW 21,00%\nTotaal 8,00", ReadHow.PICTURE).amount == 8_00


UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:ID>F-1</cbc:ID><cbc:IssueDate>2022-06-05</cbc:IssueDate>
 <cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Geluid &amp; Licht demo</cbc:Name></cac:PartyName>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="EUR">121.00</cbc:TaxInclusiveAmount>
 <cbc:PayableAmount currencyID="EUR">121.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
</Invoice>"""
CII = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:ram" xmlns:udt="urn:udt"><rsm:ExchangedDocument><ram:IssueDateTime>
 <udt:DateTimeString format="102">20220606</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Tentenverhuur demo</ram:Name>
 </ram:SellerTradeParty></ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeSettlement>
 <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementHeaderMonetarySummation>
 <ram:GrandTotalAmount>99.5</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
 </ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def test_an_invoice_as_peppol_sends_it_says_its_own_figures() -> None:
    assert read_invoice(UBL) == Read(ReadHow.INVOICE, 121_00, date(2022, 6, 5), "Geluid & Licht demo", "EUR")  # type: ignore[arg-type]
    assert read_upload(INVOICE, UBL) == read_invoice(UBL)  # goes before the letters of the PDF around it


def test_an_invoice_as_it_is_embedded_in_a_pdf() -> None:
    assert read_invoice(CII) == Read(ReadHow.INVOICE, 99_50, date(2022, 6, 6), "Tentenverhuur demo", "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "xml",
    ["<a/>", "<Invoice", UBL.replace("<Invoice", '<!DOCTYPE x [<!ENTITY e "boo">]><Invoice', 1), UBL.replace("Invoice-2", "Order-2")],
    ids=["other", "cut off", "with a document type", "another paper"],
)
def test_what_is_no_invoice_is_not_read(xml: str) -> None:
    assert read_invoice(xml) is None or read_invoice(xml).amount is not None  # type: ignore[union-attr]
    if "DOCTYPE" in xml or xml in ("<a/>", "<Invoice"):
        assert read_invoice(xml) is None
