"""The forms of a report that are kept for ever: which there are, what each is, and where they lie in the file store."""

from dataclasses import dataclass

from mag.core.files import Kept

MEDIA_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "council": "application/pdf",
    "csv": "application/zip",
}
"""The forms of a report that are kept, and what each is; the tables as CSV lie together in one archive."""


@dataclass(frozen=True, slots=True)
class StoredForms:
    """The forms of a report as they stand in the file store."""

    html: Kept
    pdf: Kept
    xlsx: Kept
    json: Kept
    council: Kept
    csv: Kept
