"""What the pages about calls, reminders and delays ask."""

from mag.web.forms import BaseForm, DateField, LongTextField, SelectField


class CallForm(BaseForm):
    """Call everybody for reports over one period."""

    period = SelectField("Waarover?", missing="Kies een periode.")
    due_on = DateField("Uiterlijk binnen op", missing="Vul in wanneer de verslagen er moeten zijn.")


class ChaseForm(BaseForm):
    """Which missing accounts to ask for; the ticks are read beside it."""


class DelayForm(BaseForm):
    """A later last day, and why."""

    until = DateField("Nieuwe laatste dag", missing="Vul de nieuwe laatste dag in.")
    reason = LongTextField(
        "Waarom mag het later?", hint="De partner leest dit in de mail.", rows=3, max_length=2_000, missing="Schrijf waarom het later mag."
    )
