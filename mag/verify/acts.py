"""Acts on the budget: what was carried out stands on the ledger on both lines, what waits or was turned down stands nowhere."""

from collections import Counter

from mag.verify.result import Result, euros
from mag.verify.source import Source


def check_acts(source: Source) -> Result:
    """Acts ↔ ledger entries that carry their number; a second person where one was needed."""
    result = Result("budgetbesluiten")
    acts = source.rows(
        "SELECT id, kind, state, amount, from_line_id, to_line_id, needs_second, proposed_by_id, decided_by_id FROM budget_act ORDER BY id"
    )
    entries = source.rows("SELECT act_id, kind, line_id, amount FROM ledger_entry WHERE act_id IS NOT NULL OR kind LIKE 'transfer%'")
    booked = Counter((row.act_id, row.kind, row.line_id, row.amount) for row in entries)
    wanted: Counter[tuple[int | None, str, int, int]] = Counter()
    for act in acts:
        about = f"budgetbesluit {act.id}"
        if act.state == "done":
            wanted[(act.id, "transfer_out", act.from_line_id, act.amount)] += 1
            wanted[(act.id, "transfer_in", act.to_line_id, act.amount)] += 1
            two = not act.needs_second or (act.decided_by_id is not None and act.decided_by_id != act.proposed_by_id)
            result.expect(two, f"{about}: uitgevoerd zonder akkoord van een tweede persoon")
    for number, kind, line, amount in ((wanted - booked) + (booked - wanted)).elements():
        result.failures.append(f"budgetbesluit {number}: {kind} van {euros(amount)} op regel {line} past niet bij de boekingen")
    result.count(len(acts), "besluit", "besluiten")
    return result
