"""Uploads: judged by content in a child process. Every file here is made by script."""

import io
import random
import resource
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pillow_heif
import pytest
from PIL import Image

from mag.core import upload_child, uploads
from mag.core import upload_contents as contents
from mag.core.errors import Refused
from mag.core.file_names import clean_name
from mag.core.files import FileStore, StoredFile
from mag.core.transaction import Store
from mag.core.uploads import DOCUMENTS, Accepted, judge, judge_many, keep, register_kept

LIMIT = 15_000_000
PLACE = b"Hardinxveld"


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: object) -> bytes:
    noise = random.Random(7).randbytes(64 * 64 * 3)
    image = Image.frombytes("RGB", (64, 64), noise).resize(size).convert(mode)
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def placed_exif(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 49.0, 12.0), 3: "E", 4: (4.0, 50.0, 3.0)})
    return exif.tobytes()


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.open(io.BytesIO(picture()))).save(out, quality=50)
    return out.getvalue()


def pdf(pages: int = 1, **options: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def package(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return package({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", **more})


def odf(kind: str, manifest: bytes = b"<manifest/>") -> bytes:
    return package({"mimetype": kind.encode(), "content.xml": b"<content/>", "META-INF/manifest.xml": manifest})


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def lying_package() -> bytes:
    """A document that says an entry is small while it unpacks to a lot more."""
    made = bytearray(docx(**{"word/big.xml": b"\0" * 5_000_000}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = made.rindex(mark)
        made[place + at : place + at + 4] = struct.pack("<I", 10)
    return bytes(made)


def locked(data: bytes) -> bytes:
    """The same package with every entry marked as encrypted."""
    made = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := made.find(mark, place + 1)) >= 0:
            made[place + at] |= 1
    return bytes(made)


ACCEPTED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "bon.jpg": (picture, contents.JPEG, "bon.jpg"),
    "Bon van Ali.JPEG": (lambda: picture("JPEG", mode="CMYK"), contents.JPEG, "Bon van Ali.jpeg"),
    "grijs.jpg": (lambda: picture("JPEG", mode="L"), contents.JPEG, "grijs.jpg"),
    "schermafdruk.png": (lambda: picture("PNG", mode="RGBA"), contents.PNG, "schermafdruk.png"),
    "palet.png": (lambda: picture("PNG", mode="P"), contents.PNG, "palet.png"),
    "foto.webp": (lambda: picture("WEBP"), contents.WEBP, "foto.webp"),
    "IMG_0001.HEIC": (heic, contents.HEIC, "IMG_0001.heic"),
    "factuur.pdf": (pdf, contents.PDF, "factuur.pdf"),
    "zonder extensie": (pdf, contents.PDF, "zonder extensie.pdf"),
    "ooit een foto.jpg": (pdf, contents.PDF, "ooit een foto.pdf"),
    "bon.pdf.exe": (pdf, contents.PDF, "bon.pdf"),
    "met eigenaarswachtwoord.pdf": (
        lambda: pdf(encryption=pikepdf.Encryption(owner="x", user="")),
        contents.PDF,
        "met eigenaarswachtwoord.pdf",
    ),
    "tweehonderd.pdf": (lambda: pdf(200), contents.PDF, "tweehonderd.pdf"),
}

OFFICE: dict[str, tuple[Callable[[], bytes], str]] = {
    "plan.docx": (docx, contents.DOCX),
    "begroting.xlsx": (lambda: package({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}), contents.XLSX),
    "plan.odt": (lambda: odf(contents.ODT), contents.ODT),
    "begroting.ods": (lambda: odf(contents.ODS), contents.ODS),
}

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "leeg.pdf": (lambda: b"", "empty"),
    "een byte.jpg": (lambda: b"\xff", "wrong_type"),
    "te groot.jpg": (lambda: picture() + b"\0" * LIMIT, "too_large"),
    "pagina.pdf": (lambda: b"<html><script>alert(1)</script></html>", "wrong_type"),
    "polyglot.pdf": (lambda: b"<html><!--" + pdf(), "wrong_type"),
    "tekening.svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "wrong_type"),
    "plaatje.gif": (lambda: picture("GIF"), "wrong_type"),
    "scan.tiff": (lambda: picture("TIFF"), "wrong_type"),
    "programma.pdf": (lambda: b"MZ\x90\0" + b"\0" * 500, "wrong_type"),
    "bom.png": (lambda: png_header(30_000, 30_000), "too_many_pixels"),
    "half.jpg": (lambda: picture()[:4000], "broken_picture"),
    "half.png": (lambda: picture("PNG")[:4000], "broken_picture"),
    "half.webp": (lambda: picture("WEBP")[:400], "broken_picture"),
    "kapot.heic": (lambda: heic()[:500], "broken_picture"),
    "alleen begin.jpg": (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 100, "broken_picture"),
    "op slot.pdf": (lambda: pdf(encryption=pikepdf.Encryption(owner="geheim", user="geheim")), "locked_pdf"),
    "kapot.pdf": (lambda: b"%PDF-1.7\nonzin", "broken_pdf"),
    "geen bladzijden.pdf": (lambda: pdf(0), "broken_pdf"),
    "te lang.pdf": (lambda: pdf(201), "too_many_pages"),
    "archief.zip": (lambda: package({"a.txt": b"a"}), "wrong_type"),
    "plan.docx": (docx, "wrong_type"),
}

HOSTILE_OFFICE: dict[str, tuple[Callable[[], bytes], str]] = {
    "archief.docx": (lambda: package({"../../etc/passwd": b"a"}), "wrong_type"),
    "macro.docm": (lambda: docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "bom.docx": (lambda: docx(**{f"word/{n}.xml": b"\0" * 30_000_000 for n in range(8)}), "zip_bomb"),
    "veel.docx": (lambda: docx(**{f"word/{n}": b"" for n in range(6000)}), "zip_bomb"),
    "liegt.docx": (lying_package, "broken_office"),
    "half.docx": (lambda: docx()[:-30], "broken_office"),
    "op slot.docx": (lambda: locked(docx()), "locked_office"),
    "op slot.xlsx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked_office"),
    "op slot.odt": (lambda: odf(contents.ODT, b"<manifest:encryption-data/>"), "locked_office"),
    "oud.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
}


def test_every_kind_of_proof_is_accepted_and_shown() -> None:
    judged = judge_many([(name, make()) for name, (make, _, _) in ACCEPTED.items()], max_bytes=LIMIT)
    assert judged.refusals == ()
    assert [(found.media_type, found.filename) for found in judged.accepted] == [(kind, name) for _, kind, name in ACCEPTED.values()]
    for found in judged.accepted:
        assert found.preview_jpeg is not None and found.width and found.height
        Image.open(io.BytesIO(found.preview_jpeg), formats=["JPEG"]).load()
    assert [found.pages for found in judged.accepted if found.pages] == [1, 1, 1, 1, 1, 200]


def test_office_files_are_accepted_as_attachments_only() -> None:
    judged = judge_many([(name, make()) for name, (make, _) in OFFICE.items()], max_bytes=LIMIT, kinds=DOCUMENTS)
    assert [(found.media_type, found.filename) for found in judged.accepted] == [(kind, name) for name, (_, kind) in OFFICE.items()]
    assert all(found.preview_jpeg is None for found in judged.accepted)


@pytest.mark.parametrize(("kinds", "hostile"), [(uploads.PICTURES_AND_PDF, HOSTILE), (DOCUMENTS, HOSTILE_OFFICE)], ids=["proof", "office"])
def test_every_hostile_file_gets_its_own_verdict_and_its_name(
    kinds: frozenset[str], hostile: dict[str, tuple[Callable[[], bytes], str]]
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    files = [(name, make()) for name, (make, _) in hostile.items()]
    judged = judge_many(files, max_bytes=LIMIT, kinds=kinds)
    assert [refusal.code for refusal in judged.refusals] == [code for _, code in hostile.values()]
    for name, refusal in zip(hostile, judged.refusals, strict=True):
        assert name in refusal.sentence and refusal.field == "bestanden" and "{" not in refusal.sentence
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kilobytes; the making of the files included


def test_every_sentence_differs() -> None:
    assert len(set(uploads.SENTENCES.values())) == len(uploads.SENTENCES) >= 8


def test_the_place_is_gone_from_the_preview_and_stays_in_the_original() -> None:
    data = picture("JPEG", exif=placed_exif(), comment=b"gemaakt in Giessendam")
    found = judge(data, "bon.jpg", max_bytes=LIMIT)
    assert found.data == data and PLACE in found.data
    assert found.preview_jpeg is not None
    shown = Image.open(io.BytesIO(found.preview_jpeg))
    assert (
        not shown.getexif()
        and PLACE not in found.preview_jpeg
        and b"Giessendam" not in found.preview_jpeg
        and b"Exif" not in found.preview_jpeg
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_stands_upright(kind: str) -> None:
    found = judge(picture(kind, (3200, 2400), exif=placed_exif(6)), "foto", max_bytes=LIMIT)
    assert (found.width, found.height) == (2400, 3200)
    assert found.preview_jpeg is not None and Image.open(io.BytesIO(found.preview_jpeg)).size == (1200, 1600)


def test_a_picture_at_the_pixel_limit_is_read_and_one_over_is_not() -> None:
    def flat(width: int) -> bytes:
        out = io.BytesIO()
        Image.new("RGBA", (width, 5_000), (9, 9, 9, 128)).save(out, "PNG")
        return out.getvalue()

    assert judge(flat(10_000), "kaart.png", max_bytes=LIMIT).width == 10_000
    with pytest.raises(Refused, match="50 miljoen"):
        judge(flat(10_001), "kaart.png", max_bytes=LIMIT)


def test_a_large_webp_is_refused_earlier_because_it_costs_more_to_open() -> None:
    with pytest.raises(Refused, match="25 miljoen"):
        judge(picture("WEBP", (5_001, 5_000), mode="L"), "kaart.webp", max_bytes=LIMIT)


def test_a_page_that_draws_without_end_costs_the_child_only() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    document.pages[0].Contents = document.make_stream(b"0 0 m 100 100 l S\n" * 10_000_000)
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(Refused) as caught:
        judge(out.getvalue(), "bom.pdf", max_bytes=LIMIT)
    assert caught.value.refusals[0].code in ("too_heavy", "too_slow")


def test_a_refusal_names_the_file_the_reason_and_the_way_out() -> None:
    with pytest.raises(Refused) as caught:
        judge(b"x" * 2_345_678, "map/..\\bon van de buurt.pdf", max_bytes=2_000_000, field="bonnen")
    (refusal,) = caught.value.refusals
    assert refusal.field == "bonnen"
    assert refusal.sentence == "“bon van de buurt.pdf” is 2,4 MB. Een bestand mag hoogstens 2 MB zijn. Maak het kleiner of deel het op."


def test_good_files_survive_bad_neighbours_and_too_many_are_left_for_later() -> None:
    good = picture(size=(80, 60))
    files = [("goed.jpg", good), ("slecht.jpg", good[:300]), ("leeg.jpg", b"")] + [(f"{n}.jpg", good) for n in range(4)]
    judged = judge_many(files, max_bytes=LIMIT, most=5)
    assert [(found.filename, found.position) for found in judged.accepted] == [("goed.jpg", 0), ("0.jpg", 3), ("1.jpg", 4)]
    assert [refusal.code for refusal in judged.refusals] == ["broken_picture", "empty", "too_many"]
    assert "7 bestanden" in judged.refusals[-1].sentence and "“2.jpg”" in judged.refusals[-1].sentence


def test_one_child_opens_the_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    ask = uploads._ask
    monkeypatch.setattr(uploads, "_ask", lambda folder, positions: (asked.append(len(positions)), ask(folder, positions))[1])
    judge_many([("a.jpg", picture()), ("b.jpg", b"\xff\xd8\xff"), ("c.pdf", pdf())], max_bytes=LIMIT)
    assert asked == [3]


@pytest.mark.parametrize(("trouble", "code"), [("time.sleep(60)", "too_slow"), ("os.kill(os.getpid(), 11)", "too_heavy")])
def test_a_file_that_hangs_or_kills_the_child_takes_only_itself_along(
    trouble: str, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The real loop, with a child that meets trouble at the file that says so."""
    script = tmp_path / "child.py"
    script.write_text(
        "import os, sys, time\nfrom mag.core import upload_child\nlook = upload_child.look_into\n"
        f"def troubled(data):\n    if data.endswith(b'TROUBLE'): {trouble}\n    return look(data)\n"
        "upload_child.look_into = troubled\nupload_child.main(sys.argv[1:])\n"
    )
    start = uploads.subprocess.Popen

    def start_other(command: list[str], **options: object) -> object:
        at = command.index("-m")
        return start([*command[:at], str(script), *command[at + 2 :]], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(uploads.subprocess, "Popen", start_other)
    monkeypatch.setattr(uploads, "SECONDS", 3.0)
    good = picture()
    judged = judge_many([("een.jpg", good), ("fout.jpg", good + b"TROUBLE"), ("drie.jpg", good)], max_bytes=LIMIT)
    assert [found.filename for found in judged.accepted] == ["een.jpg", "drie.jpg"]
    assert [(refusal.code, "fout.jpg" in refusal.sentence) for refusal in judged.refusals] == [(code, True)]


def test_the_child_gives_its_rights_away() -> None:
    """Checked in a process of its own: the limits cannot be taken back."""
    script = (
        "import resource as r\nfrom mag.core import upload_child as c\nc.limit(7)\n"
        "print(r.getrlimit(r.RLIMIT_AS)[1], r.getrlimit(r.RLIMIT_CORE)[1], r.getrlimit(r.RLIMIT_CPU)[1])"
    )
    said = uploads.subprocess.run([uploads.sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(upload_child.MEMORY), "0", "7"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Documenten\\bon.pdf", "bon.pdf"),
        ("bon\0.pdf", "bon .pdf"),
        ("bon\r\nX-Kop: 1.pdf", "bon X-Kop 1.pdf"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("CON", "_CON"),
        ("com1.pdf", "_com1.pdf"),
        ("  .. ", "bestand"),
        ("", "bestand"),
        ("stukje \ud800 los.pdf", "stukje los.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("€ 🧾 bón.pdf", "€ 🧾 bón.pdf"),
        ("x" * 300 + ".pdf", "x" * 120),
    ],
)
def test_names_are_made_safe(given: str, expected: str) -> None:
    assert clean_name(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("bon.html", "bon.pdf"),
        ("bon.pdf.jpg.pdf", "bon.pdf"),
        ("bon 3.5.pdf", "bon 3.5.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_the_extension_follows_the_content(given: str, expected: str) -> None:
    assert clean_name(given, contents.PDF) == expected


def test_an_upload_is_kept_whole_and_registered_with_its_preview(store: Store, tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    found: Accepted = judge(picture(), "bon.jpg", max_bytes=LIMIT)
    kept = keep(files, found)
    with store.transaction() as tx:
        register_kept(tx, kept)
    assert files.read(kept.sha256) == found.data and kept.preview_sha256 and files.read(kept.preview_sha256) == found.preview_jpeg
    with store.reading() as db:
        original, preview = db.get(StoredFile, kept.sha256), db.get(StoredFile, kept.preview_sha256)
    assert original is not None and original.media_type == contents.JPEG and original.size == len(found.data)
    assert preview is not None and preview.size == kept.preview_size
