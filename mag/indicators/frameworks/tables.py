"""A framework's tables as readers see them: half years beside years, doubt in words, small counts of people hidden. Pure."""

from dataclasses import dataclass

from mag.core.period import Period
from mag.indicators.few import Few
from mag.indicators.frameworks.document import RowDocument, RowKind, TableDocument, column_name
from mag.indicators.imports.cells import Cell
from mag.indicators.models import VALUE_STATUS_LABELS, ValueStatus


@dataclass(frozen=True, slots=True)
class ShownCell:
    """What stands in a cell in words; ``mark`` says how sure it is, empty when it is final."""

    column: str
    text: str
    mark: str = ""


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
    hidden = {(code, period.code) for period in periods for code in _hidden(table, period, few)}
    kinds = {row.kind for row in table.rows}
    named = next(iter(kinds)) if len(kinds) == 1 else RowKind.FLOW
    columns = tuple(column_name(period, named) for period in periods)
    rows = tuple(
        ShownRow(
            f"{row.name} ({column_name(periods[-1], row.kind)})" if len(kinds) > 1 and row.kind is RowKind.STOCK and len(periods) == 1
            else f"{row.name}, aan het eind" if len(kinds) > 1 and row.kind is RowKind.STOCK else row.name,
            row.part,
            tuple(
                _cell(table, row, period, columns[place], few, is_hidden=(row.code, period.code) in hidden)
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


def _hidden(table: TableDocument, period: Period, few: Few) -> set[str]:
    """The rows whose count of people may not be shown in a period, and those that would give them away."""
    found: set[str] = set()
    of_people = {row.code for row in table.rows if row.people}
    for tie in table.ties:
        parts = [code for code in tie.parts if code in of_people]
        found |= {parts[place] for place in few.hidden([_count(table, code, period) for code in parts])}
    return found | {code for code in of_people if few.hides(_count(table, code, period))}


def _count(table: TableDocument, code: str, period: Period) -> int:
    cell = table.cell(code, period.code)
    return int(cell.value) if cell is not None and cell.value is not None else 0


def _cell(table: TableDocument, row: RowDocument, period: Period, column: str, few: Few, *, is_hidden: bool) -> ShownCell:
    cell: Cell | None = table.cell(row.code, period.code)
    if cell is None:
        return ShownCell(column, "niet gevraagd")
    if is_hidden:
        return ShownCell(column, few.words(_count(table, row.code, period)))
    if cell.value is None:
        return ShownCell(column, VALUE_STATUS_LABELS[cell.status])
    return ShownCell(column, table.show(row, cell), "" if cell.status is ValueStatus.FINAL else VALUE_STATUS_LABELS[cell.status])
