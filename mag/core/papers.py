"""Papers: a letter frozen as HTML with its hash in the act that makes it; its PDF follows at once after the commit.

The stored bytes are what was sent, for ever. Rendering again with a later library is never relied upon.
"""

import hashlib
from datetime import date, datetime

from sqlalchemy import Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mag.core.db import Base, Moment
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx


class Paper(Base):
    """A frozen letter about one thing. ``pdf_sha256`` is null until its PDF stands in the file store.

    A thing can have several of a kind (a decision that was corrected). ``to_post`` is for who has no e-mail address;
    ``posted_on`` and ``posted_by`` say when it was put in the post, and by whom.
    """

    __tablename__ = "paper"
    __table_args__ = (Index("ix_paper_about", "about_kind", "about_id", "kind"), Index("ix_paper_to_post", "to_post", "posted_on"))
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
    to_post: Mapped[bool] = mapped_column(default=False, server_default="0")
    posted_on: Mapped[date | None]
    posted_by: Mapped[str | None] = mapped_column(String(200))


def freeze(tx: Tx, *, kind: str, about: tuple[str, int], identifier: str, title: str, html: str, to_post: bool = False) -> Paper:
    """Freeze a letter inside the act: ``about`` is (subject kind, id), ``identifier`` names it for ever.

    Where that name is taken (a second decision) the paper gets a number behind it.
    """
    taken = tx.db.scalar(select(func.count()).where(Paper.identifier.in_((identifier, *(f"{identifier}-{n}" for n in range(2, 100))))))
    paper = Paper(
        kind=kind,
        about_kind=about[0],
        about_id=about[1],
        identifier=f"{identifier}-{taken + 1}" if taken else identifier,
        title=title[:300],
        html=html,
        html_sha256=hashlib.sha256(html.encode()).hexdigest(),
        made_at=tx.now,
        to_post=to_post,
    )
    tx.db.add(paper)
    tx.db.flush()
    return paper


def find_paper(db: Session, kind: str, about: tuple[str, int]) -> Paper | None:
    """The latest paper of a kind about one thing, or None."""
    found = select(Paper).where(Paper.kind == kind, Paper.about_kind == about[0], Paper.about_id == about[1])
    return db.scalar(found.order_by(Paper.id.desc()).limit(1))


def list_papers(db: Session, about: tuple[str, int]) -> list[Paper]:
    """Every paper about one thing, oldest first."""
    return list(db.scalars(select(Paper).where(Paper.about_kind == about[0], Paper.about_id == about[1]).order_by(Paper.id)))


def list_to_post(db: Session, limit: int = 200) -> list[Paper]:
    """Papers that still have to be put in the post, oldest first."""
    waiting = select(Paper).where(Paper.to_post, Paper.posted_on.is_(None))
    return list(db.scalars(waiting.order_by(Paper.id).limit(limit)))


def note_posted(tx: Tx, paper_id: int) -> Paper:
    """Write down that a paper was put in the post today. Raises NotFound, and Refused when that was noted before."""
    paper = tx.db.get(Paper, paper_id, with_for_update=True)
    if paper is None:
        raise NotFound(f"paper {paper_id}")
    if paper.posted_on is not None:
        raise Refused(Refusal("posted_already", f"Deze brief is al op de post gedaan door {paper.posted_by}."))
    paper.posted_on, paper.posted_by = tx.today, tx.actor.label
    tx.record("core.paper.posted", paper.about_kind, paper.about_id, identifier=paper.identifier)
    return paper


def list_without_pdf(db: Session, limit: int = 50) -> list[Paper]:
    """Papers whose PDF still has to be made, newest first: somebody may be waiting for that one."""
    return list(db.scalars(select(Paper).where(Paper.pdf_sha256.is_(None)).order_by(Paper.id.desc()).limit(limit)))
