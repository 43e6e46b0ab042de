"""What a partner told on the form of an account, in one typed bundle. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mag.accountability.states import PeopleCounted
from mag.core.money import Cents


@dataclass(frozen=True, slots=True)
class ActivityTold:
    """One activity as it was carried out. ``people`` is None where nobody counted."""

    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""
    people: int | None = None
    volunteers: int | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Everything an account can be told besides the sum, the head count and the story. What is None was not asked and stays as it was.

    ``results`` and ``lines`` are by the id of what was planned: the real number (or cents) and the explanation. ``counts`` by the
    id of an indicator: the whole, the part of a share, and an explanation. ``photos`` by the id of
    the photo: whether others may see it, and what is on it.
    """

    results: Mapping[int, tuple[int | None, str]] = field(default_factory=dict)
    lines: Mapping[int, tuple[Cents | None, str]] = field(default_factory=dict)
    counts: Mapping[int, tuple[int | None, int | None, str]] = field(default_factory=dict)
    photos: Mapping[int, tuple[bool, str]] = field(default_factory=dict)
    activities: tuple[ActivityTold, ...] | None = None
    counted: PeopleCounted | None = None
    story_may_show: bool | None = None
    satisfaction: tuple[Decimal | None, int | None, str] | None = None
