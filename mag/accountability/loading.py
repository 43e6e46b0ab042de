"""How every verb of this room comes by its hand-in: locked, in one order, and only for who may write in it."""

from sqlalchemy import select

from mag.accountability.models import HandIn
from mag.accountability.states import HAND_IN, HandInState
from mag.accounts.roles import Permission
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Refusal, Refused, Stale
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.grants.states import GRANT
from mag.partners.rules import READS_ONLY


def load_hand_in(tx: Tx, hand_in_id: int, version: int | None = None) -> HandIn:
    """A hand-in with its grant, both locked. Raises NotFound, and Stale when a version is given that has passed."""
    grant_id = tx.db.scalar(select(HandIn.grant_id).where(HandIn.id == hand_in_id))
    if grant_id is None:
        raise NotFound(f"hand-in {hand_in_id}")
    tx.db.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    found = tx.db.get_one(HandIn, hand_in_id, with_for_update=True, populate_existing=True)
    if version is not None and found.version != version:
        word = HAND_IN.staff_words[found.state]
        raise Stale(f"De verantwoording van {found.grant.reference} is intussen veranderd. De status is nu “{word}”. Bekijk die opnieuw.")
    return found


def lock_grant(tx: Tx, grant_id: int) -> Grant:
    """A grant, locked, for who may give account of it. Raises NotFound, and Refused for who only reads along."""
    grant = tx.db.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    if grant is None:
        raise NotFound(f"grant {grant_id}")
    must_be_theirs(tx, grant)
    return grant


def open_draft(tx: Tx, hand_in_id: int) -> HandIn:
    """A hand-in that may still be written in by who asks. Raises NotFound and Refused."""
    found = load_hand_in(tx, hand_in_id)
    must_be_theirs(tx, found.grant)
    HAND_IN.after(found.state, "hand_in")
    GRANT.after(found.grant.state, "hand_in")
    return found


def must_be_theirs(tx: Tx, grant: Grant) -> None:
    """Raises NotFound when a grant is not of who asks, Refused when they only read along."""
    actor = tx.actor
    by_link = actor.kind is ActorKind.LINK and actor.file_id == grant.application_id
    if not (by_link or grant.partner_id in actor.organisations or actor.may(Permission.ENTER_FOR_OTHERS)):
        raise NotFound(grant.reference)
    if grant.partner_id in actor.reads_only and not (by_link or actor.may(Permission.ENTER_FOR_OTHERS)):
        raise Refused(READS_ONLY)


def with_us(tx: Tx, hand_in_id: int) -> HandIn:
    """A hand-in that is with us to look at. Raises NotFound, and Refused when it is not."""
    found = load_hand_in(tx, hand_in_id)
    if found.state is not HandInState.HANDED_IN:
        word = HAND_IN.staff_words[found.state]
        raise Refused(Refusal("closed_verb", f"Dit kan nu niet: de verantwoording is “{word}”. Ververs de bladzijde."))
    return found


def record(tx: Tx, action: str, hand_in: HandIn, **facts: object) -> None:
    """The journal line of a verb, on the application whose story it belongs to."""
    grant = hand_in.grant
    tx.record(action, "application", grant.application_id, chain=grant.application.agenda.code, reference=grant.reference, **facts)
