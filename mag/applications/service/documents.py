"""Documents that come to a file after it was sent, from either side. The original bytes are kept by their hash and never change."""

from collections.abc import Sequence

from sqlalchemy import select

from mag.applications.models import Application, ApplicationFile
from mag.applications.states import Side
from mag.core.errors import Refusal, Refused
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload, register_kept

MOST_DOCUMENTS = 100
"""The most documents one file holds."""


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
