"""The forms of the desk: claim, award, refuse."""

from collections.abc import Sequence

from mag.agenda.models import Goal
from mag.agenda.rule_documents import RuleSetDocument
from mag.applications.models import Application
from mag.applications.states import STRENGTH_LABELS, Outcome, Strength
from mag.budget.models import BudgetLine
from mag.core.money import show
from mag.web.forms import AmountField, BaseForm, ChoiceField, DateField, LongTextField, SelectField, TextField


class ActForm(BaseForm):
    """A button that acts: nothing to fill in, but the version of what the person was looking at."""


class AwardForm(BaseForm):
    """Award the whole or a part."""

    amount = AmountField("Bedrag dat u toekent", allow_zero=False, missing="Vul het bedrag in dat u toekent.")
    line = SelectField("Budgetregel", coerce=int, missing="Kies de budgetregel waar dit geld vandaan komt.")
    goal = SelectField("Doel", coerce=int, missing="Kies het doel waar dit plan bij hoort.")
    starts_on = DateField("Eerste dag van het plan", missing="Vul de eerste dag van het plan in.")
    ends_on = DateField("Laatste dag van het plan", missing="Vul de laatste dag van het plan in.")
    reason = LongTextField(
        "Waarom?",
        hint="De aanvrager leest dit in de brief.",
        rows=3,
        missing="Schrijf in één of twee zinnen waarom u dit besluit.",
        max_length=4000,
    )
    assumption = TextField("Hoe draagt dit plan bij aan het doel?", optional=True, hint="Een verwachting, geen bewijs.", max_length=400)
    strength = ChoiceField(
        "Hoe sterk verwacht u dat?",
        coerce=Strength,
        choices=[(s.value, label) for s, label in STRENGTH_LABELS.items()],
        default=Strength.MEDIUM,
    )
    conditions = LongTextField(
        "Extra afspraken", optional=True, hint="Eén afspraak per regel. Ze komen in de brief.", rows=3, max_length=4000
    )

    def offer(self, goals: Sequence[Goal], lines: Sequence[BudgetLine]) -> "AwardForm":
        """Fill the lists to choose from."""
        self.goal.choices = [(goal.id, f"{goal.theme.name}: {goal.name}") for goal in goals]
        self.line.choices = [(line.id, f"{line.code} {line.name} (nog vrij {show(line.available_amount)})") for line in lines]
        return self

    def extra_conditions(self) -> list[str]:
        """The extra conditions, one per line that was filled."""
        return [text.strip() for text in (self.conditions.data or "").splitlines() if text.strip()]


class RefuseForm(BaseForm):
    """Refuse, or leave untreated."""

    outcome = ChoiceField(
        "Wat besluit u?",
        coerce=Outcome,
        choices=[(Outcome.REFUSE.value, "Afwijzen"), (Outcome.NOT_PROCESSED.value, "Niet in behandeling nemen")],
        default=Outcome.REFUSE,
    )
    ground = SelectField("Grond", missing="Kies waarom u de aanvraag afwijst.")
    explanation = LongTextField(
        "Uitleg",
        hint="De aanvrager leest dit in de brief.",
        rows=3,
        missing="Schrijf in één of twee zinnen waarom u dit besluit.",
        max_length=4000,
    )

    def offer(self, rules: RuleSetDocument) -> "RefuseForm":
        """Fill the grounds of the rule set."""
        self.ground.choices = [(ground.code, ground.label) for ground in rules.refusal_grounds]
        return self


def proposed_award(application: Application, line_id: int | None) -> dict[str, object]:
    """What the award form starts with: what was asked, the goal the applicant chose and the dates of the plan."""
    goal_id = next((a.goal_id for activity in application.activities for a in activity.alignments if a.is_main), None)
    return {
        "amount": application.requested_amount,
        "line": line_id,
        "goal": goal_id,
        "starts_on": application.starts_on,
        "ends_on": application.ends_on or application.starts_on,
        "version": application.version,
    }
