"""What is asked about what else moved a goal."""

from mag.indicators.influences.service import LONGEST
from mag.web.forms import BaseForm, LongTextField


class InfluenceForm(BaseForm):
    """What besides the plans influenced a goal in a year."""

    text = LongTextField(
        "Wat speelde er nog meer?",
        hint="Bijvoorbeeld: een nieuwe wet, een verhuizing van een school, hogere prijzen. Schrijf geen namen van mensen op.",
        optional=True,
        rows=6,
        max_length=LONGEST,
    )
