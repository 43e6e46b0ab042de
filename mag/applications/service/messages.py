"""Messages on a file, both ways. Who is written to hears of it by mail when there is an address; staff see unread ones in their list."""

from collections.abc import Sequence

from sqlalchemy import select

from mag.accounts.roles import Permission
from mag.applications.models import Application, Message
from mag.applications.service.documents import add_documents
from mag.applications.service.handling import must_be_theirs
from mag.applications.service.telling import tell
from mag.applications.states import Side
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload

LONGEST = 4_000


def write_message(tx: Tx, application_id: int, *, text: str, uploads: Sequence[KeptUpload] = (), side: Side, address: str) -> Message:
    """Write to the other side of a file, with documents. Writing back counts as having read what was there.

    Raises NotFound when the file is not theirs, Forbidden for staff who may not, Refused without words.
    """
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    if side is Side.STAFF:
        tx.actor.must(Permission.ENTER_FOR_OTHERS)
    else:
        must_be_theirs(tx, application)
    said = text.strip()
    if not said:
        raise Refused(Refusal("message_missing", "Schrijf uw bericht.", "text"))
    if len(said) > LONGEST:
        raise Refused(
            Refusal("message_too_long", f"Een bericht mag hooguit {LONGEST} tekens lang zijn. Stuur de rest in een bestand.", "text")
        )
    _read(tx, application, side)
    add_documents(tx, application, uploads, side=side)
    message = Message(application=application, side=side, text=said, at=tx.now, by=tx.actor.label, by_id=tx.actor.id)
    tx.db.add(message)
    tx.db.flush()
    if side is Side.STAFF:
        tell(
            tx, application, subject=f"Een bericht over uw aanvraag {application.title}", address=address, link="Antwoord op dit bericht",
            sentences=("Wij schreven u een bericht:", said),
        )  # fmt: skip
    tx.record(
        "applications.message.written", "application", application.id, chain=application.agenda.code,
        reference=application.reference, side=side.value, message=message.id,
    )  # fmt: skip
    return message


def read_messages(tx: Tx, application_id: int) -> int:
    """Staff read what the applicant wrote and need not write back; answers how many messages that were. Raises NotFound, Forbidden."""
    tx.actor.must(Permission.ENTER_FOR_OTHERS)
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    number = _read(tx, application, Side.STAFF)
    if number:
        tx.record(
            "applications.messages.read", "application", application.id, chain=application.agenda.code,
            reference=application.reference, number=number,
        )  # fmt: skip
    return number


def _read(tx: Tx, application: Application, by: Side) -> int:
    other = Side.APPLICANT if by is Side.STAFF else Side.STAFF
    asked = select(Message).where(Message.application_id == application.id, Message.side == other, Message.read_at.is_(None))
    unread = tx.db.scalars(asked).all()
    for message in unread:
        message.read_at = tx.now
    return len(unread)
