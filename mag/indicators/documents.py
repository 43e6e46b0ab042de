"""The indicators' part of an agenda file: what is counted, among whom, by whom, how often, and since which definition."""

from typing import Self

from pydantic import model_validator

from mag.agenda.values import Code, Count, Date, Document, Notes, Term, Text, YesNo, check_notes, expected
from mag.indicators.models import Direction, MeasureKind


class Measure(Document):
    """One of several things an indicator counts, each with a series of its own."""

    code: Code
    name: Text


class DefinitionDocument(Document):
    """A version of what is counted. Two versions never share a line in a chart (``domain.md 5.3``)."""

    version: Count
    measure: Code | None = None
    text: Text
    valid_from: Date | None = None
    note: Text | None = None


class AsksDocument(Document):
    """What a partner is asked in its account for an indicator that partners count: of a count one question (``whole``), of a share the
    whole and the ``part`` of it. ``adds_up`` says whether two half-years together are the year: what is told apart once a year is not.
    """

    whole: Text
    part: Text | None = None
    adds_up: YesNo = True


class IndicatorDocument(Document):
    """An indicator of a goal. ``name`` is as the agenda writes it, ``short`` fits a table or the title of a chart;
    ``measured_every`` is the rhythm as a term, where it is fixed; with ``counts_people`` a small count is hidden from readers.
    ``asks`` is what partners are asked where its value is added up from their accounts.
    """

    code: Code
    goal: Code
    name: Text
    short: Text
    unit: Text
    population: Text
    measures: tuple[Measure, ...] = ()
    measure_kind: MeasureKind
    source: Text
    rhythm: Text
    measured_every: Term | None = None
    moves_within_half_year: bool
    direction: Direction
    owner: Text
    counts_people: YesNo = False
    asks: AsksDocument | None = None
    notes: Notes = {}
    definitions: tuple[DefinitionDocument, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for key, longest in (
            ("code", 20),
            ("name", 300),
            ("unit", 80),
            ("population", 200),
            ("source", 300),
            ("rhythm", 80),
            ("owner", 200),
        ):
            if len(getattr(self, key)) > longest:
                raise expected(f"at most {longest} characters", key)
        check_notes(self, self.notes)
        if self.asks is not None:
            if self.measure_kind is not MeasureKind.PARTNER_COUNT or self.measures:
                raise expected("questions only where partners count one thing (measure_kind: partner_count, no measures)", "asks")
            if (self.asks.part is not None) != self.unit.startswith("%"):
                raise expected("a question for the part of a share, and for a share alone", "asks")
        measures = {measure.code for measure in self.measures}
        for definition in self.definitions:
            if (definition.measure is None) == bool(measures) or (definition.measure and definition.measure not in measures):
                wanted = f"one of {', '.join(sorted(measures))}" if measures else "no measure, because the indicator has none"
                raise expected(wanted, "definitions")
        if len({(d.measure, d.version) for d in self.definitions}) != len(self.definitions):
            raise expected("each version once per measure", "definitions")
        if {d.measure or "" for d in self.definitions} != (measures or {""}):
            raise expected("at least one definition, and one for every measure", "definitions")
        return self
