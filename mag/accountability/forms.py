"""What the pages of this room ask."""

from mag.web.forms import BaseForm, LongTextField


class ActForm(BaseForm):
    """A button that acts: nothing to fill in, but the version of what the person was looking at."""


class ReturnForm(BaseForm):
    """Give an account back with a question."""

    question = LongTextField(
        "Wat wilt u vragen?",
        hint="De partner leest dit in een mail en op het scherm.",
        rows=3,
        max_length=4_000,
        missing="Schrijf wat de partner moet aanpassen of uitleggen.",
    )
