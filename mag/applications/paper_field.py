"""The question for files while a request is being written: what comes in now, and what the draft holds already."""

from typing import Any

from werkzeug.datastructures import FileStorage

from mag.web.forms import PAPERS, FilesField

ACCEPT = f"{PAPERS},.webp,.docx,.xlsx,.odt,.ods"


class PapersField(FilesField):
    """Files of a draft. ``uploads`` are those that were sent just now; ``data`` holds the names of those the draft keeps."""

    uploads: list[FileStorage]

    def __init__(self, label: str | None = None, *args: Any, accept: str = ACCEPT, **kwargs: Any) -> None:
        super().__init__(label, *args, accept=accept, **kwargs)

    def process_data(self, value: Any) -> None:
        """Nothing until something was sent or is kept."""
        self.data, self.uploads = [], []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the files that were sent; names are those of files the draft keeps."""
        self.uploads = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        self.data = [one for one in valuelist if isinstance(one, str) and one]

    def is_empty(self) -> bool:
        """Whether nothing is kept and nothing was sent."""
        return not self.data and not self.uploads
