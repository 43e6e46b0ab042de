"""What happens by itself with questions to applicants: a reminder before the last day, and the end of the term when nothing came."""

from collections.abc import Callable

from sqlalchemy import select

from mag.applications.enquiry_rules import REMIND_AHEAD
from mag.applications.models import Enquiry
from mag.applications.service.completion import lapse_completion
from mag.applications.service.enquiries import load_enquiry, note
from mag.applications.service.telling import tell
from mag.applications.service.views import lapse_view
from mag.applications.states import EnquiryKind, EnquiryState
from mag.core.clock import today
from mag.core.duties import Run
from mag.core.house import House
from mag.core.period import show_date
from mag.core.transaction import Tx

KINDS = (EnquiryKind.COMPLETION, EnquiryKind.VIEW)
"""What an applicant is asked with a term that has a consequence."""


def watch_enquiries(house: House, run: Run) -> str:
    """Remind applicants of open questions shortly before the last day, once; close what is past its last day. Safe to run again."""
    day = today(house.store.clock.now())
    with house.store.reading() as db:
        open_ones = select(Enquiry).where(Enquiry.kind.in_(KINDS), Enquiry.state == EnquiryState.OPEN)
        due = list(db.scalars(open_ones.where(Enquiry.due_on <= day + REMIND_AHEAD).order_by(Enquiry.due_on, Enquiry.id)))
    late = [one.id for one in due if one.due_on < day]
    near = [one.id for one in due if one.due_on >= day and "reminded_on" not in one.details]
    lapsed = sum(_each(house, run, one, lapse_overdue) for one in late)
    reminded = sum(_each(house, run, one, remind) for one in near)
    return f"{lapsed} termijnen verlopen, {reminded} keer herinnerd"


def lapse_overdue(tx: Tx, enquiry_id: int, address: str) -> bool:
    """Close one question whose last day passed; False when it was answered or taken back meanwhile."""
    enquiry = load_enquiry(tx, enquiry_id)
    if enquiry.state is not EnquiryState.OPEN or enquiry.due_on >= tx.today:
        return False
    if enquiry.kind is EnquiryKind.COMPLETION:
        lapse_completion(tx, enquiry_id, address=address)
    else:
        lapse_view(tx, enquiry_id)
    return True


def remind(tx: Tx, enquiry_id: int, address: str) -> bool:
    """Remind the applicant of one open question, once; False when that was done, or is not needed any more."""
    enquiry = load_enquiry(tx, enquiry_id)
    if enquiry.state is not EnquiryState.OPEN or "reminded_on" in enquiry.details or enquiry.due_on < tx.today:
        return False
    enquiry.details = {**enquiry.details, "reminded_on": tx.today.isoformat()}
    application, last = enquiry.application, show_date(enquiry.due_on)
    what = "sturen wat wij missen in" if enquiry.kind is EnquiryKind.COMPLETION else "reageren op ons plan voor"
    missing = "Wij missen:\n" + "\n".join(f"- {item}" for item in enquiry.items) if enquiry.items else ""
    tell(
        tx, application, subject="Denkt u hieraan?", address=address,
        sentences=(f"U kunt nog tot en met {last} {what} uw aanvraag “{application.title}”.", missing),
    )  # fmt: skip
    note(tx, enquiry, "reminded")
    return True


def _each(house: House, run: Run, enquiry_id: int, act: Callable[[Tx, int, str], bool]) -> bool:
    with house.store.transaction() as tx:
        run.guard(tx)
        return act(tx, enquiry_id, house.settings.address)
