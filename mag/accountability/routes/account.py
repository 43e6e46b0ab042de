"""One account as its pages need it, for the partner who fills it in and for staff who read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from mag.accountability.asking import asked_of, compared, kind_of
from mag.accountability.comparing import Compared, needs_explaining
from mag.accountability.counts.queries import list_questions
from mag.accountability.counts.rules import CountQuestion
from mag.accountability.models import HandIn
from mag.accountability.rules import Asked
from mag.accountability.states import COUNTED_WORDS, HandInState
from mag.agenda.terms import EVIDENCE_LABELS, HandInKind
from mag.core.period import parse_period
from mag.grants.models import Grant
from mag.grants.states import GrantState
from mag.web.boundary import db

SMALL_STEPS = ("Bonnen en bezoekers", "Controleren", "Klaar")
STEPS = ("Invullen", "Controleren", "Klaar")
WITH_US = (HandInState.HANDED_IN, HandInState.APPROVED)


@dataclass(frozen=True, slots=True)
class Account:
    """One account as its pages need it: what is asked, what was kept, and plan and reality beside each other."""

    grant: Grant
    found: HandIn | None
    period: str
    asked: Asked
    results: Sequence[Compared]
    lines: Sequence[Compared]
    counts: Sequence[CountQuestion] = ()

    @property
    def half(self) -> bool:
        """Whether it is a report of half a year."""
        return self.asked.kind is HandInKind.HALF_YEAR

    @property
    def closed(self) -> bool:
        """Whether nothing can be written any more: it is with us, or the grant is past it."""
        return self.grant.state is not GrantState.RUNNING or (self.found is not None and self.found.state in WITH_US)

    @property
    def title(self) -> str:
        """The heading of its first page."""
        if self.half:
            return f"Uw verslag van het {parse_period(self.period).label()}"
        if self.period:
            return f"Uw verslag over {self.period}"
        return SMALL_STEPS[0] if self.asked.is_small else "Uw verantwoording"

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps on the line above the page."""
        return SMALL_STEPS if self.asked.is_small and not self.period else STEPS

    def url(self, page: str) -> str:
        """The address of another page of the same account."""
        return url_for(f"accountability.{page}", reference=self.grant.reference, period=self.period or None)


def words_of() -> dict[str, object]:
    """What the templates need to show an account in words."""
    return {"evidence": EVIDENCE_LABELS, "counted_words": COUNTED_WORDS, "needs_explaining": needs_explaining}


def account_of(grant: Grant, found: HandIn | None, today: date, period: str = "") -> Account:
    """An account with what is asked of it and its plan. Ask for the grant in sight first."""
    asked = asked_of(db(), grant, found.kind if found is not None else kind_of(grant)[0], today)
    counts = list_questions(db(), grant, found, asked, period or kind_of(grant)[1])
    return Account(grant, found, period, asked, *compared(db(), grant, found, asked), counts)
