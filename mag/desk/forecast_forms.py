"""The question of the indexation page: which percentages beside each other, rounded to what."""

from decimal import Decimal

from mag.desk.indexation import STEPS
from mag.web.forms import NumberField, SearchForm, SelectField

START = (Decimal(2), Decimal(4), Decimal(6))
"""The percentages the page begins with; people type their own."""


class IndexationForm(SearchForm):
    """Up to three percentages, between -50 and 100."""

    eerste = NumberField("Percentage 1", optional=True, decimals=2, unit="%")
    tweede = NumberField("Percentage 2", optional=True, decimals=2, unit="%")
    derde = NumberField("Percentage 3", optional=True, decimals=2, unit="%")
    afronden = SelectField("Afronden op", optional=True, blank="hele euro's", choices=[(key, words) for key, (_, words) in STEPS.items()])

    def percents(self) -> list[Decimal]:
        """The percentages that were asked, each once, in the order of the form; those of the start where none was."""
        asked = [field.data for field in (self.eerste, self.tweede, self.derde) if isinstance(field.data, Decimal)]
        return list(dict.fromkeys(value for value in asked if -50 <= value <= 100)) or list(START)

    def step(self) -> tuple[int, str]:
        """Cents per step, and the words."""
        return STEPS[self.afronden.data if self.afronden.data in STEPS else "euro"]
