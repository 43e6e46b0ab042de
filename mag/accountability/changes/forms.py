"""What the pages about changes ask."""

from mag.accountability.changes.states import ChangeKind
from mag.web.forms import AmountField, BaseForm, DateField, LongTextField, PeopleField, SelectField


class WishForm(BaseForm):
    """What changes, and why. :func:`wish_form` leaves out what does not belong to the kind."""

    wish = LongTextField(
        "Wat verandert er, en waarom?", hint="Een paar zinnen is genoeg.", rows=4, max_length=4_000,
        missing="Schrijf in een paar zinnen wat er verandert en waarom.",
    )  # fmt: skip


class MoveForm(WishForm):
    """Money from one line of the plan's budget to another."""

    from_line = SelectField("Van welke kostenpost?", missing="Kies van welke kostenpost het geld komt.")
    to_line = SelectField("Naar welke kostenpost?", missing="Kies naar welke kostenpost het geld gaat.")
    amount = AmountField("Hoeveel geld?", allow_zero=False)


class TimeForm(WishForm):
    """A later last day."""

    ends_on = DateField("Nieuwe laatste dag van uw plan", missing="Vul de nieuwe laatste dag in.")


class ScopeForm(WishForm):
    """Something else than was planned, with another number for a result where that is part of it."""

    result = SelectField("Verandert er een resultaat?", optional=True)
    number = PeopleField("Wat wordt het aantal?", optional=True)


class StopForm(WishForm):
    """Stopping before the last day."""

    ends_on = DateField("Op welke dag stopt u?", missing="Vul in op welke dag u stopt.")


FORMS: dict[ChangeKind, type[WishForm]] = {
    ChangeKind.MOVE_MONEY: MoveForm,
    ChangeKind.MORE_TIME: TimeForm,
    ChangeKind.SCOPE: ScopeForm,
    ChangeKind.STOP: StopForm,
}


class ViewForm(BaseForm):
    """The partner's reaction to what we have in mind."""

    view = LongTextField("Uw reactie", rows=5, max_length=10_000, missing="Schrijf uw reactie.")


class DecideForm(BaseForm):
    """Yes or no, and why. ``most_amount`` belongs to stopping."""

    reason = LongTextField("Waarom?", hint="De partner leest dit in de brief.", rows=3, max_length=4_000, missing="Schrijf waarom.")
    most_amount = AmountField(
        "Hoeveel krijgt de partner hooguit?",
        hint="Met wat al is betaald erbij. Wat daarboven was toegezegd, valt meteen vrij.",
        optional=True,
    )
