"""A framework's tables as readers see them: half years beside years, doubt in words, small counts of people hidden. Pure."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mag.core.period import Period, PeriodKind
from mag.indicators.few import NOT_SHOWN, Few, keep_safe
from mag.indicators.frameworks.document import RowDocument, RowKind, TableDocument, column_name
from mag.indicators.imports.cells import Cell
from mag.indicators.models import VALUE_STATUS_LABELS, ValueStatus


@dataclass(frozen=True, slots=True)
class ShownCell:
    """What stands in a cell in words; ``mark`` says how sure it is, empty when it is final. ``value`` is None where no number is shown."""

    column: str
    text: str
    mark: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row: its name, whether it is a part of the one above, and a cell for every column."""

    name: str
    is_part: bool
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with its source and everything to be said below it."""

    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    source: str
    source_address: str | None
    notes: tuple[str, ...]


def show_table(table: TableDocument, few: Few) -> ShownTable:
    """The table for readers."""
    periods = table.periods()
    hidden = _hidden(table, periods, few)
    kinds = {row.kind for row in table.rows}
    named = next(iter(kinds)) if len(kinds) == 1 else RowKind.FLOW
    columns = tuple(column_name(period, named) for period in periods)
    rows = tuple(
        ShownRow(
            f"{row.name} ({column_name(periods[-1], row.kind)})" if len(kinds) > 1 and row.kind is RowKind.STOCK and len(periods) == 1
            else f"{row.name}, aan het eind" if len(kinds) > 1 and row.kind is RowKind.STOCK else row.name,
            row.part,
            tuple(
                _cell(table, row, period, columns[place], hidden.get((row.code, period.code)))
                for place, period in enumerate(periods)
            ),
        )
        for row in table.rows
    )  # fmt: skip
    why = [f"Deze aantallen tellen niet op: {tie.why_not}" for tie in table.ties if tie.why_not]
    why += [f"Begin, erbij en eraf sluiten niet op elkaar aan: {one.why_not}" for one in table.movements if one.why_not]
    ties = ["De onderdelen tellen op tot het geheel."] if any(not tie.why_not for tie in table.ties) else []
    source = f"{table.source}, {table.source_page}"
    return ShownTable(table.title, table.head, columns, rows, source, table.source_address, (*table.notes, *ties, *why))


def _hidden(table: TableDocument, periods: Sequence[Period], few: Few) -> dict[tuple[str, str], str]:
    """The cells that may not be shown with what stands there instead: small counts of people, and those that would give them away.

    Sums that give a cell away: the parts of a whole, begin and end with what came and went, and two half years with their year.
    """
    of_people = {row.code for row in table.rows if row.people}
    values = {(code, period.code): _count(table, code, period) for code in of_people for period in periods}
    small = {cell for cell, value in values.items() if few.hides(value)}
    for tie in table.ties:
        for period in periods:
            parts = [(code, period.code) for code in tie.parts if code in of_people]
            small |= {parts[place] for place in few.hidden([values[cell] for cell in parts])}
    hidden = keep_safe(values, small, list(_sums(table, periods))) & values.keys() if few.secondary else small
    told = {cell: few.words(values[cell]) for cell in hidden}
    for tie in table.ties:
        for period in periods:
            parts = [(code, period.code) for code in tie.parts if (code, period.code) in hidden]
            words = few.told([values[cell] for cell in parts], range(len(parts)))
            told |= {cell: NOT_SHOWN for place, cell in enumerate(parts) if words[place] == NOT_SHOWN}
    return told


def _sums(table: TableDocument, periods: Sequence[Period]) -> Iterator[set[tuple[str, str]]]:
    """The cells one equation ties together."""
    for period in periods:
        yield from ({(code, period.code) for code in (tie.whole, *tie.parts)} for tie in table.ties)
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    for one in table.movements:
        for before, now in itertools.pairwise(years):
            yield {(one.stock, before.code), (one.stock, now.code), (one.incoming, now.code), (one.outgoing, now.code)}
    for row in table.rows:
        for whole in years:
            halves = [p for p in periods if p.kind is PeriodKind.HALF_YEAR and p.first.year == whole.first.year]
            if row.kind is RowKind.FLOW and len(halves) == 2:
                yield {(row.code, whole.code), *((row.code, half.code) for half in halves)}


def _count(table: TableDocument, code: str, period: Period) -> int:
    cell = table.cell(code, period.code)
    return int(cell.value) if cell is not None and cell.value is not None else 0


def _cell(table: TableDocument, row: RowDocument, period: Period, column: str, hidden: str | None) -> ShownCell:
    cell: Cell | None = table.cell(row.code, period.code)
    if cell is None:
        return ShownCell(column, "niet gevraagd")
    if hidden is not None:
        return ShownCell(column, hidden)
    if cell.value is None:
        return ShownCell(column, VALUE_STATUS_LABELS[cell.status])
    return ShownCell(
        column, table.show(row, cell), "" if cell.status is ValueStatus.FINAL else VALUE_STATUS_LABELS[cell.status], cell.value
    )
