"""Rules at the door: what a good password is, and how often one may try.

The limits are those of ``reliability.md`` T7: guessing is hopeless, and who is locked out by somebody else's guessing can
still get in by mail.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mag.core.errors import Refusal

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
SIGN_IN_LINK_LENGTH = timedelta(minutes=30)
RESET_LENGTH = timedelta(hours=1)
INVITE_LENGTH = timedelta(days=7)
WINDOW = timedelta(minutes=15)

_WORDS = """
    wachtwoord geheim welkom welkom2022 welkom2023 hardinxveld hardinxveldgiessendam giessendam gemeente gemeentehuis
    maatschappelijkeagenda maatschappelijke agenda stuwkr password passw0rd letmein administrator beheerder beheer qwerty
    qwertyuiop qwertyuiopasdf azerty asdfghjkl zxcvbnm iloveyou ikhouvanjou sunshine princess dragon football voetbal
    feyenoord ajax winter zomer lente herfst januari februari maart april mei juni juli augustus september oktober november
    december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag changeme trustno abcdefghijkl abcdefghijklmnop
    correcthorsebatterystaple buurtnetwerker projectleider controller demo test testtest
"""
_OBVIOUS = frozenset(_WORDS.split())
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class AttemptKind(StrEnum):
    """What was tried at the door."""

    PASSWORD = "password"
    MAIL = "mail"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are allowed within :data:`WINDOW`: for one e-mail address and for one network address."""

    address: int
    network: int


LIMITS: dict[AttemptKind, Limit] = {
    AttemptKind.PASSWORD: Limit(address=5, network=50),
    AttemptKind.MAIL: Limit(address=3, network=30),
    AttemptKind.CODE: Limit(address=5, network=30),
}
"""Passwords count failures; mails count requests. A network is wide, because a whole office shares one."""


def tidy_email(email: str) -> str:
    """An e-mail address as it is stored and looked up: small letters, no spaces around it."""
    return email.strip().lower()


def network_key(address: str | None) -> str:
    """What counts as one network address: the whole of an IPv4 address, the first 64 bits of an IPv6 address."""
    try:
        found = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return "onbekend"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def wait_until(tries: Sequence[datetime], limit: int) -> datetime | None:
    """Until when one has to wait, given the moments of the tries that count (any order); None when one may try now."""
    if len(tries) < limit:
        return None
    return sorted(tries)[-limit] + WINDOW


def must_wait(kind: AttemptKind, minutes: int) -> Refusal:
    """The sentence for who has to wait; the same for an address we know and one we do not know."""
    term = "1 minuut" if minutes <= 1 else f"{minutes} minuten"
    if kind is AttemptKind.MAIL:
        return Refusal(
            "wait", f"U vroeg net al een paar keer om een mail. Kijk ook bij ongewenste mail. Vraag over {term} een nieuwe.", "email"
        )
    if kind is AttemptKind.CODE:
        return Refusal("wait", f"Deze code klopte te vaak niet. Wacht {term} en kijk de code goed na.", "code")
    return Refusal("wait", f"Dit ging te vaak mis. Wacht {term}, of laat hieronder een mail sturen: daarmee kunt u nu al verder.")


def weak_password(password: str, *, email: str = "", name: str = "") -> list[Refusal]:
    """Why a password is too easy to guess; empty when it will do. Length counts, not capitals or signs (NIST 800-63B)."""
    if len(password) < SHORTEST_PASSWORD:
        return [
            Refusal(
                "password_short",
                f"Kies een wachtwoord van minstens {SHORTEST_PASSWORD} tekens. Een zinnetje is goed te onthouden.",
                "password",
            )
        ]
    if len(password) > LONGEST_PASSWORD:
        return [Refusal("password_long", f"Kies een wachtwoord van hooguit {LONGEST_PASSWORD} tekens.", "password")]
    if _is_obvious(password, _words_of(email) | _words_of(name)):
        return [Refusal("password_obvious", "Dit wachtwoord is makkelijk te raden. Kies een zinnetje dat alleen u bedenkt.", "password")]
    return []


def _words_of(text: str) -> set[str]:
    return {word for word in re.split(r"[^a-z0-9]+", text.lower()) if len(word) > 3}


def _is_obvious(password: str, own_words: set[str]) -> bool:
    bare = password.lower()
    if len(set(bare)) < 5 or any(bare in run for run in _RUNS):
        return True
    letters = "".join(letter for letter in bare if letter.isalpha())
    if bare in _OBVIOUS or letters in _OBVIOUS or not letters:
        return True
    rest = letters
    for word in sorted(own_words | _OBVIOUS, key=len, reverse=True):
        rest = rest.replace("".join(letter for letter in word if letter.isalpha()) or word, "")
    return len(rest) < 4
