"""The journal: each chain runs without a gap from its first line to its head, and each digest is the digest of its line."""

from typing import Any

from sqlalchemy import Row

from mag.verify.result import Result
from mag.verify.source import Source, moment, sha256

BEGINNING = "0" * 64
BETWEEN = "\x1f"


def check_journal(source: Source) -> Result:
    """Sequence from 1, payload digest, previous digest, own digest, order in time of writing, and the head row."""
    result = Result("journaal")
    lines = source.rows("SELECT * FROM journal_line ORDER BY chain, sequence, id")
    heads = {row.code: row for row in source.rows("SELECT code, last_sequence, last_digest FROM journal_chain")}
    last: dict[str, tuple[int, str]] = {}
    erased = 0
    for line in lines:
        sequence, digest = last.get(line.chain, (0, BEGINNING))
        about = f"regel {line.sequence} van {line.chain}"
        result.expect(line.sequence == sequence + 1, f"{about}: na {sequence} komt {sequence + 1}")
        result.expect(line.previous_digest == digest, f"{about}: sluit niet aan op de regel ervoor")
        result.expect(line.digest == digest_of(line), f"{about}: de inhoud is veranderd")
        if line.payload is None:
            erased += 1
        else:
            result.expect(line.payload_digest == sha256(line.payload), f"{about}: de gegevens zijn veranderd")
        last[line.chain] = (line.sequence, line.digest)
    for code in sorted(heads.keys() | last.keys()):
        head, (sequence, digest) = heads.get(code), last.get(code, (0, BEGINNING))
        if head is None:
            result.failures.append(f"keten {code} heeft geen einde")
        else:
            fits = (head.last_sequence, head.last_digest) == (sequence, digest)
            result.expect(fits, f"keten {code}: het einde is regel {head.last_sequence}, de laatste regel is {sequence}")
    result.count(len(lines), "regel", "regels")
    result.count(len(heads), "keten", "ketens")
    if erased:
        result.count(erased, "regel met gewiste gegevens", "regels met gewiste gegevens")
    return result


def digest_of(line: Row[Any]) -> str:
    """The digest a line should have, from its own fields."""
    at = moment(line.at)
    parts = (
        line.chain, line.sequence, at.isoformat() if at else None, line.actor_kind, line.actor_id, line.actor_label, line.action,
        line.subject_kind, line.subject_id, line.payload_digest, line.previous_digest,
    )  # fmt: skip
    return sha256(BETWEEN.join(str(part) for part in parts))
