"""Files: everything that is referred to lies on disk with the recorded hash and length (``reliability.md`` N6)."""

import hashlib
from collections import defaultdict

from mag.verify.result import Result
from mag.verify.source import Source, read_json

REFERENCES = (
    ("brief", "SELECT identifier AS name, pdf_sha256 AS sha256 FROM paper WHERE pdf_sha256 IS NOT NULL"),
    ("betaalronde", "SELECT reference AS name, file_sha256 AS sha256 FROM payment_run WHERE file_sha256 IS NOT NULL"),
    ("rekeningafschrift", "SELECT reference AS name, file_sha256 AS sha256 FROM bank_statement"),
    ("bon", "SELECT id AS name, file_sha256 AS sha256 FROM receipt"),
    ("stuk", "SELECT id AS name, file_sha256 AS sha256 FROM application_file"),
    ("plaatje van stuk", "SELECT id AS name, preview_sha256 AS sha256 FROM application_file WHERE preview_sha256 IS NOT NULL"),
    ("stuk bij concept", "SELECT id AS name, sha256 FROM draft_file"),
    ("plaatje van stuk bij concept", "SELECT id AS name, preview_sha256 AS sha256 FROM draft_file WHERE preview_sha256 IS NOT NULL"),
    ("plaatje van bon", "SELECT id AS name, preview_sha256 AS sha256 FROM receipt WHERE preview_sha256 IS NOT NULL"),
    ("stuk bij verantwoording", "SELECT id AS name, file_sha256 AS sha256 FROM account_paper"),
    (
        "plaatje van stuk bij verantwoording",
        "SELECT id AS name, preview_sha256 AS sha256 FROM account_paper WHERE preview_sha256 IS NOT NULL",
    ),
    ("foto bij verantwoording", "SELECT id AS name, file_sha256 AS sha256 FROM activity_photo"),
    ("plaatje van foto", "SELECT id AS name, preview_sha256 AS sha256 FROM activity_photo"),
    ("overgenomen cijfers", "SELECT file_name AS name, file_sha256 AS sha256 FROM figure_import"),
    ("over te nemen cijfers", "SELECT file_name AS name, file_sha256 AS sha256 FROM import_order"),
    *(
        ("rapport", f"SELECT period_code AS name, {form}_sha256 AS sha256 FROM report WHERE {form}_sha256 IS NOT NULL")
        for form in ("html", "pdf", "xlsx", "json", "council", "csv")
    ),
)
"""Every place that refers to a stored file by its hash."""


def check_files(source: Source) -> Result:
    """References ↔ registered files ↔ bytes on disk. Files that nothing refers to are counted and are no failure: the sweep takes them."""
    result = Result("bestanden")
    registered = {row.sha256: row.size for row in source.rows("SELECT sha256, size FROM stored_file")}
    wanted: dict[str, list[str]] = defaultdict(list)
    for what, question in REFERENCES:
        for row in source.rows(question):
            wanted[row.sha256].append(f"{what} {row.name}")
    for row in source.rows("SELECT id, attachments FROM outbox_mail"):
        for attachment in read_json(row.attachments) or ():
            wanted[attachment["sha256"]].append(f"bijlage van mail {row.id}")
    for sha256, names in wanted.items():
        result.expect(sha256 in registered, f"{names[0]} verwijst naar {sha256[:12]}, maar dat bestand is niet ingeschreven")
    volume = 0
    for sha256, size in registered.items():
        about = wanted.get(sha256, ["niets"])[0]
        volume += _check_bytes(source, result, sha256, size, about)
    for row in source.rows("SELECT id, file_sha256, size FROM receipt"):
        result.expect(registered.get(row.file_sha256, row.size) == row.size, f"bon {row.id}: de lengte klopt niet met het bestand")
    orphans = sum(1 for name in source.stored() if name not in registered)
    result.count(len(registered), "bestand", "bestanden")
    result.counts.append(f"{volume / 1_000_000:.1f} MB".replace(".", ","))
    result.count(sum(map(len, wanted.values())), "verwijzing", "verwijzingen")
    result.count(orphans, "los bestand", "losse bestanden")
    return result


def _check_bytes(source: Source, result: Result, sha256: str, size: int, about: str) -> int:
    """Read one file; answers its length."""
    path = source.path(sha256)
    if path is None or not path.is_file():
        result.failures.append(f"bestand {sha256[:12]} ({about}) is er niet")
        return 0
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    length = path.stat().st_size
    result.expect(digest == sha256, f"bestand {sha256[:12]} ({about}): de inhoud is veranderd")
    result.expect(length == size, f"bestand {sha256[:12]} ({about}): {length} bytes, ingeschreven zijn er {size}")
    return length
