"""How values, periods and differences of indicators are written in Dutch: one way for pages, charts, reports and letters."""

from decimal import Decimal

from mag.core.period import Period, PeriodKind
from mag.indicators.chart_layout import decimals_for, show_number
from mag.indicators.models import Direction

DEMO = "verzonnen cijfer (demo)"
"""Stands at every value that was made up for the demonstration."""

DIRECTION_WORDS: dict[Direction, str] = {
    Direction.HIGHER: "hoger is beter", Direction.LOWER: "lager is beter", Direction.NEUTRAL: "hoger of lager zegt op zich niets",
}  # fmt: skip


def is_percentage(unit: str) -> bool:
    """Whether values of this unit are percentages: ``%``, ``% van de mantelzorgers``."""
    return unit.startswith("%")


def show_value(value: Decimal | None, unit: str) -> str:
    """A value as people read it: ``26,5%``, ``1.250``, ``6,3``; words when there is none."""
    if value is None:
        return "nog niet bekend"
    return show_number(value, decimals_for([value]), unit)


def during(period: Period) -> str:
    """A period inside a sentence: ``in 2021``, ``in het eerste halfjaar 2022``, ``op 3 maart 2022``."""
    if period.kind is PeriodKind.MOMENT:
        return f"op {period.label()}"
    return f"in het {period.label()}" if period.kind is PeriodKind.HALF_YEAR else f"in {period.label()}"


def show_difference(now: Decimal, before: Decimal, unit: str) -> str:
    """How two values of one unit differ: ``2,5 procentpunt hoger``, ``12 lager``, ``gelijk``."""
    away = now - before
    if away == 0:
        return "gelijk"
    size = show_number(abs(away), decimals_for([away]))
    return f"{size}{' procentpunt' if is_percentage(unit) else ''} {'hoger' if away > 0 else 'lager'}"
