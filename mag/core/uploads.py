"""May this file come in? Judged by what it is, never by what it is called, and opened only in a child process.

The original bytes are evidence and are kept as they are; what people see on screen is a fresh JPEG without place or camera.
The way of an upload: :func:`judge_many` (or :func:`judge`) → :func:`keep` (on disk, before any lock) → :func:`register_kept`
in the verb's transaction.
"""

import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mag.core import upload_contents as contents
from mag.core.errors import Refusal, Refused
from mag.core.file_names import clean_name
from mag.core.files import FileStore, register
from mag.core.settings import ROOT
from mag.core.transaction import Tx

PICTURES_AND_PDF = frozenset({contents.JPEG, contents.PNG, contents.WEBP, contents.HEIC, contents.PDF})
RECEIPTS = PICTURES_AND_PDF | {contents.INVOICE}
DOCUMENTS = PICTURES_AND_PDF | {contents.DOCX, contents.XLSX, contents.ODT, contents.ODS}
MOST_FILES = 30
SECONDS = 10.0

_PROOF = "een foto (JPG, PNG, WEBP of HEIC) of een PDF"
_OFFICE = "een PDF, een foto (JPG, PNG, WEBP of HEIC), een Word-, Excel- of OpenDocument-bestand"
SENTENCES = {
    "empty": "“{name}” is leeg (0 bytes). Kies het bestand opnieuw.",
    "too_large": "“{name}” is {size} MB. Een bestand mag hoogstens {limit} MB zijn. Maak het kleiner of deel het op.",
    "wrong_type": "“{name}” kunnen wij niet gebruiken. Stuur {kinds}.",
    "old_office": "“{name}” is een oud Office-bestand. Bewaar het als PDF, DOCX of XLSX en stuur het opnieuw.",
    "too_many_pixels": "“{name}” is een te grote foto: meer dan {pixels} miljoen beeldpunten. Verklein de foto en stuur hem opnieuw.",
    "broken_picture": "De foto “{name}” is beschadigd en gaat niet open. Maak de foto opnieuw of kies een andere.",
    "locked_pdf": "De PDF “{name}” zit op slot met een wachtwoord. Stuur een PDF zonder wachtwoord.",
    "broken_pdf": "De PDF “{name}” is beschadigd en gaat niet open. Maak de PDF opnieuw.",
    "too_many_pages": "De PDF “{name}” heeft meer dan 200 bladzijden. Stuur alleen de bladzijden die nodig zijn.",
    "locked_office": "“{name}” zit op slot met een wachtwoord. Stuur het bestand zonder wachtwoord.",
    "macros": "“{name}” bevat macro’s. Bewaar het zonder macro’s (als DOCX of XLSX) of als PDF.",
    "broken_office": "“{name}” is beschadigd en gaat niet open. Bewaar het opnieuw en probeer het nog eens.",
    "zip_bomb": "“{name}” wordt veel te groot als het wordt uitgepakt. Bewaar het als PDF.",
    "too_heavy": "“{name}” is te zwaar om te openen. Maak het bestand kleiner of stuur het als PDF.",
    "too_slow": "Het openen van “{name}” duurt te lang. Maak het bestand kleiner of eenvoudiger.",
    "too_many": "U stuurde {count} bestanden tegelijk; {limit} mag. “{name}” en wat daarna komt zijn niet meegenomen: stuur die hierna.",
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may come in: its untouched bytes, what it really is, a safe name, and a JPEG to show.

    ``width`` and ``height`` are pixels of the upright picture, or points of a PDF's first page.
    ``position`` is its place in the upload; ``text`` and ``invoice`` are what a PDF or an electronic invoice says.
    """

    data: bytes
    media_type: str
    filename: str
    preview_jpeg: bytes | None
    width: int | None
    height: int | None
    pages: int | None = None
    position: int = 0
    text: str = ""
    invoice: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a handful of files: who may come in, and a sentence for each that may not."""

    accepted: tuple[Accepted, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """An accepted upload that is safely on disk, ready to be registered. ``preview_sha256`` is the JPEG to show."""

    sha256: str
    size: int
    media_type: str
    filename: str
    preview_sha256: str | None
    preview_size: int
    pages: int | None = None
    text: str = ""
    invoice: str = ""


def judge(
    data: bytes, filename: str, *, max_bytes: int, kinds: frozenset[str] = PICTURES_AND_PDF, field: str | None = "bestand"
) -> Accepted:
    """Judge one file. Raises Refused with one sentence that names the file and the reason."""
    judged = judge_many([(filename, data)], max_bytes=max_bytes, kinds=kinds, field=field)
    if judged.refusals:
        raise Refused(*judged.refusals)
    return judged.accepted[0]


def judge_many(
    files: Sequence[tuple[str, bytes]],
    *,
    max_bytes: int,
    kinds: frozenset[str] = PICTURES_AND_PDF,
    field: str | None = "bestanden",
    most: int = MOST_FILES,
) -> Judged:
    """Judge files ``(name, bytes)`` together, in one child; those that fall are named, the others are kept.

    ``max_bytes`` holds for each file. Files past the first ``most`` are left out with one sentence.
    """
    verdicts: dict[int, Accepted | Refusal] = {}

    def refuse(position: int, code: str) -> None:
        name, data = files[position]
        words: dict[str, Any] = {"size": _megabytes(len(data)), "limit": max_bytes // 1_000_000 or 1}
        pixels = contents.WEBP_PIXEL_LIMIT if data[8:12] == b"WEBP" else contents.PIXEL_LIMIT
        words |= {"pixels": pixels // 1_000_000, "kinds": _OFFICE if contents.DOCX in kinds else _PROOF}
        verdicts[position] = Refusal(code, SENTENCES[code].format(name=clean_name(name), **words), field)

    opening = []
    for position, (_, data) in enumerate(files[:most]):
        if not data:
            refuse(position, "empty")
        elif len(data) > max_bytes:
            refuse(position, "too_large")
        else:
            opening.append(position)
    for position, found in _open_in_child({position: files[position][1] for position in opening}).items():
        if "wrong" in found:
            refuse(position, found["wrong"])
        elif found["media_type"] not in kinds:
            refuse(position, "wrong_type")
        else:
            name, data = files[position]
            verdicts[position] = Accepted(data=data, filename=clean_name(name, found["media_type"]), position=position, **found)
    in_order = [verdicts[position] for position in sorted(verdicts)]
    refusals = [verdict for verdict in in_order if isinstance(verdict, Refusal)]
    if len(files) > most:
        sentence = SENTENCES["too_many"].format(count=len(files), limit=most, name=clean_name(files[most][0]))
        refusals.append(Refusal("too_many", sentence, field))
    return Judged(tuple(verdict for verdict in in_order if isinstance(verdict, Accepted)), tuple(refusals))


def keep(files: FileStore, upload: Accepted) -> KeptUpload:
    """Put the original and its preview on disk. Call it before the transaction opens."""
    original = files.put(upload.data)
    preview = files.put(upload.preview_jpeg) if upload.preview_jpeg else None
    sha256, size = (preview.sha256, preview.size) if preview else (None, 0)
    return KeptUpload(
        original.sha256, original.size, upload.media_type, upload.filename, sha256, size, upload.pages, upload.text, upload.invoice
    )


def can_read_letters() -> bool:
    """Whether this machine has the program that reads letters from a picture (``tesseract``). Without it nothing is suggested."""
    return shutil.which("tesseract") is not None


def read_letters(picture: bytes) -> str:
    """The letters on a picture (JPEG bytes), read in a child process under the limits of every strange file; empty when none."""
    if not can_read_letters():
        return ""
    with tempfile.TemporaryDirectory(prefix="mag-letters-") as name:
        (Path(name) / "0").write_bytes(picture)
        answers = _ask(Path(name), [0], "--letters")
    return str(answers[0].get("text", ""))


def register_kept(tx: Tx, kept: KeptUpload) -> None:
    """Write down, in the verb's transaction, that the original and its preview are referred to."""
    register(tx, kept.sha256, kept.size, kept.media_type)
    if kept.preview_sha256:
        register(tx, kept.preview_sha256, kept.preview_size, contents.JPEG)


def _open_in_child(waiting: dict[int, bytes]) -> dict[int, dict[str, Any]]:
    """What the child says of each file. A file that kills or outlasts its child is refused; the rest get a new child."""
    found: dict[int, dict[str, Any]] = {}
    if not waiting:
        return found
    with tempfile.TemporaryDirectory(prefix="mag-upload-") as name:
        folder = Path(name)
        for position, data in waiting.items():
            (folder / str(position)).write_bytes(data)
        left = list(waiting)
        while left:
            for answer in _ask(folder, left):
                position = left.pop(0)
                if "wrong" not in answer:
                    preview = folder / f"{position}.jpg"
                    answer["preview_jpeg"] = preview.read_bytes() if preview.exists() else None
                found[position] = answer
    return found


def _ask(folder: Path, positions: Sequence[int], *options: str) -> list[dict[str, Any]]:
    """The answers of one child: one for every position, or up to and including the first that it did not survive."""
    command = [sys.executable, "-P", "-s", "-m", "mag.core.upload_child", *options, str(folder), *map(str, positions)]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"}
    environment |= {"PATH": os.environ["PATH"]} if "PATH" in os.environ else {}
    answers: list[dict[str, Any]] = []
    child = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    try:
        lines = _Lines(child.stdout.fileno())
        while len(answers) < len(positions):
            line = lines.next(time.monotonic() + SECONDS)
            if line is None:
                answers.append({"wrong": "too_slow"})
                break
            if not line:
                answers.append({"wrong": "too_heavy"})
                break
            answers.append(json.loads(line))
    finally:
        child.kill()
        child.stdout.close()
        child.wait()
    return answers


class _Lines:
    """Lines from a pipe with a moment at which waiting ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._rest = descriptor, b""

    def next(self, until: float) -> bytes | None:
        """The next line; empty at the end; None when the moment came first."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                if not selector.select(max(0.0, until - time.monotonic())):
                    return None
                got = os.read(self._descriptor, 65536)
                if not got:
                    return b""
                self._rest += got
        line, self._rest = self._rest.split(b"\n", 1)
        return line


def _megabytes(size: int) -> str:
    tenths = -(-size * 10 // 1_000_000)
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)
