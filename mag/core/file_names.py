"""A safe name for a stranger's file: to show, to offer as a download, never to store under."""

import re
import unicodedata

from mag.core import upload_contents as contents

LONGEST = 120
_EXTENSIONS = {
    contents.JPEG: ("jpg", "jpeg"),
    contents.PNG: ("png",),
    contents.WEBP: ("webp",),
    contents.HEIC: ("heic", "heif"),
    contents.PDF: ("pdf",),
    contents.DOCX: ("docx",),
    contents.XLSX: ("xlsx",),
    contents.ODT: ("odt",),
    contents.ODS: ("ods",),
    contents.INVOICE: ("xml",),
}
_KNOWN = {extension for extensions in _EXTENSIONS.values() for extension in extensions}
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")


def clean_name(filename: str, media_type: str | None = None) -> str:
    """The last part of a name without folders, control or direction characters, at most 120 characters long.

    With a media type the extension follows the content: a PDF called ``bon.pdf.exe`` becomes ``bon.pdf``.
    """
    text = unicodedata.normalize("NFC", filename.encode("utf-8", "ignore").decode("utf-8"))
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Co", "Cn"))
    text = re.split(r"[/\\]", text)[-1]
    text = re.sub(r'[<>:"|?*“”]', "", text)
    text = re.sub(r"\s+", " ", text).strip(" .")
    if _RESERVED.match(text):
        text = f"_{text}"
    if media_type is None:
        return text[:LONGEST] or "bestand"
    allowed = _EXTENSIONS[media_type]
    found = _EXTENSION.search(text)
    extension = found[1].lower() if found and found[1].lower() in allowed else allowed[0]
    stem = _EXTENSION.sub("", text) if found else text
    while (inner := _EXTENSION.search(stem)) and inner[1].lower() in _KNOWN:
        stem = _EXTENSION.sub("", stem)
    return f"{stem[: LONGEST - len(extension) - 1].strip(' .') or 'bestand'}.{extension}"
