"""Reads a list of published values (``config/measurements/*.csv``) and records those that were known by today.

Every wrong place is told with its line; nothing is guessed and a file with a mistake records nothing.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from mag.core.errors import MagError
from mag.core.period import Period, parse_period
from mag.core.transaction import Tx
from mag.indicators.models import Measurement, Stand, ValueStatus
from mag.indicators.queries import find_definition, series_of
from mag.indicators.service import measure

COLUMNS = (
    "indicator", "measure", "version", "area_code", "area_name", "period", "value", "lower", "upper", "status", "source",
    "source_address", "retrieved_on", "known_from", "note",
)  # fmt: skip
_NUMBER = re.compile(r"-?\d{1,12}(,\d{1,4})?")


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """One line of the file. ``known_from`` is the day from which the value may be used."""

    line: int
    indicator: str
    measure: str
    version: int
    area_code: str
    area_name: str
    period: Period
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    status: ValueStatus
    source: str
    source_address: str | None
    retrieved_on: date | None
    known_from: date
    note: str | None


class MeasurementFileError(MagError):
    """The file cannot be used; ``problems`` says of every wrong place its line, its column and what was expected."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def parse_measurements(source: str | bytes) -> list[PublishedValue]:
    """The values of a file. Raises :class:`MeasurementFileError` with every problem at once."""
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise MeasurementFileError([f"1: expected text in UTF-8; found byte 0x{error.object[error.start]:02x}"]) from None
    lines = csv.DictReader(StringIO(text, newline=""), delimiter=";")
    if tuple(lines.fieldnames or ()) != COLUMNS:
        raise MeasurementFileError([f"1: expected the columns {';'.join(COLUMNS)}; found {';'.join(lines.fieldnames or ()) or 'nothing'}"])
    problems: list[str] = []
    found = []
    for row in lines:
        reader = _Line(lines.line_num, row, problems)
        if None in row or None in row.values():
            problems.append(f"{lines.line_num}: expected {len(COLUMNS)} columns")
            continue
        value = reader.read()
        if value is not None:
            found.append(value)
    if problems:
        raise MeasurementFileError(problems)
    return found


class _Line:
    """Reads the cells of one line and notes what is wrong with them."""

    def __init__(self, number: int, row: Mapping[str, str], problems: list[str]) -> None:
        self.number, self.row, self.problems = number, row, problems

    def read(self) -> PublishedValue | None:
        before = len(self.problems)
        period, status = self._period(), self._status()
        known_from = self._date("known_from")
        if known_from is None and not self.row["known_from"].strip():
            self._wrong("known_from", "the day from which the value was known, as YYYY-MM-DD")
        version = self.row["version"].strip()
        if not version.isdecimal():
            self._wrong("version", "the number of the version of the definition")
        for column in ("indicator", "area_code", "area_name", "source"):
            if not self.row[column].strip():
                self._wrong(column, "something here")
        value, lower, upper = (self._number(column) for column in ("value", "lower", "upper"))
        retrieved_on = self._date("retrieved_on")
        if len(self.problems) > before or period is None or status is None or known_from is None:
            return None
        cell = {column: text.strip() for column, text in self.row.items()}
        return PublishedValue(
            self.number, cell["indicator"], cell["measure"], int(version), cell["area_code"], cell["area_name"], period, value, lower,
            upper, status, cell["source"], cell["source_address"] or None, retrieved_on, known_from, cell["note"] or None,
        )  # fmt: skip

    def _wrong(self, column: str, expected: str) -> None:
        self.problems.append(f"{self.number}: {column}: expected {expected}; found {self.row[column].strip()[:60] or 'nothing'}")

    def _number(self, column: str) -> Decimal | None:
        text = self.row[column].strip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self._wrong(column, "a number with a decimal comma, such as 13,5")
            return None
        return Decimal(text.replace(",", "."))

    def _date(self, column: str) -> date | None:
        text = self.row[column].strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._wrong(column, "a date as YYYY-MM-DD")
            return None

    def _period(self) -> Period | None:
        try:
            return parse_period(self.row["period"].strip())
        except ValueError:
            self._wrong("period", "a period such as 2022, 2022-1, 2022/23 or 2022-03-01")
            return None

    def _status(self) -> ValueStatus | None:
        try:
            return ValueStatus(self.row["status"].strip())
        except ValueError:
            self._wrong("status", "one of " + ", ".join(ValueStatus))
            return None


def record_published(tx: Tx, agenda_id: int, values: Iterable[PublishedValue]) -> list[Measurement]:
    """Record the values that were known by today and are not there yet; answers what was added.

    Raises :class:`MeasurementFileError` when a line speaks of a definition the agenda does not have, and what ``measure`` raises.
    """
    known = [value for value in values if value.known_from <= tx.today]
    definitions = {v.line: find_definition(tx.db, agenda_id, v.indicator, v.measure, v.version) for v in known}
    missing = [v for v in known if definitions[v.line] is None]
    if missing:
        problems = (
            f"{v.line}: indicator: expected an indicator of the agenda with version {v.version}; found {v.indicator}" for v in missing
        )
        raise MeasurementFileError(problems)
    there = {
        (row.definition_id, row.area_code, row.period_code)
        for rows in series_of(tx.db, {d.id for d in definitions.values() if d is not None}).values()
        for row in rows
    }
    added = []
    for value in known:
        definition = definitions[value.line]
        if definition is None or (definition.id, value.area_code, value.period.code) in there:
            continue
        added.append(_record(tx, definition.id, value))
    return added


def _record(tx: Tx, definition_id: int, value: PublishedValue) -> Measurement:
    return measure(
        tx,
        definition_id,
        period=value.period,
        area_code=value.area_code,
        area_name=value.area_name,
        value=value.value,
        lower=value.lower,
        upper=value.upper,
        status=value.status,
        source=value.source,
        source_address=value.source_address,
        retrieved_on=value.retrieved_on,
        note=value.note,
        stand=Stand.APPROVED,
    )
