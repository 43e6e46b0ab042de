"""The words of the money: the two parts of a budget, the accounts money stands on, and the kinds of ledger entry."""

from enum import StrEnum

from mag.core.workflow import Workflow


class Part(StrEnum):
    """The fixed part is managed by the municipality, the flexible part allocated by the lead contractor (``domain.md 1.3``)."""

    FIXED = "fixed"
    FLEXIBLE = "flexible"


PART_LABELS: dict[Part, str] = {Part.FIXED: "vast deel", Part.FLEXIBLE: "flexibel deel"}


class YearState(StrEnum):
    """How far the budget of a year is: nothing can be promised before it is adopted, nothing added after it is closed."""

    CONCEPT = "concept"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    CLOSING = "closing"
    CLOSED = "closed"


Y = YearState
_YEAR_WORDS = {
    Y.CONCEPT: "concept",
    Y.PROPOSED: "voorstel, wacht op vaststellen",
    Y.ADOPTED: "vastgesteld",
    Y.CLOSING: "vastgesteld, afsluiten voorgesteld",
    Y.CLOSED: "afgesloten",
}
YEAR = Workflow(
    name="budget_year",
    transitions={
        (Y.CONCEPT, "propose"): Y.PROPOSED,
        (Y.PROPOSED, "adopt"): Y.ADOPTED,
        (Y.PROPOSED, "send_back"): Y.CONCEPT,
        (Y.ADOPTED, "propose_close"): Y.CLOSING,
        (Y.CLOSING, "send_back_close"): Y.ADOPTED,
        (Y.CLOSING, "close"): Y.CLOSED,
    },
    staff_words=_YEAR_WORDS,
    partner_words=_YEAR_WORDS,
)


class Leftover(StrEnum):
    """What becomes of what is free on a line when its year is closed."""

    CARRY_OVER = "carry_over"
    GIVE_BACK = "give_back"


LEFTOVER_LABELS: dict[Leftover, str] = {Leftover.CARRY_OVER: "meenemen naar volgend jaar", Leftover.GIVE_BACK: "teruggeven aan de gemeente"}


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


class ActKind(StrEnum):
    """What somebody can do to the budget of a year; a transfer and carrying over touch two lines."""

    ADOPT = "adopt"
    ALLOCATE = "allocate"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    CARRY_OVER = "carry_over"
    GIVE_BACK = "give_back"


ACT_LABELS: dict[ActKind, str] = {
    ActKind.ADOPT: "budget vaststellen",
    ActKind.ALLOCATE: "budget verhogen",
    ActKind.WITHDRAW: "budget verlagen",
    ActKind.TRANSFER: "geld verschuiven",
    ActKind.CARRY_OVER: "meenemen naar volgend jaar",
    ActKind.GIVE_BACK: "teruggeven aan de gemeente",
}


class ActState(StrEnum):
    """Where an act on the budget stands: it waits for a second person, or it was carried out, or it was turned down."""

    PROPOSED = "proposed"
    DONE = "done"
    REJECTED = "rejected"


A = ActState
ACT = Workflow(
    name="budget_act",
    transitions={(A.PROPOSED, "agree"): A.DONE, (A.PROPOSED, "reject"): A.REJECTED},
    staff_words={A.PROPOSED: "wacht op akkoord", A.DONE: "uitgevoerd", A.REJECTED: "niet akkoord"},
    partner_words={A.PROPOSED: "wacht op akkoord", A.DONE: "uitgevoerd", A.REJECTED: "niet akkoord"},
)


class EntryKind(StrEnum):
    """The kinds of ledger entry, each with its fixed pair of accounts in ``rules.py``."""

    ALLOCATE = "allocate"
    WITHDRAW = "withdraw"
    COMMIT = "commit"
    RELEASE = "release"
    PAY = "pay"
    RECOVER = "recover"
    RETURN = "return"
    SET_OFF = "set_off"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    CARRY_OUT = "carry_out"
    CARRY_IN = "carry_in"
    GIVE_BACK = "give_back"


ENTRY_LABELS: dict[EntryKind, str] = {
    EntryKind.ALLOCATE: "budget toegekend",
    EntryKind.WITHDRAW: "budget verlaagd",
    EntryKind.COMMIT: "toegezegd",
    EntryKind.RELEASE: "vrijgevallen",
    EntryKind.PAY: "betaald",
    EntryKind.RECOVER: "terugbetaald",
    EntryKind.RETURN: "teruggekomen van de bank",
    EntryKind.SET_OFF: "verrekend",
    EntryKind.TRANSFER_OUT: "verschoven naar een andere regel",
    EntryKind.TRANSFER_IN: "verschoven van een andere regel",
    EntryKind.CARRY_OUT: "meegenomen naar volgend jaar",
    EntryKind.CARRY_IN: "meegekomen uit vorig jaar",
    EntryKind.GIVE_BACK: "terug naar de gemeente",
}
