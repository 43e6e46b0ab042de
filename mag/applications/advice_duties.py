"""Advisers are reminded of an open question: once shortly before its last day, and once after it."""

from datetime import timedelta

from sqlalchemy import select

from mag.applications.models import Enquiry
from mag.applications.service.advice import tell_advisers
from mag.applications.service.enquiries import load_enquiry, note
from mag.applications.states import OPEN_STATES, EnquiryKind, EnquiryState
from mag.core.clock import today
from mag.core.duties import Run
from mag.core.house import House
from mag.core.period import show_date
from mag.core.transaction import Tx

AHEAD = timedelta(days=3)
"""How long before the last day the first reminder goes."""


def watch_advice(house: House, run: Run) -> str:
    """Remind of open advice. Each question is its own transaction and notes its reminders, so that running again mails nobody twice."""
    day = today(house.store.clock.now())
    with house.store.reading() as db:
        waiting = select(Enquiry.id).where(
            Enquiry.kind == EnquiryKind.ADVICE, Enquiry.state == EnquiryState.OPEN, Enquiry.due_on <= day + AHEAD
        )
        ids = list(db.scalars(waiting.order_by(Enquiry.id)))
    sent = 0
    for enquiry_id in ids:
        with house.store.transaction() as tx:
            run.guard(tx)
            sent += remind_adviser(tx, enquiry_id, house.settings.address)
    return f"{sent} herinneringen om advies"


def remind_adviser(tx: Tx, enquiry_id: int, address: str) -> int:
    """Remind of one question, at most once before and once after its last day; how many mails were queued."""
    enquiry = load_enquiry(tx, enquiry_id)
    late = enquiry.due_on < tx.today
    mark = "reminded_after" if late else "reminded_before"
    if enquiry.state is not EnquiryState.OPEN or mark in enquiry.details or enquiry.application.state not in OPEN_STATES:
        return 0
    enquiry.details = {**enquiry.details, mark: tx.today.isoformat()}
    last = show_date(enquiry.due_on)
    told = f"Uw advies moest er op {last} zijn. Wilt u het nu nog geven?" if late else f"U kunt nog tot en met {last} advies geven."
    note(tx, enquiry, "reminded")
    return tell_advisers(tx, enquiry, subject="Herinnering: uw advies", told=told, address=address)
