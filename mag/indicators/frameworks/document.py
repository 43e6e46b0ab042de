"""A framework as data: tables of stocks, flows and shares over years and half years, with their source and the sums that must tie.

Cells are written as people publish them: a decimal comma and the signs of the CBS (``6,4*`` is provisional, ``.`` is missing).
"""

import itertools
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from mag.accounts.roles import ROLE_MAY, Permission, Role
from mag.agenda.values import Code, Date, Document, Text, expected
from mag.core.period import Period, PeriodKind, parse_period, show_date
from mag.indicators.imports.cells import Cell, Decimals, WrongCell, read_cell
from mag.indicators.wording import show_value


class RowKind(StrEnum):
    """What a row counts: how many there are on the last day, how many came or went in the period, or a share."""

    STOCK = "stock"
    FLOW = "flow"
    SHARE = "share"


class RowDocument(Document):
    """A row: its cells by period code. ``people`` when it counts persons, so that a small number is hidden."""

    code: Code
    name: Text
    kind: RowKind
    people: bool = False
    part: bool = False
    values: dict[str, str]


class Tie(Document):
    """The parts that must add up to a whole in every period, or why they do not."""

    whole: Code
    parts: tuple[Code, ...]
    why_not: Text | None = None


class Movement(Document):
    """What was there, plus what came in, less what went out, is what is there at the end; or why not."""

    stock: Code
    incoming: Code
    outgoing: Code
    why_not: Text | None = None


class TableDocument(Document):
    """One table with where it comes from. ``notes`` stand below it."""

    code: Code
    title: Text
    head: Text
    unit: Text
    rows: tuple[RowDocument, ...]
    ties: tuple[Tie, ...] = ()
    movements: tuple[Movement, ...] = ()
    source: Text
    source_address: Text | None = None
    source_page: Text
    retrieved_on: Date
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        codes = {row.code for row in self.rows}
        if len(codes) != len(self.rows):
            raise expected("each row once", "rows")
        for wanted in [code for tie in self.ties for code in (tie.whole, *tie.parts)] + [
            code for one in self.movements for code in (one.stock, one.incoming, one.outgoing)
        ]:
            if wanted not in codes:
                raise expected(f"rows of this table; found {wanted}", "ties")
        for row in self.rows:
            for code, text in row.values.items():
                try:
                    parse_period(code)
                    read_cell(text, decimals=Decimals.COMMA, is_cbs=True)
                except (ValueError, WrongCell) as error:
                    raise expected(f"a period with a number or a sign: {error}", f"rows.{row.code}") from None
        for problem in self.problems():
            raise expected(problem, "ties")
        return self

    def periods(self) -> list[Period]:
        """The columns: half years before the year they are part of, oldest first."""
        found = {code: parse_period(code) for row in self.rows for code in row.values}
        return sorted(found.values(), key=lambda period: (period.last, period.kind is PeriodKind.YEAR, period.first))

    def cell(self, code: str, period: str) -> Cell | None:
        """What stands in a cell, or None when nothing does."""
        text = next(row for row in self.rows if row.code == code).values.get(period)
        return None if text is None else read_cell(text, decimals=Decimals.COMMA, is_cbs=True)

    def problems(self) -> Iterator[str]:
        """Every sum that does not tie and does not say why."""
        for period in self.periods():
            for tie in self.ties:
                whole, parts = self._number(tie.whole, period.code), [self._number(part, period.code) for part in tie.parts]
                known = [number for number in parts if number is not None]
                if not tie.why_not and whole is not None and len(known) == len(parts) and sum(known) != whole:
                    yield f"{self.code}, {period.code}: parts that add up to {whole} ({tie.whole}); together they are {sum(known)}"
        for one in self.movements:
            years = [period for period in self.periods() if period.kind is PeriodKind.YEAR]
            for before, now in itertools.pairwise(years):
                start, end = self._number(one.stock, before.code), self._number(one.stock, now.code)
                came, went = self._number(one.incoming, now.code), self._number(one.outgoing, now.code)
                if one.why_not or start is None or end is None or came is None or went is None:
                    continue
                if start + came - went != end:
                    yield f"{self.code}, {now.code}: {start} + {came} - {went} = {end} ({one.stock})"

    def _number(self, code: str, period: str) -> Decimal | None:
        cell = self.cell(code, period)
        return cell.value if cell is not None else None

    def show(self, row: RowDocument, cell: Cell) -> str:
        """A number in this table: with its unit when it is a share."""
        assert cell.value is not None
        return show_value(cell.value, self.unit if row.kind is RowKind.SHARE else "aantal")


class FrameworkDocument(Document):
    """A framework: who owns it, which roles read it, and its tables. ``is_public`` when it was published, so that anybody may read it."""

    code: Code
    name: Text
    owner: Text
    readers: tuple[Role, ...]
    is_public: bool = False
    tables: tuple[TableDocument, ...]

    @model_validator(mode="after")
    def _has_tables(self) -> Self:
        if not self.tables or len({table.code for table in self.tables}) != len(self.tables):
            raise expected("at least one table, each once", "tables")
        if not self.readers:
            raise expected("at least one role that reads it", "readers")
        return self

    def shut_out(self) -> list[Role]:
        """The roles that see reports and may not read this framework: while there are any, no report may tell it."""
        return [role for role, may in ROLE_MAY.items() if Permission.SEE_REPORTS in may and role not in self.readers]


def column_name(period: Period, kind: RowKind) -> str:
    """How a period is named above a column of this kind of row: ``1e halfjaar 2015``, ``op 31 december 2017``."""
    if kind is RowKind.STOCK:
        return f"op {show_date(period.last)}"
    if period.kind is PeriodKind.HALF_YEAR:
        return f"{1 if period.first.month == 1 else 2}e halfjaar {period.first.year}"
    return period.label()
