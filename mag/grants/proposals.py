"""The second pair of eyes on an award, and the agreement that performs any proposed decision with both names."""

from dataclasses import asdict

from mag.applications import service as applications
from mag.applications.models import Decision, DecisionProposal
from mag.applications.proposed import AwardAct, RefuseAct
from mag.applications.verdicts import ProposedAct
from mag.core.transaction import Tx
from mag.grants.service import award, check_award


def propose_award(tx: Tx, application_id: int, *, version: int, act: AwardAct, address: str) -> DecisionProposal:
    """Put an award to a second person. Everything but the room on the line is looked at now; that is looked at when it is agreed.

    Raises what :func:`~mag.grants.service.award` raises.
    """
    application = applications.load_for_decision(tx, application_id, version)
    check_award(tx, application, act)
    return applications.store_proposal(tx, application, ProposedAct.AWARD, act.amount, act.to_json(), address=address)


def agree(tx: Tx, proposal_id: int, *, address: str) -> Decision:
    """Agree with a proposal as the second person: the decision is taken in the same act, with both names.

    Of two people who agree at the same moment one decides and the other reads that it was done. Raises NotFound, Forbidden, and
    Refused: an own proposal, an interest, a proposer who lost the role, or whatever stands in the way of the decision now.
    """
    proposal = applications.load_proposal(tx, proposal_id)
    applications.check_second(tx, proposal)
    applications.close_proposal(tx, proposal, "agree")
    application = proposal.application
    tx.record(
        "applications.proposal.agreed", "application", application.id, chain=application.agenda.code, reference=application.reference,
        proposal=proposal.id, proposed_by=proposal.proposed_by,
    )  # fmt: skip
    if proposal.act is ProposedAct.AWARD:
        fields = asdict(AwardAct.from_json(proposal.content))
        return award(tx, application.id, version=application.version, address=address, proposal=proposal, **fields).decision
    refusal = RefuseAct.from_json(proposal.content)
    return applications.refuse(
        tx, application.id, version=application.version, outcome=refusal.outcome, ground_code=refusal.ground_code, reason=refusal.reason,
        address=address, proposal=proposal,
    )  # fmt: skip
