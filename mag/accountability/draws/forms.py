"""What a draw asks."""

from mag.web.forms import BaseForm, DateField, TextField


class DrawForm(BaseForm):
    """Draw from what ended up to a day; a seed of one's own only where it was agreed in the open."""

    ended_until = DateField("Plannen die klaar waren op", missing="Kies de dag.")
    seed = TextField("Lotnummer", hint="Laat leeg: dan maken wij er een dat niemand vooraf kent.", optional=True, max_length=64)
