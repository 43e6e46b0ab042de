"""The questions about payments: what to pay and when, that a bank has paid, and that money came back."""

from collections.abc import Iterable
from typing import Any

from mag.payments.claims import MOST_TERMS
from mag.payments.rules import REFUSED_FOR
from mag.web.forms import AmountField, BaseForm, ChoiceField, ChoicesField, DateField, LongTextField, SelectField, YesNoField


class PrepareForm(BaseForm):
    """Choose the instalments of a run and the day the bank carries it out."""

    instalments = ChoicesField("Welke betalingen?", coerce=int, missing="Kies minstens één betaling.")
    execution_on = DateField("Op welke dag moet de bank betalen?", hint="Een werkdag, vandaag of later. Bijvoorbeeld 27 3 2023.")

    def offer(self, instalment_ids: Iterable[int]) -> None:
        """Set what may be ticked. What was ticked and is gone by now stays in, so that the verb can say what happened to it."""
        ticked = self.instalments.chosen if self.is_submitted() else []
        numbers = [str(number) for number in instalment_ids]
        self.instalments.choices = [
            (text, text) for text in dict.fromkeys([*numbers, *(t for t in ticked if t.isascii() and t.isdigit() and len(t) < 10)])
        ]


class RunForm(BaseForm):
    """A button on a run; it carries the version of the page."""


class ConfirmForm(BaseForm):
    """Tell that the bank has paid a run."""

    paid_on = DateField("Op welke dag heeft de bank betaald?", hint="De datum op het rekeningafschrift. Bijvoorbeeld 27 3 2023.")


class DoubtForm(BaseForm):
    """Nobody knows whether the bank has paid."""

    reason = LongTextField(
        "Wat is er gebeurd?", rows=2, max_length=1000, hint="Bijvoorbeeld: het uploaden brak af. Of: de bank zegt niets."
    )


class ResolveForm(BaseForm):
    """What the bank did after all."""

    paid = YesNoField("Heeft de bank deze betaalronde betaald?")
    paid_on = DateField("Zo ja, op welke dag?", optional=True, hint="Bijvoorbeeld 27 3 2023.")
    ground = LongTextField("Hoe weet u dit?", rows=2, max_length=1000, hint="Bijvoorbeeld: gebeld met de bank, met wie en wanneer.")

    def validate(self, extra_validators: Any = None) -> bool:
        """A day belongs to a yes."""
        fine: bool = super().validate(extra_validators)
        if self.paid.data and self.paid_on.data is None and not self.paid_on.errors:
            self.say("Vul de dag in waarop de bank betaalde.", "paid_on")
            return False
        return fine


class RefusedForm(BaseForm):
    """The bank refused one payment."""

    code = ChoiceField("Waarom weigerde de bank?", choices=[*REFUSED_FOR.items()])
    refused_on = DateField("Op welke dag?", hint="De dag waarop de bank dit liet weten.")


class RepaymentForm(BaseForm):
    """Tell that money came back."""

    amount = AmountField("Welk bedrag kwam er binnen?", allow_zero=False, hint="Een deel mag ook.")
    received_on = DateField("Op welke dag kwam het binnen?", hint="De datum op het rekeningafschrift. Bijvoorbeeld 27 3 2023.")


class TermsForm(BaseForm):
    """Agree to pay back in parts."""

    count = SelectField("In hoeveel delen?", coerce=int, choices=[(n, f"{n} delen") for n in range(2, MOST_TERMS + 1)])
    first_on = DateField("Op welke dag is het eerste deel er uiterlijk?", hint="Bijvoorbeeld 27 3 2023.")
    reason = LongTextField("Wat spraken jullie af?", rows=2, max_length=1000, hint="Bijvoorbeeld: gebeld met de penningmeester.")


class HoldForm(BaseForm):
    """Hold a grant's payments."""

    reason = LongTextField("Waarom wacht u met betalen?", rows=3, max_length=1000, hint="De partner leest deze uitleg in een mail.")
    until_on = DateField("Tot en met welke dag?", hint="Daarna gaat het betalen vanzelf weer door.")


class LiftForm(BaseForm):
    """Go on paying."""

    reason = LongTextField("Waarom gaat u weer betalen?", rows=2, max_length=1000)


class SetOffForm(BaseForm):
    """Set an instalment off against what the partner owes."""

    pair = ChoiceField("Wat verrekent u?", choices=[])
    reason = LongTextField("Waarom verrekent u dit?", rows=2, max_length=1000)


class AccountCheckForm(BaseForm):
    """Write down that a changed account was checked."""

    how = LongTextField("Hoe heeft u het gecontroleerd?", rows=2, max_length=500, hint="Bijvoorbeeld: gebeld met de penningmeester.")
