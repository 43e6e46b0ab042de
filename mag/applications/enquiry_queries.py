"""Reads enquiries: all of one file in one statement, and what waits for a person or a role."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mag.accounts.roles import Role
from mag.applications.models import Application, Enquiry
from mag.applications.states import AskedOf, EnquiryKind, EnquiryState


def list_enquiries(db: Session, application_id: int) -> list[Enquiry]:
    """Everything that was ever asked about a file, oldest first, in one statement. Unscoped: who asks got the file by a scoped query."""
    return list(db.scalars(select(Enquiry).where(Enquiry.application_id == application_id).order_by(Enquiry.asked_at, Enquiry.id)))


def find_open(enquiries: Iterable[Enquiry], kind: EnquiryKind) -> Enquiry | None:
    """The open enquiry of a kind among those of one file: the latest, or None."""
    return next((one for one in reversed(list(enquiries)) if one.kind is kind and one.state is EnquiryState.OPEN), None)


def list_open_for(
    db: Session, *, person_id: int | None = None, roles: Iterable[Role | str] = (), kinds: Iterable[EnquiryKind] = ()
) -> list[Enquiry]:
    """What waits for a person, by name or by one of its roles; the first to answer on top. Loads the application with its partner.

    Without ``kinds``, all kinds.
    """
    held = [Role(role) for role in roles]
    asked = (
        select(Enquiry)
        .join(Enquiry.application)
        .where(
            Enquiry.state == EnquiryState.OPEN,
            or_(
                and_(Enquiry.asked_of == AskedOf.PERSON, Enquiry.person_id == (person_id or 0)),
                and_(Enquiry.asked_of == AskedOf.ROLE, Enquiry.role.in_(held)),
            ),
        )
        .options(contains_eager(Enquiry.application).joinedload(Application.partner))
        .order_by(Enquiry.due_on, Enquiry.id)
    )
    wanted = list(kinds)
    return list(db.scalars(asked.where(Enquiry.kind.in_(wanted)) if wanted else asked))


def list_overdue(db: Session, kind: EnquiryKind, before: date) -> list[Enquiry]:
    """The open enquiries of a kind whose last day lies before a day, with their application; the oldest first."""
    asked = select(Enquiry).where(Enquiry.kind == kind, Enquiry.state == EnquiryState.OPEN, Enquiry.due_on < before)
    return list(db.scalars(asked.options(joinedload(Enquiry.application)).order_by(Enquiry.due_on, Enquiry.id)))
