"""Who signs a request before it is sent, where the rule set asks a second signer. Pure."""

from collections.abc import Collection
from enum import StrEnum

from mag.agenda.tier_documents import TierDocument


class Signing(StrEnum):
    """Where a request stands with its signature, for one person."""

    NOT_ASKED = "not_asked"
    ALONE = "alone"
    ASK = "ask"
    WAITS = "waits"
    SIGN = "sign"


def signing_of(tier: TierDocument, *, person_id: int | None, signatories: Collection[int], asked_by_id: int | None, asked: bool) -> Signing:
    """What stands between this person and sending.

    ``signatories`` are the ids of who may sign for the organisation; an organisation without any is new and its writer signs
    alone. Nobody signs what they themselves sent to be signed.
    """
    if not tier.second_signer:
        return Signing.NOT_ASKED
    if asked and person_id in signatories and person_id != asked_by_id:
        return Signing.SIGN
    others = [one for one in signatories if one != person_id]
    if not signatories or (not others and person_id in signatories):
        return Signing.ALONE
    return Signing.WAITS if asked else Signing.ASK
