"""A concept beside the year before, line by line, and its changes in words. Amounts in cents; a difference may be below zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mag.agenda.terms import GROUP_LABELS
from mag.budget.models import BudgetLine
from mag.budget.queries import Change
from mag.budget.states import PART_LABELS
from mag.core.money import ZERO, Cents, show


@dataclass(frozen=True, slots=True)
class Beside:
    """A line of a concept (None when it stood only in the year before) with what it had and what it gets."""

    line: BudgetLine | None
    code: str
    name: str
    before: Cents
    proposed: Cents

    @property
    def difference(self) -> Cents:
        """What it gets more; below zero what it gets less."""
        return Cents(self.proposed - self.before)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every line of either year by code, and the sums."""

    rows: Sequence[Beside]

    @property
    def before(self) -> Cents:
        """The budget of the year before."""
        return Cents(sum(row.before for row in self.rows))

    @property
    def proposed(self) -> Cents:
        """What the concept divides."""
        return Cents(sum(row.proposed for row in self.rows))


def compare(lines: Sequence[BudgetLine], before: Sequence[BudgetLine]) -> Comparison:
    """A concept beside the year before; a line of then that is gone stays in the picture."""
    was = {line.code: line for line in before}
    rows = [
        Beside(line, line.code, line.name, _had(was.pop(line.code, None)), line.proposed_amount)
        for line in sorted(lines, key=lambda x: x.code)
    ]
    rows += [Beside(None, line.code, line.name, _had(line), ZERO) for line in was.values()]
    return Comparison(sorted(rows, key=lambda row: row.code))


def tell_changes(changes: Sequence[Change]) -> list[tuple[datetime, str, str]]:
    """Each change as (when, by whom, sentence)."""
    return [(change.at, change.by, _tell(change)) for change in changes]


def _had(line: BudgetLine | None) -> Cents:
    return line.allocated_amount or line.proposed_amount if line is not None else ZERO


_NAMES = {
    "code": "de code",
    "name": "de naam",
    "part": "het deel",
    "task_field": "het taakveld",
    "cost_centre": "de kostenplaats",
    "theme_id": "het thema",
    "goal_id": "het doel",
    "applicant_group": "voor wie",
    "tier_id": "de hoogte van de bijdrage",
    "recipient": "wie dit geld krijgt",
}
_WORDS = {part.value: words for part, words in PART_LABELS.items()} | {group.value: words for group, words in GROUP_LABELS.items()}


def _tell(change: Change) -> str:
    code, before, after = change.code, change.before, change.after
    if change.what == "lines_copied":
        return f"Regels van {before} overgenomen: {after}"
    if change.what == "line_added":
        return f"Regel {code} toegevoegd met {show(int(after or 0))}"
    if change.what == "line_dropped":
        return f"Regel {code} van {show(int(before or 0))} weggehaald"
    if change.what == "amount":
        return f"Regel {code}: van {show(int(before or 0))} naar {show(int(after or 0))}"
    if change.what in ("theme_id", "goal_id", "tier_id"):
        return f"Regel {code}: {_NAMES[change.what]} veranderd"
    name = _NAMES.get(change.what, change.what)
    return f"Regel {code}: {name} veranderd van “{_WORDS.get(before, before)}” in “{_WORDS.get(after, after)}”"
