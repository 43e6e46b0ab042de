"""Full-text search over files and organisations: one question, answered by FTS5 on SQLite and by tsvector on PostgreSQL.

The words stand in the table ``search_entry``, which triggers of the database keep in the same transaction as the rows they
come from (migration 0004): no verb, import or repair can forget it. Both engines fold accents, split at everything
that is no letter or digit, and find words by how they begin.
"""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import Select, column, func, select, table, text
from sqlalchemy.orm import Session, joinedload

from mag.applications.models import Application
from mag.applications.queries.one import in_sight
from mag.core.actor import Actor

PAGE = 20
MOST = 200
"""Counting stops here: nobody reads the two-hundredth."""
MOST_WORDS = 12
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, newest first. ``total`` is at most two hundred; ``is_more`` says that there is more."""

    rows: list[Application]
    total: int
    page: int
    is_more: bool

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


def words_of(typed: str) -> list[str]:
    """The words of what somebody typed, folded as the index folds them; at most twelve."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", typed.lower()) if not unicodedata.combining(c))
    return _WORD.findall(plain)[:MOST_WORDS]


def search_applications(db: Session, actor: Actor, typed: str, *, agenda_id: int | None = None, page: int = 1) -> Found:
    """The files that hold every word (or one that begins with it), for who asks: staff all, a partner its own. Two statements."""
    words = words_of(typed)
    if not words:
        return Found([], 0, 1, False)
    found = _matching(db, words)
    sight = in_sight(actor)
    if sight is not None or agenda_id is not None:
        found = found.join(Application, Application.id == found.selected_columns[0])
    if sight is not None:
        found = found.where(sight)
    if agenda_id is not None:
        found = found.where(Application.agenda_id == agenda_id)
    numbers = list(db.scalars(found.limit(MOST + 1)))
    is_more, numbers = len(numbers) > MOST, numbers[:MOST]
    page = min(max(page, 1), max(1, -(-len(numbers) // PAGE)))
    shown = numbers[(page - 1) * PAGE : page * PAGE]
    rows = (
        select(Application)
        .where(Application.id.in_(shown))
        .options(joinedload(Application.partner), joinedload(Application.tier))
        .order_by(Application.id.desc())
    )
    return Found(list(db.scalars(rows)) if shown else [], len(numbers), page, is_more)


def _matching(db: Session, words: list[str]) -> Select[tuple[int]]:
    """Ids of the files that hold all words, newest first."""
    if db.get_bind().dialect.name == "sqlite":
        entry = table("search_entry", column("rowid"), column("search_entry"))
        asked = " ".join(f'"{word}"*' for word in words)
        return select(entry.c.rowid).where(text("search_entry MATCH :asked").bindparams(asked=asked)).order_by(entry.c.rowid.desc())
    entry = table("search_entry", column("application_id"), column("words"))
    asked = " & ".join(f"{word}:*" for word in words)
    return (
        select(entry.c.application_id)
        .where(entry.c.words.op("@@")(func.to_tsquery("simple", asked)))
        .order_by(entry.c.application_id.desc())
    )
