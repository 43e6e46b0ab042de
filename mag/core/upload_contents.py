"""What an uploaded file really is, told from its bytes: runs only inside the child process of :mod:`mag.core.upload_child`.

Only the formats named here are ever opened (``reliability.md`` 5, T6). Every function answers a :class:`Content` or raises
:class:`Wrong` with the code of a refusal; the Dutch sentence belongs to the parent. No first-party imports.
"""

import base64
import io
import re
import zipfile
from typing import Any, NamedTuple

PIXEL_LIMIT = 50_000_000
WEBP_PIXEL_LIMIT = 25_000_000  # its decoder keeps four copies; no phone makes a bigger one
PAGE_LIMIT = 200
PREVIEW_SIDE = 1600
OFFICE_ENTRIES = 5_000
OFFICE_BYTES = 200_000_000

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
PDF = "application/pdf"
INVOICE = "application/xml"
"""An electronic invoice as XML (UBL 2, as Peppol sends it, or UN/CEFACT CII); no other XML is taken."""
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{_OPEN_XML}wordprocessingml.document", f"{_OPEN_XML}spreadsheetml.sheet"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"

_PILLOW_NAMES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}
_INVOICES = (b"urn:oasis:names:specification:ubl:schema:xsd:", b"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice")
TEXT_LIMIT, TEXT_PAGES, INVOICE_BYTES = 20_000, 5, 2_000_000
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class Content(NamedTuple):
    """What a file turned out to be: its media type, a preview as JPEG bytes when it can be shown, and its size.

    ``width`` and ``height`` are pixels as people see the picture (turned upright), points for a PDF, null for an office file.
    ``text`` is what letters a PDF holds, ``invoice`` the XML of an electronic invoice, on its own or inside the PDF.
    """

    media_type: str
    preview: bytes | None = None
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    text: str = ""
    invoice: str = ""


class Wrong(Exception):
    """The file cannot be taken; the only argument is the code of the refusal."""


def recognise(data: bytes) -> str:
    """The media type the first bytes stand for; ``zip`` for a package that still has to be looked into. Raises Wrong."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return HEIC
    if data[:1024].lstrip(b"\xef\xbb\xbf\r\n\t \x00").startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    head = data[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if head.startswith(b"<") and any(name in head for name in _INVOICES):
        return INVOICE
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Wrong("locked_office" if "EncryptedPackage".encode("utf-16-le") in data else "old_office")
    raise Wrong("wrong_type")


def look_into(data: bytes) -> Content:
    """Open the file whole, as the one format its bytes stand for. Raises Wrong."""
    media_type = recognise(data)
    if media_type == PDF:
        return _pdf(data)
    if media_type == "zip":
        return Content(_office(data))
    if media_type == INVOICE:
        return _invoice(data)
    return _picture(data, media_type)


def _picture(data: bytes, media_type: str) -> Content:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours and is asked before anything is decoded
    if media_type == HEIC:
        import pi_heif  # type: ignore[import-untyped,unused-ignore]

        pi_heif.register_heif_opener(thumbnails=False)
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=[_PILLOW_NAMES[media_type]])
        width, height = picture.size
        if width * height > (WEBP_PIXEL_LIMIT if media_type == WEBP else PIXEL_LIMIT):
            raise Wrong("too_many_pixels")
        turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        picture.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
        picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        picture = ImageOps.exif_transpose(picture)
        return Content(media_type, _jpeg(picture), *((height, width) if turned else (width, height)))
    except Wrong:
        raise
    except Exception as trouble:  # decoders raise what they like; for the person it is one thing
        raise Wrong("broken_picture") from trouble


def _jpeg(picture: Any) -> bytes:
    """A fresh JPEG of the pixels alone: no EXIF, no place, no comment comes along."""
    from PIL import Image

    clean = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        clean.paste(seen, mask=seen.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82)
    return out.getvalue()


def _pdf(data: bytes) -> Content:
    import pypdfium2  # type: ignore[import-untyped,unused-ignore]
    from pypdfium2 import raw  # type: ignore[import-untyped,unused-ignore]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as trouble:
        raise Wrong("locked_pdf" if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else "broken_pdf") from trouble
    pages = len(document)
    if pages > PAGE_LIMIT:
        raise Wrong("too_many_pages")
    try:
        document.init_forms()
        page = document[0]
        text, invoice = _letters(document, pages), _attached(document)
        width, height = page.get_size()
        scale = min(PREVIEW_SIDE / max(width, height, 1), 3)
        preview = _jpeg(page.render(scale=scale, draw_annots=True).to_pil())
    except Exception as trouble:
        raise Wrong("broken_pdf") from trouble
    return Content(PDF, preview, round(width), round(height), pages, text, invoice)


def _letters(document: Any, pages: int) -> str:
    """The letters on the first pages; a PDF that holds only pictures has none."""
    found = []
    for number in range(min(pages, TEXT_PAGES)):
        found.append(document[number].get_textpage().get_text_range()[:TEXT_LIMIT])
    return "\n".join(found).replace("\r", "").replace("\x00", "")[:TEXT_LIMIT]


def _attached(document: Any) -> str:
    """The electronic invoice inside a PDF (Factur-X, ZUGFeRD, UBL), or nothing."""
    for number in range(min(document.count_attachments(), 10)):
        attached = document.get_attachment(number)
        if attached.get_name().lower().endswith(".xml"):
            data = bytes(attached.get_data())
            if len(data) <= INVOICE_BYTES and any(name in data[:4096] for name in _INVOICES):
                return data.decode("utf-8", "replace")
    return ""


def _invoice(data: bytes) -> Content:
    """An electronic invoice; the PDF that many carry inside is its picture."""
    if len(data) > INVOICE_BYTES * 5:
        raise Wrong("too_heavy")
    text = data.decode("utf-8-sig", "replace")
    shown = re.search(r"EmbeddedDocumentBinaryObject[^>]*application/pdf[^>]*>([^<]+)<", text)
    bare = re.sub(r"(EmbeddedDocumentBinaryObject[^>]*>)[^<]+<", r"\1<", text)
    preview, width, height = None, None, None
    if shown:
        try:
            inside = _pdf(base64.b64decode(shown[1]))
            preview, width, height = inside.preview, inside.width, inside.height
        except (Wrong, ValueError):
            preview = None
    return Content(INVOICE, preview, width, height, invoice=bare[:INVOICE_BYTES])


def _office(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise Wrong("locked_office")
            media_type = _office_type(package, {entry.filename for entry in entries})
            if len(entries) > OFFICE_ENTRIES or sum(entry.file_size for entry in entries) > OFFICE_BYTES:
                raise Wrong("zip_bomb")
            for entry in entries:  # what the file says about itself may be a lie: really unpack, keep nothing
                with package.open(entry) as stream:
                    while stream.read(1 << 20):
                        pass
    except Wrong:
        raise
    except Exception as trouble:
        raise Wrong("broken_office") from trouble
    return media_type


def _office_type(package: zipfile.ZipFile, names: set[str]) -> str:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Wrong("macros")
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return DOCX
        if "xl/workbook.xml" in names:
            return XLSX
    if "mimetype" in names and "content.xml" in names:
        with package.open("mimetype") as stream:
            said = stream.read(100).decode("ascii", "replace")
        manifest = package.getinfo("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else None
        if manifest is not None and manifest.file_size < 1_000_000 and b"encryption-data" in package.read(manifest):
            raise Wrong("locked_office")
        if said in (ODT, ODS):
            return said
    raise Wrong("wrong_type")
