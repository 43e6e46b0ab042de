"""The forecast and the indexation proposal as tables to download."""

from collections.abc import Sequence
from decimal import Decimal

from mag.budget.requested import Asked
from mag.core.money import Cents
from mag.core.sheets import Column, Kind, Table
from mag.desk.forecast_facts import Due, LineForecast, Share
from mag.desk.indexation import LineEffect, YearlyAward, raise_by
from mag.web.forms import show_number

M = Kind.MONEY


def forecast_table(year: int, rows: Sequence[LineForecast]) -> Table:
    """A row per line on 31 December."""
    columns = [
        Column("Code"), Column("Budgetregel"), Column("Budget", M), Column("Betaald nu", M), Column("Nog te betalen dit jaar", M),
        Column("Later te betalen", M), Column("Gevraagd", M), Column("Daarvan verwacht", M), Column("Vrij eind van het jaar", M),
    ]  # fmt: skip
    found = [
        (
            row.line.code, row.line.name, row.line.allocated_amount, row.line.paid_amount, row.due, row.later, row.asked, row.expected,
            row.free,
        )
        for row in rows
    ]  # fmt: skip
    return Table(
        f"Verwachting {year}", columns, found, "Vrij eind van het jaar is wat nu vrij is, min wat van de aanvragen wordt verwacht."
    )


def due_table(rows: Sequence[Due], codes: dict[int, str]) -> Table:
    """A row per instalment that is not paid."""
    columns = [
        Column("Budgetregel"), Column("Kenmerk"), Column("Plan"), Column("Termijn", Kind.WHOLE), Column("Betalen op", Kind.DATE),
        Column("Bedrag", M),
    ]  # fmt: skip
    found = [(codes.get(row.line_id, ""), row.reference, row.title, row.number, row.due_on, row.amount) for row in rows]
    return Table("Termijnen", columns, found, "Een termijn zonder dag wacht op de vaststelling.")


def asked_table(rows: Sequence[Asked], codes: dict[int, str], share: Share, *, named: bool) -> Table:
    """A row per open request; ``named`` with what it is and of whom."""
    columns = [
        Column("Budgetregel"), Column("Waarom deze regel"), Column("Kenmerk"), Column("Aanvraag"), Column("Van wie"),
        Column("Beslissen uiterlijk", Kind.DATE), Column("Gevraagd", M), Column("Daarvan verwacht", M),
    ]  # fmt: skip
    found = [
        (
            codes.get(row.line_id or 0, "nog niet bekend"), row.why, row.reference, row.title if named else None,
            row.partner if named else None, row.decide_by, row.amount, share.of(row.amount),
        )
        for row in rows
    ]  # fmt: skip
    return Table("Aanvragen", columns, found, f"Van wat is gevraagd, wordt naar verwachting {share.percent}% toegekend.")


def indexation_tables(
    year: int, awards: Sequence[YearlyAward], effects: Sequence[LineEffect], percents: Sequence[Decimal], step: int, words: str
) -> list[Table]:
    """The proposal per partner and its effect per line."""
    note = f"Een voorstel: er is niets opgeslagen. Nieuwe bedragen zijn afgerond op {words}, een half naar boven."
    kept = [Column(f"Met {show_number(percent)}%", M) for percent in percents]
    per_partner = [
        (one.partner, one.title, one.reference, one.line.code, one.amount, *(raise_by(one.amount, p, step) for p in percents))
        for one in awards
    ]
    columns = [Column("Partner"), Column("Plan"), Column("Kenmerk"), Column("Budgetregel"), Column(f"Toegekend {year}", M)]
    effect = [
        (one.line.code, one.line.name, one.now, *one.raised, one.budget_year, one.budget, *(Cents(one.budget - r) for r in one.raised))
        for one in effects
    ]
    left = [Column(f"Over bij {show_number(percent)}%", M) for percent in percents]
    of_lines = [
        Column("Code"), Column("Budgetregel"), Column(f"Samen {year}", M), *kept, Column("Budgetjaar", Kind.WHOLE), Column("Budget", M),
        *left,
    ]  # fmt: skip
    return [Table(f"Indexatie na {year}", [*columns, *kept], per_partner, note), Table("Per budgetregel", of_lines, effect, note)]
