"""The second signer: an organisation's request of the largest amounts waits for another of its signatories, who sends it."""

from mag.agenda.tier_documents import TierDocument
from mag.applications.models import Draft
from mag.applications.service.draft_people import must_write
from mag.applications.signing import Signing, signing_of
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Refusal, Refused, Stale
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.transaction import Tx
from mag.partners.models import Partner
from mag.partners.queries import list_signatories


def send_to_sign(tx: Tx, draft_id: int, tier: TierDocument, *, version: int, title: str, address: str) -> Draft:
    """Put a finished draft before the other signatories of its organisation, each by mail. ``address`` is the installation's own.

    Raises NotFound, Stale when a colleague changed it meanwhile, Refused for who may not write and when nobody else needs to sign.
    """
    draft = tx.db.get(Draft, draft_id, with_for_update=True)
    if draft is None or draft.partner_id is None:
        raise NotFound(f"draft {draft_id}")
    must_write(tx, draft)
    as_it_was(draft, version)
    if where_it_stands(tx, draft, tier) is not Signing.ASK:
        raise Refused(Refusal("not_to_sign", "Deze aanvraag ligt al klaar om te tekenen, of hoeft niet getekend te worden."))
    draft.to_sign_at, draft.to_sign_by, draft.to_sign_by_id = tx.now, tx.actor.label, tx.actor.id
    partner = tx.db.get_one(Partner, draft.partner_id)
    for person in list_signatories(tx.db, partner.id):
        if person.id == tx.actor.id:
            continue
        text, html = compose(
            [
                f"Beste {person.name},",
                f"{tx.actor.label} schreef een aanvraag namens {partner.name}. U mag die ondertekenen. Daarna is zij verstuurd.",
                "Lees de aanvraag eerst na. Wilt u iets veranderen? Dat kan nog.",
            ],
            link=("Lees en onderteken", f"{address}/mijn/ondertekenen/{draft.id}"),
            facts=[("Aanvraag", title)],
        )
        queue(
            tx, to=person.email, to_name=person.name, subject=f"Uw handtekening gevraagd: {title}", text=text, html=html,
            about=("draft", draft.id),
        )  # fmt: skip
    tx.db.flush()
    return draft


def where_it_stands(tx: Tx, draft: Draft | None, tier: TierDocument, partner_id: int | None = None) -> Signing:
    """Where a draft stands with its signature for the actor."""
    number = draft.partner_id if draft is not None and draft.partner_id is not None else partner_id
    signs = [person.id for person in list_signatories(tx.db, number)] if tier.second_signer and number is not None else []
    return signing_of(
        tier, person_id=tx.actor.id, signatories=signs, asked_by_id=draft.to_sign_by_id if draft is not None else None,
        asked=draft is not None and draft.to_sign_at is not None,
    )  # fmt: skip


def check_signature(tx: Tx, draft: Draft | None, tier: TierDocument, partner_id: int) -> str | None:
    """Who signs by sending now; None where nobody needs to. Raises Refused while another signatory must."""
    if tx.actor.kind is not ActorKind.PERSON:
        return None
    stands = where_it_stands(tx, draft, tier, partner_id)
    if stands in (Signing.ASK, Signing.WAITS):
        raise Refused(
            Refusal("signature_needed", "Bij dit bedrag tekent nog iemand van uw organisatie. Stuur de aanvraag eerst ter ondertekening.")
        )
    return None if stands is Signing.NOT_ASKED else tx.actor.label


def as_it_was(draft: Draft, version: int | None) -> None:
    """Raise Stale when a draft is not what somebody read."""
    if version is not None and draft.version != version:
        who = f" door {draft.saved_by}" if draft.saved_by else ""
        raise Stale(f"De aanvraag is intussen veranderd{who}. Lees haar nog een keer na.")
