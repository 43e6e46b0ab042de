"""What happens by itself with requests nobody sent: one mail after three days, and the end of a draft nobody came back to."""

import re
from datetime import timedelta

from sqlalchemy import select

from mag.applications.models import Draft
from mag.applications.queries import draft_word
from mag.applications.service.drafts import drop_draft, mail_reminder, typed_of
from mag.core.duties import Run
from mag.core.house import House

REMIND_AFTER = timedelta(days=3)
KEPT = timedelta(days=90)
"""How long a draft is kept after it was last saved."""
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")


def watch_drafts(house: House, run: Run) -> str:
    """Remind the writers of drafts, once each, and erase what is too old. Each draft in a transaction of its own; safe to run again."""
    now = house.store.clock.now()
    with house.store.reading() as db:
        unsent = select(Draft).where(Draft.application_id.is_(None))
        old = [draft.id for draft in db.scalars(unsent.where(Draft.saved_at < now - KEPT))]
        quiet = unsent.where(Draft.saved_at < now - REMIND_AFTER, Draft.saved_at >= now - KEPT, Draft.reminded_at.is_(None))
        waiting = [draft.id for draft in db.scalars(quiet) if address_of(draft)]
    for draft_id in old:
        with house.store.transaction() as tx:
            run.guard(tx)
            drop_draft(tx, draft_id)
    reminded = sum(_remind(house, run, draft_id) for draft_id in waiting)
    return f"{reminded} schrijvers herinnerd, {len(old)} oude concepten opgeruimd"


def address_of(draft: Draft) -> str | None:
    """The e-mail address that was typed in a draft; None when there is none that could be one."""
    typed = typed_of(draft)
    said = [text.strip() for name in ("email", "contact") for text in typed.get(name, ())]
    return next((text for text in said if _ADDRESS.fullmatch(text) and len(text) <= 254), None)


def _remind(house: House, run: Run, draft_id: int) -> bool:
    with house.store.transaction() as tx:
        run.guard(tx)
        draft = tx.db.get(Draft, draft_id, with_for_update=True)
        if draft is None or draft.application_id is not None or draft.reminded_at is not None:
            return False
        to = address_of(draft)
        if to is None:
            return False
        draft.reminded_at = tx.now
        link = f"{house.settings.address}/aanvragen/verder/{draft_word(draft)}"
        mail_reminder(tx, draft, to=to, link=link, phone=house.settings.phone, until=(draft.saved_at + KEPT).date())
        return True
