"""Questions answered with files. What is inside a file is judged where it is stored, not here."""

from typing import Any

from werkzeug.datastructures import FileStorage

from mag.web.forms.question import Question

PAPERS = "image/*,.heic,.heif,application/pdf"
"""What a receipt or a letter may be: a photo or a PDF."""


class FilesField(Question):
    """One or more files. ``data`` is a list of ``FileStorage``, empty when nothing was chosen.

    ``accept`` is a hint for the browser; ``at_most`` is the number of files in one go; ``camera`` adds a second button
    that opens the camera of a phone and sends under the same name.
    """

    kind = "file"
    missing_start = "Kies een bestand"
    multiple = True

    def __init__(
        self,
        label: str | None = None,
        *args: Any,
        accept: str = PAPERS,
        at_most: int = 30,
        camera: bool = False,
        button: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, *args, **kwargs)
        self.accept = accept
        self.at_most = at_most
        self.camera = camera
        self.button = button or ("Kies bestanden" if self.multiple else "Kies een bestand")

    def is_empty(self) -> bool:
        """Whether no file was chosen."""
        return not self.data

    def process_data(self, value: Any) -> None:
        """Files are never shown back by the form; the page lists what is stored."""
        self.data = [] if self.multiple else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the files that have a name or content."""
        found = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        if len(found) > self.at_most:
            self.data = []
            raise ValueError(f"Stuur hooguit {self.at_most} bestanden tegelijk. U koos er {len(found)}. Stuur de rest daarna.")
        self.data = found


class FileField(FilesField):
    """One file. ``data`` is a ``FileStorage`` or None."""

    multiple = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first file that has a name."""
        found = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        self.data = found[0] if found else None
