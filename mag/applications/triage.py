"""What a reader of the inbox sees at once: what is not known yet, and which goal the words of a plan point at. Pure guesses."""

import re
from collections.abc import Sequence

from mag.agenda.models import Goal
from mag.applications.models import Application

_WORD = re.compile(r"[a-zà-ÿ]{4,}")
_COMMON = frozenset(["deze", "door", "hele", "iedereen", "inwoners", "meer", "mensen", "naar", "onze", "over", "samen", "voor", "willen"])


def missing_of(application: Application) -> list[str]:
    """What a decider will want to know and does not find, in Dutch words; empty when everything is there."""
    found = []
    if application.starts_on is None:
        found.append("wanneer het begint")
    if application.expected_people is None:
        found.append("hoeveel mensen meedoen")
    if not (application.email or application.phone):
        found.append("een e-mailadres of telefoonnummer")
    if not application.iban:
        found.append("een rekeningnummer")
    if chosen_goal(application) is None:
        found.append("een doel")
    return found


def chosen_goal(application: Application) -> Goal | None:
    """The main goal of a plan, else the first one that was linked to it; None when there is none."""
    links = [link for activity in application.activities for link in activity.alignments]
    return next((link.goal for link in links if link.is_main), links[0].goal if links else None)


def guess_goal(application: Application, goals: Sequence[Goal]) -> Goal | None:
    """The goal whose name and ambition share most words with the plan; None when none shares any. A guess, nothing more."""
    said = _stems(f"{application.title} {application.description}")
    best = max(goals, key=lambda goal: len(said & _stems(f"{goal.name} {goal.ambition}")), default=None)
    return best if best is not None and said & _stems(f"{best.name} {best.ambition}") else None


def _stems(text: str) -> set[str]:
    return {word[:6] for word in _WORD.findall(text.lower()) if word not in _COMMON}
