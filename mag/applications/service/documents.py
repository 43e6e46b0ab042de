"""Documents that come to a file after it was sent, from either side. The original bytes are kept by their hash and never change."""

from collections.abc import Sequence

from sqlalchemy import select

from mag.accounts.roles import Permission
from mag.applications.models import Application, ApplicationFile
from mag.applications.service.handling import must_be_theirs
from mag.applications.states import Side
from mag.core.actor import Actor
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload, register_kept

MOST_DOCUMENTS = 100
"""The most documents one file holds."""


def side_of(actor: Actor, application: Application) -> Side:
    """On which side of a file somebody stands: its own people and the holder of its link are the applicant."""
    mine = application.partner_id in actor.organisations or actor.file_id == application.id
    return Side.STAFF if actor.may(Permission.ENTER_FOR_OTHERS) and not mine else Side.APPLICANT


def keep_documents(tx: Tx, application_id: int, uploads: Sequence[KeptUpload], *, enquiry_id: int | None = None) -> list[ApplicationFile]:
    """Put documents on a file at once, before the words beside them are in order, so that nobody has to choose them twice.

    Safe to repeat. Raises NotFound when the file is not theirs.
    """
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    must_be_theirs(tx, application)
    return add_documents(tx, application, uploads, side=side_of(tx.actor, application), enquiry_id=enquiry_id)


def has_documents(tx: Tx, enquiry_id: int) -> bool:
    """Whether documents were sent in answer to a question."""
    return tx.db.scalar(select(ApplicationFile.id).where(ApplicationFile.enquiry_id == enquiry_id).limit(1)) is not None


def add_documents(
    tx: Tx,
    application: Application,
    uploads: Sequence[KeptUpload],
    *,
    side: Side,
    enquiry_id: int | None = None,
    document: str | None = None,
) -> list[ApplicationFile]:
    """Add files that were judged and put on disk; the same bytes twice are one document. Raises Refused when the file holds too many.

    ``enquiry_id`` is the question they answer; ``document`` the code of the paper the rules ask for.
    """
    if not uploads:
        return []
    known = set(tx.db.scalars(select(ApplicationFile.file_sha256).where(ApplicationFile.application_id == application.id)))
    added: list[ApplicationFile] = []
    for upload in uploads:
        if upload.sha256 in known:
            continue
        known.add(upload.sha256)
        register_kept(tx, upload)
        added.append(
            ApplicationFile(
                application=application, enquiry_id=enquiry_id, document=document, name=upload.filename[:200],
                file_sha256=upload.sha256, preview_sha256=upload.preview_sha256, media_type=upload.media_type, size=upload.size,
                added_at=tx.now, added_by=tx.actor.label, side=side,
            )
        )  # fmt: skip
    if len(known) > MOST_DOCUMENTS:
        raise Refused(Refusal("too_many_documents", f"Bij één aanvraag passen {MOST_DOCUMENTS} bestanden. Zet bladzijden samen.", "files"))
    if added:
        tx.db.add_all(added)
        tx.db.flush()
        tx.record(
            "applications.documents.added", "application", application.id, chain=application.agenda.code,
            reference=application.reference, names=[one.name for one in added], files=[one.file_sha256 for one in added], side=side.value,
        )  # fmt: skip
    return added
