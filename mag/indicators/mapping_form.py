"""The questions of a mapping: which column is what. With a file beside it, columns are chosen; without, they are typed."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from mag.agenda.models import Agenda
from mag.core.errors import Refusal, Refused
from mag.indicators.imports.cells import Decimals
from mag.indicators.imports.looking import Look
from mag.indicators.imports.mapping import FORMAT_LABELS, Format, MappingDocument, ValueColumn
from mag.indicators.imports.periods import PeriodRule
from mag.indicators.models import DIMENSION_LABELS, Indicator
from mag.web.forms import BaseForm, ChoiceField, LongTextField, Part, PeopleField, RowsField, SelectField, TextField
from mag.web.forms.choices import Option


class ColumnField(TextField):
    """The name of a column: typed, or chosen out of the columns of a file that was shown."""

    blank = "Geen"

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, max_length=300, **kwargs)
        self.columns: tuple[str, ...] = ()

    def offer(self, columns: tuple[str, ...]) -> None:
        """Let it be chosen out of these."""
        self.columns = columns
        self.kind = "select"  # type: ignore[misc]

    @property
    def options(self) -> list[Option]:
        """The columns; one the mapping names that is not in the file stands there too, and says so."""
        found = [Option(f"{self.id}-{n}", name, name, "", name == self.typed) for n, name in enumerate(self.columns)]
        if self.typed and self.typed not in self.columns:
            found.append(Option(f"{self.id}-x", self.typed, f"{self.typed} (niet in dit bestand)", "", True))
        return found


class ValueRow(Part):
    """A column of numbers."""

    column = ColumnField("Kolom met het cijfer")
    definition = SelectField("Welk cijfer is dit?", missing="Kies bij welk cijfer deze kolom hoort.")
    where = TextField(
        "Alleen regels waar",
        optional=True,
        max_length=300,
        hint="Bijvoorbeeld Measure=M0001. Met een komma ertussen mogen het er meer zijn.",
    )
    factor = TextField("Maal", optional=True, width=10, max_length=12, hint="1000 als de tabel in duizenden telt.")
    lower = ColumnField("Kolom met de ondergrens van de marge", optional=True)
    upper = ColumnField("Kolom met de bovengrens van de marge", optional=True)
    respondents = ColumnField("Kolom met het aantal deelnemers", optional=True, hint="Het aantal mensen waar het cijfer over gaat.")
    attribute = ColumnField("Kolom met het kenmerk", optional=True, hint="Bij CBS versie 4: ValueAttribute.")


class MappingForm(BaseForm):
    """How a kind of file is read."""

    name = TextField("Naam van de koppeling", max_length=60, hint="Bijvoorbeeld: jeugdhulp-cbs")
    format = ChoiceField("Wat voor bestand is het?", choices=[(one.value, label) for one, label in FORMAT_LABELS.items()], coerce=Format)
    decimals = ChoiceField(
        "Hoe staan de decimalen?", choices=[("comma", "met een komma: 12,5"), ("point", "met een punt: 12.5")], coerce=Decimals
    )
    head_rows = PeopleField("Uit hoeveel regels bestaat de kop?", at_least=1, at_most=5, width=4)
    period_column = ColumnField("Kolom met de periode", optional=True, hint="Leeg als de perioden boven de kolommen staan.")
    period_rule = ChoiceField(
        "Wat betekent 2021/2022?",
        choices=[("cbs", "een gemiddelde van twee jaren (CBS)"), ("school_year", "een schooljaar (DUO)")],
        coerce=PeriodRule,
    )
    area_column = ColumnField("Kolom met het gebied", optional=True, hint="Leeg als het bestand over één gebied gaat.")
    areas = LongTextField(
        "Hoe heet de gemeente in het bestand?",
        rows=2,
        max_length=2000,
        hint="Zoals in het bestand: GM0523 = Hardinxveld-Giessendam. Staat er alleen een naam: Dorp = GM9999 Dorp.",
    )
    comparators = LongTextField(
        "Met welke gebieden wilt u vergelijken?",
        optional=True,
        rows=3,
        max_length=2000,
        hint="Een op elke regel: de regio, gemeenten die op deze lijken, het land. Bijvoorbeeld: NL01 = Nederland",
    )
    source = TextField("Waar komen de cijfers vandaan?", max_length=300, hint="De naam van het onderzoek of de tabel.")
    source_address = TextField("Webadres van de bron", optional=True, max_length=500, inputmode="url", hint="Begint met https://")
    margin_column = ColumnField("Kolom die zegt: waarde, ondergrens of bovengrens", optional=True, hint="Bij het CBS heet die vaak Marges.")
    margin_value = TextField("Wat staat daar bij de waarde?", optional=True)
    margin_lower = TextField("Wat staat daar bij de ondergrens?", optional=True)
    margin_upper = TextField("Wat staat daar bij de bovengrens?", optional=True)
    dimension = SelectField(
        "Waarnaar zijn de cijfers uitgesplitst?",
        optional=True,
        choices=[(one.value, label) for one, label in DIMENSION_LABELS.items()],
        blank="Niet uitgesplitst",
    )
    part_column = ColumnField(
        "Kolom met het onderdeel",
        optional=True,
        hint="Bijvoorbeeld Geslacht, Leeftijd of Soort school. Bij wijken en buurten de kolom met het gebied.",
    )
    part_total = TextField("Hoe heet het geheel in die kolom?", optional=True, hint="Bijvoorbeeld Totaal, of GM0523.")
    parts = LongTextField(
        "Welke onderdelen?",
        optional=True,
        rows=4,
        max_length=4000,
        hint="Een op elke regel, zoals in het bestand: Mannen = mannen, of WK052301 = Boven-Hardinxveld.",
    )
    parts_why = TextField("Waarom tellen de onderdelen niet op?", optional=True, max_length=500, hint="Alleen als de bron dat zegt.")
    values = RowsField(ValueRow, "Welke kolommen zijn cijfers?", row_word="Kolom", shown=1, at_least=1, add_text="Nog een kolom toevoegen")

    @classmethod
    def of(cls, before: MappingDocument | None, agenda: Agenda, indicators: Sequence[Indicator], seen: Look | None = None) -> "MappingForm":
        """The form with what a mapping says now, or with what is most usual; ``seen`` is a file to choose columns from."""
        form = cls(data=_typed(before, agenda) if before else _usual(agenda, seen))
        form.definitions = [
            (_key(one.code, d.measure, d.version), f"{one.code} {one.short}{f': {one.measure_name(d.measure)}' if d.measure else ''}"
             f"{f', versie {d.version}' if len(one.definitions) > 1 else ''}")
            for one in indicators
            for d in one.definitions
        ]  # fmt: skip
        form.columns = seen.columns if seen is not None else ()
        form.municipality = (agenda.municipality_code, agenda.municipality)
        form._offer()
        return form

    definitions: list[tuple[str, str]]
    columns: tuple[str, ...]
    municipality: tuple[str, str]

    def _offer(self) -> None:
        for question in self.questions():
            if isinstance(question, ColumnField) and self.columns:
                question.offer(self.columns)
        for row in self.values.entries:
            row.form["definition"].choices = self.definitions  # type: ignore[attr-defined]

    def wants_row(self) -> bool:
        """As every form; a row that was added can choose too."""
        asked = super().wants_row()
        self._offer()
        return asked

    def document(self, before: MappingDocument | None) -> MappingDocument:
        """The mapping; what this page does not ask (the delimiter) stays. Raises Refused."""
        given: dict[str, Any] = before.model_dump(mode="json", exclude_defaults=True) if before and before.name == self.name.data else {}
        own, others = _pairs(self.areas.data, "\n", "areas"), _pairs(self.comparators.data, "\n", "comparators")
        areas, codes = _areas(own | others, *self.municipality)
        given |= {
            "name": self.name.data, "format": self.format.data, "decimals": self.decimals.data, "head_rows": self.head_rows.data,
            "period_column": self.period_column.data or None, "period_in_head": not self.period_column.data,
            "period_rule": self.period_rule.data, "area_column": self.area_column.data or None, "areas": areas, "codes": codes,
            "source": self.source.data, "source_address": self.source_address.data or None,
            "margins": self._margins(), "breakdown": self._breakdown(),
        }  # fmt: skip
        given["values"] = [_value(row, number) for number, row in enumerate(self.values.data)]
        try:
            return MappingDocument.model_validate(given)
        except ValidationError as error:
            raise Refused(*(_refusal(one) for one in error.errors())) from None

    def _margins(self) -> dict[str, str] | None:
        asked = {"column": self.margin_column, "value": self.margin_value, "lower": self.margin_lower, "upper": self.margin_upper}
        said = {name: question.data for name, question in asked.items() if question.data}
        if said and len(said) < len(asked):
            missing = next(question for name, question in asked.items() if name not in said)
            raise Refused(Refusal("wrong_margins", "Vul bij de marges alle vier de vakken in, of geen enkel.", missing.name))
        return said or None

    def _breakdown(self) -> dict[str, Any] | None:
        asked = {"dimension": self.dimension, "column": self.part_column, "total": self.part_total, "parts": self.parts}
        said = {name: question.data for name, question in asked.items() if question.data}
        if not said:
            return None
        if len(said) < len(asked):
            missing = next(question for name, question in asked.items() if name not in said)
            sentence = "Vul bij de onderdelen alle vakken in: waarnaar, de kolom, het geheel en de onderdelen."
            raise Refused(Refusal("wrong_parts", sentence, missing.name))
        return said | {"parts": _pairs(self.parts.data, "\n", "parts"), "why_not": self.parts_why.data or None}


_SENTENCES = {
    "name": "Gebruik in de naam alleen letters, cijfers, spaties en - _ . (hooguit 60 tekens).",
    "areas": "Schrijf elk gebied als code = naam. Staat er geen kolom met het gebied, dan telt precies één gebied mee.",
    "breakdown": "Een koppeling leest marges of onderdelen als regels, niet allebei. Maak er een tweede koppeling bij.",
    "source_address": "Typ het hele webadres van de bron, vanaf https://.",
    "values": "Een van de kolommen klopt niet. Controleer de naam, de keuze en het getal achter ‘Maal’ (zoals 1000 of 0.1).",
}


def _refusal(error: Any) -> Refusal:
    field = str(error["loc"][0]) if error["loc"] else str((error.get("ctx") or {}).get("field") or "values")
    return Refusal("wrong_mapping", _SENTENCES.get(field, "Dit kan niet. Controleer wat u hier invulde."), _PLACES.get(field, field))


_PLACES = {"breakdown": "part_column", "margins": "margin_column", "codes": "areas"}


def _key(indicator: str, measure: str, version: int) -> str:
    return f"{indicator}|{measure}|{version}"


def _pairs(text: str, between: str, field: str) -> dict[str, str]:
    found = {}
    for line in filter(None, (one.strip() for one in text.split(between))):
        left, equals, right = (part.strip() for part in line.partition("="))
        if not (left and equals and right):
            raise Refused(Refusal("wrong_pair", f"Schrijf dit met een = ertussen: {line[:60]}", field))
        found[left] = right
    return found


_CODED = re.compile(r"([A-Z]{2}\d{2,8})\s+(\S.*)", re.ASCII)


def _areas(said: dict[str, str], code: str, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Names by what the file calls an area, and codes of areas it knows by name: ``Dorp = GM9999 Dorp``, or the municipality's own."""
    areas, codes = {}, {}
    for called, told in said.items():
        match = _CODED.fullmatch(told)
        areas[called] = match[2] if match else told
        if match:
            codes[called] = match[1]
        elif called == name:
            codes[called] = code
    return areas, codes


_COLUMNS = ("lower", "upper", "respondents", "attribute")


def _value(row: dict[str, Any], number: int) -> dict[str, Any]:
    indicator, measure, version = row["definition"].split("|")
    made: dict[str, Any] = {"column": row["column"], "indicator": indicator, "measure": measure or None, "version": int(version)}
    made |= {"where": _pairs(row["where"], ",", f"values.{number}.where"), "factor": row["factor"].replace(",", ".") or "1"}
    return made | {name: row[name] or None for name in _COLUMNS}


def _usual(agenda: Agenda, seen: Look | None) -> dict[str, Any]:
    said = {"decimals": "comma", "head_rows": 1, "period_rule": "cbs", "areas": f"{agenda.municipality_code} = {agenda.municipality}"}
    if seen is None:
        return said
    known = {"period_column": ("Perioden", "Periode", "Jaar", "SCHOOLJAAR"), "area_column": ("RegioS", "Regio's", "Regio", "Gebied")}
    found = {field: next((name for name in names if name in seen.columns), "") for field, names in known.items()}
    return said | found | {"format": seen.format.value, "head_rows": seen.head_rows}


def _typed(before: MappingDocument, agenda: Agenda) -> dict[str, Any]:
    plain = before.model_dump(mode="json")
    own = {called for called in before.areas if before.codes.get(called, called) == agenda.municipality_code} or {next(iter(before.areas))}
    lines = {called: f"{called} = {' '.join(filter(None, (before.codes.get(called), name)))}" for called, name in before.areas.items()}
    plain["areas"] = "\n".join(line for called, line in lines.items() if called in own)
    plain["comparators"] = "\n".join(line for called, line in lines.items() if called not in own)
    plain["values"] = [_typed_value(value) for value in before.values]
    if margins := before.margins:
        plain |= {f"margin_{name}": getattr(margins, name) for name in ("column", "value", "lower", "upper")}
    if split := before.breakdown:
        plain |= {"dimension": split.dimension.value, "part_column": split.column, "part_total": split.total, "parts_why": split.why_not}
        plain["parts"] = "\n".join(f"{called} = {name}" for called, name in split.parts.items())
    return plain


def _typed_value(value: ValueColumn) -> dict[str, Any]:
    return {
        "column": value.column, "definition": _key(value.indicator, value.measure or "", value.version),
        "where": ", ".join(f"{name}={text}" for name, text in value.where.items()),
        "factor": "" if value.factor == "1" else value.factor, **{name: getattr(value, name) or "" for name in _COLUMNS},
    }  # fmt: skip
