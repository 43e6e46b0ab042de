"""The files of a form, judged and safely on disk before any transaction opens."""

from collections.abc import Iterable

from werkzeug.datastructures import FileStorage

from mag.core.errors import Refusal
from mag.core.house import House
from mag.core.uploads import DOCUMENTS, KeptUpload, judge_many, keep


def take_files(house: House, files: Iterable[FileStorage] | None) -> tuple[list[KeptUpload], tuple[Refusal, ...]]:
    """The files that can be used, and a sentence for each that cannot."""
    sent = [(one.filename or "", one.read()) for one in files or ()]
    if not sent:
        return [], ()
    judged = judge_many(sent, max_bytes=house.settings.upload_megabytes * 1_000_000, kinds=DOCUMENTS, field="files")
    return [keep(house.files, one) for one in judged.accepted], judged.refusals
