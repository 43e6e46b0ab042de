"""Whose a draft is: of the browser that holds its secret, or of an organisation whose people write it together."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from mag.applications.models import Draft
from mag.core.actor import ActorKind
from mag.core.errors import Refusal, Refused
from mag.core.transaction import Tx
from mag.partners.models import Partner, PartnerKind
from mag.partners.rules import READS_ONLY, tidy_name


def must_write(tx: Tx, draft: Draft) -> None:
    """Raise Refused unless the actor may write on a draft: an organisation's one only by its people who may more than read."""
    if draft.partner_id is None or tx.actor.kind is ActorKind.SYSTEM:
        return
    if draft.partner_id not in tx.actor.organisations:
        raise Refused(
            Refusal("sign_in_again", "U bent niet meer ingelogd. Kopieer wat u net typte, log in en open uw concept bij Mijn aanvragen.")
        )
    if draft.partner_id in tx.actor.reads_only:
        raise Refused(READS_ONLY)


def claim_draft(tx: Tx, draft: Draft, typed: Mapping[str, Sequence[str]]) -> None:
    """Note who saved a draft; once one of its people names an organisation, the draft becomes a concept of that organisation."""
    actor = tx.actor
    if actor.kind is not ActorKind.PERSON:
        return
    draft.saved_by = actor.label
    if draft.person_id is None:
        draft.person_id = actor.id
    name = tidy_name(next(iter(typed.get("organisation_name", ())), ""))
    if draft.partner_id is None and name and actor.organisations - actor.reads_only:
        mine = (Partner.id.in_(actor.organisations - actor.reads_only), func.lower(Partner.name) == func.lower(name))
        draft.partner_id = tx.db.scalar(select(Partner.id).where(*mine, Partner.kind != PartnerKind.RESIDENT).order_by(Partner.id).limit(1))
