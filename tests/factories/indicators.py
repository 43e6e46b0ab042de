"""An indicator with its definitions, as small as a test needs."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from mag.agenda.models import Goal
from mag.core.period import Period
from mag.core.transaction import Tx
from mag.indicators.models import Direction, Indicator, IndicatorDefinition, MeasureKind, Measurement, Stand, ValueStatus
from mag.indicators.service import measure


def make_indicator(
    tx: Tx, goal: Goal, code: str = "SAM-1", *, versions: Sequence[int] = (1,), every: str | None = "P2Y", **changes: Any
) -> Indicator:
    """An indicator of a goal: a percentage from a survey that should go up, with one definition per version."""
    values: dict[str, Any] = {
        "name": f"Het percentage inwoners van {code}", "unit": "%", "population": "inwoners van 18 jaar en ouder",
        "measure_kind": MeasureKind.SURVEY, "source": "Monitor demo", "rhythm": "om het jaar", "direction": Direction.HIGHER,
        "owner": "Stichting Samen demo", "position": 1, "document": {"short": f"Doet mee {code}", "measured_every": every},
    }  # fmt: skip
    indicator = Indicator(agenda_id=goal.agenda_id, goal_id=goal.id, code=code, **values | changes)
    for version in versions:
        indicator.definitions.append(IndicatorDefinition(version=version, text=f"Telling {version}", valid_from=date(2000 + version, 1, 1)))
    tx.db.add(indicator)
    tx.db.flush()
    return indicator


def record(
    tx: Tx, definition_id: int, period: Period, value: str | None, *, margin: str | None = "1", area: str = "GM9999", **changes: Any
) -> Measurement:
    """A value in a period, two points around it when it comes from a survey."""
    number = None if value is None else Decimal(value)
    bounds = {} if number is None or margin is None else {"lower": number - Decimal(margin), "upper": number + Decimal(margin)}
    given: dict[str, Any] = {
        "area_name": "Dorp" if area == "GM9999" else "Nederland", "status": ValueStatus.FINAL, "source": "Monitor demo",
        "stand": Stand.APPROVED,
        **bounds, **changes
    }  # fmt: skip
    return measure(tx, definition_id, period=period, area_code=area, value=number, **given)
