"""The forms about advice: ask for it, give it, write down a performance dialogue and what became of it."""

from collections.abc import Sequence

from mag.accounts.models import Person
from mag.accounts.roles import ROLE_LABELS, Role
from mag.applications.advice import ADVISERS
from mag.applications.states import STANCE_LABELS, Stance
from mag.web.forms import BaseForm, ChoiceField, DateField, LongTextField, SelectField, TextField


class AskAdviceForm(BaseForm):
    """Ask a role or a person for advice."""

    whom = SelectField("Aan wie?", missing="Kies aan wie u advies vraagt.")
    question = LongTextField(
        "Wat wilt u weten?", hint="De adviseur ziet het plan, zonder naam, adres en rekening.", rows=2, max_length=2000,
        missing="Schrijf in één zin wat u wilt weten.",
    )  # fmt: skip
    due_on = DateField("Uiterlijk op", missing="Kies de laatste dag voor het advies.")

    def offer(self, people: Sequence[Person]) -> "AskAdviceForm":
        """Fill the list: the roles that advise, then the people who hold them."""
        self.whom.choices = [
            *((f"rol-{role.value}", f"{ROLE_LABELS[role].capitalize()} (iedereen met deze rol)") for role in ADVISERS),
            *((f"persoon-{person.id}", person.name) for person in people),
        ]
        return self

    def asked(self) -> tuple[Role | None, int | None]:
        """The role or the person that was chosen."""
        kind, _, code = (self.whom.data or "").partition("-")
        return (Role(code), None) if kind == "rol" else (None, int(code))


class AdviceForm(BaseForm):
    """Give advice."""

    stance = ChoiceField(
        "Wat is uw advies?",
        coerce=Stance,
        choices=[(stance.value, label.capitalize()) for stance, label in STANCE_LABELS.items()],
        missing="Kies wat uw advies is.",
    )
    text = LongTextField("Waarom vindt u dat?", optional=True, hint="Wie beslist leest dit. De aanvrager niet.", rows=4, max_length=4000)


class KeepOutForm(BaseForm):
    """Say to have an interest instead of advising."""

    reason = TextField(
        "Wat is uw belang?", hint="Bijvoorbeeld: ik ben lid van deze club.", missing="Schrijf in een paar woorden wat uw belang is.",
        max_length=400,
    )  # fmt: skip


class DialogueForm(BaseForm):
    """Write down a performance dialogue."""

    held_on = DateField("Wanneer was het gesprek?", missing="Vul de dag van het gesprek in.")
    who = TextField("Wie waren erbij?", hint="Functies zijn genoeg.", missing="Schrijf op wie erbij waren.", max_length=400)
    agreements = LongTextField("Wat spraken wij af?", rows=4, missing="Schrijf op wat u heeft afgesproken.", max_length=4000)
    follow_up_on = DateField("Wanneer kijken wij hier weer naar?", optional=True)


class FollowUpForm(BaseForm):
    """Write down what became of the agreements."""

    found = LongTextField(
        "Wat kwam er van de afspraken?", rows=3, missing="Schrijf in één of twee zinnen wat er van de afspraken kwam.", max_length=4000
    )
