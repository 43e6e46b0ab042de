"""Questions about complaints and objections, for who sends one and for who handles it."""

from mag.remedies.states import ABOUT_WORDS, CHANNEL_WORDS, OUTCOME_WORDS, RemedyAbout, RemedyChannel, RemedyOutcome
from mag.web.forms import BaseForm, ChoiceField, DateField, EmailField, LongTextField, PhoneField, SelectField, TextField, TickField

_LATE = "Is het later dan de laatste dag? Schrijf dan waarom."


class OwnForm(BaseForm):
    """What an applicant sends from its own page."""

    about = ChoiceField("Waar gaat het over?", coerce=RemedyAbout, missing="Kies waar het over gaat.")
    text = LongTextField("Waarmee bent u het niet eens?", rows=8, missing="Schrijf waarmee u het niet eens bent.", max_length=10_000)
    late_reason = LongTextField("Waarom stuurt u dit later?", hint=_LATE, rows=2, optional=True, max_length=2000)


class RegisterForm(BaseForm):
    """What a colleague writes down for somebody else."""

    reference = TextField(
        "Kenmerk van de aanvraag", hint="Laat dit leeg als het niet over een aanvraag gaat.", optional=True, max_length=40, width=20
    )
    about = ChoiceField(
        "Waar gaat het over?", coerce=RemedyAbout, choices=[(key.value, word.capitalize()) for key, word in ABOUT_WORDS.items()],
        missing="Kies waar het over gaat.",
    )  # fmt: skip
    name = TextField("Van wie komt het?", missing="Vul in van wie dit komt.")
    email = EmailField("E-mailadres", optional=True)
    phone = PhoneField("Telefoonnummer", optional=True)
    channel = SelectField(
        "Hoe kwam het binnen?", coerce=RemedyChannel, missing="Kies hoe het binnenkwam.",
        choices=[(key.value, word) for key, word in CHANNEL_WORDS.items() if key is not RemedyChannel.ONLINE],
    )  # fmt: skip
    received_on = DateField("Wanneer kwam het binnen?", missing="Vul in wanneer het binnenkwam.")
    text = LongTextField("Wat is er aan de hand?", rows=8, missing="Schrijf op wat er aan de hand is.", max_length=10_000)
    late_reason = LongTextField("Waarom komt het te laat?", hint=_LATE, rows=2, optional=True, max_length=2000)


class StepForm(BaseForm):
    """A button that carries the version of the case."""


class ExtendForm(BaseForm):
    """Why the answer comes later."""

    reason = LongTextField(
        "Waarom duurt het langer?", id="extend_reason", rows=2, missing="Schrijf waarom het langer duurt.", max_length=2000
    )


class TalkForm(BaseForm):
    """When and where to talk."""

    on = DateField("Dag", missing="Vul in op welke dag het gesprek is.")
    at = TextField("Tijd", hint="Bijvoorbeeld: 14.00.", optional=True, max_length=20, width=10)
    place = TextField("Waar?", hint="Of schrijf: wij bellen u.", missing="Vul in waar het gesprek is.")
    people = TextField("Met wie?", optional=True, max_length=300)


class MinutesForm(BaseForm):
    """What was said."""

    minutes = LongTextField("Verslag van het gesprek", rows=5, missing="Schrijf kort op wat er is gezegd.", max_length=10_000)


class AnswerForm(BaseForm):
    """The outcome and why."""

    outcome = ChoiceField(
        "Wat is de uitkomst?", coerce=RemedyOutcome, choices=[(key.value, word.capitalize()) for key, word in OUTCOME_WORDS.items()],
        missing="Kies de uitkomst.",
    )  # fmt: skip
    reason = LongTextField(
        "Waarom?", hint="De lezer krijgt dit in de brief.", rows=6, missing="Schrijf waarom dit de uitkomst is.", max_length=10_000
    )
    reopen = TickField("Beoordeel de aanvraag opnieuw, voor een nieuw besluit")
