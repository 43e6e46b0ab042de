"""Papers by name (annual accounts, an auditor's report) and photos of an account: they come in, and go out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mag.accountability.loading import open_draft, record
from mag.accountability.models import AccountPaper, ActivityPhoto, HandIn
from mag.agenda.terms import EvidenceKind
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload, register_kept

MOST_PAPERS = 20
MOST_PHOTOS = 20


@dataclass(frozen=True, slots=True)
class NewPapers:
    """Files that were judged and put on disk: papers by kind, and photos."""

    papers: Mapping[EvidenceKind, Sequence[KeptUpload]] = field(default_factory=dict)
    photos: Sequence[KeptUpload] = ()

    def __bool__(self) -> bool:
        return bool(self.photos) or any(self.papers.values())


def add_papers(tx: Tx, hand_in_id: int, new: NewPapers) -> tuple[str, ...]:
    """Add papers and photos; the same bytes twice are one. Answers the names of those that were there already.

    Raises NotFound, and Refused when the account was handed in already or holds too many.
    """
    found = open_draft(tx, hand_in_id)
    doubles: list[str] = []
    names: list[str] = []
    for kind, uploads in new.papers.items():
        known = {paper.file_sha256 for paper in found.papers if paper.kind is kind}
        for upload in uploads:
            if upload.sha256 in known:
                doubles.append(upload.filename)
                continue
            known.add(upload.sha256)
            register_kept(tx, upload)
            names.append(upload.filename)
            found.papers.append(AccountPaper(kind=kind, preview_sha256=upload.preview_sha256, **_facts(tx, upload)))
    pictures = {photo.file_sha256 for photo in found.photos}
    for upload in new.photos:
        if upload.sha256 in pictures:
            doubles.append(upload.filename)
        elif upload.preview_sha256 is None:
            raise Refused(Refusal("not_a_photo", f"“{upload.filename}” is geen foto. Stuur een JPG, PNG, WEBP of HEIC.", "photos"))
        else:
            pictures.add(upload.sha256)
            register_kept(tx, upload)
            names.append(upload.filename)
            found.photos.append(
                ActivityPhoto(preview_sha256=upload.preview_sha256, may_show=False, alternative_text="", **_facts(tx, upload))
            )
    if len(found.papers) > MOST_PAPERS or len(found.photos) > MOST_PHOTOS:
        raise Refused(Refusal("too_many_papers", f"Bij één verantwoording passen {MOST_PHOTOS} foto’s en {MOST_PAPERS} stukken.", "photos"))
    if names:
        found.version += 1
        tx.db.flush()
        record(tx, "accountability.papers.added", found, names=names)
    return tuple(doubles)


def remove_file(tx: Tx, hand_in_id: int, which: str) -> HandIn:
    """Take a paper (``paper-12``) or a photo (``photo-3``) out of an account that is not with us. Raises NotFound and Refused."""
    found = open_draft(tx, hand_in_id)
    what, _, number = which.partition("-")
    rows: Sequence[AccountPaper | ActivityPhoto] = found.papers if what == "paper" else found.photos if what == "photo" else ()
    row = next((one for one in rows if str(one.id) == number), None)
    if row is None:
        raise NotFound(which)
    name = row.name
    if isinstance(row, AccountPaper):
        found.papers.remove(row)
    else:
        found.photos.remove(row)
    tx.db.delete(row)
    found.version += 1
    tx.db.flush()
    record(tx, "accountability.paper.removed", found, name=name)
    return found


def _facts(tx: Tx, upload: KeptUpload) -> dict[str, object]:
    return {
        "name": upload.filename[:200],
        "file_sha256": upload.sha256,
        "media_type": upload.media_type,
        "size": upload.size,
        "added_at": tx.now,
    }
