"""The form of one account, made from what the rule set asks and what was planned; and what was typed on it, as facts."""

from collections.abc import Sequence
from typing import Any

from mag.accountability.comparing import Compared, needs_explaining
from mag.accountability.counts.fields import count_fields, told_count
from mag.accountability.counts.rules import CountQuestion
from mag.accountability.models import ActivityPhoto, HandIn
from mag.accountability.rules import PROOF, Asked
from mag.accountability.states import COUNTED_LABELS, PeopleCounted
from mag.accountability.told import ActivityTold, Told
from mag.agenda.terms import EVIDENCE_LABELS, HandInKind
from mag.applications.models import PlannedActivity
from mag.core.money import show
from mag.web.forms import (
    AmountField,
    BaseForm,
    ChoiceField,
    DateField,
    FilesField,
    LongTextField,
    NumberField,
    Part,
    PeopleField,
    RowsField,
    TextField,
    TickField,
)
from mag.web.forms.files import PAPERS

INVOICE = ",.xml"
OFFICE = ",.docx,.xlsx,.odt,.ods"
PICTURES = "image/*,.heic,.heif"
ANY_NUMBER = 1_000
"""Which files of a handful that is too large are kept is decided where files are judged, not by the form."""

SPENT_HINT = "Tel de bonnen bij elkaar op. Alleen wat u van ons geld betaalde. Gaf u niets uit? Vul dan 0 in."
SPENT_MISSING = "Vul in hoeveel geld u uitgaf. Gaf u niets uit? Vul dan 0 in."
PEOPLE_HINT = "Tel iedereen één keer. Weet u het niet precies? Schat het dan."
PEOPLE_MISSING = "Vul in hoeveel mensen meededen. Weet u het niet precies? Schat het dan."


class ActivityRow(Part):
    """One activity as it was carried out."""

    name = TextField("Wat was het?", missing="Schrijf wat het was, bijvoorbeeld: koffieochtend.")
    starts_on = DateField("Eerste dag", optional=True)
    ends_on = DateField("Laatste dag, als het er meer waren", optional=True)
    place = TextField("Waar?", optional=True)
    people = PeopleField("Hoeveel mensen kwamen er?", optional=True)
    volunteers = PeopleField("Hoeveel vrijwilligers hielpen mee?", optional=True)
    hours = PeopleField("Hoeveel uur hielpen zij samen?", optional=True)


class AccountForm(BaseForm):
    """The one screen of an account. What is on it differs with the amount; see :func:`form_class`."""

    files: FilesField
    people_reached: PeopleField
    story: LongTextField


def form_class(
    asked: Asked,
    results: Sequence[Compared],
    lines: Sequence[Compared],
    photos: Sequence[ActivityPhoto],
    *,
    what: str,
    about: str,
    office: bool,
    counts: Sequence[CountQuestion] = (),
) -> type[AccountForm]:
    """The questions of one account in the order of the page. ``what`` says which papers are asked, ``about`` what the story is about."""
    half = asked.kind is HandInKind.HALF_YEAR
    made: dict[str, Any] = {}
    for row in results:
        made |= _number_fields(row, half=half)
    for one in counts:
        made |= count_fields(one)
    if not half:
        made["files"] = FilesField(
            "Bonnen en andere stukken", hint=what, optional=True, at_most=ANY_NUMBER, camera=True,
            accept=PAPERS + INVOICE + OFFICE if office else PAPERS + INVOICE,
        )  # fmt: skip
    instead = {kind for group in asked.demands if set(group) & PROOF for kind in group}
    for kind in asked.papers:
        label = EVIDENCE_LABELS[kind][0].upper() + EVIDENCE_LABELS[kind][1:] + (" (in plaats van bonnen)" if kind in instead else "")
        made[f"paper_{kind.value}"] = FilesField(label, optional=True, at_most=ANY_NUMBER, accept=PAPERS + OFFICE)
    for row in lines:
        made |= _amount_fields(row)
    if not any(not row.is_income for row in lines):
        label = "Hoeveel geld gaf u tot nu toe uit?" if half else "Hoeveel geld gaf u uit?"
        made["spent_amount"] = AmountField(label, hint=SPENT_HINT, missing=SPENT_MISSING)
    if asked.activities:
        made["activities"] = RowsField(
            ActivityRow, "Wat deed u?", row_word="Activiteit", shown=1, add_text="Nog een activiteit toevoegen",
            hint="Schrijf per activiteit op wanneer en waar het was, en wie er kwamen. Weet u iets niet? Laat het dan leeg.",
        )  # fmt: skip
    made["people_reached"] = PeopleField(
        "Hoeveel mensen deden tot nu toe mee?" if half else "Hoeveel mensen deden mee?",
        hint="Het totaal. Weet u het niet precies? Schat het dan." if asked.activities else PEOPLE_HINT,
        missing=PEOPLE_MISSING,
    )
    if asked.activities:
        made["counted"] = ChoiceField(
            "Hoe telde u?", choices=[(one.value, label) for one, label in COUNTED_LABELS.items()], coerce=PeopleCounted,
            missing="Kies hoe u de mensen telde.",
        )  # fmt: skip
    if asked.satisfaction:
        made |= _satisfaction_fields()
    if asked.photos:
        made["photos"] = FilesField("Foto’s van wat u deed", optional=True, at_most=ANY_NUMBER, accept=PICTURES)
        for photo in photos:
            made[f"photo_{photo.id}_show"] = TickField("Iedereen op deze foto vindt het goed dat u hem laat zien", optional=True)
            made[f"photo_{photo.id}_text"] = TextField("Wat is er te zien?", optional=True, max_length=300)
    made["story"] = LongTextField("Hoe ging het?", hint=about, optional=True, rows=8 if asked.story_max_words else 5, max_length=20_000)
    if asked.photos:
        made["story_may_show"] = TickField("U mag dit verhaal aan anderen laten lezen", optional=True)
    return type("AccountForm", (AccountForm,), made)


def _number_fields(row: Compared, *, half: bool) -> dict[str, Any]:
    why = "Vertel er iets over" if half else "Hoe komt het verschil?"
    return {
        row.field: PeopleField(row.label, hint=f"Gepland: {row.planned}", missing=f"Vul bij ‘{row.label}’ het echte aantal in."),
        f"{row.field}_why": LongTextField(f"{why} ({row.label})", optional=True, rows=2, max_length=2_000),
    }


def _amount_fields(row: Compared) -> dict[str, Any]:
    missing = f"Vul bij ‘{row.label}’ het echte bedrag in. Was het niets? Vul dan 0 in."
    return {
        row.field: AmountField(row.label, hint=f"Gepland: {show(row.planned)}", missing=missing),
        f"{row.field}_why": LongTextField(f"Hoe komt het verschil? ({row.label})", optional=True, rows=2, max_length=2_000),
    }


def _satisfaction_fields() -> dict[str, Any]:
    return {
        "satisfaction_grade": NumberField(
            "Welk cijfer gaven de deelnemers gemiddeld?", hint="Tussen 1 en 10, zoals 7,8.", decimals=1, optional=True
        ),
        "satisfaction_count": PeopleField(
            "Hoeveel mensen gaven hun mening?", hint="Vroeg u het niemand? Vul dan 0 in.", missing="Vul in hoeveel mensen hun mening gaven."
        ),
        "satisfaction_method": LongTextField(
            "Hoe vroeg u het?", hint="Bijvoorbeeld: met een briefje na afloop. Vroeg u het niet? Schrijf dan waarom.",
            rows=2, max_length=2_000, missing="Schrijf hoe u het vroeg, of waarom niet.",
        ),
    }  # fmt: skip


def kept_data(
    asked: Asked, results: Sequence[Compared], lines: Sequence[Compared], found: HandIn | None, planned: Sequence[PlannedActivity]
) -> dict[str, Any]:
    """What stands on the form before anybody typed: what was kept, else the plan (a half-year report starts empty)."""
    data: dict[str, Any] = {"counted": PeopleCounted.PEOPLE}
    for row in (*results, *lines):
        unknown = None if asked.kind is HandInKind.HALF_YEAR else row.planned
        data[row.field] = row.real if row.real is not None else unknown
        data[f"{row.field}_why"] = row.explanation
    told = [row for row in found.carried_out if row.name] if found is not None else []
    data["activities"] = [
        {
            "name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on, "place": row.place, "people": row.people_reached,
            "volunteers": row.volunteers, "hours": row.hours,
        }
        for row in told
    ] or [{"name": one.name, "starts_on": one.starts_on, "ends_on": one.ends_on} for one in planned]  # fmt: skip
    if found is not None:
        data |= {
            "spent_amount": found.spent_amount, "people_reached": found.people_reached, "counted": found.counted, "story": found.story,
            "story_may_show": found.story_may_show, "satisfaction_grade": found.satisfaction_grade,
            "satisfaction_count": found.satisfaction_count, "satisfaction_method": found.satisfaction_method,
        }  # fmt: skip
        for photo in found.photos:
            data |= {f"photo_{photo.id}_show": photo.may_show, f"photo_{photo.id}_text": photo.alternative_text}
    return data


def told_on(
    form: AccountForm,
    asked: Asked,
    results: Sequence[Compared],
    lines: Sequence[Compared],
    found: HandIn | None,
    counts: Sequence[CountQuestion] = (),
) -> Told:
    """What was typed, as facts. What cannot be read does not take the place of what was kept before."""
    satisfaction = None
    if asked.satisfaction:
        kept = (found.satisfaction_grade, found.satisfaction_count) if found is not None else (None, None)
        grade, count = _read(form, "satisfaction_grade", kept[0]), _read(form, "satisfaction_count", kept[1])
        satisfaction = (grade, count, form["satisfaction_method"].data or "")
    return Told(
        results={row.id: (_read(form, row.field, row.real), form[f"{row.field}_why"].data or "") for row in results},
        lines={row.id: (_read(form, row.field, row.real), form[f"{row.field}_why"].data or "") for row in lines},
        counts={one.indicator_id: told_count(form, one) for one in counts},
        photos={
            photo.id: (form[f"photo_{photo.id}_show"].data, form[f"photo_{photo.id}_text"].data or "")
            for photo in (found.photos if found is not None and asked.photos else ())
            if f"photo_{photo.id}_show" in form
        },
        activities=_activities(form) if asked.activities else None,
        counted=form["counted"].data if asked.activities else None,
        story_may_show=form["story_may_show"].data if asked.photos else None,
        satisfaction=satisfaction,
    )


def _read(form: BaseForm, name: str, kept: Any) -> Any:
    question = form[name]
    return kept if question.process_errors else question.data


def _activities(form: BaseForm) -> tuple[ActivityTold, ...]:
    return tuple(
        ActivityTold(
            row["name"] or "", row["starts_on"], row["ends_on"], row["place"] or "", row["people"], row["volunteers"], row["hours"]
        )
        for row in form["activities"].data
    )  # fmt: skip


def rows_to_explain(form: AccountForm, rows: Sequence[Compared], percent: int | None, *, half: bool) -> set[str]:
    """The rows whose explanation is on the page: what differs too much as it was typed, and what was explained before.

    A half-year report has a line for every result.
    """
    shown = set()
    for row in rows:
        typed = form[row.field].data
        now = Compared(row.id, row.label, row.planned, typed if isinstance(typed, int) else None, is_money=row.is_money)
        if half or needs_explaining(now, percent) or form[f"{row.field}_why"].data:
            shown.add(row.field)
    return shown
