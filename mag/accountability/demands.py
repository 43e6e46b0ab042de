"""What the rules ask of the account of one grant: looked up in the rule set it was asked under, never in today's."""

from mag.agenda.queries import rule_set_document
from mag.agenda.rules import evidence_for, reserve_allowed
from mag.agenda.terms import EvidenceKind, HandInKind, SettlementMode
from mag.agenda.tier_documents import TierDocument
from mag.applications.rules import applicant_kind_of
from mag.core.money import Cents
from mag.core.uploads import DOCUMENTS, RECEIPTS
from mag.grants.models import Grant
from mag.grants.states import InstalmentState

WITHOUT_ACCOUNT = (SettlementMode.DIRECT, SettlementMode.EX_OFFICIO_SPOT_CHECK)


def tier_of(grant: Grant) -> TierDocument:
    """The tier a grant was asked under."""
    return rule_set_document(grant.application.rule_set).tier(grant.application.tier.code)


def demands_of(grant: Grant, kind: HandInKind = HandInKind.FINAL) -> list[tuple[EvidenceKind, ...]]:
    """What an account of this kind must hold; of each group any one will do."""
    application = grant.application
    applicant = applicant_kind_of(application.applicant_kind)
    return evidence_for(rule_set_document(application.rule_set), tier_of(grant), grant.awarded_amount, applicant, kind)


def kinds_of(grant: Grant) -> frozenset[str]:
    """The kinds of file an account may hold: photos and PDFs, and office files where more than receipts is asked."""
    only_receipts = all(set(group) <= {EvidenceKind.RECEIPTS} for group in demands_of(grant))
    return RECEIPTS if only_receipts else DOCUMENTS | RECEIPTS


def reserve_of(grant: Grant, spent: Cents) -> Cents:
    """How much of what is left a partner may keep as a reserve, after consultation (``domain.md 2.4``); mostly nothing."""
    left = Cents(max(0, grant.awarded_amount - spent))
    return reserve_allowed(rule_set_document(grant.application.rule_set), grant.awarded_amount, left)


def amount_in_run(grant: Grant) -> Cents:
    """What of a grant stands in payment runs that are not finished."""
    return Cents(sum(part.amount for part in grant.instalments if part.state is InstalmentState.IN_RUN))


def settles_by_itself(grant: Grant) -> bool:
    """Whether a grant may be settled as awarded when nothing was handed in (Awb 4:47; ``domain.md 4.3``)."""
    return grant.settlement_mode in WITHOUT_ACCOUNT


def free_before(grant: Grant) -> Cents:
    """What of an award fell free before it was settled, because the plan stopped: neither promised nor paid any more."""
    return Cents(grant.awarded_amount - grant.commitment.committed_amount - grant.commitment.paid_amount)
