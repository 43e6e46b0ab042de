"""The words of the money: the two parts of a budget, the accounts money stands on, and the kinds of ledger entry."""

from enum import StrEnum


class Part(StrEnum):
    """The fixed part is managed by the municipality, the flexible part allocated by the lead contractor (``domain.md 1.3``)."""

    FIXED = "fixed"
    FLEXIBLE = "flexible"


PART_LABELS: dict[Part, str] = {Part.FIXED: "vast deel", Part.FLEXIBLE: "flexibel deel"}


class Account(StrEnum):
    """Where money of a line stands. ``outside`` is the municipality that gives it."""

    OUTSIDE = "outside"
    AVAILABLE = "available"
    COMMITTED = "committed"
    PAID = "paid"


ACCOUNT_LABELS: dict[Account, str] = {
    Account.OUTSIDE: "budget",
    Account.AVAILABLE: "nog vrij",
    Account.COMMITTED: "toegezegd, nog niet betaald",
    Account.PAID: "betaald",
}
"""What people read for an account. Seen from the line, what came from outside is its budget."""


class EntryKind(StrEnum):
    """The kinds of ledger entry, each with its fixed pair of accounts in ``rules.py``."""

    ALLOCATE = "allocate"
    WITHDRAW = "withdraw"
    COMMIT = "commit"
    RELEASE = "release"
    PAY = "pay"
    RECOVER = "recover"


ENTRY_LABELS: dict[EntryKind, str] = {
    EntryKind.ALLOCATE: "budget toegekend",
    EntryKind.WITHDRAW: "budget verlaagd",
    EntryKind.COMMIT: "toegezegd",
    EntryKind.RELEASE: "vrijgevallen",
    EntryKind.PAY: "betaald",
    EntryKind.RECOVER: "terugbetaald",
}
