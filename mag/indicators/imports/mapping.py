"""How a kind of file is read, as data: which column is what, which areas count, and which definition each number belongs to."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from mag.agenda.values import Code, Count, Document, Text, YesNo, expected
from mag.indicators.imports.cells import Decimals
from mag.indicators.imports.periods import PeriodRule
from mag.indicators.models import Dimension


class Format(StrEnum):
    """The kinds of file that can be read."""

    CBS_V3 = "cbs_v3"
    CBS_V4 = "cbs_v4"
    STATLINE = "statline"
    DUO = "duo"
    CSV = "csv"
    XLSX = "xlsx"


FORMAT_LABELS: dict[Format, str] = {
    Format.CBS_V3: "CBS Open Data versie 3 (JSON)",
    Format.CBS_V4: "CBS Open Data versie 4 (JSON)",
    Format.STATLINE: "StatLine (CSV)",
    Format.DUO: "DUO (CSV)",
    Format.CSV: "ander CSV-bestand",
    Format.XLSX: "Excel (XLSX)",
}
OF_THE_CBS = frozenset({Format.CBS_V3, Format.CBS_V4, Format.STATLINE})
"""Formats in which the cell signs of the CBS hold."""


def _factor(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise expected("a number such as 1000 or 0.1") from None
    if not number.is_finite() or not Decimal("0.0001") <= number <= 1_000_000:
        raise expected("a number between 0.0001 and 1000000")
    return text


Column = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Factor = Annotated[str, AfterValidator(_factor)]
AreaCode = Annotated[str, StringConstraints(min_length=1, max_length=20, strip_whitespace=True)]
Delimiter = Annotated[str, StringConstraints(pattern=r"^[;,|\t]$")]


class Margins(Document):
    """Margins that come as rows: a column tells whether a row is the value, the lower or the upper bound (``domain.md 5.3`` point 6)."""

    column: Column
    value: Text
    lower: Text
    upper: Text


class Breakdown(Document):
    """Parts that come as rows: ``column`` names the part; ``total`` is how the whole is called there, ``parts`` the names of the others.
    ``why_not`` says why parts of a count need not add up, where the source says so.
    """

    dimension: Dimension
    column: Column
    total: Text
    parts: dict[str, Text]
    why_not: Text | None = None


class ValueColumn(Document):
    """A column of numbers and the definition they belong to. ``where`` keeps rows with these texts in other columns; numbers are
    multiplied by ``factor``.
    """

    column: Column
    indicator: Code
    measure: Code | None = None
    version: Count = 1
    where: dict[Column, Text] = {}
    factor: Factor = "1"
    lower: Column | None = None
    upper: Column | None = None
    respondents: Column | None = None
    attribute: Column | None = None


class MappingDocument(Document):
    """How a file becomes values. ``areas`` are the areas that count (the own one and those to compare with), as the file calls them,
    with their names; rows of other areas are passed over. ``codes`` gives the code of an area the file knows by name only;
    ``is_demo`` marks every value as made up.

    Without an ``area_column`` the whole file is about the one area. With ``period_in_head`` the period stands in the head of each
    column of numbers, beside its name. ``head_rows`` rows together are the head.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,59}$")]
    format: Format
    delimiter: Delimiter | None = None
    decimals: Decimals = Decimals.COMMA
    head_rows: Annotated[int, Field(ge=1, le=5)] = 1
    period_column: Column | None = None
    period_in_head: bool = False
    period_rule: PeriodRule = PeriodRule.CBS
    area_column: Column | None = None
    areas: dict[str, Text]
    codes: dict[str, AreaCode] = {}
    margins: Margins | None = None
    breakdown: Breakdown | None = None
    source: Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
    source_address: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)] | None = None
    is_demo: YesNo = False
    values: tuple[ValueColumn, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if (self.period_column is None) == (not self.period_in_head):
            raise expected("a period column, or the period in the head; one of the two", "period_column")
        if not self.values:
            raise expected("at least one column of numbers", "values")
        if not self.areas or (self.area_column is None and len(self.areas) != 1):
            raise expected("the areas that count; exactly one when no column tells the area", "areas")
        if any(not 0 < len(self.codes.get(code, code).strip()) <= 20 or len(name) > 120 for code, name in self.areas.items()):
            raise expected("codes of at most 20 and names of at most 120 characters", "areas")
        if self.margins is not None and self.breakdown is not None:
            raise expected("margins or a breakdown, not both in one mapping", "breakdown")
        return self

    @property
    def is_cbs(self) -> bool:
        """Whether the cell signs of the CBS hold."""
        return self.format in OF_THE_CBS

    def columns(self) -> list[str]:
        """Every column the mapping speaks of, each once, in its own order; without those whose head holds the period."""
        own = [self.period_column, self.area_column, self.margins and self.margins.column, self.breakdown and self.breakdown.column]
        for value in self.values:
            own += [
                None if self.period_in_head else value.column,
                *value.where,
                value.lower,
                value.upper,
                value.respondents,
                value.attribute,
            ]
        return list(dict.fromkeys(column for column in own if column))
