"""Figures from the words of a receipt: total, day, shop and currency, as a suggestion that a person confirms. Pure.

Text comes from a PDF, from a picture, or the file is an electronic invoice (UBL 2, as Peppol sends it, or UN/CEFACT CII as it is
embedded in a PDF). Receipts are Dutch: ``12,50`` is an amount, ``04-06-22`` the fourth of June.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree
from xml.parsers import expat

from mag.accountability.receipts.states import ReadHow
from mag.core.money import Cents

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice"
MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTHS = {**{name: number for number, name in enumerate(MONTHS, 1)}, "mrt": 3, "mar": 3, "may": 5, "oct": 10}

_AMOUNT = re.compile(r"(?<![\d.,:/-])(-?)\s?(\d{1,3}(?:[. ]\d{3})+|\d{1,6})\s?[,.]\s?(\d{2}|-)(?![\d%]|[.,:/-]\d|\s?%)")
_TOTAL = re.compile(r"\b(totaal|total|te\s?betalen|te\s?voldoen|bedrag|betaald|saldo|factuurbedrag|pin|bankpas|amount)\b", re.I)
_STRONG = re.compile(r"\b(totaal|te\s?betalen|te\s?voldoen|factuurbedrag|total)\b", re.I)
_NOT_TOTAL = re.compile(
    r"\b(sub\s?totaal|btw|b\.t\.w|excl|exclusief|korting|wisselgeld|terug|contant|gegeven|spaar|zegels?|punten|aantal|bespaard|voordeel|netto"
    r"|statiegeld|vat)\b",
    re.I,
)
_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?((?:20)?\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)")
_WRITTEN = re.compile(r"(?<!\d)(\d{1,2})\s+([a-z]{3})[a-z]*\.?\s+((?:20)?\d{2})(?!\d)", re.I)
_SIGNS = (("GBP", re.compile(r"£|\bGBP\b")), ("USD", re.compile(r"\$|\bUSD\b")), ("CHF", re.compile(r"\bCHF\b")),
          ("DKK", re.compile(r"\bDKK\b")), ("PLN", re.compile(r"\bPLN\b|\bzł\b")))  # fmt: skip
_NO_SHOP = re.compile(r"\b(kassabon|bon(nr)?|factuur|invoice|kopie|klant|datum|welkom|bedankt|www\.|tel\b|kvk|iban|btw)", re.I)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, and how; what was not found is empty."""

    how: ReadHow
    amount: Cents | None = None
    day: date | None = None
    shop: str = ""
    currency: str = "EUR"


def read_upload(text: str, invoice: str) -> Read | None:
    """What the file itself says: an electronic invoice goes first, then the letters in it. None when it holds neither."""
    if invoice and (read := read_invoice(invoice)) is not None:
        return read
    return read_text(text, ReadHow.LETTERS) if text.strip() else None


def read_text(text: str, how: ReadHow) -> Read:
    """Figures from the lines of a receipt; ``NOTHING`` when neither a total nor a day was found."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    amount, day = _total(lines), next(_days(text), None)
    if amount is None and day is None:
        return Read(ReadHow.NOTHING)
    return Read(how, amount, day, _shop(lines), _currency(text))


def _total(lines: list[str]) -> Cents | None:
    """The amount beside the strongest word for a total, the last of them; else the largest of all."""
    for words in (_STRONG, _TOTAL):
        found = []
        for place, line in enumerate(lines):
            if words.search(line) and not _NOT_TOTAL.search(line):
                here = _amounts(line) or (_amounts(lines[place + 1]) if place + 1 < len(lines) else [])
                found += here[-1:]
        if found:
            return found[-1] if found[-1] > 0 else None
    everything = [amount for line in lines if not _NOT_TOTAL.search(line) for amount in _amounts(line)]
    return max(everything) if everything and max(everything) > 0 else None


def _amounts(line: str) -> list[Cents]:
    found = []
    for sign, whole, rest in _AMOUNT.findall(_DATE.sub(" ", line)):
        cents = int(re.sub(r"\D", "", whole)) * 100 + (0 if rest == "-" else int(rest))
        found.append(Cents(-cents if sign else cents))
    return found


def _days(text: str) -> Iterator[date]:
    """The days a text names, in the order in which their notations are trusted."""
    parts = [(year, month, day) for year, month, day in _ISO.findall(text)]
    parts += [(year, month, day) for day, month, year in _DATE.findall(text)]
    parts += [(year, str(_MONTHS.get(month.lower(), 0)), day) for day, month, year in _WRITTEN.findall(text)]
    for year, month, day in parts:
        try:
            found = date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
        except ValueError:
            continue
        if found.year >= 2010:
            yield found


def _shop(lines: list[str]) -> str:
    """The first line with a name in it."""
    for line in lines[:6]:
        name = re.sub(r"[^\w&’'. -]", "", line).strip(" .-")
        if len(re.findall(r"[A-Za-zÀ-ÿ]", name)) >= 3 and not _NO_SHOP.search(line) and not _amounts(line) and not next(_days(line), None):
            return name[:120]
    return ""


def _currency(text: str) -> str:
    if "€" in text or re.search(r"\bEUR\b", text):
        return "EUR"
    return next((code for code, sign in _SIGNS if sign.search(text)), "EUR")


def read_invoice(xml: str) -> Read | None:
    """Figures from an electronic invoice; None when it is none that we know, or is broken, or declares a document type."""
    parser = expat.ParserCreate()

    def forbid(*_: object) -> None:
        raise ValueError("document type")

    parser.StartDoctypeDeclHandler = forbid
    try:
        parser.Parse(xml.encode(), True)
        root = ElementTree.fromstring(xml)
    except (ValueError, expat.ExpatError, ElementTree.ParseError):
        return None
    space = root.tag[1:].split("}")[0] if root.tag.startswith("{") else ""
    for node in root.iter():
        node.tag = node.tag.rsplit("}", 1)[-1]
    if space.startswith(UBL) and root.tag in ("Invoice", "CreditNote"):
        supplier = "AccountingSupplierParty/Party/"
        total = root.find("LegalMonetaryTotal/PayableAmount")
        names: tuple[str, ...] = (f"{supplier}PartyName/Name", f"{supplier}PartyLegalEntity/RegistrationName")
        return _invoice(root, total, root.findtext("IssueDate"), names, total.get("currencyID") if total is not None else None)
    if space.startswith(CII):
        settlement = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/"
        total = root.find(f"{settlement}SpecifiedTradeSettlementHeaderMonetarySummation/GrandTotalAmount")
        day = (root.findtext("ExchangedDocument/IssueDateTime/DateTimeString") or "").strip()
        day = f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) == 8 else day
        names = ("SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/SellerTradeParty/Name",)
        return _invoice(root, total, day, names, root.findtext(f"{settlement}InvoiceCurrencyCode"))
    return None


def _invoice(
    root: ElementTree.Element, total: ElementTree.Element | None, day: str | None, names: tuple[str, ...], currency: str | None
) -> Read:
    shop = next((name.strip() for path in names if (name := root.findtext(path)) and name.strip()), "")
    try:
        issued = date.fromisoformat((day or "").strip())
    except ValueError:
        issued = None
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,2})0*)?", (total.text or "").strip()) if total is not None else None
    amount = Cents(int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))) if found else None
    return Read(ReadHow.INVOICE, amount, issued, shop[:120], (currency or "EUR").strip().upper()[:3])
