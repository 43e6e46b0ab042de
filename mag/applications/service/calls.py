"""Calling somebody who has no e-mail: the task is an enquiry, and it is done when somebody called."""

from mag.accounts.roles import Permission
from mag.applications.models import Enquiry
from mag.applications.service.enquiries import answer, load_enquiry
from mag.applications.states import EnquiryKind
from mag.core.errors import NotFound
from mag.core.transaction import Tx


def note_call(tx: Tx, enquiry_id: int, *, note: str = "") -> Enquiry:
    """Write down that the applicant was called, with what was said. Raises Forbidden, NotFound, Refused when it was done before."""
    tx.actor.must(Permission.ENTER_FOR_OTHERS)
    if load_enquiry(tx, enquiry_id).kind is not EnquiryKind.CALL:
        raise NotFound(f"call {enquiry_id}")
    return answer(tx, enquiry_id, answer=note.strip() or "Gebeld.")
