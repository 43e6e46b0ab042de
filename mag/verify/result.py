"""What one check answers: what it looked at, and what does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """One check: its name, the counts it prints and every failure with the row it is about, in Dutch."""

    name: str
    counts: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything that was looked at is right."""
        return not self.failures

    def count(self, number: int, one: str, many: str) -> None:
        """Add a count, with the word for one or for more."""
        self.counts.append(f"{number} {one if number == 1 else many}")

    def expect(self, holds: bool, failure: str) -> None:
        """Keep a failure unless what was asked holds."""
        if not holds:
            self.failures.append(failure)

    def lines(self, most: int = 20) -> Iterator[str]:
        """What is printed: one line with the counts, then the failures (the first ``most``)."""
        yield f"{'goed' if self.holds else 'FOUT'}  {self.name}: {', '.join(self.counts) or 'niets om na te gaan'}"
        for failure in self.failures[:most]:
            yield f"      - {failure}"
        if len(self.failures) > most:
            yield f"      - en nog {len(self.failures) - most}"


def euros(cents: int) -> str:
    """Cents as people read them: ``12,50``. PostgreSQL answers a sum as a decimal number."""
    whole, rest = divmod(abs(int(cents)), 100)
    return f"{'-' if cents < 0 else ''}{whole},{rest:02d}"
