"""Makes a PDF that people with a screen reader can read and that an archive can keep: PDF/A-3a and PDF/UA-1 at once.

WeasyPrint runs in a child process (:mod:`mag.core.pdf_child`), so that the processes that answer people stay small and a
page that never ends cannot hold one of them. The child sees one font family and no network and no files: the same HTML
gives the same bytes on every machine with the same library versions.
"""

import base64
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from mag.core.errors import MagError

ROOT = Path(__file__).resolve().parents[2]
TIME_LIMIT = 60
"""How many seconds one document may take."""
FONT_FAMILY = "Source Sans Pro"
_FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
_LANG = re.compile(r"<html\b[^>]*\slang=[\"']?[a-zA-Z]{2}", re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*[^<\s][^<]*</title>", re.IGNORECASE)


class PdfError(MagError):
    """No PDF came out; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF, such as the figures behind a report. ``relationship`` is the word of ISO 32000-2, 7.11.3."""

    name: str
    description: str
    content: bytes
    relationship: Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"] = "Data"


@cache
def print_css() -> str:
    """The print stylesheet of letters and reports, to stand in a ``<style>`` element: A4, page numbers, letter head, tables."""
    return (Path(__file__).with_name("print.css")).read_text(encoding="utf-8")


@cache
def letter_css() -> str:
    """What a letter has tighter than a report, so that the letters of the small tiers fit on one sheet (``ux.md L18``)."""
    return (Path(__file__).with_name("letter.css")).read_text(encoding="utf-8")


@cache
def font_folder() -> Path:
    """Where the package with the bundled font keeps its files. Raises :class:`PdfError` when it is not installed."""
    spec = importlib.util.find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise PdfError("the package font-source-sans-pro is not installed")
    return Path(spec.origin).parent / "files"


def render_pdf(html: str, *, identifier: str, made_at: datetime, attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF of a whole HTML page, with the same bytes for the same input.

    ``identifier`` becomes the document's own mark (a letter's number, a report's hash); ``made_at`` is an aware moment and
    becomes the date of the document and of its attachments. Pictures must be inline SVG or ``data:``; nothing else is
    fetched. Raises :class:`PdfError` when the page has no language or title, or when the child fails or takes too long.
    """
    if not _LANG.search(html):
        raise PdfError("the page has no language: <html lang=…> is missing")
    if not _TITLE.search(html):
        raise PdfError("the page has no title: <title>…</title> is missing or empty")
    if made_at.tzinfo is None:
        raise PdfError("made_at must be an aware moment")
    order = {
        "html": html,
        "identifier": identifier,
        "made_at": made_at.astimezone(UTC).replace(microsecond=0).isoformat(),
        "attachments": [
            {
                "name": a.name,
                "description": a.description,
                "content": base64.b64encode(a.content).decode(),
                "relationship": a.relationship,
            }
            for a in attachments
        ],
    }
    with tempfile.TemporaryDirectory(prefix="mag-pdf-") as folder:
        return _run_child(json.dumps(order).encode(), _only_our_font(Path(folder)))


def _only_our_font(folder: Path) -> Path:
    """Write a fontconfig file that knows six faces of one family and nothing else; answers its path."""
    fonts = folder / "fonts"
    fonts.mkdir()
    for face in _FACES:
        (fonts / f"{face}.ttf").symlink_to(font_folder() / f"SourceSansPro-{face}.ttf")
    generic = "".join(
        f"<alias binding='same'><family>{name}</family><prefer><family>{FONT_FAMILY}</family></prefer></alias>"
        for name in ("sans-serif", "serif", "monospace", "system-ui")
    )
    config = folder / "fonts.conf"
    config.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"<dir>{fonts}</dir><cachedir>{folder / 'cache'}</cachedir>{generic}</fontconfig>",
        encoding="utf-8",
    )
    return config


def _run_child(order: bytes, font_config: Path) -> bytes:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    env = {**kept, "FONTCONFIG_FILE": str(font_config), "HOME": str(font_config.parent), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "mag.core.pdf_child"],
            input=order,
            capture_output=True,
            timeout=TIME_LIMIT,
            cwd=ROOT,
            env=env,
            check=False,
            start_new_session=True,  # Ctrl-C stops the program, not the letter it is finishing
        )
    except subprocess.TimeoutExpired:
        raise PdfError(f"the document took longer than {TIME_LIMIT} seconds") from None
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise PdfError(f"the document could not be made: {lines[-1] if lines else f'the child stopped with {done.returncode}'}")
    return done.stdout
