"""The clock of a decision: when the term ends, how it stands still, runs on and is lengthened. Pure; days are Amsterdam dates.

The term itself (``ends_on``) moves by exactly the days the clock stood still and the days it is lengthened by (Awb 4:14, 4:15);
only the promise made of it (``decide_by``) runs on over a weekend or a feast day, so that no day is ever counted twice.
Where a decision is one under the general administrative law act the promise runs on (Algemene termijnenwet 1). A private body that
promises "within a month" gets no extra days; and a fixed day of the year (1 December) is a day and no term: both stay as they are.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from mag.agenda import rules as agenda_rules
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import LegalNature
from mag.agenda.tier_documents import TierDocument
from mag.core.period import add_term, show_date
from mag.core.working_days import on_working_day, runs_on

NEARLY = timedelta(days=7)
"""How long before its last day a decision is nearly overdue."""


@dataclass(frozen=True, slots=True)
class DecisionTerm:
    """Where the clock of one file stands. ``stopped_on`` is the day it was stopped, ``stopped_until`` the last day it may stand still.

    ``stood_still`` counts the days of every earlier stop; ``extended`` how often it was lengthened.
    """

    ends_on: date
    is_run_on: bool = False
    stopped_on: date | None = None
    stopped_until: date | None = None
    stood_still: int = 0
    extended: int = 0

    @property
    def decide_by(self) -> date:
        """The last day to decide. While the clock stands still: when that lasts as long as it may."""
        last = self.ends_on
        if self.stopped_on is not None and self.stopped_until is not None:
            last += self.stopped_until - self.stopped_on
        return on_working_day(last) if self.is_run_on else last

    def stop(self, day: date, until: date) -> "DecisionTerm":
        """Stand still from the day after ``day``, at the longest up to and including ``until``. Raises ValueError when it stands."""
        if self.stopped_on is not None or until < day:
            raise ValueError(f"cannot stop on {day} until {until}: {self}")
        return replace(self, stopped_on=day, stopped_until=until)

    def resume(self, day: date) -> "DecisionTerm":
        """Run again from the day after ``day``: the end moves by the days in between. Raises ValueError when it runs."""
        if self.stopped_on is None or day < self.stopped_on:
            raise ValueError(f"cannot resume on {day}: {self}")
        days = (day - self.stopped_on).days
        return replace(
            self,
            ends_on=self.ends_on + timedelta(days=days),
            stopped_on=None,
            stopped_until=None,
            stood_still=self.stood_still + days,
        )

    def extend(self, until: date) -> "DecisionTerm":
        """Let the term itself end on a later day. Raises ValueError when that is not later."""
        if until <= self.ends_on:
            raise ValueError(f"cannot extend to {until}: {self}")
        return replace(self, ends_on=until, extended=self.extended + 1)

    def days_left(self, day: date) -> int:
        """How many days are left of the term itself after ``day``; below zero when it is over. Stays the same while it stands still."""
        return (self.ends_on - (day if self.stopped_on is None else self.stopped_on)).days

    def sentence(self) -> str:
        """What happened to the term, in words: ``12 dagen stilgestaan, 1 keer verlengd``; empty when nothing did."""
        said = []
        if self.stopped_on is not None:
            said.append(f"staat stil sinds {show_date(self.stopped_on)}")
        if self.stood_still:
            said.append(f"{self.stood_still} {'dag' if self.stood_still == 1 else 'dagen'} stilgestaan")
        if self.extended:
            said.append(f"{self.extended} keer verlengd")
        return ", ".join(said)


def term_under(rules: RuleSetDocument, tier: TierDocument, submitted_on: date) -> DecisionTerm:
    """The term of a request sent on a day. Raises Refused (``open_rule``) when the rules do not say."""
    return DecisionTerm(agenda_rules.decide_by(tier, submitted_on), is_run_on=is_run_on(rules, tier))


def is_run_on(rules: RuleSetDocument, tier: TierDocument) -> bool:
    """Whether the promise runs on over days off: for decisions under the act, with a term short enough."""
    return (
        rules.legal_nature is LegalNature.AWB_DECISION
        and tier.decide_by is None
        and isinstance(tier.decide_within, str)
        and runs_on(tier.decide_within)
    )


def latest_extension(rules: RuleSetDocument, term: DecisionTerm) -> date | None:
    """To which day the term itself may be lengthened now; None when the rules allow no (further) time."""
    extension = rules.extension
    if extension is None or term.extended >= extension.times:
        return None
    return add_term(term.ends_on, extension.max)
