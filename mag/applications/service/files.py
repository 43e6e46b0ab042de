"""Files sent along with a request that is still being written. Like the draft itself they are not journalled before it is sent.

The order is that of every upload: judged and put on disk first, then written down here in the transaction.
"""

from collections.abc import Collection, Iterable, Sequence

from mag.applications.models import Application, Draft, DraftFile
from mag.applications.service.documents import add_documents
from mag.applications.service.draft_people import must_write
from mag.applications.states import Side
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.files import forget
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload, register_kept

MOST_FILES, MOST_BYTES = 30, 100_000_000
"""The most files and bytes one draft holds."""


def add_draft_files(tx: Tx, draft_id: int, question: str, uploads: Sequence[KeptUpload]) -> tuple[Draft, list[Refusal]]:
    """Add files that were judged and put on disk; the same bytes twice are one file. Answers the draft and what does not fit any more.

    Raises NotFound for an unknown draft and Refused for one that was sent.
    """
    draft, left_out = _open(tx, draft_id), []
    known = {file.sha256 for file in draft.files}
    for upload in uploads:
        if upload.sha256 in known:
            continue
        full = _full(draft, upload, question)
        if full is not None:
            left_out.append(full)
            continue
        known.add(upload.sha256)
        register_kept(tx, upload)
        draft.files.append(
            DraftFile(
                question=question, sha256=upload.sha256, preview_sha256=upload.preview_sha256, name=upload.filename[:200],
                media_type=upload.media_type, size=upload.size, pages=upload.pages, added_at=tx.now,
            )
        )  # fmt: skip
    if uploads:
        _changed(tx, draft)
    tx.db.flush()
    return draft, left_out


def _full(draft: Draft, upload: KeptUpload, question: str) -> Refusal | None:
    name = f"“{upload.filename}” past er niet meer bij."
    if len(draft.files) >= MOST_FILES:
        return Refusal("too_many_files", f"{name} U kunt {MOST_FILES} bestanden meesturen. Verwijder er een, of stuur dit later.", question)
    if sum(file.size for file in draft.files) + upload.size > MOST_BYTES:
        return Refusal(
            "too_many_bytes", f"{name} Alles samen mag {MOST_BYTES // 1_000_000} MB zijn. Maak het kleiner, of stuur het later.", question
        )
    return None


def remove_draft_file(tx: Tx, draft_id: int, file_id: int) -> Draft:
    """Take one file of a draft away; one that is gone already is fine. Raises NotFound and Refused as :func:`add_draft_files`."""
    draft = _open(tx, draft_id)
    gone = [file for file in draft.files if file.id == file_id]
    for file in gone:
        draft.files.remove(file)
    if gone:
        _changed(tx, draft)
    forget(tx, hashes_of(gone))
    return draft


def hand_over_files(tx: Tx, draft: Draft, application: Application, questions: Collection[str]) -> None:
    """Make the files of a draft documents of what was sent: those of ``questions``. Those of questions that were not asked are dropped."""
    files, hashes = list(draft.files), hashes_of(draft.files)
    sent = [file for file in files if file.question in questions]
    add_documents(tx, application, [_upload(file) for file in sent], side=Side.APPLICANT)
    draft.files.clear()
    forget(tx, hashes)


def hashes_of(files: Iterable[DraftFile]) -> set[str]:
    """The hashes of the originals and of the pictures made of them."""
    return {sha256 for file in files for sha256 in (file.sha256, file.preview_sha256) if sha256}


def _upload(file: DraftFile) -> KeptUpload:
    return KeptUpload(file.sha256, file.size, file.media_type, file.name, file.preview_sha256, 0, file.pages)


def _changed(tx: Tx, draft: Draft) -> None:
    draft.saved_at, draft.version = tx.now, draft.version + 1
    draft.to_sign_at, draft.to_sign_by, draft.to_sign_by_id = None, None, None


def _open(tx: Tx, draft_id: int) -> Draft:
    draft = tx.db.get(Draft, draft_id, with_for_update=True)
    if draft is None:
        raise NotFound(f"draft {draft_id}")
    must_write(tx, draft)
    if draft.application_id is not None:
        raise Refused(Refusal("sent_already", "Deze aanvraag is al verstuurd. U kunt haar niet meer veranderen."))
    return draft
