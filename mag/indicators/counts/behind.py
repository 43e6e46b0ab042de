"""The rows behind a figure that partners count: which plan told what, as far as who asks may know."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mag.accounts.roles import Permission
from mag.core.actor import Actor
from mag.core.period import Period, parse_period
from mag.indicators.counts.models import PartnerCount
from mag.indicators.counts.queries import list_counts
from mag.indicators.few import NOT_SHOWN
from mag.indicators.models import Indicator
from mag.indicators.parts import Limits
from mag.indicators.wording import is_percentage


@dataclass(frozen=True, slots=True)
class Behind:
    """One plan behind a figure: whose it is (by the public name), what it told over which period, and when that was approved."""

    reference: str
    partner: str
    period: Period
    words: str
    approved_on: date
    is_demo: bool


def rows_behind(db: Session, actor: Actor, indicator: Indicator, limits: Limits) -> list[Behind]:
    """Every count behind an indicator, the newest period first. One statement.

    Who records figures reads every number, a partner its own. Others read no number of a share (it is of few people), and of people none
    where one is small: the others would give it away.
    """
    rows = list_counts(db, [one.id for one in indicator.definitions])
    hidden = set() if actor.may(Permission.MEASURE) else _hidden(rows, indicator, limits)
    return [
        Behind(
            reference=row.reference,
            partner=row.partner,
            period=parse_period(row.period_code),
            words=NOT_SHOWN if row.id in hidden and row.partner_id not in actor.organisations else _words(row),
            approved_on=row.approved_on,
            is_demo=row.is_demo,
        )
        for row in rows
    ]


def _words(row: PartnerCount) -> str:
    return str(row.whole) if row.part is None else f"{row.part} van {row.whole}"


def _hidden(rows: list[PartnerCount], indicator: Indicator, limits: Limits) -> set[int]:
    """The ids of the rows whose number readers do not see: all of a figure, where one of them is of too few people."""
    everybody = {row.id for row in rows}
    if is_percentage(indicator.unit):
        return everybody
    return everybody if indicator.counts_people and any(limits.few.hides(row.whole) for row in rows) else set()
