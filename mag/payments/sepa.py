"""The SEPA payment file (ISO 20022 pain.001): what the bank reads, made from amounts in cents, the same bytes for the same input.

sepaxml makes the tree and checks it against its XSD; its own message id, payment id and moment are random or of the wall
clock, so those are set here. Which version a bank takes differs per bank (domain.md 1, "SEPA payout file").
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from xml.etree import ElementTree

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from text_unidecode import unidecode
from xmlschema import XMLSchema10

from mag.core.clock import AMSTERDAM
from mag.core.errors import Refusal, Refused, refuse_if
from mag.core.money import Cents

Version = Literal["pain.001.001.03", "pain.001.001.09"]
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
MAX_ID, MAX_NAME, MAX_REMITTANCE = 35, 70, 140
_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_ID = re.compile(r"[A-Za-z0-9?:().,'+ -]+(/[A-Za-z0-9?:().,'+ -]+)*")
_INSTEAD = str.maketrans(
    {"&": "+", "_": "-", "~": "-", ";": ",", '"': "'", "`": "'", "[": "(", "{": "(", "]": ")", "}": ")", "\\": "/", "|": "/"}
)


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """One payment to one account. ``remittance`` is what the receiver reads on the statement; the id comes back in the bank's files."""

    end_to_end_id: str
    name: str
    iban: str
    amount: Cents
    remittance: str


@dataclass(frozen=True, slots=True)
class Debtor:
    """The account that pays."""

    name: str
    iban: str
    bic: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """What stands in a payment file, read back from its bytes. Sums and counts are those written in the file's header."""

    message_id: str
    created_at: datetime
    execution_on: date
    debtor: Debtor
    count: int
    control_sum: Cents
    transfers: tuple[CreditTransfer, ...]


def sepa_text(text: str, limit: int) -> str:
    """Text in the letters every SEPA bank takes (EPC217-08): ``é`` becomes ``e``, ``&`` becomes ``+``, others a point; cut at ``limit``."""
    plain = unidecode(text.replace("€", "EUR ").translate(_INSTEAD)).translate(_INSTEAD)
    return re.sub(r"\s+", " ", _NOT_ALLOWED.sub(".", re.sub(r"\s", " ", plain))).strip()[:limit].strip()


def end_to_end_id(installment_reference: str) -> str:
    """The id of a payment made from the reference of its instalment: the same each time, at most 35 allowed characters.

    A reference that has other characters or is too long keeps its beginning and gets a short digest, so two references never share an id.
    """
    bare = re.sub(r"[^A-Za-z0-9-]+", "-", unidecode(installment_reference)).strip("-")
    if bare and bare == installment_reference and len(bare) <= MAX_ID:
        return bare
    digest = hashlib.sha256(installment_reference.encode()).hexdigest()[:10].upper()
    return f"{bare[: MAX_ID - 11]}-{digest}".lstrip("-")


def build_pain001(
    *,
    message_id: str,
    created_at: datetime,
    execution_on: date,
    debtor: Debtor,
    transfers: Sequence[CreditTransfer],
    version: Version = "pain.001.001.03",
    checked: bool = False,
) -> bytes:
    """The bytes of one payment file: one batch, one execution date, count and control sum computed, checked against the XSD.

    ``created_at`` is an aware moment, written as Amsterdam time. ``checked``: the same bytes were checked before.
    Raises :class:`Refused` with every reason for an empty list, an
    amount of nothing, a wrong IBAN or BIC, an id that is too long or used twice, and a name or remittance without a readable letter.
    """
    from sepaxml import SepaTransfer

    if created_at.tzinfo is None:
        raise ValueError("created_at must be an aware moment")
    refuse_if(_objections(message_id, debtor, transfers))
    config: dict[str, Any] = {
        "name": sepa_text(debtor.name, MAX_NAME),
        "IBAN": IBAN(debtor.iban).compact,
        "batch": True,
        "currency": "EUR",
    }
    if debtor.bic:
        config["BIC"] = BIC(debtor.bic).compact
    order = SepaTransfer(config, schema=version, clean=False)
    for transfer in transfers:
        order.add_payment(
            {
                "name": sepa_text(transfer.name, MAX_NAME),
                "IBAN": IBAN(transfer.iban).compact,
                "amount": int(transfer.amount),
                "execution_date": execution_on,
                "description": sepa_text(transfer.remittance, MAX_REMITTANCE),
                "endtoend_id": transfer.end_to_end_id,
            }
        )
    return _settled(order.export(validate=False), message_id, created_at, version, checked)


def _settled(made: bytes, message_id: str, created_at: datetime, version: Version, checked: bool) -> bytes:
    """The file with our own ids and moment in place of the library's, with an answer where a BIC is left out, and checked."""
    space = NAMESPACE + version
    ElementTree.register_namespace("", space)
    root = ElementTree.fromstring(made)

    def every(tag: str) -> Iterator[ElementTree.Element]:
        return root.iter(f"{{{space}}}{tag}")

    for tag, text in (
        ("MsgId", message_id),
        ("PmtInfId", message_id),
        ("CreDtTm", created_at.astimezone(AMSTERDAM).strftime("%Y-%m-%dT%H:%M:%S")),
    ):
        for element in every(tag):
            element.text = text
    for institution in every("FinInstnId"):
        if len(institution) == 0:
            other = ElementTree.SubElement(institution, f"{{{space}}}Othr")
            ElementTree.SubElement(other, f"{{{space}}}Id").text = "NOTPROVIDED"
    ElementTree.indent(root)
    done: bytes = b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"
    if not checked:
        _schema(version).validate(done.decode())
    return done


@cache
def _schema(version: Version) -> XMLSchema10:
    return XMLSchema10(str(files("sepaxml") / "schemas" / f"{version}.xsd"))


def _objections(message_id: str, debtor: Debtor, transfers: Sequence[CreditTransfer]) -> Iterator[Refusal]:
    if not _is_id(message_id):
        yield Refusal("payment_file.message_id", f"Het kenmerk van het betaalbestand klopt niet: {message_id}. Het mag 35 tekens hebben.")
    if not transfers:
        yield Refusal("payment_file.empty", "Er staat geen betaling in deze betaalopdracht.")
    yield from _account_objections(debtor.name, debtor.iban, "de rekening waarvan u betaalt")
    if debtor.bic and not _is_bic(debtor.bic):
        yield Refusal("payment_file.bic", f"De BIC van de rekening waarvan u betaalt klopt niet: {debtor.bic}.")
    for transfer in transfers:
        about = f"betaling {transfer.end_to_end_id}"
        if not _is_id(transfer.end_to_end_id):
            yield Refusal(
                "payment_file.id", f"Het kenmerk van een betaling klopt niet: {transfer.end_to_end_id}. Het mag 35 tekens hebben."
            )
        if transfer.amount <= 0:
            yield Refusal("payment_file.amount", f"Het bedrag van {about} moet hoger zijn dan nul.")
        yield from _account_objections(transfer.name, transfer.iban, about)
        if not _readable(sepa_text(transfer.remittance, MAX_REMITTANCE)):
            yield Refusal("payment_file.remittance", f"De omschrijving van {about} is leeg of heeft geen leesbare letters.")
    for twice, times in Counter(t.end_to_end_id for t in transfers).items():
        if times > 1:
            yield Refusal("payment_file.twice", f"Betaling {twice} staat {times} keer in deze betaalopdracht. Dat mag één keer.")


def _account_objections(name: str, iban: str, about: str) -> Iterator[Refusal]:
    if not _readable(sepa_text(name, MAX_NAME)):
        yield Refusal("payment_file.name", f"De naam bij {about} is leeg of heeft geen leesbare letters.")
    try:
        IBAN(iban)
    except SchwiftyException:
        yield Refusal("payment_file.iban", f"Het rekeningnummer (IBAN) bij {about} klopt niet: {iban}.")


def _is_bic(text: str) -> bool:
    try:
        return bool(BIC(text))
    except SchwiftyException:
        return False


def _is_id(text: str) -> bool:
    return len(text) <= MAX_ID and text == text.strip() and _ID.fullmatch(text) is not None


def _readable(text: str) -> bool:
    return re.search(r"[A-Za-z0-9]", text) is not None


def read_pain001(content: bytes) -> PaymentFile:
    """Read a payment file back, without the library that wrote it; both versions.

    Raises :class:`Refused` when the bytes are not a payment file with one batch in euros.
    """
    try:
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ValueError("a payment file has no document type")
        root = ElementTree.fromstring(content)
        space = {"p": root.tag.removeprefix("{").split("}")[0]}
        if not space["p"].startswith(NAMESPACE + "pain.001.001."):
            raise ValueError(root.tag)
        (batch,) = root.findall("p:CstmrCdtTrfInitn/p:PmtInf", space)

        def text(within: ElementTree.Element, path: str) -> str:
            found = within.findtext(path, None, space)
            if found is None:
                raise ValueError(f"{path} is missing")
            return found

        header = "p:CstmrCdtTrfInitn/p:GrpHdr"
        execution = batch.findtext("p:ReqdExctnDt/p:Dt", None, space) or text(batch, "p:ReqdExctnDt")
        bic = batch.findtext("p:DbtrAgt/p:FinInstnId/p:BIC", None, space) or batch.findtext("p:DbtrAgt/p:FinInstnId/p:BICFI", None, space)
        transfers = tuple(
            CreditTransfer(
                end_to_end_id=text(item, "p:PmtId/p:EndToEndId"),
                name=text(item, "p:Cdtr/p:Nm"),
                iban=text(item, "p:CdtrAcct/p:Id/p:IBAN"),
                amount=_cents(text(item, "p:Amt/p:InstdAmt[@Ccy='EUR']")),
                remittance=text(item, "p:RmtInf/p:Ustrd"),
            )
            for item in batch.findall("p:CdtTrfTxInf", space)
        )
        return PaymentFile(
            message_id=text(root, f"{header}/p:MsgId"),
            created_at=datetime.fromisoformat(text(root, f"{header}/p:CreDtTm")).replace(tzinfo=AMSTERDAM),
            execution_on=date.fromisoformat(execution.strip()),
            debtor=Debtor(text(batch, "p:Dbtr/p:Nm"), text(batch, "p:DbtrAcct/p:Id/p:IBAN"), bic),
            count=int(text(root, f"{header}/p:NbOfTxs")),
            control_sum=_cents(text(root, f"{header}/p:CtrlSum")),
            transfers=transfers,
        )
    except (ElementTree.ParseError, ValueError) as wrong:
        raise Refused(Refusal("payment_file.unreadable", "Dit is geen betaalbestand dat wij kunnen lezen.")) from wrong


def _cents(text: str) -> Cents:
    match = re.fullmatch(r"(\d+)(?:\.(\d{1,2}))?", text)
    if not match:
        raise ValueError(f"{text!r} is not an amount in euros")
    return Cents(int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")))
