"""Saved lists: a filter of the work list under a name, for oneself or for everybody."""

import re

from sqlalchemy import func, select

from mag.accounts.roles import Permission
from mag.applications.models import SavedList
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx

MOST_SHARED, MOST_OWN = 12, 20
_ADDRESS = re.compile(r"[A-Za-z0-9_.~%&=+-]{0,500}")


def save_list(tx: Tx, agenda_id: int, *, name: str, address: str, shared: bool) -> SavedList:
    """Keep a filter under a name; the same name again replaces the filter. ``address`` is what stands after the question mark.

    Raises Refused for a missing or long name, an address that is none, and when there are twelve shared (twenty own) already.
    """
    tx.actor.must(Permission.SEE_APPLICATIONS)
    title = " ".join(name.split())
    if not title or len(title) > 60:
        raise Refused(Refusal("name", "Geef de lijst een naam van hooguit 60 letters, zoals “te laat en van mij”.", "name"))
    if not _ADDRESS.fullmatch(address):
        raise Refused(Refusal("address", "Dit filter kan niet bewaard worden. Kies het opnieuw.", "name"))
    owner = SavedList.person_id.is_(None) if shared else SavedList.person_id == tx.actor.id
    mine = (SavedList.agenda_id == agenda_id, owner)
    found = tx.db.scalar(select(SavedList).where(*mine, SavedList.name == title).with_for_update())
    if found is None:
        most = MOST_SHARED if shared else MOST_OWN
        if (tx.db.scalar(select(func.count()).select_from(SavedList).where(*mine)) or 0) >= most:
            whose = "gedeelde" if shared else "eigen"
            raise Refused(Refusal("too_many_lists", f"Er zijn al {most} {whose} lijsten. Haal er eerst een weg.", "name"))
        found = SavedList(agenda_id=agenda_id, person_id=None if shared else tx.actor.id, name=title)
        tx.db.add(found)
    found.address, found.made_at, found.made_by = address, tx.now, tx.actor.label
    tx.db.flush()
    tx.record("applications.list.saved", "saved_list", found.id, name=title, shared=shared)
    return found


def remove_list(tx: Tx, list_id: int) -> None:
    """Take a saved list away: an own one, or a shared one. Raises NotFound for somebody else's."""
    tx.actor.must(Permission.SEE_APPLICATIONS)
    found = tx.db.get(SavedList, list_id, with_for_update=True)
    if found is None or found.person_id not in (None, tx.actor.id):
        raise NotFound(f"saved list {list_id}")
    tx.record("applications.list.removed", "saved_list", found.id, name=found.name, shared=found.person_id is None)
    tx.db.delete(found)
