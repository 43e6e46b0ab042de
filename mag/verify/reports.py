"""Adopted reports: frozen for ever, and every figure in them is still what the ledger and the grants say (N4, N10)."""

import json
from typing import Any

from sqlalchemy import Row

from mag.verify.result import Result, euros
from mag.verify.source import Source, day, moment, sha256

FORMS = ("html", "pdf", "xlsx", "json")


def check_reports(source: Source) -> Result:
    """The hash of the facts, the stored forms, and the facts themselves against entries, grants and settlements.

    A report whose files are still being made has its facts already; it is never adopted by half.
    """
    result = Result("rapporten")
    reports = source.rows("SELECT * FROM report ORDER BY id")
    adopted = [row for row in reports if row.state == "adopted"]
    making = [row for row in reports if row.state == "making"]
    entries = {
        row.id: row
        for row in source.rows(
            "SELECT e.id, e.kind, e.amount, e.booked_on, e.booked_at, y.agenda_id, y.year"
            " FROM ledger_entry e JOIN budget_line l ON l.id = e.line_id JOIN budget_year y ON y.id = l.budget_year_id"
        )
    }
    plans = {
        row.reference: row
        for row in source.rows(
            "SELECT a.reference, a.requested_amount, g.awarded_amount, s.settled_amount, d.outcome FROM application a"
            " LEFT JOIN decision d ON d.application_id = a.id AND d.is_current LEFT JOIN grant_award g ON g.application_id = a.id"
            " LEFT JOIN settlement s ON s.grant_id = g.id"
        )
    }
    figures = 0
    for report in reports:
        about = f"rapport {report.kind} {report.period_code} versie {report.version}"
        frozen, made = report.state != "concept", report.state == "adopted"
        kept = frozen == (report.facts_sha256 is not None) and made == (report.adopted_at is not None)
        result.expect(kept, f"{about}: {report.state}, maar niet zo bewaard")
        if report.state == "making":
            half = [form for form in FORMS if getattr(report, f"{form}_sha256") is not None]
            result.expect(not half, f"{about}: nog niet vastgesteld, maar heeft al bestanden: {', '.join(half)}")
            result.expect(sha256(report.facts or "") == report.facts_sha256, f"{about}: de cijfers zijn veranderd sinds ze zijn vastgelegd")
        if made:
            figures += _check_adopted(result, about, report, entries, plans)
    result.count(len(reports), "rapport", "rapporten")
    result.count(len(adopted), "vastgesteld", "vastgesteld")
    if making:
        result.count(len(making), "wordt gemaakt", "worden gemaakt")
    result.count(figures, "cijfer", "cijfers")
    return result


def _check_adopted(result: Result, about: str, report: Row[Any], entries: dict[int, Row[Any]], plans: dict[str, Row[Any]]) -> int:
    """Check one adopted report; answers how many figures were compared."""
    for form in FORMS:
        result.expect(getattr(report, f"{form}_sha256") is not None, f"{about}: de vorm {form} is niet bewaard")
    result.expect(sha256(report.facts or "") == report.facts_sha256, f"{about}: de cijfers zijn veranderd sinds het is vastgesteld")
    try:
        facts = json.loads(report.facts)
        same = (facts["period_code"], facts["kind"], facts["version"]) == (report.period_code, report.kind, report.version)
        result.expect(same, f"{about}: de cijfers zijn van een ander rapport")
        return _check_entries(result, about, report, facts, entries) + _check_plans(result, about, facts, plans)
    except (ValueError, KeyError, TypeError) as wrong:
        result.failures.append(f"{about}: de cijfers zijn niet te lezen ({type(wrong).__name__})")
        return 0


def _check_entries(result: Result, about: str, report: Row[Any], facts: dict[str, Any], entries: dict[int, Row[Any]]) -> int:
    told = {fact["number"]: fact for fact in facts["entries"]}
    for number, fact in told.items():
        entry = entries.get(number)
        if entry is None:
            result.failures.append(f"{about}: boeking {number} bestaat niet")
            continue
        same = (entry.kind, entry.amount, day(entry.booked_on)) == (fact["kind"], fact["amount"], fact["booked_on"])
        result.expect(same, f"{about}: boeking {number} is {euros(entry.amount)}, het rapport zegt {euros(fact['amount'])}")
    first, last, adopted = day(report.first_on) or "", day(report.last_on) or "", moment(report.adopted_at)
    for entry in entries.values():
        booked, on = moment(entry.booked_at), day(entry.booked_on) or ""
        belongs = entry.agenda_id == report.agenda_id and on <= last and (entry.year == int(first[:4]) or on >= first)
        if belongs and booked is not None and adopted is not None and booked < adopted:
            result.expect(entry.id in told, f"{about}: boeking {entry.id} van {euros(entry.amount)} staat er niet in")
    return len(told)


def _check_plans(result: Result, about: str, facts: dict[str, Any], plans: dict[str, Row[Any]]) -> int:
    for fact in facts["plans"]:
        row = plans.get(fact["reference"])
        if row is None:
            result.failures.append(f"{about}: aanvraag {fact['reference']} bestaat niet")
            continue
        result.expect(fact["requested"] == row.requested_amount, f"{about}: {fact['reference']} vroeg {euros(row.requested_amount)}")
        if fact["awarded"]:
            result.expect(fact["awarded"] == row.awarded_amount, f"{about}: {fact['reference']} kreeg {euros(row.awarded_amount or 0)}")
        if fact["settled"] is not None:
            result.expect(
                fact["settled"] == row.settled_amount, f"{about}: {fact['reference']} is vastgesteld op {euros(row.settled_amount or 0)}"
            )
    return 3 * len(facts["plans"])
