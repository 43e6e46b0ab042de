"""The second pair of eyes: propose a decision, take it back, or send it back. Agreeing performs the decision (grants room)."""

from typing import Any

from mag.accounts.models import Person
from mag.accounts.queries import list_who_may
from mag.accounts.roles import Permission
from mag.accounts.sessions import roles_of
from mag.agenda.queries import rule_set_document
from mag.applications.interests import list_excluded
from mag.applications.models import Application, DecisionProposal
from mag.applications.proposed import RefuseAct, find_open_proposal
from mag.applications.service.refuse import check_ground, check_reason, load_for_decision, must_be_free
from mag.applications.states import APPLICATION
from mag.applications.verdicts import PROPOSAL, ProposalState, ProposedAct
from mag.core.errors import Forbidden, NotFound, Refusal, Refused
from mag.core.mail_text import compose
from mag.core.money import ZERO, Cents, show
from mag.core.outbox import queue
from mag.core.transaction import Tx


def propose_refusal(tx: Tx, application_id: int, *, version: int, act: RefuseAct, address: str) -> DecisionProposal:
    """Put a refusal (or leaving untreated) to a second person. Raises what :func:`~mag.applications.service.refuse.refuse` raises."""
    application = load_for_decision(tx, application_id, version)
    check_ground(tx, application, act.ground_code)
    check_reason(act.reason)
    return store_proposal(tx, application, ProposedAct.REFUSE, ZERO, act.to_json(), address=address)


def store_proposal(
    tx: Tx, application: Application, act: ProposedAct, amount: Cents, content: dict[str, Any], *, address: str
) -> DecisionProposal:
    """Write the proposal and mail everybody who can agree. Called by :func:`propose_refusal` and by the proposed award.

    Raises Refused when the application cannot be decided on now, or has a proposal already.
    """
    APPLICATION.after(application.state, "award" if act is ProposedAct.AWARD else "refuse")
    if find_open_proposal(tx.db, application.id) is not None:
        raise Refused(Refusal("proposal_open", "Er ligt al een voorstel bij een tweede persoon. Trek dat eerst in."))
    application.version += 1
    proposal = DecisionProposal(
        application=application,
        act=act,
        amount=amount,
        content=content,
        state=ProposalState.PROPOSED,
        proposed_by_id=tx.actor.id,
        proposed_by=tx.actor.label,
        proposed_at=tx.now,
    )
    tx.db.add(proposal)
    tx.db.flush()
    _note(tx, proposal, "proposed", act=act.value, amount_cents=amount)
    _ask_colleagues(tx, proposal, address)
    return proposal


def send_back(tx: Tx, proposal_id: int, *, reason: str, address: str) -> DecisionProposal:
    """Say no as the second person, with the reason; the proposer is mailed. Raises NotFound, Forbidden, Refused."""
    proposal = load_proposal(tx, proposal_id)
    check_second(tx, proposal)
    words = reason.strip()
    if len(words) < 5:
        raise Refused(Refusal("reason_missing", "Schrijf wat er anders moet. De voorsteller leest dit.", "answer"))
    close_proposal(tx, proposal, "send_back", answer=words)
    _note(tx, proposal, "sent_back")
    proposer = tx.db.get(Person, proposal.proposed_by_id) if proposal.proposed_by_id else None
    if proposer is not None and proposer.active:
        _mail(
            tx, proposal, proposer, f"Voorstel teruggestuurd ({proposal.application.reference})",
            f"{tx.actor.label} stuurt uw voorstel over {proposal.application.reference} terug: {words}", "Bekijk de aanvraag", address,
        )  # fmt: skip
    return proposal


def withdraw_proposal(tx: Tx, proposal_id: int) -> DecisionProposal:
    """Take a proposal back as a decider of the tier: the application can be decided on again. Raises NotFound, Forbidden, Refused."""
    tx.actor.must(Permission.DECIDE)
    proposal = load_proposal(tx, proposal_id)
    close_proposal(tx, proposal, "withdraw")
    _note(tx, proposal, "withdrawn")
    return proposal


def load_proposal(tx: Tx, proposal_id: int) -> DecisionProposal:
    """A proposal with its application, both locked: the application first, as every verb does. Raises NotFound."""
    found = tx.db.get(DecisionProposal, proposal_id)
    if found is None:
        raise NotFound(f"proposal {proposal_id}")
    tx.db.get_one(Application, found.application_id, with_for_update=True)
    return tx.db.get_one(DecisionProposal, proposal_id, with_for_update=True, populate_existing=True)


def check_second(tx: Tx, proposal: DecisionProposal) -> None:
    """Raise unless the actor may look along: may decide, is another person than the proposer, and has no interest.

    The proposer must still be somebody who decides this tier: whoever lost the role in between decides nothing any more.
    """
    tx.actor.must(Permission.DECIDE)
    if tx.actor.id is None:
        raise Forbidden(Permission.DECIDE)
    if tx.actor.id == proposal.proposed_by_id:
        raise Refused(Refusal("same_person", "Dit is uw eigen voorstel. Een ander moet meekijken."))
    must_be_free(tx, proposal.application)
    if proposal.proposed_by_id is not None:
        proposer = tx.db.get_one(Person, proposal.proposed_by_id)
        tier = rule_set_document(proposal.application.rule_set).tier(proposal.application.tier.code)
        if not proposer.active or tier.decider not in roles_of(proposer):
            raise Refused(
                Refusal("proposer_gone", f"{proposal.proposed_by} beslist niet meer over deze bedraggroep. Stuur het voorstel terug.")
            )


def close_proposal(tx: Tx, proposal: DecisionProposal, verb: str, *, answer: str = "") -> None:
    """Move a proposal to where a verb leads, with who did it. Raises Refused when somebody was earlier."""
    proposal.state = PROPOSAL.after(proposal.state, verb)
    proposal.answered_by_id, proposal.answered_by, proposal.answered_at = tx.actor.id, tx.actor.label, tx.now
    proposal.answer = answer
    tx.db.flush()


def _ask_colleagues(tx: Tx, proposal: DecisionProposal, address: str) -> None:
    application = proposal.application
    out = {one.person_id for one in list_excluded(tx.db, application)} | {proposal.proposed_by_id}
    what = f"{show(proposal.amount)} toekennen" if proposal.act is ProposedAct.AWARD else "afwijzen"
    told = (
        f"{proposal.proposed_by} wil over {application.reference} besluiten: {what}. Bij dit bedrag kijkt een tweede persoon mee."
        " Bent u het eens, dan gaat het besluit meteen weg."
    )
    for person in list_who_may(tx.db, Permission.DECIDE):
        if person.id not in out and person.email != application.email:
            _mail(tx, proposal, person, f"Wilt u meekijken? ({application.reference})", told, "Bekijk het voorstel", address)


def _mail(tx: Tx, proposal: DecisionProposal, to: Person, subject: str, told: str, label: str, address: str) -> None:
    application = proposal.application
    body, html = compose(
        (f"Beste {to.name},", told),
        link=(label, f"{address}/werkvoorraad/{application.reference}#voorstel"),
        facts=[("Kenmerk", application.reference), ("Plan", application.title)],
        signature=[rule_set_document(application.rule_set).decision_maker.name],
    )
    queue(
        tx, to=to.email, to_name=to.name, subject=subject, text=body, html=html, about=("decision_proposal", proposal.id),
        chain=application.agenda.code,
    )  # fmt: skip


def _note(tx: Tx, proposal: DecisionProposal, past: str, **facts: Any) -> None:
    application = proposal.application
    tx.record(
        f"applications.proposal.{past}", "application", application.id, chain=application.agenda.code,
        reference=application.reference, proposal=proposal.id, proposed_by=proposal.proposed_by, **facts,
    )  # fmt: skip
