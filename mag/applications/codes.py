"""Codes that people copy by hand: short groups, no characters that look alike, read back however they are typed. Pure but for chance."""

import hashlib
import re
import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1 and I and L, U and V alike."""
DRAFT_LENGTH = 12
"""Of 30 characters each: about 59 bits, far beyond what the limit on tries lets anybody guess."""


def new_code(length: int = DRAFT_LENGTH) -> str:
    """A fresh code, without its dashes."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def shown_code(code: str) -> str:
    """A code in groups of four: ``K7QM-2XPD-9RTA``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(typed: str, length: int = DRAFT_LENGTH) -> str | None:
    """The code in what was typed, however it was spaced or capitalised; None when it cannot be one."""
    bare = re.sub(r"[^0-9A-Z]", "", typed.upper()).replace("U", "V")
    return bare if len(bare) == length and set(bare) <= set(LETTERS) else None


def draft_secret(code: str) -> str:
    """The secret of the draft that goes with a code."""
    return hashlib.sha256(f"draft {code}".encode()).hexdigest()
