"""Rules about partners: how a name, an address and an account number are written down, so that the same one is found again."""

from mag.core.errors import Refusal

READS_ONLY = Refusal("reads_only", "U kunt dit lezen, maar niet veranderen of versturen. Vraag iemand van uw organisatie die dat wel kan.")
"""What somebody is told who may only read for a partner."""


def tidy_name(name: str) -> str:
    """A name with single spaces, as it is stored and looked up."""
    return " ".join(name.split())


def tidy_email(email: str | None) -> str | None:
    """An address in small letters, or None when there is none: capitals make no other mailbox."""
    return (email or "").strip().lower() or None


def tidy_iban(iban: str) -> str:
    """An account number in capitals without spaces."""
    return "".join(iban.split()).upper()


def hidden_iban(iban: str) -> str:
    """An account number in a mail: only the country and the last four figures can be read."""
    bare = tidy_iban(iban)
    return f"{bare[:2]}** **** {bare[-4:]}"


def missing_for_partner(name: str, *, is_legal_person: bool, kvk: str | None) -> list[Refusal]:
    """What is missing before a partner can be written down. Residents and groups need no register number (``domain.md 2.1``)."""
    found = []
    if not name:
        found.append(Refusal("name_missing", "Vul een naam in.", "name"))
    if kvk and not (kvk.isascii() and kvk.isdigit() and len(kvk) == 8):
        found.append(Refusal("kvk_shape", "Een KvK-nummer heeft 8 cijfers.", "kvk"))
    if kvk and not is_legal_person:
        found.append(Refusal("kvk_unexpected", "Een inwoner of een groep inwoners heeft geen KvK-nummer.", "kvk"))
    return found
