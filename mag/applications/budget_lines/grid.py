"""Reads a table of cells as costs and money from others, whatever its shape.

Merged cells, headers, headings, totals, two parts side by side. Nothing is guessed silently: what cannot be read is named by
its place, what was left out is told.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mag.applications.budget_lines import words
from mag.applications.budget_lines.cells import BLANK, Cell, amount_of, is_unclear
from mag.applications.budget_lines.lines import LONGEST, Line, Place, Reading, total_of
from mag.applications.states import CostKind
from mag.core.money import AmountWrong, Cents, show

Row = tuple[int, Sequence[Cell]]
"""The number of a row, from 1, and its cells."""


@dataclass(slots=True)
class _Table:
    """One table being read: which columns hold what, and which part of the budget it is in."""

    sheet: str | None
    english: bool
    kind: CostKind
    offset: int = 0
    amount: int | None = None
    what: int | None = None
    reading: Reading = field(default_factory=Reading)
    empty: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)

    def place(self, row: int, column: int | None = None) -> Place:
        return Place(row, None if column is None else column + 1 + self.offset, self.sheet)

    def leave_total(self, row: int) -> None:
        self.totals.append(f"{'blad ' + self.sheet + ', rij' if self.sheet else 'regel'} {row}")

    def trouble(self, row: int, column: int | None, sentence: str) -> None:
        self.reading.troubles.append(f"{self.place(row, column)}: {sentence}")


def read_grid(rows: Sequence[Row], *, kind: CostKind = CostKind.COST, sheet: str | None = None, english: bool = False) -> Reading:
    """What a table says. ``kind`` is what its lines are until a heading says otherwise; ``sheet`` is named in what is wrong."""
    rows = [(number, cells) for number, cells in rows if any(not cell.is_blank for cell in cells)]
    for index, (_number, cells) in enumerate(rows):
        second = _second_part(cells)
        if second is not None:
            return _side_by_side(rows[index:], second, sheet, english)
    table = _Table(sheet, english, kind)
    _read(table, rows)
    return table.reading


def _second_part(cells: Sequence[Cell]) -> int | None:
    """Where the second of two parts begins when a row is the header of both, side by side."""
    named = [(number, kind) for number, cell in enumerate(cells) if (kind := words.kind_named(cell)) is not None]
    kinds = [kind for _number, kind in named]
    first_is_cost = kinds[:1] == [CostKind.COST]
    other = CostKind.INCOME if first_is_cost else CostKind.COST
    if other not in kinds or any(cell.is_amount for cell in cells if words.plain(cell) not in ("€",)):
        return None
    return next(number for number, kind in named if kind is other)


def _side_by_side(rows: Sequence[Row], second: int, sheet: str | None, english: bool) -> Reading:
    reading = Reading()
    for start, end in ((0, second), (second, None)):
        table = _Table(sheet, english, CostKind.COST, offset=start)
        _read(table, [(number, cells[start:end]) for number, cells in rows if any(not cell.is_blank for cell in cells[start:end])])
        reading.add(table.reading)
    return reading


def _read(table: _Table, rows: Sequence[Row]) -> None:
    table.amount = _likely_column(table, rows)
    for number, cells in rows:
        if not _is_heading(table, cells):
            _read_line(table, number, cells)
    if table.totals:
        table.reading.notes.append(f"Een totaal, dus niet meegenomen: {', '.join(table.totals[:5])}.")
    if table.empty:
        listed = ", ".join(table.empty[:5]) + (" en meer" if len(table.empty) > 5 else "")
        table.reading.notes.append(f"Zonder bedrag, dus niet meegenomen: {listed}.")


def _likely_column(table: _Table, rows: Sequence[Row]) -> int | None:
    """The column most amounts stand in, the last of them when several are as full."""
    lines = [cells for _number, cells in rows if any(cell.is_words for cell in cells) and words.amount_header(cells) is None]
    full = Counter(number for cells in lines for number, cell in enumerate(cells) if cell.is_amount)
    if not full:
        return None
    best = max(full, key=lambda number: (full[number], number))
    headed = any(words.amount_header(cells) is not None for _number, cells in rows)
    if not headed and sum(count * 2 > full[best] for count in full.values()) > 1:
        named = str(table.place(1, best)).rsplit(", ", 1)[-1]
        table.reading.notes.append(f"Op een regel staan meer getallen. Wij namen het bedrag uit {named}.")
    return best


def _is_heading(table: _Table, cells: Sequence[Cell]) -> bool:
    """Whether a row is a header or the heading of a part; then it says what the rows under it are."""
    said = [cell for cell in cells if not cell.is_blank]
    column = words.amount_header(cells)
    kind = next((kind for cell in cells[: column or None] if (kind := words.kind_named(cell)) is not None), None)
    if column is not None and (len(said) > 1 or kind is None):
        table.amount, table.what = column, words.what_header(cells, column)
    elif kind is None or len(said) > 1:
        return False
    table.kind = kind or table.kind
    return True


def _read_line(table: _Table, number: int, cells: Sequence[Cell]) -> None:
    column = _amount_column(table, cells)
    cell = cells[column] if column is not None else BLANK
    description = _description(table, cells, column)
    if words.is_total(description):
        _leave_total(table, number, description, cell)
        return
    if column is None or cell.is_blank:
        table.empty.append(f"“{description[:40]}”")
        return
    try:
        amount = amount_of(cell, english=table.english)
    except AmountWrong as wrong:
        table.reading.unclear = table.reading.unclear or is_unclear(cell, wrong)
        table.trouble(number, column, wrong.sentence)
        return
    _add(table, number, column, description, amount)


def _add(table: _Table, number: int, column: int, description: str, amount: Cents) -> None:
    before = table.reading.of(table.kind)
    if amount == 0:
        table.empty.append(f"“{description[:40]}”" if description else str(table.place(number)).lower())
    elif not description and len(before) > 1 and amount == total_of(before):
        table.leave_total(number)
    elif not description:
        table.trouble(number, None, f"hier staat niet waar {show(amount)} voor is. Zet er een omschrijving bij.")
    elif len(description) > LONGEST:
        table.trouble(number, None, f"de omschrijving heeft {len(description)} tekens. Maak haar korter dan {LONGEST}.")
    elif len(before) > 1 and amount == total_of(before) and words.may_be_total(description):
        table.leave_total(number)
    else:
        if words.may_be_total(description) or (len(before) > 1 and amount == total_of(before)):
            sentence = (
                f"{table.place(number)}: “{description[:40]}” van {show(amount)} telt nu mee. Is het een totaal? Haal die regel dan weg."
            )
            table.reading.notes.append(sentence)
        table.reading.lines.append(Line(table.kind, description, amount))


def _amount_column(table: _Table, cells: Sequence[Cell]) -> int | None:
    """Where the amount of a line stands: in the column of the table, else where the only amount of the line is."""
    if table.amount is not None and table.amount < len(cells) and not cells[table.amount].is_blank and table.amount != _first_words(cells):
        return table.amount
    amounts = [number for number, cell in enumerate(cells) if cell.is_amount]
    return amounts[-1] if len(amounts) == 1 else None


def _first_words(cells: Sequence[Cell]) -> int | None:
    return next((number for number, cell in enumerate(cells) if cell.is_words), None)


def _description(table: _Table, cells: Sequence[Cell], column: int | None) -> str:
    """What a line is for: the cell under the header of descriptions, else all words of the line before its amount."""
    if table.what is not None and table.what < len(cells) and table.what != column and not cells[table.what].is_blank:
        return cells[table.what].text
    left = [cell.text for cell in cells[: column if column is not None else None] if cell.is_words]
    right = [cell.text for cell in cells[column + 1 :] if cell.is_words] if column is not None else []
    return ": ".join(left) or (right[0] if right else "")


def _leave_total(table: _Table, number: int, description: str, cell: Cell) -> None:
    """A total is left out, and that is told; also when it differs from what it adds up."""
    table.leave_total(number)
    if cell.is_blank or words.is_part_total(description):
        return
    try:
        said = amount_of(cell, english=table.english)
    except AmountWrong:
        return
    ours = table.reading.total(table.kind)
    if said != ours:
        sentence = f"{table.place(number)}: uw totaal is {show(said)}, maar de regels erboven zijn samen {show(ours)}. Controleer dat."
        table.reading.notes.append(sentence)
