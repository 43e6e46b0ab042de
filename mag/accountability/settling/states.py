"""How a grant may end, why for less, and what happens to a reserve."""

from enum import StrEnum


class SettlementOutcome(StrEnum):
    """How a grant was settled (Awb 4:46)."""

    AS_AWARDED = "as_awarded"
    LOWER = "lower"


SETTLEMENT_LABELS: dict[SettlementOutcome, str] = {
    SettlementOutcome.AS_AWARDED: "zoals toegekend",
    SettlementOutcome.LOWER: "lager",
}


class LowerGround(StrEnum):
    """Why a grant is settled for less: what was spent by the partner's own account, or a ground of Awb 4:46(2)a-d or (3)."""

    LESS_SPENT = "less_spent"
    NOT_DONE = "not_done"
    OBLIGATION_BROKEN = "obligation_broken"
    FALSE_DATA = "false_data"
    WRONG_AWARD = "wrong_award"
    COSTS_LEFT_OUT = "costs_left_out"


LOWER_LABELS: dict[LowerGround, str] = {
    LowerGround.LESS_SPENT: "De partner gaf minder uit dan toegekend",
    LowerGround.NOT_DONE: "Het plan is niet of niet helemaal uitgevoerd (Awb 4:46, lid 2, a)",
    LowerGround.OBLIGATION_BROKEN: "De partner hield zich niet aan de afspraken (Awb 4:46, lid 2, b)",
    LowerGround.FALSE_DATA: "De partner gaf onjuiste of onvolledige gegevens (Awb 4:46, lid 2, c)",
    LowerGround.WRONG_AWARD: "De toekenning klopte niet en de partner kon dat weten (Awb 4:46, lid 2, d)",
    LowerGround.COSTS_LEFT_OUT: "Een deel van de kosten telt niet mee (Awb 4:46, lid 3)",
}

LOWER_SENTENCES: dict[LowerGround, str] = {
    LowerGround.LESS_SPENT: "U gaf minder uit dan wij u toekenden.",
    LowerGround.NOT_DONE: "Uw plan is niet of niet helemaal uitgevoerd (artikel 4:46, tweede lid, onder a, Awb).",
    LowerGround.OBLIGATION_BROKEN: "U hield zich niet aan de afspraken bij het geld (artikel 4:46, tweede lid, onder b, Awb).",
    LowerGround.FALSE_DATA: "Wij kregen van u onjuiste of onvolledige gegevens (artikel 4:46, tweede lid, onder c, Awb).",
    LowerGround.WRONG_AWARD: "De toekenning klopte niet, en u kon dat weten (artikel 4:46, tweede lid, onder d, Awb).",
    LowerGround.COSTS_LEFT_OUT: "Een deel van de kosten telt niet mee (artikel 4:46, derde lid, Awb).",
}

VIEW_FIRST = frozenset(LowerGround) - {LowerGround.LESS_SPENT}
"""Grounds on facts the partner did not give itself: it is asked to react first (Awb 4:7, 4:12(2))."""


class ReserveMove(StrEnum):
    """What happens to the reserve of a partner (Awb 4:71-4:72)."""

    FORMED = "formed"
    USED = "used"
    RETURNED = "returned"


RESERVE_LABELS: dict[ReserveMove, str] = {
    ReserveMove.FORMED: "bewaard",
    ReserveMove.USED: "gebruikt",
    ReserveMove.RETURNED: "terugbetaald",
}
