"""What we know of somebody who is signed in, as a start for questions that are still empty (``ux.md A03``: never ask twice)."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from mag.applications.queries import list_for_partner
from mag.core.actor import Actor
from mag.partners.models import PartnerKind

Typed = Mapping[str, Sequence[str]]


def prefill(db: Session, actor: Actor, typed: Typed, is_person: bool) -> Typed:
    """What was typed, with the applicant's own data put in where nothing stands. Nothing of it is saved before the page is."""
    if not is_person:
        return typed
    known = {"contact_name": actor.label, "email": actor.email or "", "contact": actor.email or ""}
    before = next(iter(list_for_partner(db, actor.organisations)), None) if actor.organisations else None
    if before is not None:
        resident = before.applicant_kind is PartnerKind.RESIDENT
        known |= {
            "applicant_kind": before.applicant_kind.value,
            "organisation_name": "" if resident else before.partner.name,
            "kvk": before.partner.kvk or "",
            "contact_name": before.contact_name,
            "email": before.email or actor.email or "",
            "phone": before.phone or "",
            "iban": before.iban,
        }
    return {name: [value] for name, value in known.items() if value} | dict(typed)
