"""Who asks for money in the demonstration, and for what: read from ``config/demo/partners.yaml``. All of it is invented."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from mag.core.money import Cents
from mag.core.settings import ROOT
from mag.partners.models import PartnerKind


@dataclass(frozen=True, slots=True)
class Cast:
    """A partner: its name says demo, ``line`` is the budget line it is paid from, ``number`` makes its account."""

    number: int
    name: str
    kind: PartnerKind
    contact: str
    email: str
    line: str
    is_large: bool = False

    @property
    def iban(self) -> str:
        """An account number with a right check number at a bank that does not exist."""
        account = f"DEMO{self.number:010d}"
        digits = "".join(str(int(letter, 36)) for letter in f"{account}NL00")
        return f"NL{98 - int(digits) % 97:02d}{account}"

    @property
    def kvk(self) -> str | None:
        """A register number nobody has, for legal persons."""
        return f"{90_000_000 + self.number}" if self.kind.is_legal_person else None


@dataclass(frozen=True, slots=True)
class Idea:
    """What a partner asks money for. ``length``: E an event, C a course of some months, Y the whole year.

    ``fate`` pins what becomes of it (``settled``, ``due``, ``late``, ``pending``); empty leaves it to chance.
    """

    partner: Cast
    title: str
    goal: str
    amount: Cents
    people: int
    length: str
    audience: str
    text: str
    fate: str = ""


@lru_cache
def _said() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((ROOT / "config" / "demo" / "partners.yaml").read_text(encoding="utf-8"))
    return said


@lru_cache
def ideas() -> tuple[Idea, ...]:
    """The ideas of organisations and groups, in the order of the file."""
    found = []
    for number, row in enumerate(_said()["partners"], start=1):
        partner = Cast(number, row["name"], PartnerKind(row["kind"]), row["contact"], row["email"], row["line"], row.get("large", False))
        found += [_idea(partner, *plan) for plan in row["plans"]]
    return tuple(found)


@lru_cache
def resident_ideas() -> tuple[Idea, ...]:
    """The small ideas of residents."""
    found = []
    for number, (name, title, goal, euros, people, text) in enumerate(_said()["residents"], start=101):
        address = f"{name.split()[0].lower()}@demo.example"
        found.append(_idea(Cast(number, name, PartnerKind.RESIDENT, name, address, "F1"), title, goal, euros, people, "E", "buurt", text))
    return tuple(found)


def shown_partner() -> Cast:
    """The partner whose address the start screen shows, to try the link by mail."""
    row = next(row for row in _said()["partners"] if row.get("shown"))
    return next(idea.partner for idea in ideas() if idea.partner.name == row["name"])


def _idea(
    partner: Cast, title: str, goal: str, euros: int, people: int, length: str, audience: str, text: str, fate: str = ""
) -> Idea:  # fmt: skip
    return Idea(partner, title, goal, Cents(euros * 100), people, length, audience, text, fate)
