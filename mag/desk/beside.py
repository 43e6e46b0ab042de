"""What other files say about this one: earlier grants, the same account elsewhere, similar plans. One statement (``ux.md O13``)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from mag.applications.models import Application, Decision
from mag.applications.queries import AWARDS
from mag.core.money import ZERO, Cents
from mag.grants.models import Grant
from mag.grants.states import GrantState
from mag.partners.models import Partner

MOST = 300
BACK = timedelta(days=400)
_WORD = re.compile(r"[^\W\d_]{5,}")
_COMMON = frozenset({"buurt", "straat", "samen", "jaarlijks", "activiteit", "activiteiten", "avond", "middag", "bijeenkomst", "inwoners"})


@dataclass(frozen=True, slots=True)
class Other:
    """Another file in a few words. Amounts in cents; ``awarded`` is None while nothing was decided or nothing was given."""

    reference: str
    title: str
    partner: str
    place: str
    requested: Cents
    awarded: Cents | None
    submitted_on: date
    decided_on: date | None
    starts_on: date | None
    ends_on: date | None
    account_by: date | None
    is_open: bool
    """Whether its grant still runs: account has to be given or judged."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The other files a decider looks at. ``same_partner`` newest first; the others are of other applicants."""

    same_partner: tuple[Other, ...] = ()
    same_account: tuple[Other, ...] = ()
    similar: tuple[Other, ...] = ()

    def granted_in(self, year: int) -> int:
        """How often this applicant was granted something by a decision in a calendar year."""
        return sum(1 for one in self.same_partner if one.awarded is not None and one.decided_on is not None and one.decided_on.year == year)

    def doubles_of(self, application: Application) -> tuple[Other, ...]:
        """Files of the same applicant about the same amount in the same calendar year."""
        amount, year = application.requested_amount, application.submitted_on.year
        return tuple(one for one in self.same_partner if one.requested == amount and one.submitted_on.year == year)

    def unaccounted(self) -> tuple[Other, ...]:
        """Grants of the same applicant of which the account is not settled."""
        return tuple(one for one in self.same_partner if one.is_open)

    def years_in_a_row(self, before: int) -> int:
        """For how many calendar years right before ``before`` this applicant was granted something, without a gap (Awb 4:51)."""
        years = {one.starts_on.year for one in self.same_partner if one.awarded is not None and one.starts_on is not None}
        count = 0
        while before - count - 1 in years:
            count += 1
        return count


def look_beside(db: Session, application: Application) -> Beside:
    """The files of the same applicant, on the same account, and alike in words or in place and time, of the last thirteen months."""
    words = words_of(application.title)
    alike = or_(
        Application.place.ilike(application.place), *(Application.title.icontains(word, autoescape=True) for word in sorted(words)[:4])
    )
    recent = and_(Application.agenda_id == application.agenda_id, Application.submitted_on >= application.submitted_on - BACK, alike)
    asked = (
        select(
            Application.reference, Application.title, Partner.name, Application.place, Application.requested_amount,
            Application.submitted_on, Application.starts_on, Application.ends_on, Application.partner_id, Application.iban,
            Decision.outcome, Decision.amount, Decision.decided_on, Grant.state, Grant.account_by, Grant.starts_on.label("runs_from"),
        )
        .join(Partner, Partner.id == Application.partner_id)
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.is_current))
        .outerjoin(Grant, Grant.decision_id == Decision.id)
        .where(
            Application.id != application.id,
            or_(Application.partner_id == application.partner_id, Application.iban == application.iban, recent),
        )
        .order_by(Application.submitted_on.desc(), Application.id.desc())
        .limit(MOST)
    )  # fmt: skip
    rows: Sequence[Any] = db.execute(asked).all()
    own = [row for row in rows if row.partner_id == application.partner_id]
    others = [row for row in rows if row.partner_id != application.partner_id]
    return Beside(
        same_partner=_told(own),
        same_account=_told(row for row in others if row.iban == application.iban),
        similar=_told([row for row in others if _is_similar(row, application, words)][:5]),
    )


def words_of(title: str) -> set[str]:
    """The words of a title that say what the plan is."""
    return {word for word in _WORD.findall(title.lower()) if word not in _COMMON}


def _is_similar(row: Any, application: Application, words: set[str]) -> bool:
    shared = words & words_of(row.title)
    same_words = len(shared) >= 2 or (len(shared) == 1 and len(words) == 1)
    same_place = row.place.strip().lower() == application.place.strip().lower()
    return same_words or (same_place and _overlap(row.starts_on, row.ends_on, application.starts_on, application.ends_on))


def _overlap(first: date | None, first_end: date | None, second: date | None, second_end: date | None) -> bool:
    if first is None or second is None:
        return False
    return first <= (second_end or second) and second <= (first_end or first)


def _told(rows: Iterable[Any]) -> tuple[Other, ...]:
    return tuple(
        Other(
            reference=row.reference,
            title=row.title,
            partner=row.name,
            place=row.place,
            requested=row.requested_amount,
            awarded=Cents(row.amount or ZERO) if row.outcome in AWARDS else None,
            submitted_on=row.submitted_on,
            decided_on=row.decided_on,
            starts_on=row.runs_from or row.starts_on,
            ends_on=row.ends_on,
            account_by=row.account_by,
            is_open=row.state is not None and row.state is not GrantState.SETTLED,
        )
        for row in rows
    )
