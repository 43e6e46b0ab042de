"""What stands on a report about itself: concept or adopted, which version, since when, by whom, and the hash of its facts."""

from dataclasses import dataclass, replace
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Stamp:
    """The mark of a report. ``made_at`` is when its forms were made; ``adopted_on`` and ``adopted_by`` are None for a concept.

    ``address`` is where the installation is reached.
    """

    version: int
    made_at: datetime
    made_on: date
    sha256: str
    adopted_on: date | None = None
    adopted_by: str | None = None
    address: str = ""

    def adopted(self, on: date, by: str) -> "Stamp":
        """The same mark for a report that is adopted on a day by somebody."""
        return replace(self, adopted_on=on, adopted_by=by)

    @property
    def word(self) -> str:
        """``concept`` or ``vastgesteld``."""
        return "vastgesteld" if self.adopted_on else "concept"
