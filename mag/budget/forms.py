"""The questions about budgets: a year, a line, an amount with its reason, and the filter of a ledger."""

from collections.abc import Sequence

from mag.agenda.models import Goal
from mag.budget.models import BudgetLine
from mag.budget.states import ACCOUNT_LABELS, ENTRY_LABELS, PART_LABELS, EntryKind, Part
from mag.web.forms import AmountField, BaseForm, ChoiceField, LongTextField, PeopleField, SearchForm, SelectField, TextField


class YearField(PeopleField):
    """A calendar year. ``data`` is int or None; shown without a point between the thousands."""

    missing_start = "Vul een jaar in"
    missing_end = ", zoals 2023."

    def show(self, value: object) -> str:
        """The year as four figures."""
        return str(value)


class YearForm(BaseForm):
    """Open a budget year."""

    year = YearField("Voor welk jaar?", at_most=9999, hint="Bijvoorbeeld 2023")


class LineForm(BaseForm):
    """Add a budget line."""

    code = TextField("Code", hint="Een korte code die u herkent, zoals MAG-01.", max_length=20, width=10)
    name = TextField("Naam", hint="Bijvoorbeeld: Bewonersinitiatieven.", width=20)
    part = ChoiceField(
        "Welk deel van het budget?",
        choices=[
            (Part.FLEXIBLE.value, PART_LABELS[Part.FLEXIBLE].capitalize(), "De penvoerder verdeelt dit geld over aanvragen."),
            (Part.FIXED.value, PART_LABELS[Part.FIXED].capitalize(), "De gemeente maakt hierover afspraken met vaste organisaties."),
        ],
        coerce=Part,
    )
    goal_id = SelectField("Doel", coerce=int, optional=True, blank="Alle doelen", hint="Kies een doel als dit geld alleen daarvoor is.")
    task_field = TextField(
        "Taakveld", hint="Het nummer uit de gemeentebegroting, zoals 6.1. Elke budgetregel heeft één taakveld.", max_length=10, width=10
    )
    cost_centre = TextField("Kostenplaats", hint="Zoals 610100.", max_length=20, width=10)

    def offer_goals(self, goals: Sequence[Goal]) -> None:
        """Set the goals that can be chosen."""
        self.goal_id.choices = [(str(goal.id), goal.name) for goal in goals]


class MoveForm(BaseForm):
    """Give money to a line or take it back."""

    amount = AmountField("Bedrag", allow_zero=False)
    reason = LongTextField(
        "Waarom?",
        hint="Bijvoorbeeld: raadsbesluit van 12 november. De uitleg blijft bij de boeking staan.",
        rows=3,
        max_length=1000,
        missing="Vul in waarom u dit doet. De uitleg blijft bij de boeking staan.",
    )


class TransferForm(BaseForm):
    """Move money to another line of the same year."""

    to_line_id = SelectField("Naar welke budgetregel?", coerce=int, blank="Kies een budgetregel")
    amount = AmountField("Bedrag", allow_zero=False)
    reason = LongTextField("Waarom?", rows=3, max_length=1000, missing="Vul in waarom u dit doet. De uitleg blijft bij de boeking staan.")

    def offer(self, lines: Sequence[BudgetLine]) -> None:
        """Set the lines that can be chosen."""
        self.to_line_id.choices = [(str(line.id), f"{line.code} {line.name}") for line in lines]


class AgreeForm(BaseForm):
    """A button on a proposal; it carries the version of the page."""


class RejectForm(BaseForm):
    """Turn a proposal down."""

    reason = LongTextField("Waarom niet?", rows=2, max_length=1000)


class LedgerForm(SearchForm):
    """Which entries of a line to show."""

    rekening = SelectField(
        "Laat zien", optional=True, blank="Alles", choices=[(a.value, w.capitalize()) for a, w in ACCOUNT_LABELS.items()]
    )
    soort = SelectField("Soort boeking", optional=True, blank="Alle soorten", choices=[(k.value, ENTRY_LABELS[k]) for k in EntryKind])
    periode = SelectField("Geboekt in", optional=True, blank="Alle perioden")
