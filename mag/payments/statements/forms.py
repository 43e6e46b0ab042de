"""The questions about statements: which file, what a line is about, and our own accounts with the columns of their CSV."""

from collections.abc import Sequence

from mag.payments.statements.models import OwnAccount
from mag.payments.statements.queries import Choice
from mag.payments.statements.states import Purpose
from mag.web.forms import AmountField, BaseForm, ChoiceField, FileField, IbanField, LongTextField, SelectField, TextField

OTHER = Purpose.OTHER.value


class StatementForm(BaseForm):
    """Choose a bank's file."""

    file = FileField(
        "Welk bestand van de bank?",
        accept=".xml,.csv,text/xml,application/xml,text/csv",
        hint="Een rekeningafschrift als camt.053 (XML). Een CSV kan ook, als wij de kolommen van de rekening kennen.",
    )
    account_id = SelectField("Van welke rekening?", coerce=int, optional=True, blank="Staat in het bestand", hint="Alleen nodig bij CSV.")

    def offer(self, accounts: Sequence[OwnAccount]) -> None:
        """Set the accounts that can be chosen."""
        self.account_id.choices = [(str(account.id), f"{account.name} ({account.iban})") for account in accounts]


class AcceptForm(BaseForm):
    """The button under a preview; the file itself lies stored under its hash."""


class LinkForm(BaseForm):
    """Say what a line is about."""

    about = ChoiceField("Waar hoort deze regel bij?", choices=[])
    note = LongTextField("Uitleg", optional=True, rows=2, max_length=500, hint="Nodig als de regel nergens bij hoort.")

    def offer(self, choices: Sequence[Choice]) -> None:
        """Set what fits, and that it belongs to nothing here."""
        self.about.choices = [*((c.code, c.label) for c in choices), (OTHER, "Hoort niet bij een bijdrage van ons")]


class SplitForm(BaseForm):
    """Cut a line in two."""

    first = AmountField("Welk bedrag hoort bij het eerste deel?", allow_zero=False, hint="De rest wordt een tweede regel.")


class AccountForm(BaseForm):
    """Add a bank account of ours."""

    iban = IbanField("Rekeningnummer (IBAN)")
    name = TextField("Naam", hint="Bijvoorbeeld: betaalrekening van de agenda.")


class ColumnsForm(BaseForm):
    """How the columns of an account's CSV are called."""

    booked_on = TextField("Kolom met de datum", hint="De naam die boven de kolom staat. Let op hoofdletters.")
    amount = TextField("Kolom met het bedrag")
    direction = TextField("Kolom die zegt of het erbij of eraf is", optional=True, hint="Laat leeg als het bedrag zelf een min heeft.")
    party_name = TextField("Kolom met de naam van de ander", optional=True)
    party_iban = TextField("Kolom met de rekening van de ander", optional=True)
    remittance = TextField("Kolom met de omschrijving", optional=True)
    end_to_end_id = TextField("Kolom met het betaalkenmerk", optional=True, hint="Heet vaak EndToEnd-id of transactiereferentie.")
    bank_reference = TextField("Kolom met het volgnummer van de bank", optional=True)
    own_iban = TextField("Kolom met ons eigen rekeningnummer", optional=True)
    balance = TextField("Kolom met het saldo na de regel", optional=True, hint="Dan kunnen wij nagaan of er geen regel mist.")
