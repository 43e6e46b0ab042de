"""The PDF of a frozen letter: made by the worker right after the commit, stored once, served from its bytes for ever."""

import logging

from mag.core.files import register
from mag.core.house import House
from mag.core.papers import Paper, list_without_pdf
from mag.core.pdf import PdfError, render_pdf

log = logging.getLogger("mag.papers")


def render_waiting(house: House, limit: int = 10) -> int:
    """Make the PDFs that are still missing, newest first; answers how many. A letter that cannot be made waits for the next round."""
    with house.store.reading() as db:
        waiting = list_without_pdf(db, limit)
    made = 0
    for paper in waiting:
        try:
            content = render_pdf(paper.html, identifier=paper.identifier, made_at=paper.made_at)
        except PdfError:
            log.exception("the letter %s has no PDF yet", paper.identifier)
            continue
        kept = house.files.put(content)
        with house.store.transaction() as tx:
            stored = tx.db.get(Paper, paper.id, with_for_update=True)
            if stored is None or stored.pdf_sha256 is not None:
                continue
            register(tx, kept.sha256, kept.size, "application/pdf")
            stored.pdf_sha256 = kept.sha256
            tx.record("core.paper.printed", paper.about_kind, paper.about_id, identifier=paper.identifier, sha256=kept.sha256)
        made += 1
    return made
