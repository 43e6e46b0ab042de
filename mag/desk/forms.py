"""The forms of the decision screen: claim, judge, award, refuse, look along, declare an interest, judge again."""

from collections.abc import Sequence
from typing import Any

from mag.agenda.models import Goal
from mag.agenda.rule_documents import Criterion, RuleSetDocument
from mag.agenda.tier_documents import PaymentScheme
from mag.applications.judging import Judged
from mag.applications.models import Application, Assessment
from mag.applications.proposed import AwardAct, RefuseAct
from mag.applications.states import STRENGTH_LABELS, Outcome, Strength
from mag.applications.verdicts import VERDICT_LABELS, Verdict
from mag.budget.models import BudgetLine
from mag.core.money import show
from mag.web.forms import AmountField, BaseForm, ChoiceField, DateField, LongTextField, SelectField, TextField, TickField


class ActForm(BaseForm):
    """A button that acts: nothing to fill in, but the version of what the person was looking at."""


class AwardForm(BaseForm):
    """Award the whole or a part."""

    amount = AmountField("Bedrag dat u toekent", allow_zero=False, missing="Vul het bedrag in dat u toekent.")
    line = SelectField("Budgetregel", coerce=int, missing="Kies de budgetregel waar dit geld vandaan komt.")
    goal: ChoiceField = SelectField("Doel", coerce=int, missing="Kies het doel waar dit plan bij hoort.")
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
    exception_reason = LongTextField(
        "Waarom wijkt u af van wat gewoon is?",
        optional=True,
        hint="Bij een eenmalig plan boven het gewone maximum, of bij het buurtbudget van een ander. Dit staat niet in de brief.",
        rows=2,
        max_length=2000,
    )
    under_budget_proviso = TickField(
        "Onder voorbehoud van de begroting",
        optional=True,
        hint="Voor een jaar waarvan de begroting nog niet is vastgesteld. De brief zegt het.",
    )
    payment_scheme = SelectField("Hoe betalen wij?", optional=True, blank="Zoals in de spelregels bij dit bedrag")
    payment_reason = LongTextField(
        "Waarom op een andere manier?", optional=True, hint="Dit staat in het dossier, niet in de brief.", rows=2, max_length=1000
    )
    conditions = LongTextField(
        "Extra afspraken", optional=True, hint="Eén afspraak per regel. Ze komen in de brief.", rows=3, max_length=4000
    )

    def offer(self, goals: Sequence[Goal], lines: Sequence[BudgetLine], schemes: Sequence[PaymentScheme] = ()) -> "AwardForm":
        """Fill the lists to choose from."""
        self.payment_scheme.choices = [(scheme.code, scheme.label) for scheme in schemes]
        self.goal.choices = [(goal.id, f"{goal.theme.name}: {goal.name}") for goal in goals]
        several = len({line.budget_year_id for line in lines}) > 1
        self.line.choices = [(line.id, f"{line.budget_year.year}: {_line_words(line)}" if several else _line_words(line)) for line in lines]
        return self

    def extra_conditions(self) -> list[str]:
        """The extra conditions, one per line that was filled."""
        return [text.strip() for text in (self.conditions.data or "").splitlines() if text.strip()]

    def act(self) -> AwardAct:
        """The whole award as it was typed."""
        return AwardAct(
            amount=self.amount.data,
            line_id=self.line.data,
            goal_id=self.goal.data,
            reason=self.reason.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            conditions=tuple(self.extra_conditions()),
            assumption=self.assumption.data,
            strength=self.strength.data,
            exception_reason=self.exception_reason.data or "",
            under_budget_proviso=bool(self.under_budget_proviso.data),
            payment_scheme=self.payment_scheme.data or "",
            payment_reason=self.payment_reason.data or "",
        )


class SmallAwardForm(AwardForm):
    """Award where the applicant was not asked for a goal: staff choose it in one click."""

    goal = ChoiceField("Doel", coerce=int, missing="Kies het doel waar dit plan bij hoort.")


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

    def act(self) -> RefuseAct:
        """The whole refusal as it was typed."""
        return RefuseAct(self.outcome.data, self.ground.data, self.explanation.data)


class BackForm(BaseForm):
    """Send a proposal back to who made it."""

    answer = LongTextField(
        "Wat moet er anders?", hint="De voorsteller leest dit.", rows=2, missing="Schrijf wat er anders moet.", max_length=2000
    )


class InterestForm(BaseForm):
    """Say to have an interest in a file."""

    reason = TextField(
        "Wat is uw belang?",
        id="interest_reason",
        hint="Bijvoorbeeld: mijn zus is bestuurslid. U doet dan niet meer mee aan deze aanvraag.",
        missing="Schrijf in een paar woorden wat uw belang is.",
        max_length=400,
    )


class ReopenForm(BaseForm):
    """Judge again what was refused."""

    reason = LongTextField(
        "Waarom neemt u een nieuw besluit?",
        id="reopen_reason",
        hint="Het oude besluit en de brief blijven staan.",
        rows=2,
        missing="Schrijf in één of twee zinnen waarom er een nieuw besluit komt.",
        max_length=2000,
    )


class CriteriaForm(BaseForm):
    """The base of the form that judges: :func:`assess_form` adds a verdict and words for each criterion."""

    criteria: tuple[Criterion, ...] = ()

    def pairs(self) -> list[tuple[Criterion, Any, Any]]:
        """Each criterion with its two questions."""
        return [(c, self._fields[f"verdict_{c.code}"], self._fields[f"ground_{c.code}"]) for c in self.criteria]

    def judged(self) -> list[Judged]:
        """What was filled in: criteria without a verdict are left for later."""
        return [Judged(c.code, verdict.data, ground.data) for c, verdict, ground in self.pairs() if verdict.data is not None]


def assess_form(criteria: tuple[Criterion, ...], assessments: Sequence[Assessment]) -> CriteriaForm:
    """The form of these criteria, filled with what was judged before."""
    fields: dict[str, Any] = {"criteria": criteria}
    for criterion in criteria:
        fields[f"verdict_{criterion.code}"] = SelectField(
            criterion.label,
            hint=criterion.question,
            coerce=Verdict,
            optional=True,
            blank="Nog niet beoordeeld",
            choices=[(v.value, label.capitalize()) for v, label in VERDICT_LABELS.items()],
        )
        fields[f"ground_{criterion.code}"] = LongTextField("Waarom?", optional=True, rows=2, max_length=2000)
    before = {f"verdict_{one.criterion}": one.verdict for one in assessments} | {
        f"ground_{one.criterion}": one.ground for one in assessments
    }
    made: CriteriaForm = type("AssessForm", (CriteriaForm,), fields)(data=before, prefix="")
    return made


def proposed_award(application: Application, line_id: int | None, reason: str = "") -> dict[str, object]:
    """What the award form starts with: what was asked, the goal the applicant chose and the dates of the plan."""
    return {
        "amount": application.requested_amount,
        "line": line_id,
        "goal": chosen_goal(application),
        "starts_on": application.starts_on,
        "ends_on": application.ends_on or application.starts_on,
        "reason": reason,
        "version": application.version,
    }


def _line_words(line: BudgetLine) -> str:
    most = f", hooguit {show(line.most_per_request, whole=True)} per aanvraag" if line.most_per_request is not None else ""
    return f"{line.code} {line.name} (nog vrij {show(line.available_amount)}{most})"


def chosen_goal(application: Application) -> int | None:
    """The goal the applicant chose, or None where nobody was asked."""
    return next((a.goal_id for activity in application.activities for a in activity.alignments if a.is_main), None)
