"""Reads what somebody pasted from a spreadsheet or a letter: lines with a description and an amount."""

import csv
import re

from mag.applications.budget_lines.cells import Cell
from mag.applications.budget_lines.grid import Row, read_grid
from mag.applications.budget_lines.lines import Reading

LONGEST_PASTE = 200_000
MOST_ROWS = 2_000
LONGEST_LINE = 600
_AT_THE_END = re.compile(
    r"(?i)^(?P<what>.*?[^\d\s.,€(-].*?|.*?\d)[\s:=]+(?P<amount>(?:€|eur|euro)?\s*[-(]?\s*(?:€\s*)?\d[\d.,']*(?:,-{1,2}|-)?\)?(?:\s*(?:€|euro|eur))?)\s*$"
)


def read_paste(text: str, *, english: bool = False) -> Reading:
    """What a pasted text says, judged as a whole. ``english`` reads amounts as the English write them."""
    if len(text) > LONGEST_PASTE:
        return Reading(troubles=[f"U plakte {len(text)} tekens. Dat is te veel. Plak alleen de regels van uw begroting."])
    rows = _rows(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))
    if len(rows) > MOST_ROWS:
        return Reading(troubles=[f"U plakte {len(rows)} regels. Dat is te veel. Plak alleen de regels van uw begroting."])
    if not any(cell.text for _number, cells in rows for cell in cells):
        return Reading(troubles=["U plakte nog niets. Kopieer de regels in Excel en plak ze in het vak."])
    return read_grid(rows, english=english).close()


def _rows(text: str) -> list[Row]:
    mark = next((mark for mark in "\t;" if mark in text), None)
    if mark is None:
        return [(number, _split(line)) for number, line in enumerate(text.split("\n"), 1)]
    quoted = text.count('"') % 2 == 0
    lines = text.split("\n")
    reader = csv.reader(
        (line + "\n" for line in lines), delimiter=mark, quotechar='"', quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    try:
        found = [[_cell(text) for text in row] for row in reader]
    except csv.Error:
        found = [[_cell(text) for text in line.split(mark)] for line in lines]
    return list(enumerate(found, 1))


def _split(line: str) -> list[Cell]:
    """The words of a line and the amount at its end."""
    found = _AT_THE_END.match(line.strip()) if len(line) < LONGEST_LINE else None
    if found is None:
        return [_cell(line)]
    return [_cell(found["what"].rstrip(" \t:;,=-–")), _cell(found["amount"])]


def _cell(text: str) -> Cell:
    return Cell(re.sub(r"\s+", " ", "".join(c if c.isprintable() or c.isspace() else " " for c in text)).strip())
