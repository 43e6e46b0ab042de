"""Measured figures: nobody approved their own, an import holds as many values as it says, parts of a count add up or say why not, and
what partners counted is what their approved accounts say.
"""

from collections import defaultdict
from decimal import Decimal

from mag.verify.counts import check_counts
from mag.verify.result import Result
from mag.verify.source import Source


def check_figures(source: Source) -> Result:
    """Measurements ↔ who approved them ↔ their import ↔ their parts."""
    result = Result("cijfers")
    rows = source.rows(
        "SELECT m.id, m.value, m.stand, m.recorded_by_id, m.judged_by_id, m.import_id, m.replaces_id, m.parts_note, i.unit"
        " FROM measurement m JOIN indicator_definition d ON d.id = m.definition_id JOIN indicator i ON i.id = d.indicator_id"
    )
    for row in rows:
        own = row.stand == "approved" and row.judged_by_id is not None and row.judged_by_id == row.recorded_by_id
        result.expect(not own, f"meting {row.id} is goedgekeurd door wie haar invoerde")
        result.expect(row.stand != "rejected" or row.replaces_id is None, f"meting {row.id} is afgewezen en vervangt toch een andere")
    imported: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.import_id is not None:
            imported[row.import_id] += 1
    for made in source.rows("SELECT id, values_taken FROM figure_import"):
        there = imported[made.id]
        result.expect(there == made.values_taken, f"overgenomen bestand {made.id}: {made.values_taken} cijfers, er staan er {there}")
    wholes = {row.id: row for row in rows}
    parts: dict[tuple[int, str], list[int | None]] = defaultdict(list)
    for part in source.rows("SELECT measurement_id, dimension, value FROM measurement_part"):
        parts[part.measurement_id, part.dimension].append(part.value)
    for (measurement_id, dimension), values in parts.items():
        whole = wholes[measurement_id]
        if whole.unit.startswith("%") or whole.value is None or whole.parts_note:
            continue
        known = sum(value for value in values if value is not None)
        fits = known == whole.value if None not in values else known <= whole.value
        said = (
            f"meting {measurement_id}: onderdelen ({dimension}) zijn samen {Decimal(known) / 10_000}, het geheel is {_shown(whole.value)}"
        )
        result.expect(fits, said)
    result.count(len(rows), "meting", "metingen")
    result.count(len(parts), "uitsplitsing", "uitsplitsingen")
    check_counts(source, result)
    return result


def _shown(value: int) -> Decimal:
    return Decimal(value) / 10_000
