"""Reads messages and documents of a file, and everything that is under way about it in one statement."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mag.accounts.roles import Permission
from mag.applications.models import Application, ApplicationFile, Enquiry, Message
from mag.applications.states import OPEN_STATES, Side
from mag.core.actor import Actor, ActorKind
from mag.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Matters:
    """What is under way about a file: all enquiries, oldest first, and how many messages and documents there are to fetch.

    ``unread`` are messages of the applicant that staff did not read.
    """

    enquiries: list[Enquiry] = field(default_factory=list)
    messages: int = 0
    unread: int = 0
    documents: int = 0


def matters_of(db: Session, application_id: int) -> Matters:
    """Everything under way about a file, in one statement. Unscoped: who asks got the file by a scoped query."""
    message = select(func.count()).where(Message.application_id == application_id)
    unread = message.where(Message.side == Side.APPLICANT, Message.read_at.is_(None))
    documents = select(func.count()).where(ApplicationFile.application_id == application_id)
    asked = (
        select(Enquiry, message.scalar_subquery(), unread.scalar_subquery(), documents.scalar_subquery())
        .select_from(Application)
        .outerjoin(Enquiry, Enquiry.application_id == Application.id)
        .where(Application.id == application_id)
        .order_by(Enquiry.asked_at, Enquiry.id)
    )
    rows = db.execute(asked).all()
    if not rows:
        return Matters()
    return Matters([row[0] for row in rows if row[0] is not None], *rows[0][1:])


def list_messages(db: Session, application_id: int) -> list[Message]:
    """The messages on a file, oldest first."""
    return list(db.scalars(select(Message).where(Message.application_id == application_id).order_by(Message.at, Message.id)))


def list_documents(db: Session, application_id: int) -> list[ApplicationFile]:
    """The documents on a file, oldest first."""
    found = select(ApplicationFile).where(ApplicationFile.application_id == application_id)
    return list(db.scalars(found.order_by(ApplicationFile.added_at, ApplicationFile.id)))


def get_document(db: Session, actor: Actor, reference: str, document_id: int) -> ApplicationFile:
    """A document of a file, for who may see that file. Raises NotFound."""
    asked = select(ApplicationFile).join(ApplicationFile.application)
    asked = asked.where(ApplicationFile.id == document_id, Application.reference == reference)
    if not actor.may(Permission.SEE_APPLICATIONS):
        by_link = actor.kind is ActorKind.LINK and actor.file_id is not None
        asked = asked.where(Application.id == actor.file_id if by_link else Application.partner_id.in_(actor.organisations or {0}))
    found = db.scalar(asked)
    if found is None:
        raise NotFound(f"document {document_id}")
    return found


def count_unread(db: Session, agenda_id: int) -> int:
    """How many messages of applicants wait to be read, over all files of an agenda."""
    asked = select(func.count()).select_from(Message).join(Message.application)
    return db.scalar(asked.where(Application.agenda_id == agenda_id, Message.side == Side.APPLICANT, Message.read_at.is_(None))) or 0


def count_unread_files(db: Session, agenda_id: int) -> int:
    """How many open files of an agenda have a message that staff did not read."""
    asked = select(func.count(Message.application_id.distinct())).join(Message.application)
    wanted = (Message.side == Side.APPLICANT, Message.read_at.is_(None), Application.state.in_(OPEN_STATES))
    return db.scalar(asked.where(Application.agenda_id == agenda_id, *wanted)) or 0
