"""The words of co-funding: who gives it, and whether it is promised or in."""

from enum import StrEnum


class FunderKind(StrEnum):
    """Who gives the money. What the municipality gives from its fixed budgets is told apart from everybody else (``domain.md 9.11``)."""

    MUNICIPALITY = "municipality"
    GOVERNMENT = "government"
    FUND = "fund"
    SPONSOR = "sponsor"
    OWN = "own"
    PARTICIPANTS = "participants"
    OTHER = "other"


FUNDER_LABELS: dict[FunderKind, str] = {
    FunderKind.MUNICIPALITY: "vast budget van de gemeente",
    FunderKind.GOVERNMENT: "andere overheid",
    FunderKind.FUND: "fonds",
    FunderKind.SPONSOR: "sponsor",
    FunderKind.OWN: "eigen geld van de aanvrager",
    FunderKind.PARTICIPANTS: "bijdrage van deelnemers",
    FunderKind.OTHER: "iemand anders",
}


class FundingState(StrEnum):
    """Whether somebody said to give it, or gave it."""

    PROMISED = "promised"
    IN = "in"


FUNDING_LABELS: dict[FundingState, str] = {FundingState.PROMISED: "beloofd", FundingState.IN: "binnen"}
