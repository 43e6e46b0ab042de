"""From rows to values: which rows count, what each cell says, and everything that is wrong, all at once. Reads nothing but its input."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from mag.core.period import Period
from mag.indicators.imports.areas import MERGERS, not_there, wrong_area
from mag.indicators.imports.cells import Cell, WrongCell, read_attribute, read_cell
from mag.indicators.imports.found import FoundPart, FoundValue, Judged, Key, Known
from mag.indicators.imports.mapping import MappingDocument, ValueColumn
from mag.indicators.imports.periods import read_period
from mag.indicators.imports.rows import FileProblem, Row
from mag.indicators.imports.table_rows import JOIN, SURPLUS
from mag.indicators.models import WITHOUT_VALUE, ValueStatus
from mag.indicators.rules import wrong_measurement, wrong_parts

MOST_VALUES = 5_000
_LARGEST = 10**14
MOST_NAMED = 40


def judge_rows(rows: Iterable[Row], mapping: MappingDocument, definitions: Sequence[Known | None], today: date) -> Judged:
    """Everything a file holds for this mapping.

    ``definitions`` are those of its columns, None where the agenda has none. Memory grows with the values that count, never with the rows.
    """
    reader = _Reader(mapping, definitions, today)
    try:
        for row in rows:
            reader.take(row)
        reader.miss()
    except FileProblem as problem:
        reader.judged.stop(str(problem))
    return reader.finish()


class _Reader:
    def __init__(self, mapping: MappingDocument, definitions: Sequence[Known | None], today: date) -> None:
        self.mapping, self.today, self.judged = mapping, today, Judged()
        self.columns: list[tuple[ValueColumn, Known]] = []
        for column, known in zip(mapping.values, definitions, strict=True):
            if known is None:
                name = f"{column.indicator}{f', {column.measure}' if column.measure else ''}, versie {column.version}"
                self.judged.say("koppeling", column.column, f"cijfer {name} bestaat niet in deze agenda")
            else:
                self.columns.append((column, known))
        self.found: dict[Key, FoundValue] = {}
        self.filled: set[tuple[Key, str]] = set()
        self.areas = {code.strip(): name for code, name in mapping.areas.items()}
        self.period = lru_cache(maxsize=4096)(lambda text: read_period(text, mapping.period_rule))
        self.has_columns = False
        split = mapping.breakdown
        self.wanted = {*self.areas, *(split.parts if split is not None else ())}
        self.seen: set[str] = set()
        self.others: set[str] = set()

    def take(self, row: Row) -> None:
        """Read one row."""
        self.judged.rows_read += 1
        if not self.has_columns and not self._check_columns(row):
            raise FileProblem("Deze tabel is veranderd, of de koppeling hoort bij een ander bestand.")
        area = self._area(row)
        if area is None:
            return
        counts = [(c, k) for c, k in self.columns if all(_text(row, name) == text.strip() for name, text in c.where.items())]
        if not counts:
            self.judged.passed_over += 1
            return
        if SURPLUS in row.cells:
            self.judged.say(
                row.place,
                "",
                f"hier staan {row.cells[SURPLUS]} cellen, meer dan er kolommen zijn",
            )
            return
        for column, known in counts:
            for name, period, status in self._periods(row, column):
                self._take_value(row, column, known, name, period, status, area)

    def miss(self) -> None:
        """Say which areas and parts of the mapping the file, read to its end, does not have: codes change when areas do."""
        column = self.mapping.area_column
        if column is None or not self.judged.rows_read:
            return
        for code, name in self.areas.items():
            if code not in self.seen:
                self.judged.say("koppeling", column, not_there(code, name, self.others))
        split = self.mapping.breakdown
        if split is not None and split.column == column:
            for code, name in split.parts.items():
                if code not in self.seen:
                    self.judged.say("koppeling", column, not_there(code, name, self.others))

    def finish(self) -> Judged:
        """Judge every value as a whole."""
        if self.judged.rows_read == 0 and not self.judged.problem_count:
            self.judged.say("", "", "Dit bestand heeft geen enkele regel met cijfers.")
        for value in self.found.values():
            if value.cell is None:
                self.judged.say(value.place, value.column, "hier is een marge of een onderdeel, maar geen waarde voor het geheel")
                continue
            self._judge(value)
        self.judged.values = sorted(self.found.values(), key=lambda v: (v.known.name, v.area_name, v.period.first, v.period.last))
        return self.judged

    def _check_columns(self, row: Row) -> bool:
        """Whether the first row has every column of the mapping; says which are missing."""
        self.has_columns = True
        missing = [name for name in self.mapping.columns() if name not in row.cells]
        for name in missing:
            self.judged.say("koppeling", name, "deze kolom staat niet in het bestand")
        if missing:
            self.judged.say("", "", f"Wel gevonden: {', '.join(str(name) for name in row.cells if name != SURPLUS)[:400]}.")
        return not missing

    def _area(self, row: Row) -> tuple[str, str] | None:
        if self.mapping.area_column is None:
            only, called = next(iter(self.areas.items()))
            return self.mapping.codes.get(only, only), called
        code = _text(row, self.mapping.area_column)
        if code in self.wanted:
            self.seen.add(code)
        parts = self.mapping.breakdown
        if parts is not None and parts.column == self.mapping.area_column and code in parts.parts:
            code = parts.total.strip()
        name = self.areas.get(code)
        if code in MERGERS and self._has_number(row) and (said := wrong_area(code, self.areas, self._period_of(row))):
            self.judged.say(row.place, self.mapping.area_column, said)
            return None
        if name is None:
            if len(self.others) < MOST_NAMED:
                self.others.add(code[:40])
            self.judged.passed_over += 1
            return None
        return self.mapping.codes.get(code, code), name

    def _has_number(self, row: Row) -> bool:
        """Whether a row says anything: tables of the CBS hold every code that ever was, with signs for areas that are no more."""
        for column in self.columns:
            try:
                if self._cell(row, column[0].column, column[0]).value is not None:
                    return True
            except WrongCell:
                return True
        return self.mapping.period_in_head

    def _period_of(self, row: Row) -> Period | None:
        try:
            return self.period(_text(row, self.mapping.period_column))[0] if self.mapping.period_column else None
        except WrongCell:
            return None

    def _periods(self, row: Row, column: ValueColumn) -> Iterator[tuple[str, Period, ValueStatus | None]]:
        """The cells of a column of numbers in this row, each with its period: one, or one for every head that names it."""
        if self.mapping.period_column is not None:
            try:
                period, status = self.period(_text(row, self.mapping.period_column))
            except WrongCell as wrong:
                self.judged.say(row.place, self.mapping.period_column, str(wrong))
            else:
                yield column.column, period, status
            return
        for name in row.cells:
            parts = name.split(JOIN)
            if column.column not in parts and not name.startswith(column.column + JOIN):
                continue
            for part in parts:
                try:
                    period, status = self.period(part)
                except WrongCell:
                    continue
                yield name, period, status

    def _take_value(
        self, row: Row, column: ValueColumn, known: Known, name: str, period: Period, status: ValueStatus | None, area: tuple[str, str]
    ) -> None:
        key = (known.id, period.code, area[0])
        value = self.found.get(key)
        if value is None:
            if len(self.found) >= MOST_VALUES:
                raise FileProblem(f"Dit bestand geeft meer dan {MOST_VALUES} waarden. Kies in de koppeling minder gebieden.")
            value = self.found[key] = FoundValue(row.place, name, known, period, *area)
        slot = self._slot(row)
        if slot is None:
            return
        if (key, slot) in self.filled:
            self.judged.say(row.place, name, f"dubbel: {period.label()} voor {area[1]} stond ook al bij {value.place}")
            return
        self.filled.add((key, slot))
        try:
            self._fill(value, slot, row, column, name, status)
        except WrongCell as wrong:
            value.cell = value.cell or Cell(None, ValueStatus.MISSING)
            self.judged.say(row.place, name, str(wrong))

    def _slot(self, row: Row) -> str | None:
        """What a row gives: the value, a bound of its margin, or a part; None when the mapping has no place for it."""
        if margins := self.mapping.margins:
            which = _text(row, margins.column)
            return {margins.value: "value", margins.lower: "lower", margins.upper: "upper"}.get(which)
        if breakdown := self.mapping.breakdown:
            which = _text(row, breakdown.column)
            return "value" if which == breakdown.total.strip() else which if which in breakdown.parts else None
        return "value"

    def _fill(self, value: FoundValue, slot: str, row: Row, column: ValueColumn, name: str, status: ValueStatus | None) -> None:
        cell = self._cell(row, name, column)
        if status is not None and cell.status is ValueStatus.FINAL:
            cell = Cell(cell.value, status)
        if column.attribute and (told := read_attribute(_text(row, column.attribute))) is not ValueStatus.FINAL:
            cell = Cell(None if told in WITHOUT_VALUE else cell.value, told)
        if slot == "lower":
            value.lower = cell.value
        elif slot == "upper":
            value.upper = cell.value
        elif slot == "value":
            value.cell, value.place, value.column = cell, row.place, name
            value.lower = self._cell(row, column.lower, column).value if column.lower else value.lower
            value.upper = self._cell(row, column.upper, column).value if column.upper else value.upper
            value.respondents = self._people(row, column)
        elif self.mapping.breakdown is not None:
            breakdown = self.mapping.breakdown
            value.parts.append(FoundPart(breakdown.dimension, slot, breakdown.parts[slot], cell, self._people(row, column)))

    def _people(self, row: Row, column: ValueColumn) -> int | None:
        if not column.respondents:
            return None
        people = self._cell(row, column.respondents, None).value
        if people is not None and (people != people.to_integral_value() or not 0 <= people < 10**9):
            raise WrongCell("het aantal deelnemers is een heel getal")
        return None if people is None else int(people)

    def _cell(self, row: Row, name: str, column: ValueColumn | None) -> Cell:
        cell = read_cell(row.cells.get(name), decimals=self.mapping.decimals, is_cbs=self.mapping.is_cbs)
        if cell.value is None:
            return cell
        number = cell.value * Decimal(column.factor) if column is not None else cell.value
        if abs(number) >= _LARGEST:
            raise WrongCell("dit getal is te groot om te kloppen")
        return Cell(number.quantize(Decimal("0.0001")) if number != number.to_integral_value() else number, cell.status)

    def _judge(self, value: FoundValue) -> None:
        wrong = wrong_measurement(
            unit=value.known.unit, period=value.period, today=self.today, value=value.value, status=value.status, lower=value.lower,
            upper=value.upper, respondents=value.respondents, source=self.mapping.source, source_address=self.mapping.source_address,
        )  # fmt: skip
        for refusal in wrong:
            self.judged.say(value.place, value.column, refusal.sentence)
        if self.mapping.breakdown is not None:
            parts = [(part.dimension, part.cell.value) for part in value.parts]
            for refusal in wrong_parts(value.known.unit, value.value, parts, self.mapping.breakdown.why_not):
                self.judged.say(value.place, value.column, refusal.sentence)


def _text(row: Row, column: str | None) -> str:
    found = row.cells.get(column or "")
    return " ".join(str(found).split()) if found is not None else ""
