"""What partners counted: each number of an approved account stands with the indicators, once, as it was told and as the journal says."""

import json
from collections import Counter

from mag.verify.result import Result
from mag.verify.source import Source, day

TOLD = (
    "SELECT a.id, a.hand_in_id, a.indicator_id, a.whole, a.part, h.state, h.judged_at, g.reference"
    " FROM count_answer a JOIN hand_in h ON h.id = a.hand_in_id JOIN grant_award g ON g.id = h.grant_id"
)
TAKEN = (
    "SELECT c.id, c.hand_in_id, d.indicator_id, c.whole, c.part, c.reference, c.period_code, c.first_on, c.last_on"
    " FROM partner_count c JOIN indicator_definition d ON d.id = c.definition_id"
)


def check_counts(source: Source, result: Result) -> None:
    """Answers of approved accounts ↔ handed over counts ↔ lines of the journal. Adds to the result of the figures."""
    taken = {(row.hand_in_id, row.indicator_id): row for row in source.rows(TAKEN)}
    lines = _lines(source)
    approved = set()
    for told in source.rows(TOLD):
        if told.state != "approved" or told.whole is None:
            continue
        key = (told.hand_in_id, told.indicator_id)
        approved.add(key)
        row = taken.get(key)
        if row is None:
            result.failures.append(f"telling {told.id} ({told.reference}) is goedgekeurd en telt nergens mee")
            continue
        same = (row.whole, row.part, row.reference) == (told.whole, told.part, told.reference)
        result.expect(same, f"telling {told.id} ({told.reference}): verteld {told.part}/{told.whole}, geteld {row.part}/{row.whole}")
    for key, row in taken.items():
        result.expect(key in approved, f"getelde opgave {row.id} ({row.reference}) hoort bij geen goedgekeurde verantwoording")
        result.expect(row.part is None or 0 <= row.part <= row.whole, f"getelde opgave {row.id}: {row.part} van {row.whole} kan niet")
        fits = str(day(row.first_on))[:4] <= row.period_code[:4] and str(day(row.last_on))[:4] == row.period_code[:4]
        result.expect(fits, f"getelde opgave {row.id}: de dagen horen niet bij {row.period_code}")
        said = lines.get(row.id)
        if said is None:
            result.failures.append(f"getelde opgave {row.id} staat niet in het journaal")
        elif said:
            result.expect(
                (said.get("whole"), said.get("part")) == (row.whole, row.part), f"getelde opgave {row.id}: in het journaal anders"
            )
    doubles = Counter((row.reference, row.indicator_id, row.period_code) for row in taken.values())
    for (reference, _, period), times in doubles.items():
        result.expect(times == 1 or len(period) == len("2022"), f"{reference} telt {times} keer mee in {period}")
    for number in lines.keys() - {row.id for row in taken.values()}:
        result.failures.append(f"opgave {number} staat in het journaal en niet in de tabel")
    result.count(len(taken), "opgave van een partner", "opgaven van partners")


def _lines(source: Source) -> dict[int, dict[str, object]]:
    """The last line of the journal about each count, by its id; an erased payload is empty."""
    found: dict[int, dict[str, object]] = {}
    for line in source.rows("SELECT payload FROM journal_line WHERE action = 'indicators.count.taken_over' ORDER BY id"):
        facts = json.loads(line.payload) if line.payload is not None else {}
        if "count" in facts:
            found[int(facts["count"])] = facts
    return found
