"""The filter of a work list as it stands in an address, and back: an address that is sent to a colleague opens the same list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from mag.accounts.roles import ROLE_LABELS, Role
from mag.agenda.models import Goal, Tier
from mag.applications.queries import Pile, WorkQuery

PILE_LABELS: dict[Pile, str] = {
    Pile.NEW: "Nieuw binnen",
    Pile.WORK: "Werkvoorraad",
    Pile.WAITING: "Wacht op aanvulling",
    Pile.LATER: "Later",
    Pile.OPEN: "Alles wat open is",
    Pile.AWARDED: "Toegekend",
    Pile.REFUSED: "Afgewezen",
    Pile.NOT_PROCESSED: "Niet in behandeling",
    Pile.WITHDRAWN: "Ingetrokken",
}
DECIDERS = (Role.NEIGHBOURHOOD_WORKER, Role.PROJECT_LEADER, Role.MUNICIPALITY_OFFICER)
NAMES = ("agenda", "lijst", "bedraggroep", "beslisser", "van", "doel", "aangevuld", "telaat")
"""The names a filter has in an address. ``van`` is ``mij``, ``niemand`` or the number of a colleague."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one can choose from in a filter: (value, label) each."""

    tiers: Sequence[tuple[str, str]]
    handlers: Sequence[tuple[str, str]]
    goals: Sequence[tuple[str, str]]


def choices_of(tiers: Sequence[Tier], handlers: Sequence[tuple[int, str]], goals: Sequence[Goal], me: int | None) -> Choices:
    """The choices of an agenda. Tiers of two rule sets with one code stand there once."""
    themes = {goal.theme.code: goal.theme.name for goal in goals}
    return Choices(
        tiers=list({tier.code: tier.label for tier in tiers}.items()),
        handlers=[("mij", "mij"), ("niemand", "niemand"), *((str(number), name) for number, name in handlers if number != me)],
        goals=[(code, f"Thema: {name}") for code, name in themes.items()] + [(goal.code, goal.name) for goal in goals],
    )


def query_of(asked: Mapping[str, str], agenda_id: int, today: date, me: int | None, *, pile: Pile | None = None) -> WorkQuery:
    """The query an address asks for; what it does not know it leaves out. ``pile`` wins from the address."""
    named = next((p for p in Pile if p.value == asked.get("lijst")), Pile.WORK)
    whose = asked.get("van") or ""
    handler = {"mij": me or -1, "niemand": 0}.get(whose, int(whose) if whose.isdecimal() and len(whose) < 10 else None)
    return WorkQuery(
        agenda_id=agenda_id,
        today=today,
        pile=pile or named,
        tier=_short(asked.get("bedraggroep")),
        decider=next((role.value for role in DECIDERS if role.value == asked.get("beslisser")), None),
        handler=handler,
        topic=_short(asked.get("doel")),
        came_in=asked.get("aangevuld") == "ja",
        late=asked.get("telaat") == "ja",
    )


def address_of(asked: Mapping[str, str], **changed: str | None) -> str:
    """The part of an address after the question mark for a filter, with some of it changed; empty values left out."""
    kept = {name: asked.get(name) for name in NAMES} | changed
    return urlencode({name: value for name, value in kept.items() if value})


def told(query: WorkQuery, choices: Choices) -> list[str]:
    """A filter in Dutch words, without its pile; empty when it asks for everything."""
    found = []
    if query.tier:
        found.append(dict(choices.tiers).get(query.tier, query.tier))
    if query.decider:
        found.append(f"beslist door {ROLE_LABELS[Role(query.decider)]}")
    if query.handler is not None:
        found.append("van niemand" if not query.handler else "van één collega")
    if query.topic:
        found.append(dict(choices.goals).get(query.topic, query.topic))
    if query.came_in:
        found.append("aanvulling binnen")
    if query.late:
        found.append("te laat")
    return found


def _short(text: str | None) -> str | None:
    return text[:60] if text else None
