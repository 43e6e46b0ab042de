"""The journal against the rows: every act that counts has its one line, with the same figures, and no line is about nothing.

A chain by itself cannot show that its end was cut off and its head put back; the rows that then have no line can.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mag.verify.result import Result
from mag.verify.source import Source, day

Facts = dict[str, Any]
Wanted = Mapping[Any, Facts]

LEDGER = (
    "allocated", "withdrawn", "committed", "released", "paid", "recovered",
    "returned", "set_off", "transferred_out", "transferred_in", "carried_out", "carried_in", "given_back",
)  # fmt: skip


def check_trails(source: Source) -> Result:
    """Rows ↔ journal lines: applications, decisions, entries, runs, hand-ins, settlements, recoveries, letters, measurements."""
    result = Result("sporen")
    told = _lines(source)
    seen = 0
    for what, actions, key, wanted in _pairs(source):
        lines: dict[Any, list[Facts | None]] = defaultdict(list)
        for action in actions:
            for subject_id, facts in told.get(action, ()):
                name = subject_id if key == "subject" else (facts or {}).get(key)
                lines[name].append(facts)
        _match(result, what, wanted, lines)
        seen += len(wanted)
    _check_repayments(source, result, told)
    result.count(seen, "daad", "daden")
    result.counts.append("elk met een regel in het journaal" if result.holds else "niet elk met een regel in het journaal")
    return result


def _lines(source: Source) -> dict[str, list[tuple[int | None, Facts | None]]]:
    """Every line by its action: what it is about, and its facts (None after erasure)."""
    told: dict[str, list[tuple[int | None, Facts | None]]] = defaultdict(list)
    for line in source.rows("SELECT action, subject_id, payload FROM journal_line ORDER BY id"):
        try:
            facts = json.loads(line.payload) if line.payload is not None else None
        except ValueError:
            facts = None
        told[line.action].append((line.subject_id, facts))
    return told


def _pairs(source: Source) -> Iterator[tuple[str, tuple[str, ...], str, Wanted]]:
    """What is compared: its name, the actions, what joins (the subject or a fact), and the facts wanted per row."""
    rows = source.rows
    yield (
        "aanvraag",
        ("applications.application.submitted",),
        "subject",
        {
            r.id: {"reference": r.reference, "requested_cents": r.requested_amount}
            for r in rows("SELECT id, reference, requested_amount FROM application")
        },
    )
    decisions = rows("SELECT d.application_id, d.outcome, d.amount, d.is_current FROM decision d ORDER BY d.id")
    refusals = [r for r in decisions if r.outcome not in ("award", "partial_award")]
    refused = Counter(r.application_id for r in refusals)
    yield (
        "toekenning bij aanvraag",
        ("grants.grant.awarded",),
        "subject",
        {r.application_id: {"outcome": r.outcome, "awarded_cents": r.amount} for r in decisions if r.outcome in ("award", "partial_award")},
    )
    yield (
        "afwijzing van aanvraag",
        ("applications.application.refused",),
        "subject",
        {r.application_id: {"outcome": r.outcome, "times": refused[r.application_id]} for r in refusals},
    )
    reopened = Counter(r.application_id for r in decisions if not r.is_current)
    yield "heropende aanvraag", ("applications.application.reopened",), "subject", {key: {"times": n} for key, n in reopened.items()}
    proposals = rows("SELECT id, state, proposed_by, amount FROM decision_proposal")
    told = {r.id: {"proposed_by": r.proposed_by, "amount_cents": r.amount} for r in proposals}
    yield "voorstel", ("applications.proposal.proposed",), "proposal", told
    yield "akkoord met voorstel", ("applications.proposal.agreed",), "proposal", {r.id: {} for r in proposals if r.state == "agreed"}
    yield (
        "boeking",
        tuple(f"budget.funds.{past}" for past in LEDGER),
        "entry",
        {r.id: {"amount": r.amount, "booked_on": day(r.booked_on)} for r in rows("SELECT id, amount, booked_on FROM ledger_entry")},
    )
    runs = rows("SELECT id, state, control_amount, payment_count, file_sha256, paid_on FROM payment_run")
    amounts = {r.id: {"amount": r.control_amount, "count": r.payment_count} for r in runs}
    yield "betaalronde", ("payments.run.prepared",), "subject", amounts
    yield (
        "vrijgave van betaalronde",
        ("payments.run.released",),
        "subject",
        {r.id: amounts[r.id] | {"file": r.file_sha256} for r in runs if r.file_sha256 is not None},
    )
    yield (
        "betaling van betaalronde",
        ("payments.run.confirmed",),
        "subject",
        {r.id: amounts[r.id] | {"paid_on": day(r.paid_on)} for r in runs if r.state == "confirmed"},
    )
    yield (
        "intrekking van betaalronde",
        ("payments.run.cancelled",),
        "subject",
        {r.id: amounts[r.id] for r in runs if r.state == "cancelled"},
    )
    yield (
        "terugvordering",
        ("payments.recovery.opened",),
        "subject",
        {r.id: {"amount": r.amount} for r in rows("SELECT id, amount FROM recovery")},
    )
    yield from _pairs_of_grants(source)
    yield (
        "pdf van brief",
        ("core.paper.printed",),
        "identifier",
        {r.identifier: {"sha256": r.pdf_sha256} for r in rows("SELECT identifier, pdf_sha256 FROM paper WHERE pdf_sha256 IS NOT NULL")},
    )
    forms = ("facts", "html", "pdf", "xlsx", "json", "council", "csv")
    yield (
        "rapport",
        ("reports.report.adopted",),
        "subject",
        {r.id: {form: getattr(r, f"{form}_sha256") for form in forms} for r in rows("SELECT * FROM report WHERE state = 'adopted'")},
    )
    frozen = rows("SELECT id, facts_sha256 FROM report WHERE frozen_at IS NOT NULL")
    yield "vastlegging van rapport", ("reports.report.frozen",), "subject", {r.id: {"facts": r.facts_sha256} for r in frozen}
    public = rows("SELECT id, version, facts_sha256 FROM report WHERE published_at IS NOT NULL")
    told = {r.id: {"version": r.version, "facts": r.facts_sha256} for r in public}
    yield "openbaarmaking van rapport", ("reports.report.published",), "subject", told
    said = rows("SELECT id, kind, place, answer FROM report_remark")
    yield "vraag of reactie bij rapport", ("reports.remark.said",), "remark", {r.id: {"kind": r.kind, "place": r.place} for r in said}
    yield "antwoord bij rapport", ("reports.remark.answered",), "remark", {r.id: {} for r in said if r.answer is not None}
    accepted = rows("SELECT id, version FROM report WHERE accepted_at IS NOT NULL")
    yield "acceptatie van rapport", ("reports.report.accepted",), "subject", {r.id: {"version": r.version} for r in accepted}
    yield (
        "meting",
        ("indicators.measurement.recorded", "indicators.measurement.corrected"),
        "measurement",
        {
            r.id: {"value": None if r.value is None else Decimal(r.value) / 10_000, "period": r.period_code}
            for r in rows("SELECT id, value, period_code FROM measurement")
        },
    )
    judged = rows("SELECT id, stand, period_code FROM measurement WHERE judged_at IS NOT NULL")
    for what, past, stand in (("akkoord op meting", "approved", "approved"), ("afwijzing van meting", "turned_down", "rejected")):
        wanted = {r.id: {"period": r.period_code} for r in judged if r.stand == stand}
        yield what, (f"indicators.measurement.{past}",), "measurement", wanted
    yield (
        "overgenomen bestand",
        ("indicators.import.accepted",),
        "subject",
        {
            r.id: {"file": r.file_sha256, "values": r.values_taken, "mapping": r.mapping_name}
            for r in rows("SELECT id, file_sha256, values_taken, mapping_name FROM figure_import")
        },
    )


def _pairs_of_grants(source: Source) -> Iterator[tuple[str, tuple[str, ...], str, Wanted]]:
    settlements = source.rows(
        "SELECT g.application_id, s.awarded_amount, s.settled_amount, s.released_amount, s.recovered_amount, s.outcome"
        " FROM settlement s JOIN grant_award g ON g.id = s.grant_id"
    )
    yield "vaststelling bij aanvraag", ("accountability.grant.settled",), "subject", {
        r.application_id: {
            "outcome": r.outcome, "awarded_cents": r.awarded_amount, "settled_cents": r.settled_amount,
            "released_cents": r.released_amount, "recovered_cents": r.recovered_amount,
        }
        for r in settlements
    }  # fmt: skip
    hand_ins = source.rows(
        "SELECT g.application_id, h.spent_amount, h.people_reached FROM hand_in h JOIN grant_award g ON g.id = h.grant_id"
        " WHERE h.settles AND h.state IN ('handed_in', 'approved')"
    )
    yield (
        "verantwoording bij aanvraag",
        ("accountability.hand_in.handed_in",),
        "subject",
        {r.application_id: {"spent_cents": r.spent_amount, "people": r.people_reached, "again": True} for r in hand_ins},
    )


def _match(result: Result, what: str, wanted: Wanted, lines: dict[Any, list[Facts | None]]) -> None:
    """One line per row with the wanted facts, or as many as its ``times``; those, and what may be done ``again``, by the last line."""
    for key, expected in wanted.items():
        found = lines.get(key, [])
        again = "again" in expected
        if not found or (len(found) != expected.get("times", 1) and not again):
            result.failures.append(f"{what} {key} staat {len(found)} keer in het journaal")
            continue
        facts = found[-1]
        if facts is None:
            continue
        for name, value in expected.items():
            if name not in ("again", "times") and not _same(facts.get(name), value):
                result.failures.append(f"{what} {key}: {name} is {value}, in het journaal {facts.get(name)}")
    if not any("again" in expected for expected in wanted.values()) and what != "verantwoording bij aanvraag":
        for key in lines.keys() - wanted.keys():
            result.failures.append(f"{what} {key} staat in het journaal en niet in de tabel")


def _same(told: Any, value: Any) -> bool:
    return told is not None and Decimal(str(told)) == value if isinstance(value, Decimal) else bool(told == value)


def _check_repayments(source: Source, result: Result, told: dict[str, list[tuple[int | None, Facts | None]]]) -> None:
    """What came back is the sum of repayments and of what was set off, and parts add up to what was agreed last, by the journal."""
    lines = [*told.get("payments.repayment.registered", []), *told.get("payments.recovery.set_off", [])]
    for row in source.rows("SELECT id, received_amount FROM recovery"):
        got = sum((facts or {}).get("amount", 0) for subject_id, facts in lines if subject_id == row.id)
        result.expect(got == row.received_amount, f"terugvordering {row.id}: {row.received_amount} cent terug, in het journaal {got}")
    agreed = {subject_id: (facts or {}).get("amount") for subject_id, facts in told.get("payments.recovery.parts_agreed", [])}
    for row in source.rows("SELECT recovery_id, SUM(amount) AS amount FROM recovery_term GROUP BY recovery_id"):
        said = agreed.get(row.recovery_id)
        result.expect(said == row.amount, f"terugvordering {row.recovery_id}: termijnen van samen {row.amount} cent, afgesproken {said}")
