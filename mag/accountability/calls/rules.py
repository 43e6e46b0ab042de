"""Which period can be called for, who is in it, and which reminder comes next. Pure.

Source: ``domain.md 2.4`` and 9.40, 9.49 (half-year reports of partners above the threshold). Dates are Amsterdam dates.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from mag.accountability.calls.states import ReminderStep
from mag.accountability.rules import AHEAD, APART, BEHIND
from mag.agenda.terms import HandInKind
from mag.core.errors import Refusal
from mag.core.period import Period, PeriodKind, half_year, show_date, year

AFTER = (ReminderStep.FIRST, ReminderStep.SECOND, ReminderStep.LAST)
GRACE = timedelta(days=21)
"""For how long after its day a call goes out by itself; later a person decides."""


def kind_of_period(period: Period) -> HandInKind:
    """A half year is reported, a year is accounted for."""
    return HandInKind.HALF_YEAR if period.kind is PeriodKind.HALF_YEAR else HandInKind.YEARLY


def callable_periods(today: date) -> list[Period]:
    """The periods one may call for today: the half years and the year that ended last, the newest first."""
    ended = [half_year(today.year - back, half) for back in (0, 1) for half in (2, 1)]
    halves = [period for period in ended if period.last < today][:2]
    return [*halves, year(today.year - 1)]


def covers(period: Period, starts_on: date, ends_on: date) -> bool:
    """Whether a plan ran in a period and goes on after it: what ended in it is accounted for as a whole."""
    return starts_on <= period.last < ends_on


def wrong_call(period: Period, due_on: date, today: date) -> Iterator[Refusal]:
    """Why this call cannot go out: the period is not over, or the last day does not leave two weeks."""
    if period.last >= today:
        yield Refusal("period_not_over", f"Het {period.label()} loopt nog tot en met {show_date(period.last)}. Vraag daarna.", "period")
    if due_on < today + AHEAD:
        yield Refusal("due_too_soon", f"Geef partners minstens twee weken: kies {show_date(today + AHEAD)} of later.", "due_on")


def next_step(due_on: date, today: date, sent: Collection[ReminderStep]) -> ReminderStep | None:
    """The reminder that comes next by hand: after the last day one step firmer every time, before it none; None after the last one."""
    if today <= due_on:
        return None
    return next((step for step in AFTER if step not in sent), None)


def step_by_itself(due_on: date, today: date, sent: Collection[ReminderStep]) -> ReminderStep | None:
    """The reminder that goes out by itself today: two weeks before the last day, and a week after it."""
    if due_on - AHEAD <= today <= due_on and ReminderStep.ANNOUNCED not in sent:
        return ReminderStep.ANNOUNCED
    if today >= due_on + BEHIND and not set(AFTER) & set(sent):
        return ReminderStep.FIRST
    return None


def may_mail(last_sent: date | None, today: date) -> bool:
    """Whether a partner may be reminded again: at most one mail a week, whatever the plan."""
    return last_sent is None or last_sent <= today - APART


def call_day(days: Collection[str], today: date) -> date | None:
    """The day of the rule set (``07-01``) on which reports are called for, while it is today or less than three weeks ago."""
    found = [date(today.year, int(one[:2]), int(one[3:])) for one in days]
    return max((day for day in found if day <= today < day + GRACE), default=None)


def period_of_call(day: date) -> Period:
    """The half year that ended before a day."""
    return half_year(day.year, 1) if day.month >= 7 else half_year(day.year - 1, 2)


def wrong_delay(before: date, until: date | None, today: date, reason: str) -> Iterator[Refusal]:
    """Why a later last day cannot be given: it is not later, it is past, it is more than a year away, or nobody says why (Awb 4:44)."""
    if until is None:
        yield Refusal("until_missing", "Vul de nieuwe laatste dag in.", "until")
    elif until <= before or until < today:
        yield Refusal("not_later", f"Kies een dag na {show_date(max(before, today - timedelta(days=1)))}.", "until")
    elif until > today + timedelta(days=366):
        yield Refusal("too_late", "Dat is meer dan een jaar. Kies een eerdere dag.", "until")
    if len(reason.strip()) < 10:
        yield Refusal("reason_missing", "Schrijf waarom de partner later mag zijn. De partner leest dit.", "reason")
