"""On which budget line an open request is expected. Pure; in order of certainty, and each answer says why.

1. the line somebody proposed for it; 2. for a continued plan the line with the code that paid it before; 3. the flexible line that is
for its goal, theme or tier alone, the narrowest first; 4. the line that paid most plans of this tier and goal, this year and last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mag.budget.models import BudgetLine
from mag.budget.states import Part
from mag.core.money import Cents


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of an open request; amounts in cents. ``earlier_code`` is of the line that paid the plan it continues."""

    amount: Cents
    tier_id: int
    goal_id: int | None
    theme_id: int | None
    earlier_code: str | None = None
    proposed_line_id: int | None = None


Habits = Mapping[tuple[int, int | None], str]
"""The code of the line that paid most plans of a tier and goal."""


def expect_line(wish: Wish, lines: Sequence[BudgetLine], habits: Habits) -> tuple[int | None, str]:
    """The id of the line and why, in Dutch; None when nobody can say."""
    opened = [line for line in lines if line.envelope_closed_on is None and not _too_small(line, wish.amount)]
    codes = {line.code: line.id for line in opened}
    if wish.proposed_line_id in {line.id for line in lines}:
        return wish.proposed_line_id, "voorgesteld"
    before = codes.get(wish.earlier_code or "")
    if before is not None:
        return before, "vorige keer ook van deze regel"
    own = max((line for line in opened if _meant_for(line, wish) > 0), key=lambda line: _meant_for(line, wish), default=None)
    if own is not None:
        return own.id, "de regel van dit doel of deze bedraggroep"
    usual = codes.get(habits.get((wish.tier_id, wish.goal_id), ""))
    if usual is not None:
        return usual, "meestal van deze regel"
    return None, "nog niet te zeggen"


def _too_small(line: BudgetLine, amount: Cents) -> bool:
    return line.most_per_request is not None and amount > line.most_per_request


def _meant_for(line: BudgetLine, wish: Wish) -> int:
    """How narrowly a line is meant for a wish; zero when it is for everything, below zero when it is for something else."""
    pairs = ((line.goal_id, wish.goal_id, 4), (line.tier_id, wish.tier_id, 2), (line.theme_id, wish.theme_id, 1))
    if line.part is Part.FIXED:
        return -1  # a fixed line is for who is named there, not for who asks (domain.md 1.3)
    if any(of is not None and of != asked for of, asked, _ in pairs):
        return -1
    return sum(weight for of, _, weight in pairs if of is not None)
