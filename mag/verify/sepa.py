"""A reader of payment files (pain.001) of our own: what a bank would read, and nothing about how the file was made."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree


class Unreadable(Exception):
    """These bytes are not a payment file."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment in the file; the amount in cents."""

    end_to_end_id: str
    amount: int
    iban: str


@dataclass(frozen=True, slots=True)
class SepaFile:
    """A file as it lies there: its own counts and sums (of the header and of each batch), and the payments in it."""

    message_id: str
    execution_on: str
    counts: tuple[int, ...]
    sums: tuple[int, ...]
    transfers: tuple[Transfer, ...]


def read_sepa(content: bytes) -> SepaFile:
    """Read a payment file. Raises :class:`Unreadable`."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable("het bestand heeft een documenttype")
    try:
        root = ElementTree.fromstring(content)
        space, _, name = root.tag.lstrip("{").rpartition("}")
        if name != "Document" or "pain.001.001" not in space:
            raise Unreadable("het is geen pain.001")
        at = {"s": space}
        header = _one(root, "s:CstmrCdtTrfInitn/s:GrpHdr", at)
        batches = root.findall("s:CstmrCdtTrfInitn/s:PmtInf", at)
        places = [header, *(batch for batch in batches if batch.find("s:CtrlSum", at) is not None)]
        return SepaFile(
            message_id=_text(header, "s:MsgId", at),
            execution_on=_text(batches[0], "s:ReqdExctnDt", at) or _text(batches[0], "s:ReqdExctnDt/s:Dt", at),
            counts=tuple(int(_text(place, "s:NbOfTxs", at)) for place in places),
            sums=tuple(_cents(_text(place, "s:CtrlSum", at)) for place in places),
            transfers=tuple(
                Transfer(
                    _text(item, "s:PmtId/s:EndToEndId", at),
                    _cents(_text(item, "s:Amt/s:InstdAmt[@Ccy='EUR']", at)),
                    _text(item, "s:CdtrAcct/s:Id/s:IBAN", at),
                )
                for batch in batches
                for item in batch.findall("s:CdtTrfTxInf", at)
            ),
        )
    except (ElementTree.ParseError, InvalidOperation, ValueError, IndexError) as wrong:
        raise Unreadable(str(wrong)) from wrong


def _one(within: ElementTree.Element, path: str, at: dict[str, str]) -> ElementTree.Element:
    found = within.find(path, at)
    if found is None:
        raise Unreadable(f"{path} ontbreekt")
    return found


def _text(within: ElementTree.Element, path: str, at: dict[str, str]) -> str:
    return (_one(within, path, at).text or "").strip()


def _cents(text: str) -> int:
    cents = Decimal(text) * 100
    if cents != cents.to_integral_value():
        raise Unreadable(f"{text} is geen bedrag in centen")
    return int(cents)
