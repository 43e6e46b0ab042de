"""What settling asks."""

from mag.accountability.settling.states import LOWER_LABELS, LowerGround
from mag.web.forms import AmountField, BaseForm, DateField, LongTextField, SelectField


class SettleForm(BaseForm):
    """The final amount, and why."""

    settled_amount = AmountField("Definitief bedrag", missing="Vul het definitieve bedrag in. Krijgt de partner niets? Vul dan 0 in.")
    ground = SelectField(
        "Waarom lager dan toegekend?",
        choices=[(ground.value, label) for ground, label in LOWER_LABELS.items()],
        coerce=LowerGround,
        optional=True,
        blank="Niet lager",
    )
    reason = LongTextField(
        "Waarom dit bedrag?",
        hint="De partner leest dit in de brief. Niet nodig als u alles vaststelt wat is toegekend en uitgegeven.",
        optional=True,
        rows=3,
        max_length=4_000,
    )


class AskViewForm(BaseForm):
    """What we have in mind, for the partner to react to."""

    amount = AmountField("Bedrag dat u wilt vaststellen", missing="Vul het bedrag in. Wilt u niets geven? Vul dan 0 in.")
    view_ground = SelectField(
        "Waarom lager dan toegekend?",
        choices=[(ground.value, label) for ground, label in LOWER_LABELS.items() if ground is not LowerGround.LESS_SPENT],
        coerce=LowerGround,
        missing="Kies de grond.",
    )
    view_reason = LongTextField("Leg het uit", rows=3, max_length=4_000, missing="Schrijf waarom. De partner reageert hierop.")
    due_on = DateField("Reageren kan tot en met", missing="Kies de laatste dag om te reageren.")


class ViewForm(BaseForm):
    """The partner reacts."""

    answer = LongTextField("Uw reactie", rows=6, max_length=4_000, missing="Schrijf uw reactie.")


class ReserveForm(BaseForm):
    """How much a partner may keep, and for what."""

    reserve_amount = AmountField("Bedrag dat de partner bewaart", allow_zero=False, missing="Vul het bedrag in dat de partner mag bewaren.")
    reserve_reason = LongTextField("Waarvoor?", rows=2, max_length=1_000, missing="Schrijf waarvoor de partner het geld bewaart.")


class MoveForm(BaseForm):
    """What became of a reserve."""

    amount = AmountField("Bedrag", allow_zero=False, missing="Vul het bedrag in.")
    day = DateField("Op welke dag?", missing="Kies de dag.")
    reason = LongTextField("Waarvoor?", rows=2, max_length=1_000, missing="Schrijf waarvoor, in één zin.")
