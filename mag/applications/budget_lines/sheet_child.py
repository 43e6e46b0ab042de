"""The child process that opens a workbook of a stranger: little memory, little time, no way back but one line of JSON.

Started by :mod:`mag.applications.budget_lines.sheet` as ``python -m … FILE``. It answers the cells of the sheets that are shown, as
(kind, text); what crashes or hangs takes only this process along. Formulas are never worked out: their stored outcome is read.
"""

import json
import sys
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Real
from typing import Any

from mag.core.upload_child import limit

SECONDS = 10
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, LONGEST = 12, 2_001, 26, 400


def cell_of(value: Any, formula: Any) -> list[str] | None:
    """A cell as (kind, text); None when it is empty. ``formula`` is what stands in it before it is worked out."""
    if value is None:
        return ["formula", str(formula)[:LONGEST]] if _is_formula(formula) else None
    if isinstance(value, bool):
        return ["yes_no", "WAAR" if value else "ONWAAR"]
    if isinstance(value, Real):
        number = Decimal(repr(value))
        return ["number", f"{number:f}"] if number.is_finite() and abs(number) < 10**18 else ["error", str(value)]
    if isinstance(value, datetime | date | time):
        return ["date", f"{value.day}-{value.month}-{value.year}" if isinstance(value, date) else str(value)]
    text = " ".join(str(value).split())[:LONGEST]
    if not text:
        return None
    return ["error", text] if text.startswith("#") and text.endswith(("!", "?", "/0!", "A", "N/A")) else ["text", text]


def _is_formula(formula: Any) -> bool:
    return (isinstance(formula, str) and formula.startswith("=")) or type(formula).__name__ in ("ArrayFormula", "DataTableFormula")


def read(path: str) -> list[dict[str, Any]]:
    """The sheets that are shown, each with its name and its rows of cells; ``more`` says that rows were left."""
    from openpyxl import load_workbook  # type: ignore[import-untyped,unused-ignore]

    values = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    shown = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
    return [_sheet(sheet, formulas[sheet.title]) for sheet in shown]


def _sheet(values: Any, formulas: Any) -> dict[str, Any]:
    for sheet in (values, formulas):
        sheet.reset_dimensions()
    box = {"max_row": MOST_ROWS, "max_col": MOST_COLUMNS, "values_only": True}
    rows: list[list[list[str] | None]] = []
    for said, meant in zip(values.iter_rows(**box), formulas.iter_rows(**box), strict=False):
        rows.append([cell_of(value, formula) for value, formula in zip(said, meant, strict=False)])
    while rows and not any(rows[-1]):
        rows.pop()
    return {"name": values.title, "rows": rows, "more": len(rows) >= MOST_ROWS}


def main(arguments: list[str]) -> None:
    """Read one workbook and answer."""
    limit(SECONDS)
    try:
        answer: dict[str, Any] = {"sheets": read(arguments[0])}
    except MemoryError:
        answer = {"wrong": "too_heavy"}
    except Exception:  # a reader of a stranger's file raises what it likes; for the person it is one thing
        answer = {"wrong": "broken_office"}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
