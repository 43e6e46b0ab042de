"""Makes spreadsheets, CSV and JSON from tables, so that people can calculate on with real numbers and nothing in them runs.

Text that a person typed never becomes a formula. In a workbook it is written as a text cell. In a CSV, where Excel guesses
what a cell is, text that could run gets an apostrophe in front: text that starts with ``=``, ``+``, ``@``, a tab or a line
break, and text that starts with ``-`` unless it is nothing but words. A name such as ``-Samen`` stays as it is.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from mag.core import money
from mag.core.clock import AMSTERDAM
from mag.core.errors import MagError


class Kind(Enum):
    """What stands in a column, and so how a value is written and shown. An empty cell is None in every kind."""

    TEXT = "text"
    MONEY = "money"
    """Whole eurocents (int)."""
    NUMBER = "number"
    """A Decimal."""
    WHOLE = "whole"
    """A whole number (int)."""
    DATE = "date"
    MOMENT = "moment"
    """An aware datetime, shown as Amsterdam time."""


class SheetError(MagError):
    """A table cannot be written; the text says which value in which column, for the log."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Dutch title and what stands in it."""

    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; ``note`` is one Dutch sentence about it for the sheet that explains the file."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    note: str = ""


_FORMATS = {
    Kind.MONEY: "[$€-413] #,##0.00;[$€-413] -#,##0.00",
    Kind.NUMBER: "#,##0.##########",
    Kind.WHOLE: "#,##0",
    Kind.DATE: "dd-mm-yyyy",
    Kind.MOMENT: "dd-mm-yyyy hh:mm",
}
_TYPES: dict[Kind, type] = {Kind.TEXT: str, Kind.MONEY: int, Kind.NUMBER: Decimal, Kind.WHOLE: int, Kind.DATE: date, Kind.MOMENT: datetime}
_LONGEST = 32_000
_FIRST_DAY = date(1900, 3, 1)
_ABOUT = "Over dit bestand"
_NO_XML = re.compile("[\ufffe\uffff]")
_STARTS_FORMULA = re.compile(r"^[\t\r\n]|^\s*[=+@＝＋＠－]")
_MINUS_AND_WORDS = re.compile(r"^-[^\W\d_][^\W\d_\s]*([ .,'’&-]+[^\W\d_]+)*\.?$")


def could_run(text: str) -> bool:
    """Whether Excel might take the text of a CSV cell for a formula."""
    bare = text.lstrip()
    return _STARTS_FORMULA.search(text) is not None or (bare.startswith("-") and not _MINUS_AND_WORDS.match(bare))


def write_xlsx(tables: Sequence[Table], *, title: str, made_at: datetime, about_rows: Sequence[tuple[str, str]]) -> bytes:
    """A workbook: first the sheet "Over dit bestand" with ``about_rows`` (what, answer) and the notes, then a sheet a table.

    Amounts, numbers and dates are real ones with Dutch formats; each sheet has a fixed header and a filter. The same input gives
    the same bytes. Raises :class:`SheetError` for a value that is not of its column's kind.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    never = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with Workbook(buffer, {"in_memory": True, **never}) as book:
        book.set_properties({"title": _cell_text(title), "created": made_at.astimezone(UTC).replace(tzinfo=None)})
        styles = {kind: book.add_format({"num_format": number_format, "valign": "top"}) for kind, number_format in _FORMATS.items()}
        styles[Kind.TEXT] = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        head = book.add_format({"bold": True, "bg_color": "#12395B", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"})
        names = _sheet_names([_ABOUT, *(t.name for t in tables)])
        lines = [(what, answer) for what, answer in about_rows]
        lines += [(f"Blad {name}", table.note) for name, table in zip(names[1:], tables, strict=True) if table.note]
        about = Table(_ABOUT, [Column("Onderwerp"), Column(title)], lines)
        for name, table in zip(names, [about, *tables], strict=True):
            _fill(book.add_worksheet(name), table, styles, head)
    return buffer.getvalue()


def _fill(sheet: Any, table: Table, styles: dict[Kind, Any], head: Any) -> None:
    widths = [len(column.title) + 4 for column in table.columns]
    for x, column in enumerate(table.columns):
        sheet.write_string(0, x, _cell_text(column.title), head)
    for y, row in enumerate(table.rows, start=1):
        for x, (column, value) in enumerate(zip(table.columns, _checked(table, row), strict=True)):
            if value is None:
                continue
            style = styles[column.kind]
            if column.kind is Kind.TEXT:
                sheet.write_string(y, x, _cell_text(value), style)
            elif column.kind is Kind.MONEY:
                sheet.write_number(y, x, Decimal(value) / 100, style)
            elif column.kind in (Kind.NUMBER, Kind.WHOLE):
                sheet.write_number(y, x, value, style)
            elif (value if column.kind is Kind.DATE else value.date()) < _FIRST_DAY:
                sheet.write_string(y, x, _dutch(column.kind, value), styles[Kind.TEXT])
            else:
                sheet.write_datetime(y, x, value if column.kind is Kind.DATE else value.astimezone(AMSTERDAM).replace(tzinfo=None), style)
            widths[x] = max(widths[x], len(_dutch(column.kind, value)) + 3)
    for x, width in enumerate(widths):
        sheet.set_column(x, x, min(width, 60))
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names Excel takes: 31 characters, no ``[]:*?/\\``, none twice."""
    taken: list[str] = []
    for name in wanted:
        clean = re.sub(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]", " ", name).strip().strip("'").strip() or "Blad"
        if clean.lower() == "history":
            clean += " 1"
        found, number = _cut_name(clean, 31), 1
        while found.lower() in {t.lower() for t in taken}:
            number += 1
            found = f"{_cut_name(clean, 30 - len(str(number)))} {number}"
        taken.append(found)
    return taken


def _cut_name(name: str, length: int) -> str:
    """A name cut to a length as Excel counts it: a character outside the basic plane counts double."""
    while len(name.encode("utf-16-le")) > 2 * length:
        name = name[:-1]
    return name.strip()


def _checked(table: Table, row: Sequence[Any]) -> list[Any]:
    """The values of a row, each of its column's kind. Raises :class:`SheetError`."""
    if len(row) != len(table.columns):
        raise SheetError(f"{table.name}: a row has {len(row)} values for {len(table.columns)} columns")
    for column, value in zip(table.columns, row, strict=True):
        if value is None:
            continue
        right = isinstance(value, _TYPES[column.kind]) and not isinstance(value, bool)
        if column.kind is Kind.DATE:
            right = right and not isinstance(value, datetime)
        if column.kind is Kind.MOMENT:
            right = right and value.tzinfo is not None
        if column.kind is Kind.NUMBER:
            right = right and value.is_finite()
        if not right:
            raise SheetError(f"{table.name}: {value!r} is not {column.kind.value} (column {column.title})")
    return list(row)


def _cell_text(text: str) -> str:
    clean = _NO_XML.sub("\ufffd", text.encode("utf-8", "replace").decode())
    return clean if len(clean) <= _LONGEST else clean[:_LONGEST] + "…"


def _dutch(kind: Kind, value: Any) -> str:
    """A value as a Dutch reader types it in Excel: ``1250,00``, ``12,5``, ``03-02-2022``, ``03-02-2022 14:05``."""
    if kind is Kind.MONEY:
        return money.plain(value)
    if kind is Kind.NUMBER:
        return format(value, "f").replace(".", ",")
    if kind is Kind.DATE:
        return f"{value.day:02d}-{value.month:02d}-{value.year:04d}"
    if kind is Kind.MOMENT:
        local = value.astimezone(AMSTERDAM)
        return f"{local.day:02d}-{local.month:02d}-{local.year:04d} {local.hour:02d}:{local.minute:02d}"
    return str(value)


def write_csv(table: Table) -> bytes:
    """A table as Dutch Excel opens it: UTF-8 with its mark, ``;`` between cells, decimal comma, dates dd-mm-jjjj, lines end in CRLF.

    Text that could run gets an apostrophe in front (see the module). Raises :class:`SheetError` for a value of another kind.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_guarded(column.title) for column in table.columns])
    for row in table.rows:
        cells = zip(table.columns, _checked(table, row), strict=True)
        writer.writerow(
            ["" if v is None else _guarded(v) if column.kind is Kind.TEXT else _dutch(column.kind, v) for column, v in cells],
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _guarded(text: str) -> str:
    clean = text.replace("\x00", "")
    return "'" + clean if could_run(clean) else clean


def money_data(cents: int) -> dict[str, int | str]:
    """An amount for JSON: whole cents, and the same in euros as text with a point (``{"amount_cents": 125000, "euros": "1250.00"}``)."""
    return {"amount_cents": int(cents), "euros": money.plain(cents).replace(",", ".")}


def table_data(table: Table) -> dict[str, Any]:
    """A table for :func:`write_json`: its name, note, columns, and a row as a mapping from title to value."""

    def value_of(column: Column, value: Any) -> Any:
        return money_data(value) if column.kind is Kind.MONEY and value is not None else value

    return {
        "name": table.name,
        "note": table.note,
        "columns": [{"title": c.title, "kind": c.kind.value} for c in table.columns],
        "rows": [{c.title: value_of(c, v) for c, v in zip(table.columns, _checked(table, row), strict=True)} for row in table.rows],
    }


def write_json(data: Any) -> bytes:
    """Data as canonical JSON: keys sorted, UTF-8, one value a line, a line end at the end; the same data gives the same bytes.

    Decimals become text with a point, dates and moments ISO 8601 (moments in UTC), enums their value. Raises :class:`SheetError`
    for a float and for anything else it does not know, so that no amount slips in as a rounded number.
    """
    ready = _json_ready(data)
    return (json.dumps(ready, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode("utf-8", "replace")


def _json_ready(data: Any) -> Any:
    if isinstance(data, Enum):
        return _json_ready(data.value)
    if data is None or isinstance(data, str | bool | int):
        return data
    if isinstance(data, Decimal) and data.is_finite():
        return format(data, "f")
    if isinstance(data, datetime):
        if data.tzinfo is None:
            raise SheetError(f"{data!r} is not an aware moment")
        return data.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(data, date):
        return data.isoformat()
    if isinstance(data, Mapping):
        if not all(isinstance(key, str) for key in data):
            raise SheetError("the keys of JSON are text")
        return {key: _json_ready(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_json_ready(value) for value in data]
    raise SheetError(f"{data!r} does not go into JSON")


def write_zip(files: Sequence[tuple[str, bytes]], *, made_at: datetime) -> bytes:
    """Several files in one, each with the date ``made_at``; the same files give the same bytes.

    Raises :class:`SheetError` for a name twice or a name that points outside the folder where somebody unpacks it.
    """
    buffer = io.BytesIO()
    local = made_at.astimezone(AMSTERDAM)
    stamp = (max(local.year, 1980), local.month, local.day, local.hour, local.minute, local.second)
    seen: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            if (
                name.lower() in seen
                or name.startswith("/")
                or "\\" in name
                or ":" in name
                or any(p in ("", ".", "..") for p in name.split("/"))
            ):
                raise SheetError(f"{name!r} cannot stand in the bundle")
            seen.add(name.lower())
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
