"""Bank statements as ISO 20022 camt.053, versions .02 and .08: what the bank booked, line by line.

Read with the standard library's expat. A document type is refused before anything is built, so that no entity exists; nothing is
fetched. Only booked entries count. An entry that the bank splits in details gives a line per detail when these carry amounts.
"""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree
from xml.parsers import expat

from mag.core.money import Cents
from mag.payments.statements.documents import ReadLine, ReadStatement, check_balances, named, unreadable
from mag.payments.statements.states import Direction

NAMESPACES = ("urn:iso:std:iso:20022:tech:xsd:camt.053.001.02", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08")
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_NOT_GIVEN = {"", "NOTPROVIDED", "NONREF"}
Node = ElementTree.Element


class _Forbidden(Exception):
    """The file declares a document type."""


def read_camt053(content: bytes) -> list[ReadStatement]:
    """The statements of a file, in its order. Raises Refused with what is wrong and what to do about it."""
    _refuse_document_type(content)
    root = ElementTree.fromstring(content)
    space = root.tag[1:].split("}")[0] if root.tag.startswith("{") else ""
    if space not in NAMESPACES:
        other = re.sub(r".*:", "", space)[:30]
        kind = f" Dit is {other}." if other.startswith(("pain", "camt")) else ""
        raise unreadable(f"Dit is geen rekeningafschrift dat wij kunnen lezen.{kind} Kies bij de bank voor camt.053.", "statement_kind")
    _strip(root, space)
    statements = root.findall("BkToCstmrStmt/Stmt")
    if not statements:
        raise unreadable("In dit bestand staat geen rekeningafschrift. Download het opnieuw bij de bank.")
    try:
        found = [_statement(node) for node in statements]
    except ValueError as wrong:
        raise unreadable(f"Dit rekeningafschrift is niet te lezen: {wrong}. Download het opnieuw bij de bank.") from wrong
    for statement in found:
        check_balances(statement)
    return found


def _refuse_document_type(content: bytes) -> None:
    """Walk through the whole file once: it is well-formed to its end and has no document type (so no entities either)."""

    def forbid(*_: object) -> None:
        raise _Forbidden

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = forbid
    try:
        parser.Parse(content, True)
    except _Forbidden:
        raise unreadable("Dit is geen gewoon rekeningafschrift: er staat een DOCTYPE in. Download het opnieuw bij de bank.") from None
    except (expat.ExpatError, ValueError, LookupError):
        raise unreadable("Dit bestand is niet heel. Misschien is het downloaden afgebroken. Download het opnieuw bij de bank.") from None


def _strip(root: Node, space: str) -> None:
    """Take the namespace off every tag, so that both versions are asked for alike."""
    cut = len(space) + 2
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag.startswith("{"):
            node.tag = node.tag[cut:]


def _statement(node: Node) -> ReadStatement:
    iban = re.sub(r"\s", "", node.findtext("Acct/Id/IBAN") or "").upper()
    if not iban:
        raise ValueError("het rekeningnummer (IBAN) ontbreekt")
    currencies = {found.get("Ccy", "") for path in ("Bal/Amt", "Ntry/Amt") for found in node.findall(path)}
    currencies |= {node.findtext("Acct/Ccy") or "EUR"}
    if other := sorted(currencies - {"EUR"}):
        raise unreadable(f"Dit afschrift heeft bedragen in {other[0] or '?'}. Wij lezen alleen euro’s.", "statement_currency")
    opening, closing = _balance(node, _OPENING), _balance(node, _CLOSING)
    lines = list(_lines(node))
    days = [line.booked_on for line in lines]
    days += [_day(found) for found in node.findall("Bal/Dt")]
    if not days:
        raise ValueError("er staat geen datum in")
    reference = (node.findtext("Id") or node.findtext("ElctrncSeqNb") or f"{iban} {max(days)}").strip()[:80]
    booked = [line.booked_on for line in lines] or [max(days)]
    return ReadStatement(iban, reference, min(booked), max(booked), opening, closing, named(lines))


def _balance(node: Node, codes: tuple[str, ...]) -> Cents | None:
    for code in codes:
        for balance in node.findall("Bal"):
            if balance.findtext("Tp/CdOrPrtry/Cd") == code:
                cents = _cents(balance.findtext("Amt") or "")
                return Cents(-cents if balance.findtext("CdtDbtInd") == "DBIT" else cents)
    return None


def _lines(statement: Node) -> Iterator[ReadLine]:
    for number, entry in enumerate(statement.findall("Ntry"), 1):
        status = entry.findtext("Sts/Cd") or (entry.findtext("Sts") or "").strip()
        if status in ("PDNG", "INFO", "FUTR"):
            continue
        amount = _cents(entry.findtext("Amt") or "")
        if not amount:
            continue
        booked_on = _day(_needed(entry, "BookgDt", f"regel {number} heeft geen boekdatum"))
        direction = _direction(entry.findtext("CdtDbtInd"), number)
        own = (entry.findtext("AcctSvcrRef") or entry.findtext("NtryRef") or "").strip()
        reference = f"{own}" if own not in _NOT_GIVEN else ""
        details = entry.findall("NtryDtls/TxDtls")
        parts = [_detail_amount(detail) for detail in details]
        if len(details) > 1 and all(parts) and sum(parts) == amount:
            for place, (detail, part) in enumerate(zip(details, parts, strict=True), 1):
                yield _line(entry, detail, f"{reference}/{place}" if reference else "", booked_on, direction, Cents(part))
        else:
            yield _line(entry, details[0] if len(details) == 1 else None, reference, booked_on, direction, amount)


def _line(entry: Node, detail: Node | None, reference: str, booked_on: date, direction: Direction, amount: Cents) -> ReadLine:
    at = detail if detail is not None else entry
    batch = entry.findtext("NtryDtls/Btch/PmtInfId") or at.findtext("Refs/PmtInfId") or entry.findtext("NtryDtls/Btch/MsgId") or ""
    side = "Cdtr" if direction is Direction.OUT else "Dbtr"
    returned = at.find("RtrInf")
    if returned is not None:  # a payment that came back names the parties of the first way
        side = "Cdtr"
    name = at.findtext(f"RltdPties/{side}/Nm") or at.findtext(f"RltdPties/{side}/Pty/Nm") or ""
    words = [found.text or "" for found in at.findall("RmtInf/Ustrd")]
    words += [found.text or "" for found in at.findall("RmtInf/Strd/CdtrRefInf/Ref")]
    remittance = " ".join(word.strip() for word in words if word.strip()) or (entry.findtext("AddtlNtryInf") or "").strip()
    return ReadLine(
        bank_reference=reference[:120],
        booked_on=booked_on,
        direction=direction,
        amount=amount,
        end_to_end_id=_given(at.findtext("Refs/EndToEndId"))[:35],
        batch_reference=_given(batch)[:35],
        party_name=name.strip()[:200],
        party_iban=re.sub(r"\s", "", at.findtext(f"RltdPties/{side}Acct/Id/IBAN") or "")[:34],
        remittance=remittance[:2000],
        return_code=((returned.findtext("Rsn/Cd") or returned.findtext("Rsn/Prtry") or "") if returned is not None else "")[:10],
        is_return=returned is not None or (direction is Direction.IN and entry.findtext("RvslInd") == "true"),
    )


def _detail_amount(detail: Node) -> int:
    text = detail.findtext("AmtDtls/TxAmt/Amt") or detail.findtext("Amt") or detail.findtext("AmtDtls/InstdAmt/Amt")
    return int(_cents(text)) if text else 0


def _given(text: str | None) -> str:
    bare = (text or "").strip()
    return "" if bare.upper() in _NOT_GIVEN else bare


def _needed(node: Node, path: str, sentence: str) -> Node:
    found = node.find(path)
    if found is None:
        raise ValueError(sentence)
    return found


def _day(node: Node) -> date:
    text = (node.findtext("Dt") or node.findtext("DtTm") or "").strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"“{text[:20]}” is geen datum") from None


def _direction(word: str | None, number: int) -> Direction:
    if word not in ("CRDT", "DBIT"):
        raise ValueError(f"bij regel {number} staat niet of het erbij of eraf is")
    return Direction.IN if word == "CRDT" else Direction.OUT


def _cents(text: str) -> Cents:
    match = re.fullmatch(r"(\d{1,15})(?:\.(\d{1,5}))?", text.strip())
    if not match or (match[2] or "").ljust(2, "0")[2:].strip("0"):
        raise ValueError(f"“{text[:20]}” is geen bedrag in hele centen")
    return Cents(int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")[:2]))
