"""The form of a proposal about a goal."""

from mag.reports.proposals import PROPOSAL_LABELS
from mag.reports.rules import LONGEST_TEXT
from mag.web.forms import BaseForm, ChoiceField, LongTextField


class ProposalForm(BaseForm):
    """Whether to keep, adjust or stop a goal, and why."""

    choice = ChoiceField(
        "Wat stelt u voor met dit doel?", choices=[(choice.value, label.capitalize()) for choice, label in PROPOSAL_LABELS.items()]
    )
    why = LongTextField("Waarom?", missing="Schrijf waarom u dit voorstelt.", rows=6, expected=400, max_length=4 * LONGEST_TEXT)
