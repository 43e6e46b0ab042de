"""The forms of reports: which report to make, a chapter's text, and the button that adopts."""

from collections.abc import Sequence
from datetime import date

from wtforms import HiddenField

from mag.core.period import Period
from mag.reports.rules import LONGEST_POINT, LONGEST_TEXT
from mag.reports.states import OUTCOME_LABELS, REPORT_KIND_LABELS, ReportKind
from mag.web.forms import BaseForm, ChoiceField, LongTextField, SelectField, TextField, TickField


class PrepareForm(BaseForm):
    """Begin a concept."""

    period = SelectField("Welk rapport?", blank="Kies een rapport", missing="Kies welk rapport u wilt maken.")

    def offer(self, wanted: Sequence[tuple[ReportKind, Period]], today: date) -> "PrepareForm":
        """Fill the list with the reports that can be made now, and say of which the period is not over: those cannot be adopted yet."""
        self.period.choices = [
            (
                f"{kind.value}:{period.code}",
                f"{REPORT_KIND_LABELS[kind].capitalize()} {period.label()}{' (loopt nog)' if period.last >= today else ''}",
            )
            for kind, period in wanted
        ]
        return self

    def chosen(self) -> tuple[ReportKind, str]:
        """The kind and the period that were chosen."""
        kind, _, code = str(self.period.data).partition(":")
        return ReportKind(kind), code


class TextForm(BaseForm):
    """What people write in a chapter."""

    text = LongTextField("Tekst", optional=True, rows=8, expected=600, max_length=20 * LONGEST_TEXT)


class RemarkForm(BaseForm):
    """A question or a comment about a place in a report, or the answer to one."""

    text = LongTextField("Uw tekst", missing="Schrijf eerst wat u wilt zeggen.", rows=5, expected=400, max_length=20 * LONGEST_TEXT)


class AcceptForm(BaseForm):
    """The municipality accepts a report."""

    words = LongTextField("Wat wilt u erbij zeggen?", optional=True, rows=4, max_length=20 * LONGEST_TEXT)


class CorrectForm(BaseForm):
    """Begin a next version."""

    reason = LongTextField(
        "Waarom komt er een nieuwe versie?", missing="Schrijf waarom er een nieuwe versie komt. Dat staat straks in het rapport.", rows=4,
        max_length=20 * LONGEST_TEXT,
    )  # fmt: skip


class PointForm(BaseForm):
    """A priority for the next period, or a signal."""

    kind = ChoiceField(
        "Wat is het?", choices=[("priority", "Een prioriteit"), ("signal", "Een signaal", "Iets wat u opvalt en wat anderen moeten weten.")]
    )
    text = LongTextField(
        "Wat spreekt u af, of wat valt op?", rows=3, max_length=20 * LONGEST_POINT, missing="Schrijf wat u wilt afspreken of melden."
    )
    responsible = TextField(
        "Wie zorgt hiervoor?", optional=True, max_length=200, hint="Een functie of organisatie. Nodig bij een prioriteit."
    )


class OutcomeForm(BaseForm):
    """What became of an earlier priority."""

    outcome = ChoiceField("Wat werd ervan?", choices=[(outcome.value, label.capitalize()) for outcome, label in OUTCOME_LABELS.items()])
    explanation = LongTextField(
        "Toelichting", optional=True, rows=3, max_length=20 * LONGEST_TEXT, hint="Nodig als het niet of deels gelukt is."
    )
    carry_on = TickField("Neem dit mee als prioriteit voor de volgende periode", optional=True)


class ActForm(BaseForm):
    """A button that acts."""


class AdoptForm(BaseForm):
    """Adopt: the version and the facts of what the person was looking at, and a tick where something is open that does not stop it."""

    facts = HiddenField()
    seen = TickField("Ik heb gezien wat nog openstaat", missing="Zet een vinkje: u stelt het rapport vast met wat hierboven nog openstaat.")

    def when(self, warned: bool) -> "AdoptForm":
        """Ask the tick only when there is something to have seen."""
        if not warned:
            del self.seen
        return self
