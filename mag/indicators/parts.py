"""The parts of a value as readers see them: small counts of people hidden, and a second one where the first could be worked out."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.agenda.models import RuleSet
from mag.agenda.rule_documents import Suppression
from mag.indicators.few import NOT_SHOWN, Few
from mag.indicators.models import DIMENSION_LABELS, FEW_PEOPLE, VALUE_STATUS_LABELS, Dimension, Measurement, MeasurementPart, ValueStatus
from mag.indicators.wording import is_percentage, show_value


@dataclass(frozen=True, slots=True)
class Limits:
    """From which size figures about people are shown: a count by itself, and the number of people a percentage is of."""

    few: Few
    percent_base: int


USUAL = Limits(Few(10, True), 50)
"""The common practice (``domain.md 6``), for an agenda without a rule set."""


def limits_of(db: Session, agenda_id: int) -> Limits:
    """The limits of the newest rule set of an agenda."""
    row = db.scalar(select(RuleSet).where(RuleSet.agenda_id == agenda_id).order_by(RuleSet.valid_from.desc()).limit(1))
    return limits_in(row)


def limits_in(row: RuleSet | None) -> Limits:
    """The limits a rule set says, else the usual ones."""
    if row is None or "suppression" not in row.document:
        return USUAL
    said = Suppression.model_validate(row.document["suppression"])
    return Limits(Few(said.count_below, said.secondary), said.percent_base_below)


@dataclass(frozen=True, slots=True)
class ShownParts:
    """A breakdown in words: by what, and each part with its value or why there is none."""

    title: str
    parts: tuple[tuple[str, str], ...]


def parts_of(db: Session, measurement_ids: Collection[int]) -> dict[int, list[MeasurementPart]]:
    """The parts of values, by value; one statement."""
    found: dict[int, list[MeasurementPart]] = defaultdict(list)
    asked = select(MeasurementPart).where(MeasurementPart.measurement_id.in_(measurement_ids or [0])).order_by(MeasurementPart.id)
    for part in db.scalars(asked):
        found[part.measurement_id].append(part)
    return found


def show_parts(parts: Sequence[MeasurementPart], unit: str, limits: Limits, *, whole_hidden: bool = False) -> list[ShownParts]:
    """Each breakdown of a value. Parts the source hides count as hidden: with one of them, the smallest other goes too.

    With a hidden whole no part is shown: together they would give it away.
    """
    by: dict[Dimension, list[MeasurementPart]] = defaultdict(list)
    for part in parts:
        by[part.dimension].append(part)
    return [ShownParts(DIMENSION_LABELS[dimension], _shown(of, unit, limits, whole_hidden)) for dimension, of in by.items()]


def _shown(parts: Sequence[MeasurementPart], unit: str, limits: Limits, whole_hidden: bool) -> tuple[tuple[str, str], ...]:
    hidden = dict.fromkeys(range(len(parts)), NOT_SHOWN) if whole_hidden else _hidden(parts, unit, limits)
    told = []
    for place, part in enumerate(parts):
        if part.value is None:
            told.append((part.name, VALUE_STATUS_LABELS[part.status]))
        else:
            told.append((part.name, hidden.get(place) or show_value(part.value, unit)))
    return tuple(told)


def _hidden(parts: Sequence[MeasurementPart], unit: str, limits: Limits) -> dict[int, str]:
    """Words for the places that stay hidden. Where one place alone is left out, the smallest other goes along."""
    share = is_percentage(unit)
    sizes = [int((part.respondents or 0) if share else part.value or 0) for part in parts]
    blank = {place for place, part in enumerate(parts) if part.value is None}
    if share:
        words = f"niet getoond: minder dan {limits.percent_base} mensen"
        small = {place for place, part in enumerate(parts) if too_few(unit, part.value, part.respondents, limits, people=True)}
    else:
        small = {place for place, size in enumerate(sizes) if limits.few.hides(size)} - blank
    gone = small | blank
    others = [
        place for _, place in sorted((sizes[place], place) for place in range(len(parts)) if place not in gone and (share or sizes[place]))
    ]
    while limits.few.secondary and gone and others and _is_narrow(sizes, gone, blank, share=share):
        gone.add(others.pop(0))
    if share:
        return {place: words if place in small else NOT_SHOWN for place in gone - blank}
    return {place: NOT_SHOWN for place in gone - blank} | (
        limits.few.told(sizes, gone) if not blank else {place: limits.few.words(sizes[place]) for place in gone - blank}
    )


def _is_narrow(sizes: Sequence[int], gone: set[int], blank: set[int], *, share: bool) -> bool:
    """Whether what is hidden follows from the whole and the rest: one alone, or as many as there are of them."""
    return len(gone) == 1 or (not share and not blank and sum(sizes[place] for place in gone) == len(gone))


def too_few(unit: str, value: Decimal | None, respondents: int | None, limits: Limits, *, people: bool) -> bool:
    """Whether a value by itself is of too few people to be shown: a share of fewer than the base, or a small count of people."""
    if value is None:
        return False
    if is_percentage(unit):
        return respondents is not None and respondents < limits.percent_base
    return people and limits.few.hides(int(value))


def for_readers(row: Measurement, unit: str, limits: Limits, *, people: bool) -> Measurement:
    """A value as readers see it: itself, or a copy outside the database without number, margin and base, that says why."""
    if not too_few(unit, row.value, row.respondents, limits, people=people):
        return row
    kept = {name: getattr(row, name) for name in _KEPT}
    few = limits.percent_base if is_percentage(unit) else limits.few.below
    return Measurement(**kept, value=None, status=ValueStatus.SECRET, note=f"{FEW_PEOPLE}: dit gaat over minder dan {few} mensen.")


_GONE = frozenset({"value", "lower", "upper", "respondents", "status", "note", "parts_note"})
_KEPT = tuple(column.key for column in Measurement.__mapper__.columns if column.key not in _GONE)
