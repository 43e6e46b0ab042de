"""The core verbs of an enquiry: ask, answer, lapse, withdraw. Each kind has its own verbs on top of these, which also guard who may.

Every act is one line in the journal of the agenda, about the application: ``applications.<kind>.asked`` and so on.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mag.accounts.roles import Role
from mag.applications.models import Application, Enquiry
from mag.applications.states import ENQUIRY, AskedOf, EnquiryKind, EnquiryState, Stance
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.period import show_date
from mag.core.transaction import Tx


def ask(
    tx: Tx,
    application: Application,
    kind: EnquiryKind,
    *,
    question: str,
    due_on: date,
    items: Sequence[str] = (),
    asked_of: AskedOf = AskedOf.APPLICANT,
    person_id: int | None = None,
    role: Role | None = None,
    details: Mapping[str, Any] | None = None,
) -> Enquiry:
    """Put a question about a file to the applicant, a person (``person_id``) or a role. ``due_on`` is the last day to answer.

    Raises Refused when the term lies in the past; ValueError when a person or role is meant and not given.
    """
    if (asked_of is AskedOf.PERSON) != (person_id is not None) or (asked_of is AskedOf.ROLE) != (role is not None):
        raise ValueError(f"{asked_of} with person {person_id} and role {role}")
    if due_on < tx.today:
        raise Refused(Refusal("due_in_past", f"{show_date(due_on)} is al voorbij. Kies een latere dag.", "due_on"))
    enquiry = Enquiry(
        application=application,
        kind=kind,
        state=EnquiryState.OPEN,
        asked_of=asked_of,
        person_id=person_id,
        role=role,
        question=question.strip(),
        items=[item.strip() for item in items if item.strip()],
        asked_at=tx.now,
        asked_by=tx.actor.label,
        asked_by_id=tx.actor.id,
        due_on=due_on,
        details=dict(details or {}),
    )
    tx.db.add(enquiry)
    tx.db.flush()
    note(tx, enquiry, "asked", due_on=due_on.isoformat(), asked_of=asked_of.value, role=role.value if role else None)
    return enquiry


def answer(
    tx: Tx,
    enquiry_id: int,
    *,
    answer: str = "",
    stance: Stance | None = None,
    details: Mapping[str, Any] | None = None,
) -> Enquiry:
    """Write down the answer and close the enquiry. ``details`` come on top of what is there. An answer after the term still counts.

    Raises NotFound, and Refused when it was answered or withdrawn already.
    """
    enquiry = load_enquiry(tx, enquiry_id)
    enquiry.state = ENQUIRY.after(enquiry.state, "answer")
    enquiry.answer = answer.strip()
    enquiry.stance = stance
    enquiry.details = {**enquiry.details, **(details or {})}
    enquiry.answered_at, enquiry.answered_by, enquiry.answered_by_id = tx.now, tx.actor.label, tx.actor.id
    enquiry.closed_at = enquiry.closed_at or tx.now
    tx.db.flush()
    note(tx, enquiry, "answered", stance=stance.value if stance else None)
    return enquiry


def lapse(tx: Tx, enquiry_id: int, *, details: Mapping[str, Any] | None = None) -> Enquiry:
    """Close an enquiry whose term passed without an answer. Raises NotFound, and Refused when it is not open or not over its term."""
    enquiry = load_enquiry(tx, enquiry_id)
    following = ENQUIRY.after(enquiry.state, "lapse")
    if tx.today <= enquiry.due_on:
        raise Refused(Refusal("term_runs", f"Dit kan nog tot en met {show_date(enquiry.due_on)} beantwoord worden."))
    enquiry.state, enquiry.closed_at = following, tx.now
    enquiry.details = {**enquiry.details, **(details or {})}
    tx.db.flush()
    note(tx, enquiry, "lapsed")
    return enquiry


def withdraw_enquiry(tx: Tx, enquiry_id: int, *, details: Mapping[str, Any] | None = None) -> Enquiry:
    """Take a question back that need not be answered any more. Raises NotFound, and Refused when it is not open."""
    enquiry = load_enquiry(tx, enquiry_id)
    enquiry.state, enquiry.closed_at = ENQUIRY.after(enquiry.state, "withdraw"), tx.now
    enquiry.details = {**enquiry.details, **(details or {})}
    tx.db.flush()
    note(tx, enquiry, "withdrawn")
    return enquiry


def load_enquiry(tx: Tx, enquiry_id: int) -> Enquiry:
    """An enquiry with its application, both locked: the application first, as every verb does. Raises NotFound."""
    found = tx.db.get(Enquiry, enquiry_id)
    if found is None:
        raise NotFound(f"enquiry {enquiry_id}")
    tx.db.get_one(Application, found.application_id, with_for_update=True)
    return tx.db.get_one(Enquiry, enquiry_id, with_for_update=True, populate_existing=True)


def note(tx: Tx, enquiry: Enquiry, past: str, **facts: Any) -> None:
    """One journal line about the application: ``applications.<kind>.<past>``."""
    application = enquiry.application
    tx.record(
        f"applications.{enquiry.kind.value}.{past}", "application", application.id, chain=application.agenda.code,
        reference=application.reference, enquiry=enquiry.id, **{name: value for name, value in facts.items() if value is not None},
    )  # fmt: skip
