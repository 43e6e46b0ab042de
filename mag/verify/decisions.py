"""From application to commitment: each award is one decision, one grant and one commitment of the same amount."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from mag.verify.result import Result, euros
from mag.verify.source import Source

STATE_OF = {"award": "awarded", "partial_award": "awarded", "refuse": "refused", "not_processed": "not_processed"}
DECIDED = frozenset(STATE_OF.values())


def check_decisions(source: Source) -> Result:
    """Application ↔ decision ↔ grant ↔ commitment ↔ COMMIT entries ↔ instalments, each to the cent."""
    result = Result("besluiten")
    _check_outcomes(source, result)
    _check_grants(source, result)
    _check_instalments(source, result)
    return result


def _check_outcomes(source: Source, result: Result) -> None:
    applications = source.rows("SELECT id, reference, state, requested_amount FROM application ORDER BY id")
    all_decisions = source.rows(
        "SELECT id, application_id, outcome, requested_amount, amount, is_current, supersedes_id, decided_by_id, seconded_by_id"
        " FROM decision ORDER BY id"
    )
    decisions = {row.application_id: row for row in all_decisions if row.is_current}
    _check_chain(result, all_decisions)
    granted = {row.decision_id for row in source.rows("SELECT decision_id FROM grant_award")}
    for application in applications:
        decision = decisions.get(application.id)
        about = f"aanvraag {application.reference}"
        if decision is None:
            result.expect(application.state not in DECIDED, f"{about}: {application.state} zonder besluit")
            continue
        is_award = decision.outcome in ("award", "partial_award")
        result.expect(
            STATE_OF.get(decision.outcome) == application.state, f"{about}: {application.state}, maar het besluit is {decision.outcome}"
        )
        result.expect(decision.requested_amount == application.requested_amount, f"{about}: gevraagd bedrag en besluit verschillen")
        result.expect((decision.id in granted) == is_award, f"{about}: besluit {decision.outcome} en toekenning passen niet bij elkaar")
        result.expect(is_award == (decision.amount > 0), f"{about}: besluit {decision.outcome} met bedrag {euros(decision.amount)}")
        result.expect(decision.amount <= decision.requested_amount, f"{about}: meer toegekend dan gevraagd")
        whole = decision.amount == decision.requested_amount
        result.expect(not is_award or whole == (decision.outcome == "award"), f"{about}: {decision.outcome} past niet bij het bedrag")
    result.count(len(applications), "aanvraag", "aanvragen")
    result.count(len(all_decisions), "besluit", "besluiten")


def _check_chain(result: Result, decisions: Sequence[Row[Any]]) -> None:
    """Each later decision on an application supersedes the one before it; only the last can be current, and two people are two."""
    before: dict[int, Row[Any]] = {}
    for row in decisions:
        earlier = before.get(row.application_id)
        about = f"besluit {row.id}"
        result.expect(row.supersedes_id == (earlier.id if earlier else None), f"{about}: volgt niet op het besluit ervoor")
        result.expect(earlier is None or not earlier.is_current, f"{about}: het besluit ervoor geldt ook nog")
        result.expect(row.seconded_by_id is None or row.seconded_by_id != row.decided_by_id, f"{about}: één persoon besloot en keek mee")
        before[row.application_id] = row


def _check_grants(source: Source, result: Result) -> None:
    grants = source.rows(
        """
        SELECT g.id, g.reference, g.awarded_amount, g.application_id, g.partner_id, d.amount AS decided, d.application_id AS decided_on_id,
               a.reference AS application, a.partner_id AS applicant_id, c.reference AS promised,
               (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entry e WHERE e.commitment_id = c.id AND e.kind = 'commit') AS committed
        FROM grant_award g
        JOIN decision d ON d.id = g.decision_id
        JOIN application a ON a.id = g.application_id
        JOIN commitment c ON c.id = g.commitment_id
        ORDER BY g.id
        """
    )
    for grant in grants:
        about = f"toekenning {grant.reference}"
        result.expect(grant.awarded_amount == grant.decided, f"{about}: {euros(grant.awarded_amount)}, het besluit {euros(grant.decided)}")
        result.expect(
            grant.awarded_amount == grant.committed, f"{about}: {euros(grant.awarded_amount)}, toegezegd {euros(grant.committed)}"
        )
        result.expect(grant.decided_on_id == grant.application_id, f"{about}: het besluit hoort bij een andere aanvraag")
        result.expect(grant.partner_id == grant.applicant_id, f"{about}: een andere partner dan de aanvrager")
        result.expect(grant.reference == grant.application == grant.promised, f"{about}: andere kenmerken bij aanvraag of toezegging")
    total = source.number("SELECT COUNT(*) FROM grant_award")
    result.expect(total == len(grants), f"{total - len(grants)} toekenningen zonder besluit, aanvraag of toezegging")
    loose = source.rows("SELECT reference FROM commitment WHERE id NOT IN (SELECT commitment_id FROM grant_award) ORDER BY id")
    for row in loose:
        result.failures.append(f"toezegging {row.reference} zonder toekenning")
    result.count(len(grants), "toekenning", "toekenningen")
    result.counts.append(f"{euros(sum(grant.awarded_amount for grant in grants))} euro toegekend")


def _check_instalments(source: Source, result: Result) -> None:
    rows = source.rows(
        """
        SELECT g.reference, g.awarded_amount, COALESCE(s.released_amount, (SELECT SUM(c.released_amount) FROM grant_change c
                WHERE c.grant_id = g.id AND c.state = 'granted'), 0) AS released,
               COALESCE(SUM(i.amount), 0) AS parts, COALESCE(SUM(CASE WHEN i.state <> 'dropped' THEN i.amount ELSE 0 END), 0) AS alive,
               COALESCE(SUM(CASE WHEN i.state IN ('paid', 'set_off') THEN i.amount ELSE 0 END), 0) AS paid,
               (SELECT COALESCE(SUM(CASE WHEN e.kind = 'return' THEN -e.amount ELSE e.amount END), 0) FROM ledger_entry e
                WHERE e.commitment_id = g.commitment_id AND e.kind IN ('pay', 'set_off', 'return')) AS booked
        FROM grant_award g LEFT JOIN instalment i ON i.grant_id = g.id LEFT JOIN settlement s ON s.grant_id = g.id
        GROUP BY g.id, g.reference, g.awarded_amount, g.commitment_id, s.released_amount ORDER BY g.id
        """
    )
    for row in rows:
        about = f"toekenning {row.reference}"
        left = row.awarded_amount - row.released
        result.expect(row.parts <= row.awarded_amount, f"{about}: de termijnen samen {euros(row.parts)} zijn meer dan toegekend")
        result.expect(row.alive == left, f"{about}: termijnen {euros(row.alive)}, toegekend min vrijgevallen {euros(left)}")
        result.expect(row.paid == row.booked, f"{about}: betaalde termijnen {euros(row.paid)}, geboekt {euros(row.booked)}")
    result.count(source.number("SELECT COUNT(*) FROM instalment"), "termijn", "termijnen")
