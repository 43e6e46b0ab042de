"""The questions about a value: what was measured, how sure it is, and where it comes from."""

from collections.abc import Iterable, Sequence

from wtforms.validators import ValidationError

from mag.core.period import Period, parse_period
from mag.indicators.models import VALUE_STATUS_LABELS, Indicator, Measurement, ValueStatus
from mag.indicators.proposals import Proposal
from mag.web.forms import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    NumberField,
    PeopleField,
    SelectField,
    TextField,
    TickField,
)

COUNTRY = ("NL01", "Nederland")
"""The Netherlands as Statistics Netherlands codes it, so that a national value can always be added."""

_STATUSES = [(status.value, VALUE_STATUS_LABELS[status].capitalize()) for status in ValueStatus]


class PeriodField(TextField):
    """A period as people write its code. ``data`` is the text; :meth:`period` reads it."""

    def period(self) -> Period:
        """The period. Raises ValueError when the text is none."""
        return parse_period(self.data.strip())


def _is_period(_form: BaseForm, field: PeriodField) -> None:
    try:
        field.period()
    except ValueError:
        raise ValidationError("Typ een periode, zoals 2022, 2022-1, 2022/23 of 2022-03-01.") from None


class ValueForm(BaseForm):
    """What every value has."""

    value = NumberField("Het cijfer", optional=True, hint="Laat leeg als het ontbreekt of geheim is.")
    status = ChoiceField("Hoe zeker is dit cijfer?", choices=_STATUSES, coerce=ValueStatus)
    lower = NumberField("Ondergrens van de marge", optional=True, hint="Staat er een marge in het onderzoek? Vul dan beide grenzen in.")
    upper = NumberField("Bovengrens van de marge", optional=True)
    respondents = PeopleField("Aantal deelnemers aan het onderzoek", optional=True)
    source = TextField("Waar komt het cijfer vandaan?", hint="De naam van het onderzoek of de organisatie.", max_length=300)
    source_address = TextField("Webadres van de bron", optional=True, max_length=500, inputmode="url", hint="Begint met https://")
    source_page = TextField("Bladzijde", optional=True, max_length=40, width=10)
    note = LongTextField("Opmerking bij het cijfer", optional=True, rows=2, max_length=2000)


class MeasureForm(ValueForm):
    """Add a value."""

    definition = SelectField("Welke telling?", coerce=int, missing="Kies welke telling dit is.")
    period = PeriodField(
        "Over welke periode?",
        width=10,
        max_length=12,
        hint="2022 is een jaar, 2022-1 het eerste halfjaar, 2022/23 een schooljaar, 2022-03-01 een dag.",
        missing="Vul in over welke periode het cijfer gaat, zoals 2022.",
        validators=[_is_period],
    )
    area = SelectField("Waar?", missing="Kies waar het cijfer over gaat.")
    retrieved_on = DateField("Wanneer haalde u het cijfer op?", optional=True)
    is_baseline = TickField("Dit is de meting bij de start van de agenda", optional=True)

    def offer(self, indicator: Indicator, areas: Iterable[tuple[str, str]]) -> "MeasureForm":
        """Set the definitions and areas that can be chosen."""
        self.definition.choices = definition_choices(indicator)
        self.area.choices = list(dict.fromkeys([*areas, COUNTRY]))
        return self

    def area_name(self) -> str:
        """The name of the chosen area."""
        return next(str(name) for code, name in self.area.choices if code == self.area.data)


class CorrectForm(ValueForm):
    """Correct a value."""

    reason = LongTextField(
        "Waarom verbetert u het cijfer?",
        rows=2,
        max_length=1000,
        hint="Bijvoorbeeld: het definitieve cijfer is er. De uitleg komt bij het cijfer te staan.",
        missing="Vul in waarom u het cijfer verbetert. De uitleg komt bij het cijfer te staan.",
    )

    @classmethod
    def of(cls, row: Measurement) -> "CorrectForm":
        """The form with what stands there now."""
        names = ("value", "lower", "upper", "respondents", "source", "source_address", "source_page", "note")
        return cls(data={name: getattr(row, name) for name in names} | {"status": row.status.value})


class ApproveForm(BaseForm):
    """Approve proposals, or turn them down."""

    chosen = ChoicesField("Welke cijfers?", missing="Kies een of meer cijfers.")
    reason = LongTextField("Waarom wijst u af?", optional=True, rows=2, max_length=1000, hint="Alleen nodig bij afwijzen.")

    def offer(self, waiting: Iterable[Proposal]) -> "ApproveForm":
        """Set what can be chosen."""
        self.chosen.choices = [(str(one.row.id), one.label, _whence(one)) for one in waiting]
        return self


def _whence(one: Proposal) -> str:
    row = one.row
    page = f", {'' if row.import_id else 'bladzijde '}{row.source_page}" if row.source_page else ""
    own = " Uzelf: iemand anders keurt dit goed." if one.is_own else ""
    return f"Bron: {row.source}{page}. Ingevoerd door {row.recorded_by}.{own}"


class TargetForm(BaseForm):
    """Set where a value should be."""

    definition = SelectField("Welke telling?", coerce=int, missing="Kies welke telling dit is.")
    period = PeriodField(
        "Voor welk jaar?",
        width=10,
        max_length=12,
        hint="Het cijfer moet er aan het eind van dit jaar zijn. Bijvoorbeeld 2024.",
        missing="Vul in voor welk jaar het streefcijfer geldt.",
        validators=[_is_period],
    )
    value = NumberField("Streefcijfer", missing="Vul het streefcijfer in.")
    note = LongTextField(
        "Wie heeft dit besloten?", optional=True, rows=2, max_length=2000, hint="Bijvoorbeeld: de raad, op 12 november 2021."
    )

    def offer(self, indicator: Indicator) -> "TargetForm":
        """Set the definitions that can be chosen."""
        self.definition.choices = definition_choices(indicator)
        return self


def definition_choices(indicator: Indicator) -> list[Sequence[str]]:
    """Every definition of an indicator as a choice, the newest version of each measure first."""
    found = sorted(indicator.definitions, key=lambda d: (d.measure, -d.version))
    several = len(found) > 1
    return [
        (str(d.id), f"{indicator.measure_name(d.measure) or indicator.short}{f', versie {d.version}' if several else ''}") for d in found
    ]
