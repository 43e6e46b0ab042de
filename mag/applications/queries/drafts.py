"""Finds a request that is being written."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.accounts.sessions import digest
from mag.applications.models import Draft


def find_draft(db: Session, secret: str) -> Draft | None:
    """The draft with this secret, sent or not; None when there is none."""
    return db.scalar(select(Draft).where(Draft.token_digest == digest(secret)))
