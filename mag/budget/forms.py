"""The questions about budgets: a year, a line, an amount with its reason, and the filter of a ledger."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

from mag.agenda.models import Goal, Tier
from mag.agenda.terms import GROUP_LABELS, ApplicantGroup
from mag.budget.lines import LinePlan
from mag.budget.models import BudgetLine
from mag.budget.states import ACCOUNT_LABELS, ENTRY_LABELS, LEFTOVER_LABELS, PART_LABELS, EntryKind, Leftover, Part
from mag.core.money import ZERO
from mag.web.forms import (
    AmountField,
    BaseForm,
    ChoiceField,
    LongTextField,
    NumberField,
    PeopleField,
    SearchForm,
    SelectField,
    TextField,
    TickField,
    Unreadable,
)


class YearField(PeopleField):
    """A calendar year. ``data`` is int or None; shown without a point between the thousands."""

    missing_start = "Vul een jaar in"
    missing_end = ", zoals 2023."

    def show(self, value: object) -> str:
        """The year as four figures."""
        return str(value)


class YearForm(BaseForm):
    """Begin the concept of a budget year."""

    year = YearField("Voor welk jaar?", at_most=9999, hint="Bijvoorbeeld 2023")
    copy = TickField("Neem de regels van het jaar ervoor over", optional=True)


class LineForm(BaseForm):
    """Write down a budget line: what it is for and, in a concept, how much it gets."""

    code = TextField("Code", hint="Een korte code die u herkent, zoals MAG-01.", max_length=20, width=10)
    name = TextField("Naam", hint="Bijvoorbeeld: Bewonersinitiatieven.", width=20)
    amount = AmountField("Bedrag", hint="Wat deze regel volgens het concept krijgt.")
    part = ChoiceField(
        "Welk deel van het budget?",
        choices=[
            (Part.FLEXIBLE.value, PART_LABELS[Part.FLEXIBLE].capitalize(), "De penvoerder verdeelt dit geld over aanvragen."),
            (Part.FIXED.value, PART_LABELS[Part.FIXED].capitalize(), "De gemeente beheert dit en maakt afspraken met vaste organisaties."),
        ],
        coerce=Part,
    )
    recipient = TextField(
        "Wie krijgt dit geld?", hint="Nodig bij het vaste deel: de naam van de organisatie.", optional=True, max_length=300
    )
    theme_id = SelectField("Thema", coerce=int, optional=True, blank="Alle thema’s")
    goal_id = SelectField("Doel", coerce=int, optional=True, blank="Alle doelen", hint="Kies een doel als dit geld alleen daarvoor is.")
    applicant_group = SelectField(
        "Voor wie?",
        coerce=ApplicantGroup,
        optional=True,
        blank="Iedereen",
        choices=[(group.value, words.capitalize()) for group, words in GROUP_LABELS.items()],
    )
    tier_id = SelectField("Hoogte van de bijdrage", coerce=int, optional=True, blank="Elk bedrag")
    task_field = TextField(
        "Taakveld", hint="Het nummer uit de gemeentebegroting, zoals 6.1. Elke budgetregel heeft één taakveld.", max_length=10, width=10
    )
    cost_centre = TextField("Kostenplaats", hint="Zoals 610100.", max_length=20, width=10)

    @classmethod
    def of(cls, line: BudgetLine, **more: Any) -> Self:
        """The form filled with a line."""
        names = ("code", "name", "part", "recipient", "theme_id", "goal_id", "applicant_group", "tier_id", "task_field", "cost_centre")
        return cls(data={name: getattr(line, name) for name in names} | {"amount": line.proposed_amount}, **more)

    def offer(self, goals: Sequence[Goal], tiers: Sequence[Tier], *, with_amount: bool) -> None:
        """Set the themes, goals and tiers that can be chosen; an adopted year asks no amount here."""
        themes = {goal.theme_id: goal.theme.name for goal in goals}
        self.theme_id.choices = [(str(number), name) for number, name in themes.items()]
        self.goal_id.choices = [(str(goal.id), goal.name) for goal in goals]
        self.tier_id.choices = [(str(tier.id), tier.label) for tier in tiers]
        if not with_amount:
            del self.amount

    def plan(self) -> LinePlan:
        """What was written down."""
        given = self.answers()
        return LinePlan(**{**given, "amount": given.get("amount") or ZERO})


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


class CopyForm(BaseForm):
    """The button that takes over last year's lines."""


class DropForm(BaseForm):
    """The button that takes a line out of a concept."""


class AdoptForm(BaseForm):
    """The button that adopts a budget; it carries the version of the page."""


class ProposeForm(BaseForm):
    """Propose a concept to a colleague."""

    reason = LongTextField(
        "Waar rust dit budget op?",
        hint="Bijvoorbeeld: besluit van de gemeenteraad van 10 november. De uitleg blijft bij de boekingen staan.",
        rows=3,
        max_length=1000,
        missing="Vul in waarop dit budget rust, bijvoorbeeld een besluit van de gemeenteraad.",
    )


class CloseForm(BaseForm):
    """Propose to close a year; the choice per line stands in the table."""

    reason = LongTextField(
        "Toelichting",
        hint="Bijvoorbeeld: volgens de jaarrekening. De uitleg blijft bij de boekingen staan.",
        rows=2,
        max_length=1000,
        missing="Vul in waarom het jaar zo wordt afgesloten. De uitleg blijft bij de boekingen staan.",
    )


class LateForm(BaseForm):
    """What becomes of money that fell free after the year was closed."""

    leftover = ChoiceField(
        "Wat gebeurt er met dit geld?",
        choices=[(one.value, words.capitalize()) for one, words in LEFTOVER_LABELS.items()],
        coerce=Leftover,
    )
    amount = AmountField("Bedrag", allow_zero=False)
    reason = LongTextField("Waarom?", rows=2, max_length=1000, missing="Vul in waarom u dit doet. De uitleg blijft bij de boeking staan.")


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


class BooksForm(SearchForm):
    """The entries of which period."""

    periode = SelectField("Geboekt in", optional=True, blank="Alles tot nu toe")


class PercentField(NumberField):
    """A percentage of at least -10 and at most 25, with one decimal. ``data`` is a Decimal or None."""

    def __init__(self, label: str | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(label, *args, decimals=2, unit="%", **kwargs)

    def read(self, text: str) -> Decimal:
        """The percentage; raises a sentence when it is outside what the outlook can show."""
        number = super().read(text)
        if not -10 <= number <= 25:
            raise Unreadable("Typ een percentage van -10 tot en met 25, zoals 2,5.")
        return number


class OutlookForm(SearchForm):
    """How far to look ahead, and by how much the total may grow in a year."""

    variant_1 = PercentField("Groei van het totaal per jaar, variant 1", optional=True)
    variant_2 = PercentField("Variant 2", optional=True)
    variant_3 = PercentField("Variant 3", optional=True)
    jaren = YearField("Hoeveel jaar vooruit?", at_least=1, at_most=15, optional=True)
    deel = SelectField(
        "Reken met", optional=True, blank="Het flexibele deel", choices=[("alles", "Het hele budget, met het vaste deel erbij")]
    )

    USUAL = (0, 200, 400)
    """A total that stays the same, and two that grow with prices."""
    FAR = 5

    @classmethod
    def usual(cls) -> dict[str, Decimal | int]:
        """What the form begins with."""
        return {f"variant_{n}": Decimal(index) / 100 for n, index in enumerate(cls.USUAL, 1)} | {"jaren": cls.FAR}

    def indices(self) -> list[int]:
        """The variants in basis points, each once; the usual ones when none was typed."""
        typed = [int(field.data * 100) for field in (self.variant_1, self.variant_2, self.variant_3) if field.data is not None]
        return list(dict.fromkeys(typed or self.USUAL))

    def how_far(self) -> int:
        """How many years ahead."""
        return self.jaren.data or self.FAR

    def whole_budget(self) -> bool:
        """Whether the fixed part counts along."""
        return bool(self.deel.data == "alles")
