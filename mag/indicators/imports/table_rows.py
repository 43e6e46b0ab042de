"""Reads CSV and XLSX one row at a time: finds the head below titles, joins a head of several rows, skips notes at the end."""

import codecs
import csv
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO

from openpyxl import load_workbook  # type: ignore[import-untyped,unused-ignore]

from mag.indicators.imports.mapping import Format, MappingDocument
from mag.indicators.imports.rows import MOST_ROWS, FileProblem, Row, too_many

JOIN = " | "
"""Stands between the parts of a head of several rows."""
_SEARCHED = 50
_DELIMITERS = ";,\t|"
_MOST_UNPACKED = 300 * 1024 * 1024
Cells = list[str | Decimal | None]


def read_table(stream: BinaryIO, mapping: MappingDocument) -> Iterator[Row]:
    """Every row below the head, its cells by column. Raises :class:`FileProblem` when the head or the file is wrong."""
    lines = _xlsx_lines(stream) if mapping.format is Format.XLSX else _csv_lines(stream, mapping.delimiter)
    head: list[str] | None = None
    waiting: list[Cells] = []
    for number, cells in enumerate(lines, start=1):
        if number > MOST_ROWS:
            raise too_many()
        if head is None:
            waiting.append(cells)
            head = _head(waiting[-mapping.head_rows :], mapping) if len(waiting) >= mapping.head_rows else None
            if head is None and len(waiting) >= _SEARCHED:
                break
            continue
        if sum(1 for cell in cells if not _is_blank(cell)) <= 1 < len(head):
            continue
        yield Row(number, "regel", dict(zip(head, [*cells, *[""] * (len(head) - len(cells))], strict=False)) | _surplus(cells, head))
    if head is None:
        raise FileProblem(_no_head(waiting, mapping))


SURPLUS = "\0surplus"
"""The column under which a reader tells that a row has more cells than the head."""


def _surplus(cells: Cells, head: Sequence[str]) -> dict[str, str | Decimal | None]:
    more = [cell for cell in cells[len(head) :] if not _is_blank(cell)]
    return {SURPLUS: str(len(cells))} if more else {}


def _is_blank(cell: str | Decimal | None) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def first_lines(stream: BinaryIO, *, is_excel: bool) -> Iterator[Cells]:
    """The lines of a file nobody knows yet, whatever stands in them. Raises :class:`FileProblem`."""
    return _xlsx_lines(stream) if is_excel else _csv_lines(stream, None)


def join_head(rows: Sequence[Cells]) -> list[str]:
    """The names of the columns, from a head of one or several rows."""
    width = max(len(row) for row in rows)
    levels = []
    for level, row in enumerate(rows):
        texts = [" ".join(str(cell or "").split()) for cell in row] + [""] * (width - len(row))
        if level < len(rows) - 1:
            for column in range(1, width):
                texts[column] = texts[column] or texts[column - 1]
        levels.append(texts)
    return [JOIN.join(dict.fromkeys(part for part in parts if part)) for parts in zip(*levels, strict=True)]


def _head(rows: Sequence[Cells], mapping: MappingDocument) -> list[str] | None:
    """The names of the columns when these rows are the head, else None."""
    head = join_head(rows)
    wanted = set(mapping.columns())
    if mapping.period_in_head:
        wanted_parts = {value.column for value in mapping.values}
        there = {part for name in head for part in name.split(JOIN)} | set(head)
        return head if wanted <= set(head) and (wanted_parts <= there) else None
    return head if wanted <= set(head) else None


def _no_head(rows: Sequence[Cells], mapping: MappingDocument) -> str:
    wanted = mapping.columns() + ([value.column for value in mapping.values] if mapping.period_in_head else [])
    if not any(not _is_blank(cell) for row in rows for cell in row):
        return "Dit bestand is leeg."
    best = max(rows, key=lambda row: (len(set(wanted) & {" ".join(str(cell or "").split()) for cell in row}), len(row)))
    names = [" ".join(str(cell).split()) for cell in best if not _is_blank(cell)]
    if len(names) == 1 and mapping.format is not Format.XLSX:
        other = max(_DELIMITERS, key=names[0].count)
        if names[0].count(other) >= 2:
            return f"De kolommen staan niet los van elkaar. In dit bestand staat “{_sign(other)}” ertussen; in de koppeling iets anders."
    missing = [name for name in wanted if name not in names]
    there = ", ".join(names[:12]) or "geen"
    return f"Deze kolommen staan niet in het bestand: {', '.join(missing)}. Wel gevonden: {there[:400]}."


def _sign(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter


def _csv_lines(stream: BinaryIO, said: str | None) -> Iterator[Cells]:
    encoding = _encoding(stream)
    delimiter = said or _delimiter(stream, encoding)
    text = TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")
    lines = csv.reader(text, delimiter=delimiter)
    try:
        for cells in lines:
            yield list(cells)
    except csv.Error:
        raise FileProblem(f"Bij regel {lines.line_num} is het bestand niet te lezen: er staat een teken te veel.") from None
    except UnicodeError:
        raise FileProblem(f"Na regel {lines.line_num} staan tekens die niet te lezen zijn. Bewaar het bestand als CSV in UTF-8.") from None
    finally:
        text.detach()


def _encoding(stream: BinaryIO) -> str:
    """UTF-16 by its mark, UTF-8 when every byte fits, else what Excel in the Netherlands writes."""
    stream.seek(0)
    if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        stream.seek(0)
        return "utf-16"
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in iter(lambda: stream.read(1 << 20), b""):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        stream.seek(0)
    return "utf-8-sig"


def _delimiter(stream: BinaryIO, encoding: str) -> str:
    start = stream.read(1 << 14).decode(encoding, errors="replace")
    stream.seek(0)
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in start.splitlines()[:_SEARCHED]), default=0))


def _xlsx_lines(stream: BinaryIO) -> Iterator[Cells]:
    try:
        with zipfile.ZipFile(stream) as package:
            if sum(part.file_size for part in package.infolist()) > _MOST_UNPACKED:
                raise FileProblem("Dit Excel-bestand wordt te groot als het wordt uitgepakt. Bewaar het als CSV.")
        stream.seek(0)
        book = load_workbook(stream, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_of_excel(cell) for cell in row]
    except FileProblem:
        raise
    except Exception as error:  # openpyxl raises whatever the XML of a damaged file leads it to
        raise FileProblem("Dit Excel-bestand is beschadigd of geen XLSX. Bewaar het opnieuw als XLSX.") from error


def _of_excel(cell: Any) -> str | Decimal | None:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, (int, float)):
        return Decimal(repr(cell))
    if isinstance(cell, (datetime, date)):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return str(cell)
