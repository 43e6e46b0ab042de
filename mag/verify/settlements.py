"""Settlements: what was awarded is settled, free again or claimed back, to the cent (Awb 4:46, 4:57).

With P what was paid before the settlement: released = max(0, awarded - max(settled, P)) and claimed = max(0, P - settled), so that
always awarded = settled + released + claimed.
"""

import hashlib

from mag.verify.result import Result, euros
from mag.verify.source import Source


def check_settlements(source: Source) -> Result:
    """Settlement ↔ grant ↔ hand-in ↔ RELEASE and RECOVER entries ↔ recovery."""
    result = Result("vaststellingen")
    _check_settled(source, result)
    _check_hand_ins(source, result)
    _check_recoveries(source, result)
    _check_reserves(source, result)
    _check_draws(source, result)
    return result


def _check_settled(source: Source, result: Result) -> None:
    rows = source.rows(
        """
        SELECT g.reference, g.state, g.awarded_amount AS granted, s.id, s.hand_in_id, s.outcome, s.awarded_amount, s.settled_amount,
               s.released_amount, s.recovered_amount, s.ground, s.reserve_amount, h.spent_amount AS spent,
               r.amount AS claimed, h.grant_id AS handed_in_for, h.state AS hand_in,
               g.id AS grant_id, (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entry e
                                  WHERE e.commitment_id = g.commitment_id AND e.kind = 'release') AS freed,
               (SELECT COALESCE(SUM(c.released_amount), 0) FROM grant_change c
                WHERE c.grant_id = g.id AND c.state = 'granted') AS stopped
        FROM grant_award g LEFT JOIN settlement s ON s.grant_id = g.id LEFT JOIN recovery r ON r.grant_id = g.id
        LEFT JOIN hand_in h ON h.id = s.hand_in_id ORDER BY g.id
        """
    )
    settled = [row for row in rows if row.id is not None]
    for row in rows:
        about = f"vaststelling {row.reference}"
        result.expect((row.id is not None) == (row.state == "settled"), f"{about}: de toekenning is {row.state}")
        released = row.stopped if row.id is None else row.released_amount
        result.expect(row.freed == released, f"{about}: vrijgevallen {euros(released)}, geboekt {euros(row.freed)}")
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
        result.expect((row.outcome == "lower") == (row.ground is not None), f"{about}: {row.outcome} met grond {row.ground or 'geen'}")
        if row.ground == "less_spent" and row.spent is not None:
            result.expect(row.settled_amount >= min(row.spent, row.granted), f"{about}: lager dan de partner uitgaf, zonder andere grond")
        fits = row.hand_in_id is None or (row.handed_in_for == row.grant_id and row.hand_in == "approved")
        result.expect(fits, f"{about}: de verantwoording is van een ander of niet goedgekeurd")
    result.count(len(settled), "vaststelling", "vaststellingen")
    result.counts.append(f"{euros(sum(row.settled_amount for row in settled))} euro vastgesteld")


def _check_hand_ins(source: Source, result: Result) -> None:
    rows = source.rows(
        "SELECT h.state, h.spent_amount, h.people_reached, h.handed_in_at, h.settles, h.due_on, g.reference, g.state AS grant_state"
        " FROM hand_in h JOIN grant_award g ON g.id = h.grant_id ORDER BY h.id"
    )
    for row in rows:
        about = f"verantwoording {row.reference}"
        if row.state in ("handed_in", "approved"):
            complete = row.spent_amount is not None and row.people_reached is not None and row.handed_in_at is not None
            result.expect(complete, f"{about}: {row.state} zonder bedrag, aantal mensen of moment")
        if not row.settles:
            result.expect(row.due_on is not None, f"{about}: een verslag zonder laatste dag")
            continue
        wanted = {"handed_in": ("handed_in",), "approved": ("settled",)}.get(row.state, ("running", "settled"))
        result.expect(row.grant_state in wanted, f"{about}: {row.state}, maar de toekenning is {row.grant_state}")
    result.count(len(rows), "verantwoording", "verantwoordingen")


def _check_recoveries(source: Source, result: Result) -> None:
    rows = source.rows(
        """
        SELECT g.reference, r.id, r.amount, r.received_amount, r.state, r.received_on,
               (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entry e
                WHERE e.commitment_id = g.commitment_id AND e.kind = 'recover') AS booked,
               (SELECT COALESCE(SUM(v.amount), 0) FROM reserve_entry v WHERE v.grant_id = g.id AND v.move = 'returned') AS given_back
        FROM grant_award g LEFT JOIN recovery r ON r.grant_id = g.id ORDER BY g.id
        """
    )
    for row in rows:
        about = f"terugvordering {row.reference}"
        got = row.received_amount or 0
        back = got + row.given_back
        result.expect(row.booked == back, f"{about}: terugbetaald {euros(back)}, geboekt {euros(row.booked)}")
        if row.id is not None:
            result.expect(0 <= got <= row.amount, f"{about}: {euros(got)} terugbetaald van {euros(row.amount)}")
            done = got == row.amount
            result.expect(
                done == (row.state == "received") == (row.received_on is not None), f"{about}: {row.state} past niet bij het bedrag"
            )
    result.count(sum(1 for row in rows if row.id is not None), "terugvordering", "terugvorderingen")


def _check_reserves(source: Source, result: Result) -> None:
    """Settlement ↔ consent ↔ moves: what was formed was agreed and not spent, and no more is used or returned than there is."""
    rows = source.rows(
        """
        SELECT g.reference, s.reserve_amount, s.settled_amount, h.spent_amount AS spent, c.amount AS agreed,
               (SELECT COALESCE(SUM(v.amount), 0) FROM reserve_entry v WHERE v.grant_id = g.id AND v.move = 'formed') AS formed,
               (SELECT COALESCE(SUM(v.amount), 0) FROM reserve_entry v WHERE v.grant_id = g.id AND v.move <> 'formed') AS gone,
               (SELECT COUNT(*) FROM reserve_entry v WHERE v.grant_id = g.id AND v.partner_id <> g.partner_id) AS strange
        FROM grant_award g LEFT JOIN settlement s ON s.grant_id = g.id LEFT JOIN hand_in h ON h.id = s.hand_in_id
        LEFT JOIN reserve_consent c ON c.grant_id = g.id ORDER BY g.id
        """
    )
    for row in rows:
        about, kept = f"reserve {row.reference}", row.reserve_amount or 0
        result.expect(row.formed == kept, f"{about}: vastgesteld {euros(kept)}, gevormd {euros(row.formed)}")
        result.expect(row.gone <= row.formed, f"{about}: {euros(row.gone)} gebruikt of terug van {euros(row.formed)}")
        result.expect(row.strange == 0, f"{about}: een regel staat bij een andere partner")
        if kept:
            most = min(row.agreed or 0, max(0, row.settled_amount - (row.spent or 0)))
            result.expect(kept == most, f"{about}: {euros(kept)} bewaard, {euros(most)} was afgesproken en over")
    result.counts.append(f"{euros(sum(row.formed - row.gone for row in rows))} euro in reserve bij partners")


def _check_draws(source: Source, result: Result) -> None:
    """Each draw once more, by hand: the hash of the list, and the lowest SHA-256 of ``seed:reference``."""
    draws = source.rows("SELECT id, seed, listed, list_sha256, size, picked FROM spot_draw ORDER BY id")
    picks: dict[int, list[tuple[int, str]]] = {}
    for row in source.rows(
        "SELECT p.draw_id, p.position, g.reference FROM spot_pick p JOIN grant_award g ON g.id = p.grant_id ORDER BY p.draw_id, p.position"
    ):
        picks.setdefault(row.draw_id, []).append((row.position, row.reference))
    for row in draws:
        about, listed, mine = f"loting {row.id}", row.listed.split("\n"), picks.get(row.id, [])
        digest = hashlib.sha256(row.listed.encode()).hexdigest()
        result.expect(digest == row.list_sha256, f"{about}: het controlegetal van de lijst klopt niet")
        result.expect(sorted(reference for _, reference in mine) == sorted(listed), f"{about}: de lijst is niet wie bekeken is")
        result.expect(len(listed) == row.size, f"{about}: {len(listed)} op de lijst, {row.size} geteld")
        again = sorted(listed, key=lambda reference: hashlib.sha256(f"{row.seed}:{reference}".encode()).hexdigest())[: row.picked]
        result.expect([reference for place, reference in mine if place] == again, f"{about}: opnieuw loten geeft iets anders")
    result.count(len(draws), "loting", "lotingen")
