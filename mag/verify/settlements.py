"""Settlements: what was awarded is settled, free again or claimed back, to the cent (Awb 4:46, 4:57).

With P what was paid before the settlement: released = max(0, awarded - max(settled, P)) and claimed = max(0, P - settled), so that
always awarded = settled + released + claimed.
"""

from mag.verify.result import Result, euros
from mag.verify.source import Source


def check_settlements(source: Source) -> Result:
    """Settlement ↔ grant ↔ hand-in ↔ RELEASE and RECOVER entries ↔ recovery."""
    result = Result("vaststellingen")
    _check_settled(source, result)
    _check_hand_ins(source, result)
    _check_recoveries(source, result)
    return result


def _check_settled(source: Source, result: Result) -> None:
    rows = source.rows(
        """
        SELECT g.reference, g.state, g.awarded_amount AS granted, s.id, s.hand_in_id, s.outcome, s.awarded_amount, s.settled_amount,
               s.released_amount, s.recovered_amount, r.amount AS claimed, h.grant_id AS handed_in_for, h.state AS hand_in,
               g.id AS grant_id, (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entry e
                                  WHERE e.commitment_id = g.commitment_id AND e.kind = 'release') AS freed
        FROM grant_award g LEFT JOIN settlement s ON s.grant_id = g.id LEFT JOIN recovery r ON r.grant_id = g.id
        LEFT JOIN hand_in h ON h.id = s.hand_in_id ORDER BY g.id
        """
    )
    settled = [row for row in rows if row.id is not None]
    for row in rows:
        about = f"vaststelling {row.reference}"
        result.expect((row.id is not None) == (row.state == "settled"), f"{about}: de toekenning is {row.state}")
        result.expect(
            row.freed == (row.released_amount or 0),
            f"{about}: vrijgevallen {euros(row.released_amount or 0)}, geboekt {euros(row.freed)}",
        )
    for row in settled:
        about = f"vaststelling {row.reference}"
        parts = row.settled_amount + row.released_amount + row.recovered_amount
        result.expect(
            row.awarded_amount == row.granted, f"{about}: toegekend {euros(row.granted)}, vaststelling noemt {euros(row.awarded_amount)}"
        )
        result.expect(
            row.awarded_amount == parts, f"{about}: vastgesteld + vrij + terug is {euros(parts)}, toegekend {euros(row.awarded_amount)}"
        )
        result.expect(min(row.settled_amount, row.released_amount, row.recovered_amount) >= 0, f"{about}: een bedrag lager dan nul")
        result.expect(
            (row.claimed or 0) == row.recovered_amount,
            f"{about}: terugvordering {euros(row.claimed or 0)}, niet {euros(row.recovered_amount)}",
        )
        result.expect(
            (row.outcome == "lower") == (row.settled_amount < row.awarded_amount), f"{about}: {row.outcome} past niet bij het bedrag"
        )
        fits = row.hand_in_id is None or (row.handed_in_for == row.grant_id and row.hand_in == "approved")
        result.expect(fits, f"{about}: de verantwoording is van een ander of niet goedgekeurd")
    result.count(len(settled), "vaststelling", "vaststellingen")
    result.counts.append(f"{euros(sum(row.settled_amount for row in settled))} euro vastgesteld")


def _check_hand_ins(source: Source, result: Result) -> None:
    rows = source.rows(
        "SELECT h.state, h.spent_amount, h.people_reached, h.handed_in_at, g.reference, g.state AS grant_state"
        " FROM hand_in h JOIN grant_award g ON g.id = h.grant_id ORDER BY h.id"
    )
    for row in rows:
        about = f"verantwoording {row.reference}"
        if row.state in ("handed_in", "approved"):
            complete = row.spent_amount is not None and row.people_reached is not None and row.handed_in_at is not None
            result.expect(complete, f"{about}: {row.state} zonder bedrag, aantal mensen of moment")
        wanted = {"handed_in": ("handed_in",), "approved": ("settled",)}.get(row.state, ("running", "settled"))
        result.expect(row.grant_state in wanted, f"{about}: {row.state}, maar de toekenning is {row.grant_state}")
    result.count(len(rows), "verantwoording", "verantwoordingen")


def _check_recoveries(source: Source, result: Result) -> None:
    rows = source.rows(
        """
        SELECT g.reference, r.id, r.amount, r.received_amount, r.state, r.received_on,
               (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entry e
                WHERE e.commitment_id = g.commitment_id AND e.kind = 'recover') AS booked
        FROM grant_award g LEFT JOIN recovery r ON r.grant_id = g.id ORDER BY g.id
        """
    )
    for row in rows:
        about = f"terugvordering {row.reference}"
        got = row.received_amount or 0
        result.expect(row.booked == got, f"{about}: terugbetaald {euros(got)}, geboekt {euros(row.booked)}")
        if row.id is not None:
            result.expect(0 <= got <= row.amount, f"{about}: {euros(got)} terugbetaald van {euros(row.amount)}")
            done = got == row.amount
            result.expect(
                done == (row.state == "received") == (row.received_on is not None), f"{about}: {row.state} past niet bij het bedrag"
            )
    result.count(sum(1 for row in rows if row.id is not None), "terugvordering", "terugvorderingen")
