"""The questions about envelopes: hand one out, top it up, close it."""

from collections.abc import Sequence

from mag.accounts.models import Person
from mag.budget.models import BudgetLine
from mag.core.money import show
from mag.web.forms import AmountField, BaseForm, LongTextField, SelectField, TextField


class _LineForm(BaseForm):
    """A form that moves money between an envelope and an ordinary line."""

    def offer(self, lines: Sequence[BudgetLine]) -> None:
        """Set the ordinary lines that can be chosen."""
        for name in ("from_line_id", "to_line_id"):
            if name in self:
                self[name].choices = [(str(line.id), f"{line.code} {line.name} (nog vrij {show(line.available_amount)})") for line in lines]


class HandOutForm(_LineForm):
    """Hand money out to a neighbourhood worker."""

    holder_id = SelectField("Voor welke buurtnetwerker?", coerce=int, blank="Kies een buurtnetwerker")
    name = TextField("Hoe heet dit buurtbudget?", hint="Bijvoorbeeld: Buurtbudget Dorp.", max_length=200, width=20)
    from_line_id = SelectField("Van welke budgetregel?", coerce=int, blank="Kies een budgetregel")
    amount = AmountField("Hoeveel geld?", allow_zero=False)
    most = AmountField("Hooguit hoeveel naar één aanvraag?", allow_zero=False)
    reason = LongTextField("Waarom?", rows=3, max_length=1000, missing="Vul in waarom u dit doet. De uitleg blijft bij de boeking staan.")

    def offer_holders(self, people: Sequence[Person]) -> None:
        """Set the neighbourhood workers."""
        self.holder_id.choices = [(str(person.id), person.name) for person in people]


class TopUpForm(_LineForm):
    """Put more money in an envelope."""

    from_line_id = SelectField("Van welke budgetregel?", coerce=int, blank="Kies een budgetregel")
    amount = AmountField("Hoeveel geld erbij?", allow_zero=False)
    reason = LongTextField("Waarom?", rows=3, max_length=1000, missing="Vul in waarom u dit doet. De uitleg blijft bij de boeking staan.")


class CloseForm(_LineForm):
    """Close an envelope; what is free goes to another line."""

    to_line_id = SelectField("Naar welke budgetregel gaat wat over is?", coerce=int, blank="Kies een budgetregel")
    reason = LongTextField("Waarom?", rows=3, max_length=1000, missing="Vul in waarom u dit doet. De uitleg blijft bij de boeking staan.")
