"""Passwords are kept as Argon2id hashes. Making and checking one is slow on purpose, so both happen before any transaction."""

from functools import cache
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mag.accounts.rules import weak_password
from mag.core.errors import refuse_if

PasswordHash = NewType("PasswordHash", str)
"""The hash of a password that was found good enough; only :func:`hash_password` makes one."""


@cache
def _hasher(fast: bool) -> PasswordHasher:
    # 19 MiB, two rounds: the OWASP minimum that lets a small server answer many people at once.
    return (
        PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if fast else PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
    )


@cache
def _nobody(fast: bool) -> str:
    return _hasher(fast).hash("nobody has this password")


def hash_password(password: str, *, email: str = "", name: str = "", fast: bool = False) -> PasswordHash:
    """The hash of a new password. Raises Refused, at field ``password``, for one that is easy to guess.

    ``fast`` is for tests only (``settings.argon2_fast``).
    """
    refuse_if(weak_password(password, email=email, name=name))
    return PasswordHash(_hasher(fast).hash(password))


def check_password(password_hash: str | None, password: str, *, fast: bool = False) -> bool:
    """Whether this is the password. Without a hash (nobody by that address) the same work is done and the answer is no."""
    known = password_hash is not None
    try:
        right = _hasher(fast).verify(password_hash or _nobody(fast), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and known
