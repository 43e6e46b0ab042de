"""What a partner can ask to change, and the life of such a request."""

from enum import StrEnum

from mag.core.workflow import Workflow


class ChangeKind(StrEnum):
    """What a partner asks for while its plan runs (``domain.md 2.3``, 9.47)."""

    MOVE_MONEY = "move_money"
    MORE_TIME = "more_time"
    SCOPE = "scope"
    STOP = "stop"


CHANGE_LABELS: dict[ChangeKind, str] = {
    ChangeKind.MOVE_MONEY: "Geld verschuiven in de begroting",
    ChangeKind.MORE_TIME: "Meer tijd",
    ChangeKind.SCOPE: "Iets anders doen",
    ChangeKind.STOP: "Stoppen",
}


class ChangeState(StrEnum):
    """Where a request to change stands."""

    ASKED = "asked"
    VIEW_INVITED = "view_invited"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


C = ChangeState
CHANGE = Workflow(
    name="change",
    transitions={
        (C.ASKED, "invite_view"): C.VIEW_INVITED,
        (C.ASKED, "grant"): C.GRANTED,
        (C.VIEW_INVITED, "grant"): C.GRANTED,
        (C.VIEW_INVITED, "refuse"): C.REFUSED,
        (C.ASKED, "withdraw"): C.WITHDRAWN,
        (C.VIEW_INVITED, "withdraw"): C.WITHDRAWN,
    },
    staff_words={
        C.ASKED: "te beslissen",
        C.VIEW_INVITED: "reactie gevraagd",
        C.GRANTED: "akkoord",
        C.REFUSED: "niet akkoord",
        C.WITHDRAWN: "ingetrokken",
    },
    partner_words={
        C.ASKED: "wij bekijken uw vraag",
        C.VIEW_INVITED: "u kunt reageren",
        C.GRANTED: "akkoord",
        C.REFUSED: "niet akkoord",
        C.WITHDRAWN: "ingetrokken",
    },
)
OPEN_CHANGES = (C.ASKED, C.VIEW_INVITED)
