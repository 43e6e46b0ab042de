"""Papers: a letter frozen as HTML with its hash in the act that makes it; its PDF follows at once after the commit.

The stored bytes are what was sent, for ever. Rendering again with a later library is never relied upon.
"""

import hashlib
from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mag.core.db import Base, Moment
from mag.core.transaction import Tx


class Paper(Base):
    """A frozen letter about one thing. ``pdf_sha256`` is null until its PDF stands in the file store."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("kind", "about_kind", "about_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    about_kind: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int]
    identifier: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    html: Mapped[str] = mapped_column(Text)
    html_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)


def freeze(tx: Tx, *, kind: str, about: tuple[str, int], identifier: str, title: str, html: str) -> Paper:
    """Freeze a letter inside the act: ``about`` is (subject kind, id), ``identifier`` names it for ever."""
    digest = hashlib.sha256(html.encode()).hexdigest()
    paper = Paper(
        kind=kind, about_kind=about[0], about_id=about[1], identifier=identifier, title=title, html=html, html_sha256=digest, made_at=tx.now
    )
    tx.db.add(paper)
    tx.db.flush()
    return paper


def find_paper(db: Session, kind: str, about: tuple[str, int]) -> Paper | None:
    """The paper of a kind about one thing, or None."""
    return db.scalar(select(Paper).where(Paper.kind == kind, Paper.about_kind == about[0], Paper.about_id == about[1]))


def list_without_pdf(db: Session, limit: int = 50) -> list[Paper]:
    """Papers whose PDF still has to be made, newest first: somebody may be waiting for that one."""
    return list(db.scalars(select(Paper).where(Paper.pdf_sha256.is_(None)).order_by(Paper.id.desc()).limit(limit)))
