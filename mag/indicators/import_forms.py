"""The questions about a file with figures: which file, how it is read, and whether to take it over."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from mag.agenda.models import Agenda
from mag.core.errors import Refusal, Refused
from mag.indicators.imports.cells import Decimals
from mag.indicators.imports.mapping import FORMAT_LABELS, Format, MappingDocument, ValueColumn
from mag.indicators.imports.periods import PeriodRule
from mag.indicators.models import Indicator
from mag.web.forms import (
    BaseForm,
    ChoiceField,
    FileField,
    LongTextField,
    Part,
    PeopleField,
    RowsField,
    SelectField,
    TextField,
)


class UploadForm(BaseForm):
    """Which file, and how it is read."""

    mapping = SelectField("Welke koppeling?", missing="Kies hoe het bestand gelezen wordt.", hint="Een koppeling zegt welke kolom wat is.")
    file = FileField(
        "Welk bestand?", accept=".csv,.txt,.json,.xlsx", hint="CSV, JSON of XLSX. U ziet eerst wat erin staat; er verandert nog niets."
    )


class AcceptForm(BaseForm):
    """Take over what was shown."""


class ValueRow(Part):
    """A column of numbers."""

    column = TextField("Naam van de kolom met het cijfer", max_length=300)
    definition = SelectField("Welk cijfer is dit?", missing="Kies bij welk cijfer deze kolom hoort.")
    where = TextField(
        "Alleen regels waar",
        optional=True,
        max_length=300,
        hint="Bijvoorbeeld Measure=M0001. Met een komma ertussen mogen het er meer zijn.",
    )
    factor = TextField("Maal", optional=True, width=10, max_length=12, hint="1000 als de tabel in duizenden telt.")
    attribute = TextField("Kolom met het kenmerk", optional=True, max_length=300, hint="Bij CBS versie 4: ValueAttribute.")


class MappingForm(BaseForm):
    """How a kind of file is read."""

    name = TextField("Naam van de koppeling", max_length=60, hint="Bijvoorbeeld: jeugdhulp-cbs")
    format = ChoiceField("Wat voor bestand is het?", choices=[(one.value, label) for one, label in FORMAT_LABELS.items()], coerce=Format)
    decimals = ChoiceField(
        "Hoe staan de decimalen?", choices=[("comma", "met een komma: 12,5"), ("point", "met een punt: 12.5")], coerce=Decimals
    )
    head_rows = PeopleField("Uit hoeveel regels bestaat de kop?", at_least=1, at_most=5, width=4)
    period_column = TextField("Kolom met de periode", optional=True, max_length=300, hint="Leeg als de perioden boven de kolommen staan.")
    period_rule = ChoiceField(
        "Wat betekent 2021/2022?",
        choices=[("cbs", "een gemiddelde van twee jaren (CBS)"), ("school_year", "een schooljaar (DUO)")],
        coerce=PeriodRule,
    )
    area_column = TextField("Kolom met het gebied", optional=True, max_length=300, hint="Leeg als het bestand over één gebied gaat.")
    areas = LongTextField(
        "Welke gebieden tellen mee?",
        rows=3,
        max_length=2000,
        hint="Een op elke regel, zoals in het bestand: GM0523 = Hardinxveld-Giessendam",
    )
    source = TextField("Waar komen de cijfers vandaan?", max_length=300, hint="De naam van het onderzoek of de tabel.")
    source_address = TextField("Webadres van de bron", optional=True, max_length=500, inputmode="url", hint="Begint met https://")
    values = RowsField(ValueRow, "Welke kolommen zijn cijfers?", row_word="Kolom", shown=1, at_least=1, add_text="Nog een kolom toevoegen")

    @classmethod
    def of(cls, before: MappingDocument | None, agenda: Agenda, indicators: Sequence[Indicator]) -> "MappingForm":
        """The form with what a mapping says now, or with what is most usual."""
        form = cls(data=_typed(before) if before else {
            "decimals": "comma", "head_rows": 1, "period_rule": "cbs", "areas": f"{agenda.municipality_code} = {agenda.municipality}",
        })  # fmt: skip
        choices = [
            (_key(one.code, d.measure, d.version), f"{one.code} {one.short}{f': {one.measure_name(d.measure)}' if d.measure else ''}"
             f"{f', versie {d.version}' if len(one.definitions) > 1 else ''}")
            for one in indicators
            for d in one.definitions
        ]  # fmt: skip
        for row in form.values.entries:
            row.form["definition"].choices = choices  # type: ignore[attr-defined]
        return form

    def document(self, before: MappingDocument | None) -> MappingDocument:
        """The mapping; what this page does not ask (margins, breakdowns) stays. Raises Refused."""
        given: dict[str, Any] = before.model_dump(mode="json", exclude_defaults=True) if before and before.name == self.name.data else {}
        old = {(one["column"], one["indicator"]): one for one in given.get("values", ())}
        given |= {
            "name": self.name.data, "format": self.format.data, "decimals": self.decimals.data, "head_rows": self.head_rows.data,
            "period_column": self.period_column.data or None, "period_in_head": not self.period_column.data,
            "period_rule": self.period_rule.data, "area_column": self.area_column.data or None,
            "areas": _pairs(self.areas.data, "\n", "areas"),
            "source": self.source.data, "source_address": self.source_address.data or None,
        }  # fmt: skip
        given["values"] = [_value(row, number, old) for number, row in enumerate(self.values.data)]
        try:
            return MappingDocument.model_validate(given)
        except ValidationError as error:
            raise Refused(*(_refusal(one) for one in error.errors())) from None


_SENTENCES = {
    "name": "Gebruik in de naam alleen letters, cijfers, spaties en - _ . (hooguit 60 tekens).",
    "areas": "Schrijf elk gebied als code = naam. Staat er geen kolom met het gebied, dan telt precies één gebied mee.",
    "source_address": "Typ het hele webadres van de bron, vanaf https://.",
    "values": "Een van de kolommen klopt niet. Controleer de naam, de keuze en het getal achter ‘Maal’ (zoals 1000 of 0.1).",
}


def _refusal(error: Any) -> Refusal:
    field = str(error["loc"][0]) if error["loc"] else "values"
    return Refusal("wrong_mapping", _SENTENCES.get(field, "Dit kan niet. Controleer wat u hier invulde."), field)


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


def _value(row: dict[str, Any], number: int, old: dict[tuple[str, str], Any]) -> dict[str, Any]:
    indicator, measure, version = row["definition"].split("|")
    made: dict[str, Any] = dict(old.get((row["column"], indicator), {}))
    made |= {"column": row["column"], "indicator": indicator, "measure": measure or None, "version": int(version)}
    made |= {"where": _pairs(row["where"], ",", f"values.{number}.where"), "factor": row["factor"].replace(",", ".") or "1"}
    return made | {"attribute": row["attribute"] or None}


def _typed(before: MappingDocument) -> dict[str, Any]:
    plain = before.model_dump(mode="json")
    plain["areas"] = "\n".join(f"{code} = {name}" for code, name in before.areas.items())
    plain["values"] = [_typed_value(value) for value in before.values]
    return plain


def _typed_value(value: ValueColumn) -> dict[str, Any]:
    return {
        "column": value.column, "definition": _key(value.indicator, value.measure or "", value.version),
        "where": ", ".join(f"{name}={text}" for name, text in value.where.items()),
        "factor": "" if value.factor == "1" else value.factor, "attribute": value.attribute or "",
    }  # fmt: skip
