"""The questions about payments: what to pay and when, that a bank has paid, and that money came back."""

from collections.abc import Iterable

from mag.web.forms import AmountField, BaseForm, ChoiceField, ChoicesField, DateField, LongTextField


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


class RepaymentForm(BaseForm):
    """Tell that money came back."""

    amount = AmountField("Welk bedrag kwam er binnen?", allow_zero=False, hint="Een deel mag ook.")
    received_on = DateField("Op welke dag kwam het binnen?", hint="De datum op het rekeningafschrift. Bijvoorbeeld 27 3 2023.")


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
