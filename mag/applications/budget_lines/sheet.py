"""A budget as a workbook: the one to download with one's own lines in it, and reading the one that comes back.

Reading happens in a child process with limits (:mod:`.sheet_child`), after the file was judged like every other upload.
"""

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from mag.applications.budget_lines import sheet_child, words
from mag.applications.budget_lines.cells import BLANK, Cell, CellKind
from mag.applications.budget_lines.grid import Row, read_grid
from mag.applications.budget_lines.lines import MOST_LINES, Reading
from mag.applications.states import CostKind
from mag.core.errors import Refused
from mag.core.file_names import clean_name
from mag.core.money import Cents
from mag.core.settings import ROOT
from mag.core.upload_contents import XLSX
from mag.core.uploads import SENTENCES, judge

SHEETS = {CostKind.COST: "Kosten", CostKind.INCOME: "Inkomsten"}
HELP = {
    CostKind.COST: "Zet elke kostenpost op een eigen regel. Bewaar het bestand en stuur het terug op de bladzijde van uw begroting.",
    CostKind.INCOME: "Zet elk bedrag van anderen op een eigen regel, bijvoorbeeld kaartjes, eigen geld of een ander fonds.",
}
NO_SHEET = "“{name}” is geen Excel-bestand. Bewaar het als Excel-werkmap (XLSX) en stuur het opnieuw."
SECONDS = 15


def write_template(lines: Iterable[tuple[CostKind, str, Cents | str]], made_at: datetime) -> bytes:
    """A workbook with these lines in it and room for more: a sheet of costs and one of incomes.

    Amounts are real numbers; one that was typed and cannot be read stays text.
    """
    from xlsxwriter import Workbook

    listed, buffer = list(lines), io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Begroting", "created": made_at.astimezone(UTC).replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bg_color": "#12395B", "font_color": "#FFFFFF"})
        euros = book.add_format({"num_format": "[$€-413] #,##0.00", "align": "right"})
        help_line = book.add_format({"italic": True})
        for kind, name in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 0, 60)
            sheet.set_column(1, 1, 16, euros)
            sheet.write_string(0, 0, HELP[kind], help_line)
            sheet.write_string(2, 0, "Omschrijving", head)
            sheet.write_string(2, 1, "Bedrag", head)
            for row, (what, amount) in enumerate(((what, amount) for which, what, amount in listed if which is kind), 3):
                sheet.write_string(row, 0, what)
                if isinstance(amount, str):
                    sheet.write_string(row, 1, amount)
                else:
                    sheet.write_number(row, 1, Decimal(amount) / 100, euros)
            sheet.freeze_panes(3, 0)
            told = {"error_title": "Bedrag", "error_message": "Typ een bedrag, zoals 250 of 12,50."}
            sheet.data_validation(3, 1, 2 + MOST_LINES, 1, {"validate": "decimal", "criteria": ">=", "value": 0, **told})
    return buffer.getvalue()


def read_sheet(name: str, data: bytes, *, max_bytes: int, english: bool = False) -> Reading:
    """What a workbook says, judged as a whole. What cannot be opened is one sentence; nothing is raised for a bad file."""
    try:
        judge(data, name, max_bytes=max_bytes, kinds=frozenset({XLSX}))
    except Refused as refused:
        (refusal,) = refused.refusals
        sentence = NO_SHEET.format(name=clean_name(name)) if refusal.code in ("wrong_type", "old_office") else refusal.sentence
        return Reading(troubles=[sentence])
    answer = _ask(data)
    if "wrong" in answer:
        return Reading(troubles=[SENTENCES[answer["wrong"]].format(name=clean_name(name))])
    return _read_sheets(answer["sheets"], english=english).close()


def _read_sheets(sheets: Sequence[dict[str, Any]], *, english: bool) -> Reading:
    """The sheets whose names say that they hold costs or incomes; the first sheet when none does."""
    reading = Reading()
    named = [(sheet, kind) for sheet in sheets if (kind := words.kind_named(Cell(sheet["name"]))) is not None]
    if not named and sheets:
        named = [(sheets[0], CostKind.COST)]
    taken = [sheet["name"] for sheet, _kind in named]
    left = [f"“{sheet['name']}”" for sheet in sheets if sheet["name"] not in taken and sheet["rows"]]
    for sheet, kind in named:
        title = sheet["name"][:31]
        if sheet["more"]:
            reading.troubles.append(
                f"Blad {title} heeft meer dan {sheet_child.MOST_ROWS - 1} rijen. Laat alleen de regels van uw begroting staan."
            )
            continue
        reading.add(read_grid(_rows(sheet["rows"]), kind=kind, sheet=title, english=english))
    if left:
        reading.notes.append(f"Andere bladen lazen wij niet: {', '.join(left[:5])}. Zet uw regels op de bladen Kosten en Inkomsten.")
    return reading


def _rows(rows: Sequence[Sequence[Sequence[str] | None]]) -> list[Row]:
    said = [(number, [BLANK if cell is None else Cell(cell[1], CellKind(cell[0])) for cell in row]) for number, row in enumerate(rows, 1)]
    return [(number, cells) for number, cells in said if not any(cell.text in HELP.values() for cell in cells)]


def _ask(data: bytes) -> dict[str, Any]:
    """What the child says of a workbook."""
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"}
    with tempfile.TemporaryDirectory(prefix="mag-sheet-") as folder:
        path = Path(folder) / "begroting.xlsx"
        path.write_bytes(data)
        command = [sys.executable, "-P", "-s", "-m", sheet_child.__name__, str(path)]
        try:
            done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return {"wrong": "too_slow"}
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"wrong": "too_heavy"}
    return answer
