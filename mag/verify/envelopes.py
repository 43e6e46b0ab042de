"""Envelopes: nothing awarded from one above what its holder may decide, and reports that tell what was awarded; co-funding of its grant."""

from mag.verify.result import Result, euros
from mag.verify.source import Source


def check_envelopes(source: Source) -> Result:
    """Lines with a holder against the ledger, their reports against the grants they tell about; co-funding is of a grant."""
    result = Result("buurtbudgetten")
    lines = source.rows("SELECT id, code, holder_id, most_per_request FROM budget_line WHERE holder_id IS NOT NULL ORDER BY id")
    promised = source.rows(
        "SELECT e.line_id, e.amount, c.reference FROM ledger_entry e JOIN commitment c ON c.id = e.commitment_id"
        " JOIN budget_line b ON b.id = e.line_id WHERE e.kind = 'commit' AND b.holder_id IS NOT NULL ORDER BY e.id"
    )
    most = {row.id: row.most_per_request for row in lines}
    for row in promised:
        fits = row.amount <= most[row.line_id]
        result.expect(fits, f"{row.reference}: {euros(row.amount)} uit een buurtbudget van hooguit {euros(most[row.line_id])} per aanvraag")
    told = source.rows(
        "SELECT r.id, r.line_id, w.reference, w.amount, g.awarded_amount, c.line_id AS from_line FROM envelope_report r"
        " JOIN envelope_report_row w ON w.report_id = r.id LEFT JOIN grant_award g ON g.reference = w.reference"
        " LEFT JOIN commitment c ON c.id = g.commitment_id ORDER BY w.id"
    )
    for row in told:
        result.expect(row.from_line == row.line_id, f"verslag {row.id}: {row.reference} is niet uit dit buurtbudget toegekend")
        result.expect(row.amount == row.awarded_amount, f"verslag {row.id}: {row.reference} noemt {euros(row.amount)}")
    strangers = source.rows(
        "SELECT f.id FROM co_funding f JOIN grant_award g ON g.id = f.grant_id JOIN planned_activity a ON a.id = f.activity_id"
        " WHERE a.application_id <> g.application_id"
    )
    for row in strangers:
        result.failures.append(f"geld van anderen {row.id}: de activiteit is van een ander plan")
    beside = source.rows("SELECT COUNT(*) AS number FROM co_funding WHERE removed_at IS NULL")[0].number
    result.count(len(lines), "buurtbudget", "buurtbudgetten")
    result.count(len(promised), "toekenning", "toekenningen")
    result.count(len(told), "verslagregel", "verslagregels")
    result.count(beside, "keer geld van anderen", "keer geld van anderen")
    return result
