"""Makes figures of facts: each function turns chosen plans or entries into a figure with the rows that add up to it. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from mag.budget.states import ENTRY_LABELS, EntryKind
from mag.core.money import show
from mag.core.sheets import Column, Kind
from mag.reports.facts import EntryFact, PlanFact
from mag.reports.figures import Figure, Rows, Unit

When = tuple[str, Callable[[PlanFact], date | None]]
"""The date a list of plans is about: the title of its column and where it stands."""

SUBMITTED: When = ("Ingediend op", lambda plan: plan.submitted_on)
DECIDED: When = ("Besloten op", lambda plan: plan.decided_on)
ENDS: When = ("Laatste dag", lambda plan: plan.ends_on)
APPROVED: When = ("Goedgekeurd op", lambda plan: plan.approved_on)
SETTLED: When = ("Vastgesteld op", lambda plan: plan.settled_on)
ACCOUNT: When = ("Verantwoorden uiterlijk op", lambda plan: plan.account_by)
DECIDE: When = ("Beslissen uiterlijk op", lambda plan: plan.decide_by)

_STOCK: dict[str, dict[EntryKind, int]] = {
    "budget": {
        EntryKind.ALLOCATE: 1, EntryKind.WITHDRAW: -1, EntryKind.TRANSFER_IN: 1, EntryKind.TRANSFER_OUT: -1,
        EntryKind.CARRY_IN: 1, EntryKind.CARRY_OUT: -1, EntryKind.GIVE_BACK: -1,
    },
    "committed": {EntryKind.COMMIT: 1, EntryKind.RELEASE: -1, EntryKind.PAY: -1, EntryKind.SET_OFF: -1, EntryKind.RETURN: 1},
    "paid": {EntryKind.PAY: 1, EntryKind.SET_OFF: 1, EntryKind.RETURN: -1, EntryKind.RECOVER: -1},
}  # fmt: skip
PAID_OUT: dict[EntryKind, int] = {EntryKind.PAY: 1, EntryKind.SET_OFF: 1, EntryKind.RETURN: -1}
"""What left for partners: paid, set off against what they owed, less what the bank sent back."""
STOCK_LABELS = {"budget": "Budget", "paid": "Betaald", "committed": "Toegezegd, nog niet betaald", "free": "Nog vrij"}
"""Where money of a line can stand, in the order of a table; the budget is the other three together."""


def _plan_columns(when: When, last: Column) -> tuple[Column, ...]:
    return (Column("Kenmerk"), Column("Plan"), Column("Aanvrager"), Column(when[0], Kind.DATE), last)


def count_plans(key: str, label: str, basis: str, plans: Iterable[PlanFact], when: When) -> Figure:
    """How many plans."""
    found = list(plans)
    rows = tuple((p.reference, p.title, p.partner, when[1](p), 1) for p in found)
    columns = _plan_columns(when, Column("Aantal", Kind.WHOLE))
    return Figure(key, label, Unit.COUNT, len(found), basis, any(p.is_demo for p in found), columns, rows)


def sum_plans(
    key: str, label: str, basis: str, plans: Iterable[PlanFact], when: When, amount: Callable[[PlanFact], int | None], title: str = "Bedrag"
) -> Figure:
    """What plans add up to, in cents. A plan without the amount adds nothing and is no row."""
    found = [(p, cents) for p in plans if (cents := amount(p)) is not None]
    rows = tuple((p.reference, p.title, p.partner, when[1](p), cents) for p, cents in found)
    columns = _plan_columns(when, Column(title, Kind.MONEY))
    return Figure(key, label, Unit.MONEY, sum(cents for _, cents in found), basis, any(p.is_demo for p, _ in found), columns, rows)


def sum_people(key: str, label: str, basis: str, plans: Iterable[PlanFact]) -> Figure:
    """How many people were reached, by the approved hand-ins of these plans. What is few is hidden in the whole report (``hiding``)."""
    found = [(p, p.people) for p in plans if p.people is not None]
    rows = tuple((p.reference, p.title, p.partner, p.approved_on, people) for p, people in found)
    columns = _plan_columns(APPROVED, Column("Mensen"))
    return Figure(key, label, Unit.PEOPLE, sum(people for _, people in found), basis, any(p.is_demo for p, _ in found), columns, rows)


def sum_entries(key: str, label: str, basis: str, entries: Iterable[EntryFact], kinds: dict[EntryKind, int]) -> Figure:
    """What entries of some kinds add up to; each kind with its sign."""
    found = [(e, kinds[EntryKind(e.kind)] * e.amount) for e in entries if EntryKind(e.kind) in kinds]
    rows: Rows = tuple(
        (e.booked_on, ENTRY_LABELS[EntryKind(e.kind)], f"{e.line} ({e.year})", e.reference or "", e.title, e.partner, cents)
        for e, cents in found
    )
    columns = (
        Column("Datum", Kind.DATE), Column("Boeking"), Column("Budgetregel"), Column("Kenmerk"), Column("Plan"), Column("Partner"),
        Column("Bedrag", Kind.MONEY),
    )  # fmt: skip
    return Figure(key, label, Unit.MONEY, sum(cents for _, cents in found), basis, any(e.is_demo for e, _ in found), columns, rows)


def stand(key: str, where: str, basis: str, entries: Sequence[EntryFact]) -> Figure:
    """Where the money of lines stood on the last day: budget, paid, committed or free."""
    if where == "budget":
        # money given to a line whose plans are invented is invented as well
        given = sum_entries(key, STOCK_LABELS[where], basis, entries, _STOCK[where])
        return replace(given, is_demo=any(entry.is_demo for entry in entries))
    if where == "free":
        return _free(key, basis, entries)
    held: dict[tuple[str, str, str, str], int] = {}
    for entry in entries:
        sign = _STOCK[where].get(EntryKind(entry.kind), 0)
        place = (entry.reference or "", entry.title, entry.partner, entry.line)
        held[place] = held.get(place, 0) + sign * entry.amount
    rows = tuple((*place, cents) for place, cents in sorted(held.items()) if cents)
    columns = (Column("Kenmerk"), Column("Plan"), Column("Partner"), Column("Budgetregel"), Column("Bedrag", Kind.MONEY))
    demo = any(e.is_demo for e in entries)
    return Figure(key, STOCK_LABELS[where], Unit.MONEY, sum(held.values()), basis, demo, columns, rows)


def balance_of(entries: Iterable[EntryFact]) -> list[tuple[str, str, int]]:
    """What is still promised and not paid by plan, as (reference, title, cents); below zero is an error in the books."""
    held: dict[tuple[str, str, int, str], int] = {}
    for entry in entries:
        if entry.reference is not None:
            place = (entry.reference, entry.title, entry.year, entry.line)
            held[place] = held.get(place, 0) + _STOCK["committed"].get(EntryKind(entry.kind), 0) * entry.amount
    return [(reference, title, cents) for (reference, title, _, _), cents in held.items()]


def _free(key: str, basis: str, entries: Sequence[EntryFact]) -> Figure:
    sums: dict[tuple[str, str], int] = {}
    for entry in entries:
        for where, kinds in _STOCK.items():
            sign = kinds.get(EntryKind(entry.kind), 0) * (1 if where == "budget" else -1)
            place = (entry.line, STOCK_LABELS[where])
            sums[place] = sums.get(place, 0) + sign * entry.amount
    rows = tuple((line, what, cents) for (line, what), cents in sums.items() if cents)
    columns = (Column("Budgetregel"), Column("Wat"), Column("Bedrag", Kind.MONEY))
    return Figure(key, STOCK_LABELS["free"], Unit.MONEY, sum(sums.values()), basis, any(e.is_demo for e in entries), columns, rows)


def in_words(cents: int) -> str:
    """An amount in a sentence: whole euros without cents."""
    return show(cents, whole=True)
