"""What settling asks."""

from mag.web.forms import AmountField, BaseForm, LongTextField


class SettleForm(BaseForm):
    """The final amount, and why."""

    settled_amount = AmountField("Definitief bedrag", missing="Vul het definitieve bedrag in. Krijgt de partner niets? Vul dan 0 in.")
    reason = LongTextField(
        "Waarom dit bedrag?",
        hint="De partner leest dit in de brief. Niet nodig als u alles vaststelt wat is toegekend en uitgegeven.",
        optional=True,
        rows=3,
        max_length=4_000,
    )
