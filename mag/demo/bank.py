"""A pretended bank: the camt.053 file it would give after a day, made from what was paid and what came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from xml.sax.saxutils import escape

from mag.core.money import Cents

Version = Literal["02", "08"]


@dataclass(frozen=True, slots=True)
class Booking:
    """One amount the bank booked: below zero went out. ``batch`` is the id of a payment file booked in one amount."""

    amount: int
    reference: str = ""
    end_to_end_id: str = ""
    batch: str = ""
    name: str = ""
    iban: str = ""
    remittance: str = ""
    return_code: str = ""


def write_camt053(
    iban: str,
    day: date,
    opening: Cents,
    bookings: Sequence[Booking],
    *,
    reference: str = "",
    version: Version = "02",
    currency: str = "EUR",
) -> bytes:
    """The bytes of one day's statement of an account that begins with ``opening``."""
    closing = int(opening) + sum(booking.amount for booking in bookings)
    entries = "".join(_entry(booking, day, version, currency) for booking in bookings)
    name = reference or f"{iban[-4:]}-{day.isoformat()}"
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{escape(name)}</MsgId><CreDtTm>{day.isoformat()}T23:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{escape(name)}</Id><CreDtTm>{day.isoformat()}T23:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        f"{_balance('OPBD', int(opening), day, currency)}{_balance('CLBD', closing, day, currency)}"
        f"{entries}</Stmt></BkToCstmrStmt></Document>\n"
    )
    return text.encode()


def _balance(code: str, cents: int, day: date, currency: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{_amount(cents)}</Amt>'
        f"<CdtDbtInd>{_side(cents)}</CdtDbtInd><Dt><Dt>{day.isoformat()}</Dt></Dt></Bal>"
    )


def _entry(booking: Booking, day: date, version: Version, currency: str) -> str:
    status = "<Sts>BOOK</Sts>" if version == "02" else "<Sts><Cd>BOOK</Cd></Sts>"
    own = f"<AcctSvcrRef>{escape(booking.reference)}</AcctSvcrRef>" if booking.reference else ""
    head = (
        f'<Ntry><Amt Ccy="{currency}">{_amount(booking.amount)}</Amt><CdtDbtInd>{_side(booking.amount)}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>{day.isoformat()}</Dt></BookgDt>{own}<NtryDtls>"
    )
    if booking.batch:
        return f"{head}<Btch><PmtInfId>{escape(booking.batch)}</PmtInfId></Btch></NtryDtls></Ntry>"
    out = booking.amount < 0 or booking.return_code
    party = f"<Nm>{escape(booking.name)}</Nm>" if version == "02" else f"<Pty><Nm>{escape(booking.name)}</Nm></Pty>"
    side = "Cdtr" if out else "Dbtr"
    account = f"<{side}Acct><Id><IBAN>{booking.iban}</IBAN></Id></{side}Acct>" if booking.iban else ""
    back = f"<RtrInf><Rsn><Cd>{booking.return_code}</Cd></Rsn></RtrInf>" if booking.return_code else ""
    return (
        f"{head}<TxDtls><Refs><EndToEndId>{escape(booking.end_to_end_id or 'NOTPROVIDED')}</EndToEndId></Refs>"
        f"<RltdPties><{side}>{party}</{side}>{account}</RltdPties>"
        f"<RmtInf><Ustrd>{escape(booking.remittance)}</Ustrd></RmtInf>{back}</TxDtls></NtryDtls></Ntry>"
    )


def _amount(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    return f"{whole}.{rest:02d}"


def _side(cents: int) -> str:
    return "DBIT" if cents < 0 else "CRDT"
