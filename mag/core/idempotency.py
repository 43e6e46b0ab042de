"""Every form can be sent twice without harm: the key a form carried, and where its one answer stands."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from mag.core.db import Base, Moment
from mag.core.transaction import Tx


class FormKey(Base):
    """A form that was carried out: its key, the route it was sent to and the address of the answer."""

    __tablename__ = "form_key"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    route: Mapped[str] = mapped_column(String(120))
    location: Mapped[str] = mapped_column(String(500))
    used_at: Mapped[datetime] = mapped_column(Moment)


def find_answer(db: Session, key: str, route: str) -> str | None:
    """The address of the answer a form with this key got before, or None."""
    used = db.get(FormKey, key)
    return used.location if used is not None and used.route == route else None


def remember(tx: Tx, key: str, route: str) -> FormKey:
    """Claim the key at the start of the change, in its transaction; the caller fills ``location`` before the commit.

    Somebody who sends the same form at the same moment waits here and then gets an ``IntegrityError``.
    """
    claimed = FormKey(key=key, route=route, location="", used_at=tx.now)
    tx.db.add(claimed)
    tx.db.flush()
    return claimed
