"""The verbs of envelopes: hand out, top up, close, report back; and the guard on awarding from one.

Money goes in and out by the transfer acts of the budget, so that every guard of the ledger holds here without a second one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from mag.accounts.models import RoleGrant
from mag.accounts.roles import Role
from mag.agenda.queries import rule_set_document, rule_set_on
from mag.budget import acts
from mag.budget.envelopes.models import EnvelopeReport, EnvelopeReportRow
from mag.budget.envelopes.queries import get_envelope, small_most
from mag.budget.envelopes.rules import cannot_award_from, is_open, missing_envelope, missing_for_hand_out, missing_for_report
from mag.budget.models import BudgetAct, BudgetLine
from mag.budget.queries import get_line
from mag.budget.service import add_line, lock_lines
from mag.core.errors import Forbidden, Refusal, Refused, refuse_if
from mag.core.money import Cents
from mag.core.period import Period
from mag.core.transaction import Tx


@dataclass(frozen=True, slots=True)
class Told:
    """What the holder tells about one decided request; ``people`` is None where nobody counted, ``amount`` in cents as awarded."""

    reference: str
    title: str
    amount: Cents
    outcome: str = ""
    people: int | None = None


def hand_out(tx: Tx, from_line_id: int, *, holder_id: int, name: str, amount: Cents, most: Cents, reason: str) -> BudgetAct:
    """Make an envelope beside a line and fill it from there; a large amount waits for a second person as any transfer does.

    Raises Refused: nothing free, nobody who may hold it, ``most`` (cents per request) above what the rule set lets them decide.
    """
    source = get_line(tx.db, from_line_id)
    year = source.budget_year
    rules = rule_set_on(tx.db, year.agenda_id, tx.today)
    refuse_if(
        missing_for_hand_out(
            may_hold=_may_hold(tx, holder_id), most=most, rule_most=small_most(rule_set_document(rules) if rules is not None else None),
            source_is_envelope=source.holder_id is not None,
        )
    )  # fmt: skip
    number = tx.db.scalar(select(func.count()).where(BudgetLine.budget_year_id == year.id, BudgetLine.holder_id.is_not(None))) or 0
    line = add_line(
        tx, year.id, code=_free_code(tx, year.id, number + 1), name=name, part=source.part, task_field=source.task_field,
        cost_centre=source.cost_centre, theme_id=source.theme_id, goal_id=source.goal_id, applicant_group=source.applicant_group,
    )  # fmt: skip
    line.holder_id, line.most_per_request = holder_id, most
    tx.db.flush()
    act = acts.transfer(tx, from_line_id, line.id, amount, reason=reason)
    tx.record(
        "budget.envelope.handed_out", "budget_line", line.id, chain=year.agenda.code, holder=holder_id, most=int(most), amount=int(amount)
    )
    return act


def top_up(tx: Tx, line_id: int, from_line_id: int, amount: Cents, *, reason: str) -> BudgetAct:
    """Put more money in an open envelope, from an ordinary line of the same year."""
    refuse_if(is_open(get_envelope(tx.db, line_id).envelope_closed_on))
    refuse_if(_plain(tx, from_line_id, "from_line_id"))
    return acts.transfer(tx, from_line_id, line_id, amount, reason=reason)


def close(tx: Tx, line_id: int, to_line_id: int | None, *, reason: str) -> BudgetAct | None:
    """End an envelope: nobody decides on it any more and what is free goes to another line, also what fell free since it was closed.

    Answers the transfer, or None when nothing was free. What is promised is still paid from it. Raises Refused without a line for
    what is free, and for a closed envelope with nothing on it.
    """
    envelope = get_envelope(tx.db, line_id)
    lock_lines(tx, [line_id] if to_line_id is None else [line_id, to_line_id])
    free, was_closed = envelope.available_amount, envelope.envelope_closed_on
    if was_closed is not None and not free:
        refuse_if(is_open(was_closed))
    if free and to_line_id is None:
        raise Refused(Refusal("line_missing", "Kies de budgetregel waar het geld naartoe gaat dat over is.", "to_line_id"))
    act = None
    if free and to_line_id is not None:
        refuse_if(_plain(tx, to_line_id, "to_line_id"))
        act = acts.transfer(tx, line_id, to_line_id, free, reason=reason)
    if was_closed is None:
        envelope.envelope_closed_on = tx.today
        tx.db.flush()
        code = envelope.budget_year.agenda.code
        tx.record("budget.envelope.closed", "budget_line", line_id, chain=code, free=int(free), reason=reason.strip())
    return act


def send_report(tx: Tx, line_id: int, period: Period, text: str, rows: Sequence[Told]) -> EnvelopeReport:
    """Report back over a half year, once; only the holder does. Raises Forbidden and Refused."""
    envelope = get_envelope(tx.db, line_id)
    if tx.actor.id != envelope.holder_id:
        raise Forbidden("envelope holder")
    lock_lines(tx, [line_id])
    sent = tx.db.scalar(select(EnvelopeReport.id).where(EnvelopeReport.line_id == line_id, EnvelopeReport.period == period.code))
    refuse_if(missing_for_report(text, sent is not None, period))
    report = EnvelopeReport(
        line_id=line_id, period=period.code, text=text.strip(), allocated_amount=envelope.allocated_amount,
        committed_amount=envelope.committed_amount, paid_amount=envelope.paid_amount, available_amount=envelope.available_amount,
        sent_at=tx.now, sent_by_id=tx.actor.id, sent_by=tx.actor.label,
        rows=[
            EnvelopeReportRow(
                position=number, reference=row.reference, title=row.title[:300], amount=row.amount, outcome=row.outcome.strip(),
                people=row.people,
            )
            for number, row in enumerate(rows, start=1)
        ],
    )  # fmt: skip
    tx.db.add(report)
    tx.db.flush()
    code = envelope.budget_year.agenda.code
    tx.record("budget.envelope.reported", "budget_line", line_id, chain=code, period=period.code, report=report.id, requests=len(rows))
    return report


def check_award_from(tx: Tx, line_id: int, amount: Cents, *, reason: str, envelope_needed: bool, seconded: bool = False) -> None:
    """Raise Refused when the actor may not award this amount (cents) from this line; ordinary lines are for every decider.

    ``reason`` is why the project leader decides on somebody else's envelope. With ``seconded`` the proposer was looked at before.
    """
    line = tx.db.get(BudgetLine, line_id)
    refuse_if(missing_envelope(envelope_needed, line is not None and line.holder_id is not None))
    if line is None or line.holder is None or line.most_per_request is None:
        return
    refuse_if(
        cannot_award_from(
            holder=line.holder.name, is_holder=seconded or tx.actor.id == line.holder_id, is_leader=tx.actor.holds(Role.PROJECT_LEADER),
            reason=reason, amount=amount, most=line.most_per_request, closed_on=line.envelope_closed_on,
        )
    )  # fmt: skip


def _may_hold(tx: Tx, person_id: int) -> bool:
    holds = (RoleGrant.person_id == person_id, RoleGrant.role == Role.NEIGHBOURHOOD_WORKER, RoleGrant.revoked_at.is_(None))
    return tx.db.scalar(select(RoleGrant.id).where(*holds).limit(1)) is not None


def _plain(tx: Tx, line_id: int, field: str) -> list[Refusal]:
    line = get_line(tx.db, line_id)
    if line.holder_id is None:
        return []
    return [Refusal("is_envelope", "Dit is een buurtbudget. Kies een gewone budgetregel.", field)]


def _free_code(tx: Tx, year_id: int, number: int) -> str:
    taken = set(tx.db.scalars(select(BudgetLine.code).where(BudgetLine.budget_year_id == year_id)))
    while f"BB{number}" in taken:
        number += 1
    return f"BB{number}"
