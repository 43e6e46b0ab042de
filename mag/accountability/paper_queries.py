"""Questions about papers and photos of accounts, scoped to who asks. Reads only."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.accountability.models import AccountPaper, ActivityPhoto, HandIn
from mag.accountability.queries import is_own
from mag.accountability.states import HandInState
from mag.accounts.roles import Permission
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.grants.models import Grant
from mag.grants.queries import may_see


def get_paper(db: Session, actor: Actor, reference: str, paper_id: int) -> AccountPaper:
    """A paper of the grant with this reference, for its own people and for staff. Raises NotFound, also for another grant's."""
    asked = select(AccountPaper, Grant).join(HandIn, HandIn.id == AccountPaper.hand_in_id).join(Grant, Grant.id == HandIn.grant_id)
    row = db.execute(asked.where(AccountPaper.id == paper_id, Grant.reference == reference)).one_or_none()
    if row is None or not _may_open(actor, row[1]):
        raise NotFound(f"{reference} paper {paper_id}")
    return row[0]


def get_photo(db: Session, actor: Actor, reference: str, photo_id: int) -> ActivityPhoto:
    """A photo of the grant with this reference, for its own people and for staff. Raises NotFound, also for another grant's."""
    asked = select(ActivityPhoto, Grant).join(HandIn, HandIn.id == ActivityPhoto.hand_in_id).join(Grant, Grant.id == HandIn.grant_id)
    row = db.execute(asked.where(ActivityPhoto.id == photo_id, Grant.reference == reference)).one_or_none()
    if row is None or not _may_open(actor, row[1]):
        raise NotFound(f"{reference} photo {photo_id}")
    return row[0]


def get_shown_photo(db: Session, reference: str, photo_id: int) -> ActivityPhoto:
    """A photo others may see: permission was given, it has words, and the account was sent. Raises NotFound for every other."""
    asked = select(ActivityPhoto).join(HandIn, HandIn.id == ActivityPhoto.hand_in_id).join(Grant, Grant.id == HandIn.grant_id)
    allowed = (
        ActivityPhoto.may_show,
        ActivityPhoto.alternative_text != "",
        HandIn.state.in_((HandInState.HANDED_IN, HandInState.APPROVED)),
    )
    found = db.scalar(asked.where(ActivityPhoto.id == photo_id, Grant.reference == reference, *allowed))
    if found is None:
        raise NotFound(f"{reference} photo {photo_id}")
    return found


def _may_open(actor: Actor, grant: Grant) -> bool:
    return may_see(actor, grant) and (is_own(actor, grant) or actor.may(Permission.SEE_PERSONAL_DATA))
