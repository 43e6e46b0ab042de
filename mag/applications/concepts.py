"""What who is signed in can go on with: concepts of one's own and of one's organisations, and granted files to start from."""

from sqlalchemy.orm import Session

from mag.applications.again import WayOn, renewal_of
from mag.applications.models import Draft
from mag.applications.queries import list_concepts, list_for_partner
from mag.applications.rules import title_of
from mag.applications.service import typed_of
from mag.core.actor import Actor
from mag.partners.queries import list_partners

MOST_RENEWALS = 5


def concept_rows(db: Session, actor: Actor) -> list[tuple[Draft, str, str]]:
    """Every request that was not sent yet, as (draft, what it is called, the name of the organisation or nothing)."""
    drafts = list_concepts(db, actor)
    owners = sorted({draft.partner_id for draft in drafts if draft.partner_id is not None})
    names = {partner.id: partner.name for partner in list_partners(db, ids=owners)} if owners else {}
    return [(draft, called(draft), names.get(draft.partner_id or 0, "")) for draft in drafts]


def called(draft: Draft) -> str:
    """What a draft is called: the name of the plan, else how its story begins."""
    typed = typed_of(draft)
    told = next(iter(typed.get("title", ())), "").strip() or title_of(next(iter(typed.get("description", ())), ""))
    return told or "Nieuwe aanvraag"


def renewals(db: Session, actor: Actor) -> list[tuple[str, WayOn]]:
    """The granted files one can start from, the newest first, as (reference, the way)."""
    files = list_for_partner(db, actor.organisations) if actor.organisations - actor.reads_only else []
    ways = ((one.reference, renewal_of(one)) for one in files if one.partner_id not in actor.reads_only)
    return [(reference, way) for reference, way in ways if way is not None][:MOST_RENEWALS]
