"""The parts of a value as readers see them: small counts of people hidden, and a second one where the first could be worked out."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.agenda.models import RuleSet
from mag.agenda.queries import rule_set_document
from mag.indicators.few import Few
from mag.indicators.models import DIMENSION_LABELS, VALUE_STATUS_LABELS, Dimension, MeasurementPart
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
    if row is None:
        return USUAL
    said = rule_set_document(row).suppression
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


def show_parts(parts: Sequence[MeasurementPart], unit: str, limits: Limits) -> list[ShownParts]:
    """Each breakdown of a value. Parts the source hides count as hidden: with one of them, the smallest other goes too."""
    by: dict[Dimension, list[MeasurementPart]] = defaultdict(list)
    for part in parts:
        by[part.dimension].append(part)
    return [ShownParts(DIMENSION_LABELS[dimension], _shown(of, unit, limits)) for dimension, of in by.items()]


def _shown(parts: Sequence[MeasurementPart], unit: str, limits: Limits) -> tuple[tuple[str, str], ...]:
    hidden = {} if is_percentage(unit) else _hidden(parts, limits.few)
    told = []
    for place, part in enumerate(parts):
        if part.value is None:
            told.append((part.name, VALUE_STATUS_LABELS[part.status]))
        elif is_percentage(unit) and part.respondents is not None and part.respondents < limits.percent_base:
            told.append((part.name, f"niet getoond: minder dan {limits.percent_base} mensen"))
        else:
            told.append((part.name, hidden.get(place) or show_value(part.value, unit)))
    return tuple(told)


def _hidden(parts: Sequence[MeasurementPart], few: Few) -> dict[int, str]:
    """Words for the places that stay hidden. Where one place alone is left out, the smallest other goes along."""
    counts = [int(part.value) if part.value is not None else 0 for part in parts]
    places = {place for place, count in enumerate(counts) if few.hides(count)}
    blank = [place for place, part in enumerate(parts) if part.value is None]
    if few.secondary and len(places) + len(blank) == 1:
        others = sorted((count, place) for place, count in enumerate(counts) if place not in (*places, *blank) and count > 0)
        places |= {place for _, place in others[:1]}
    return {place: few.words(counts[place]) for place in places}
