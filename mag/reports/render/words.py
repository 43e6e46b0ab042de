"""A figure's rows as a page shows them: every cell in Dutch words, with a link where the reader may follow one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mag.core.money import show
from mag.core.period import show_date
from mag.core.sheets import Column, Kind
from mag.indicators.wording import show_value
from mag.reports.figures import Figure, Unit
from mag.reports.goal_facts import SeriesFact

Cell = str | tuple[str, str]
"""A text, or a text with the address it leads to."""


@dataclass(frozen=True, slots=True)
class Drill:
    """The table behind a figure: columns as the table macro takes them, rows and, where they add up, the total."""

    columns: list[str | tuple[str, str]]
    rows: list[list[Cell]]
    total: list[Cell] | None


def explain(series: SeriesFact) -> list[tuple[str, str]]:
    """What a reader must know to judge a series, as (label, words): definition, of whom, which way is good news, target, who agreed."""
    last = series.last
    agreed = dict.fromkeys(point.approved_by for point in series.points if point.approved_by)
    told = [
        ("Wat is gemeten", series.definition),
        ("Over wie", series.population),
        ("Hoe vaak gemeten", series.rhythm),
        ("Gewenste richting", series.wish),
        ("Streefcijfer", f"{show_value(series.target, series.unit)} voor {series.target_label}" if series.target is not None else ""),
        ("Bron", last.source if last is not None else series.source),
        ("Akkoord van", ", ".join(agreed)),
    ]
    return [(label, words) for label, words in told if words]


def drill_page(figure: Figure, link: Callable[[str], str | None]) -> Drill:
    """The rows of a figure in words. ``link`` answers the address of a plan by its reference, or None.

    Of measurements the columns in which nothing stands are left out: few sources give a margin.
    """
    if figure.unit is Unit.READING:
        return _measured(figure)
    columns: list[str | tuple[str, str]] = [(c.title, "figure") if _is_number(c) else c.title for c in figure.columns]
    if figure.unit is Unit.PEOPLE:
        columns[-1] = (figure.columns[-1].title, "figure")
    rows = [[_cell(column, value, link) for column, value in zip(figure.columns, row, strict=True)] for row in figure.rows]
    return Drill(columns, rows, ["Totaal", *[""] * (len(columns) - 2), figure.shown])


def _measured(figure: Figure) -> Drill:
    filled = [place for place in range(len(figure.columns)) if any(row[place] not in (None, "") for row in figure.rows)]
    chosen = [figure.columns[place] for place in filled]
    rows = [[_cell(column, row[place], lambda _: None) for place, column in zip(filled, chosen, strict=True)] for row in figure.rows]
    for said, point in zip(rows, figure.series.points if figure.series else (), strict=False):
        said[0] = point.when
    return Drill([(c.title, "figure") if _is_number(c) else c.title for c in chosen], rows, None)


def _is_number(column: Column) -> bool:
    return column.kind in (Kind.MONEY, Kind.WHOLE, Kind.NUMBER)


def _cell(column: Column, value: Any, link: Callable[[str], str | None]) -> Cell:
    if value is None or value == "":
        return ""
    if column.kind is Kind.MONEY:
        return show(value)
    if column.kind is Kind.DATE:
        return show_date(value)
    text = str(value).replace(".", ",") if column.kind is Kind.NUMBER else str(value)
    address = link(text) if column.title == "Kenmerk" else None
    return (text, address) if address else text
