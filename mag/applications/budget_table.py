"""The table of costs and money from others while a request is being written: added up, and filled from elsewhere.

Everything goes by what was typed, as text by the name of its box, so that the page, the draft and the workbook say the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mag.agenda.form_screens import Screen
from mag.agenda.form_terms import AnswerKind as Kind
from mag.applications.answers import FROM_OTHERS
from mag.applications.budget_lines.lines import MOST_LINES, Line, total_of
from mag.applications.journey import Journey
from mag.applications.states import CostKind
from mag.core.errors import Refusal, Refused
from mag.core.money import ZERO, AmountWrong, Cents, parse_amount, show
from mag.web.forms import BaseForm

Typed = Mapping[str, Sequence[str]]
Row = tuple[str, str]
"""A description and an amount, as they were typed."""
OTHERS = "other_income"
"""The question for all money from others as one amount, where a form asks no table of it."""


@dataclass(frozen=True, slots=True)
class BudgetQuestions:
    """The ids of the questions a screen asks its budget by; ``others`` is the one amount where there is no table of incomes."""

    costs: str
    incomes: str | None = None
    others: str | None = None

    def table(self, kind: CostKind) -> str | None:
        """The id of the table of a kind."""
        return self.costs if kind is CostKind.COST else self.incomes


@dataclass(frozen=True, slots=True)
class Sums:
    """Costs and money from others together, and what is asked; None where something typed cannot be read yet."""

    questions: BudgetQuestions
    costs: Cents | None
    income: Cents | None
    requested: Cents | None

    @property
    def needed(self) -> Cents | None:
        """Costs minus money from others; below zero when others pay more than it costs."""
        return None if self.costs is None or self.income is None else Cents(self.costs - self.income)

    @property
    def differs(self) -> bool:
        """Whether another amount is needed than was asked, so that it can be taken over."""
        return self.needed is not None and self.needed > 0 and self.needed != self.requested


def budget_screen(journey: Journey) -> Screen | None:
    """The screen of this journey that asks for costs; None when its tier asks none."""
    return next((screen for screen in journey.screens if budget_questions(screen) is not None), None)


def budget_questions(screen: Screen) -> BudgetQuestions | None:
    """By which questions a screen asks a budget; None when it asks none."""
    kinds = {question.kind: question.id for question in reversed(screen.questions)}
    if Kind.COSTS not in kinds:
        return None
    incomes = kinds.get(Kind.INCOMES)
    others = next((question.id for question in screen.questions if question.id == OTHERS), None)
    return BudgetQuestions(kinds[Kind.COSTS], incomes, others if incomes is None else None)


def sums_of(screen: Screen, typed: Typed, requested: Cents | None) -> Sums | None:
    """What the typed rows of a screen add up to; None when it asks no costs."""
    asked = budget_questions(screen)
    if asked is None:
        return None
    costs = _total(amount for _what, amount in rows_in(typed, asked.costs))
    incomes = [amount for _what, amount in rows_in(typed, asked.incomes)] if asked.incomes else []
    incomes += list(typed.get(asked.others, ())) if asked.others else []
    return Sums(asked, costs, _total(incomes), requested)


def _total(amounts: Iterator[str] | Sequence[str]) -> Cents | None:
    try:
        return Cents(sum((parse_amount(text) for text in amounts if text.strip()), ZERO))
    except AmountWrong:
        return None


def rows_in(typed: Typed, name: str) -> list[Row]:
    """The rows of a table in which something was typed, in order."""
    found: dict[int, dict[str, str]] = {}
    pattern = re.compile(re.escape(name) + r"-([0-9]{1,4})-(description|amount)")
    for box, texts in typed.items():
        match = pattern.fullmatch(box)
        if match is not None:
            found.setdefault(int(match[1]), {})[match[2]] = next(iter(texts), "")
    rows = [(row.get("description", ""), row.get("amount", "")) for _number, row in sorted(found.items())]
    return [row for row in rows if any(text.strip() for text in row)]


def sheet_rows(screen: Screen, typed: Typed) -> list[tuple[CostKind, str, Cents | str]]:
    """What was typed, for a workbook: amounts that can be read as cents, others as they were typed."""
    asked = budget_questions(screen)
    found: list[tuple[CostKind, str, Cents | str]] = []
    for kind in CostKind:
        name = asked.table(kind) if asked is not None else None
        found += [(kind, what, _readable(amount)) for what, amount in (rows_in(typed, name) if name else ())]
    if asked is not None and asked.others:
        amount = _readable(next(iter(typed.get(asked.others, ())), ""))
        found += [(CostKind.INCOME, FROM_OTHERS, amount)] if amount else []
    return found


def _readable(text: str) -> Cents | str:
    try:
        return parse_amount(text)
    except AmountWrong:
        return text


def taken_over(screen: Screen, typed: Typed, lines: Sequence[Line], *, behind: bool) -> tuple[dict[str, list[str]], list[str]]:
    """What is typed once lines are taken over, ``behind`` the rows there are or in their place; and the names of the boxes this is about.

    Only tables that get a line change. Raises Refused when a table gets more rows than it holds.
    """
    asked = budget_questions(screen)
    assert asked is not None
    after: dict[str, list[str]] = {}
    names: list[str] = []
    for kind in CostKind:
        new, name = [line for line in lines if line.kind is kind], asked.table(kind)
        if not new:
            continue
        if name is None:
            after |= {asked.others: [show(_with_before(typed, asked.others, new, behind=behind))[2:]]} if asked.others else {}
            names += [asked.others] if asked.others else []
            continue
        rows = [*(rows_in(typed, name) if behind else ()), *((line.description, show(line.amount)[2:]) for line in new)]
        if len(rows) > MOST_LINES:
            raise Refused(Refusal("too_many_rows", f"Dat worden {len(rows)} regels. Er passen er {MOST_LINES}. Voeg regels samen."))
        after |= {f"{name}-{n}-{part}": [text] for n, row in enumerate(rows) for part, text in zip(PARTS, row, strict=True)}
        names += [box for box in typed if box.startswith(f"{name}-") and box not in after] + [box for box in after if box not in names]
    return after, names


def typed_in(form: BaseForm) -> dict[str, list[str]]:
    """What stands in the boxes of a form as it is shown, by the name of its box."""
    boxes = [question for question in form.questions() if isinstance(getattr(question, "typed", None), str)]
    return {str(box.name): [box.typed] for box in boxes}


PARTS = ("description", "amount")


def _with_before(typed: Typed, name: str, new: Sequence[Line], *, behind: bool) -> Cents:
    before = _total(list(typed.get(name, ()))) if behind else ZERO
    return Cents((before or ZERO) + total_of(new))
