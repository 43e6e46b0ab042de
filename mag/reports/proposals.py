"""What an evaluation proposes about a goal: keep it, adjust it or stop it, and why. Written as one text. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class ProposalChoice(StrEnum):
    """What is proposed about a goal."""

    KEEP = "keep"
    ADJUST = "adjust"
    STOP = "stop"


PROPOSAL_LABELS: dict[ProposalChoice, str] = {
    ProposalChoice.KEEP: "houden", ProposalChoice.ADJUST: "bijstellen", ProposalChoice.STOP: "stoppen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal: the choice and the reason."""

    choice: ProposalChoice
    why: str

    @property
    def word(self) -> str:
        """The choice as people read it."""
        return PROPOSAL_LABELS[self.choice]


def write_proposal(choice: ProposalChoice, why: str) -> str:
    """A proposal as the text of its chapter: ``Bijstellen: …``."""
    return f"{PROPOSAL_LABELS[choice].capitalize()}: {why.strip()}"


def read_proposal(text: str) -> Proposal | None:
    """The proposal a text holds, or None when it begins with no choice or says no why."""
    word, colon, why = text.partition(":")
    found = next((choice for choice, label in PROPOSAL_LABELS.items() if label == word.strip().lower()), None)
    return Proposal(found, why.strip()) if found and colon and why.strip() else None
