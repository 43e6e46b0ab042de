"""Reads how much was asked of applicants in a period: what was missing, reminders, accounts given back, complaints and objections."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mag.accountability.calls.models import Reminder
from mag.agenda.models import Agenda
from mag.applications.models import Application, Enquiry
from mag.applications.states import EnquiryKind
from mag.core.clock import at, today
from mag.core.journal import JournalLine
from mag.core.period import Period
from mag.grants.models import Grant
from mag.remedies.models import Remedy
from mag.reports.facts import RemedyFact

RETURNED = "accountability.hand_in.returned"


@dataclass(frozen=True, slots=True)
class Burden:
    """How often we asked for what was missing, reminded of an account, and gave one back with a question."""

    completions: int
    reminders: int
    returned: int


def count_burden(db: Session, agenda: Agenda, period: Period) -> Mapping[int, Burden]:
    """What was asked of applicants in a period, by the id of their application. Three statements."""
    since, until = at(period.first), at(period.last + timedelta(days=1))
    asked = (
        select(Enquiry.application_id, func.count())
        .join(Application, Application.id == Enquiry.application_id)
        .where(Application.agenda_id == agenda.id, Enquiry.kind == EnquiryKind.COMPLETION)
        .where(Enquiry.asked_at >= since, Enquiry.asked_at < until)
        .group_by(Enquiry.application_id)
    )
    reminded = (
        select(Grant.application_id, func.count())
        .join(Reminder, Reminder.grant_id == Grant.id)
        .join(Application, Application.id == Grant.application_id)
        .where(Application.agenda_id == agenda.id, Reminder.sent_on.between(period.first, period.last))
        .group_by(Grant.application_id)
    )
    returned = (
        select(JournalLine.subject_id, func.count())
        .where(JournalLine.chain == agenda.code, JournalLine.action == RETURNED, JournalLine.at >= since, JournalLine.at < until)
        .group_by(JournalLine.subject_id)
    )
    counts = [Counter({key: many for key, many in db.execute(one) if key is not None}) for one in (asked, reminded, returned)]
    return {key: Burden(*(count[key] for count in counts)) for key in set().union(*counts)}


def remedy_facts(rows: Iterable[Remedy], last: date) -> tuple[RemedyFact, ...]:
    """The complaints and objections by reference, as they stood on the last day."""
    found = []
    for row in sorted(rows, key=lambda row: row.reference):
        closed_on = today(row.closed_at) if row.closed_at is not None else None
        if closed_on is not None and closed_on > last:
            closed_on = None
        outcome = row.outcome.value if row.outcome is not None and closed_on is not None else None
        found.append(RemedyFact(row.reference, row.kind.value, row.received_on, row.answer_by, closed_on, outcome, row.is_demo))
    return tuple(found)
