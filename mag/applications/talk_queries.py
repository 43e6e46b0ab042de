"""Reads talk moments: what an applicant can choose from, and what a colleague has offered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mag.applications.models import Application, TalkMoment

MOST = 200
"""The most moments shown at once."""


def list_offered(db: Session, agenda_id: int, now: datetime, *, tier: str | None = None) -> list[TalkMoment]:
    """The moments an applicant can still take, the first on top. ``tier`` is the code of the applicant's tier: others' are left out."""
    asked = select(TalkMoment).where(
        TalkMoment.agenda_id == agenda_id,
        TalkMoment.starts_at > now,
        TalkMoment.application_id.is_(None),
        TalkMoment.withdrawn_at.is_(None),
    )
    found = db.scalars(asked.order_by(TalkMoment.starts_at, TalkMoment.id).limit(MOST))
    return [moment for moment in found if tier is None or not moment.tiers or tier in moment.tiers]


def list_moments(db: Session, agenda_id: int, since: datetime) -> list[TalkMoment]:
    """Every moment on offer or taken that begins after a moment, in order, with the file that took it and its partner. For staff."""
    asked = select(TalkMoment).where(TalkMoment.agenda_id == agenda_id, TalkMoment.starts_at > since, TalkMoment.withdrawn_at.is_(None))
    with_file = asked.options(joinedload(TalkMoment.application).joinedload(Application.partner))
    return list(db.scalars(with_file.order_by(TalkMoment.starts_at, TalkMoment.id).limit(MOST)))
