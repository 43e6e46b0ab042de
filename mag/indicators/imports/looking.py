"""The first rows of a file nobody knows yet: which columns it has, so that a person can choose them. Reads only its beginning."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from mag.indicators.imports.json_rows import read_json
from mag.indicators.imports.mapping import Format
from mag.indicators.imports.rows import FileProblem
from mag.indicators.imports.table_rows import Cells, first_lines, join_head

SHOWN = 8
SEARCHED = 60
_MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Look:
    """What the beginning of a file shows: the format it seems to be, its columns, how many rows are the head, and the first rows."""

    format: Format
    columns: tuple[str, ...]
    head_rows: int
    rows: tuple[tuple[str, ...], ...]


def look(stream: BinaryIO) -> Look:
    """Look at the beginning of a file. Raises :class:`FileProblem` when it is empty or of no kind we read."""
    start = stream.read(512)
    stream.seek(0)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _json(stream)
    is_excel = start.startswith(b"PK")
    lines = list(itertools.islice(first_lines(stream, is_excel=is_excel), SEARCHED))
    if not any(_filled(line) for line in lines):
        raise FileProblem("Dit bestand is leeg.")
    at = _head_at(lines)
    head_rows = 1
    while head_rows < 5 and at + head_rows < len(lines) and _goes_on(lines[at + head_rows]):
        head_rows += 1
    names = join_head(lines[at : at + head_rows])[:_MOST_COLUMNS]
    rows = [line for line in lines[at + head_rows :] if _filled(line) > 1 or len(names) == 1][:SHOWN]
    kind = Format.XLSX if is_excel else Format.STATLINE if at > 0 or "Perioden" in names else Format.CSV
    columns = tuple(dict.fromkeys(name for name in names if name))
    return Look(kind, columns, head_rows, tuple(_texts([cell for name, cell in zip(names, row, strict=False) if name]) for row in rows))


def _json(stream: BinaryIO) -> Look:
    rows = [row.cells for row in itertools.islice(read_json(stream), SHOWN)]
    if not rows:
        raise FileProblem("Dit bestand heeft geen enkele waarneming.")
    columns = tuple(dict.fromkeys(name for row in rows for name in row))[:_MOST_COLUMNS]
    kind = Format.CBS_V4 if {"Measure", "Value"} <= set(columns) else Format.CBS_V3
    return Look(kind, columns, 1, tuple(_texts([row.get(name) for name in columns]) for row in rows))


def _head_at(lines: list[Cells]) -> int:
    """The first line that fills as many cells as any: titles above it fill fewer."""
    most = max(_filled(line) for line in lines)
    return next(number for number, line in enumerate(lines) if _filled(line) == most)


def _goes_on(line: Cells) -> bool:
    """Whether a line below the head belongs to it: nothing in its first cell, words in others (units, years)."""
    return len(line) > 1 and not str(line[0] or "").strip() and _filled(line) > 0


def _filled(line: Cells) -> int:
    return sum(1 for cell in line if str(cell if cell is not None else "").strip())


def _texts(cells: Cells) -> tuple[str, ...]:
    return tuple(_text(cell) for cell in cells)


def _text(cell: str | Decimal | None) -> str:
    return "" if cell is None else " ".join(str(cell).split())[:60]
