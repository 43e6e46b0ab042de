"""The questions about money of others."""

from collections.abc import Sequence

from mag.applications.models import PlannedActivity
from mag.grants.co_funding.states import FUNDER_LABELS, FUNDING_LABELS, FunderKind, FundingState
from mag.web.forms import AmountField, BaseForm, ChoiceField, DateField, SelectField, TextField


class FundingForm(BaseForm):
    """Who gives how much, promised or in, since when, and where that is written."""

    kind = SelectField("Wat voor geld?", coerce=FunderKind, choices=[(k.value, label.capitalize()) for k, label in FUNDER_LABELS.items()])
    funder = TextField("Wie geeft het?", hint="Bijvoorbeeld: Oranje Fonds.", max_length=200, missing="Vul in wie het geld geeft.")
    amount = AmountField("Bedrag", allow_zero=False)
    state = ChoiceField(
        "Hoe staat het?",
        coerce=FundingState,
        choices=[(s.value, label.capitalize()) for s, label in FUNDING_LABELS.items()],
        default=FundingState.PROMISED,
    )
    since = DateField("Sinds wanneer?", missing="Vul in sinds welke dag.")
    source = TextField(
        "Waar staat dat?",
        hint="Bijvoorbeeld: brief van het fonds van 3 maart.",
        max_length=400,
        missing="Vul in waar dat staat, zoals: brief van het fonds.",
    )
    activity_id = SelectField("Voor welke activiteit?", coerce=int, optional=True, blank="Het hele plan")

    def offer(self, activities: Sequence[PlannedActivity]) -> "FundingForm":
        """Set the activities of the plan."""
        self.activity_id.choices = [(str(one.id), one.name) for one in activities]
        return self


class RemoveForm(BaseForm):
    """A button that takes a row out; it carries the version of the page."""
