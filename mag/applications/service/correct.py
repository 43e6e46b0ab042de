"""A correction is a new decision: what was refused is opened again; the old decision and its letter stay as they were."""

from sqlalchemy import select

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.agenda.rules import decide_by
from mag.applications.models import Application, Decision
from mag.applications.service.refuse import check_reason, must_be_free
from mag.applications.states import APPLICATION
from mag.core.errors import Forbidden, NotFound
from mag.core.period import add_term
from mag.core.transaction import Tx

REASONABLE = "P8W"
"""What the law calls a reasonable term to decide (Awb 4:13)."""


def reopen(tx: Tx, application_id: int, *, reason: str, because: str = "correction") -> Application:
    """Judge a refused (or untreated) application again. ``because`` is a code: ``correction``, ``complaint`` or ``objection``.

    The decision and its letter stay readable; the decision is not the current one any more. A new term to decide starts, at
    most eight weeks. Raises NotFound, Forbidden, and Refused (no reason, other state, an interest).
    """
    if not (tx.actor.may(Permission.DECIDE) or tx.actor.may(Permission.HANDLE_REMEDIES)):
        raise Forbidden(Permission.DECIDE)
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    must_be_free(tx, application)
    words = check_reason(reason)
    application.state = APPLICATION.after(application.state, "reopen")
    decision = tx.db.scalars(select(Decision).where(Decision.application_id == application.id, Decision.is_current)).one()
    decision.is_current = False
    tier = rule_set_document(application.rule_set).tier(application.tier.code)
    application.decide_by = min(decide_by(tier, tx.today), add_term(tx.today, REASONABLE))
    application.term_ends_on, application.clock_stopped_on = None, None
    application.stood_still_days, application.times_extended = 0, 0
    decides = tx.actor.may(Permission.DECIDE)
    application.claimed_by_id, application.claimed_by = (tx.actor.id, tx.actor.label) if decides else (None, None)
    application.version += 1
    tx.db.flush()
    tx.db.expire(application, ["decision"])
    tx.record(
        "applications.application.reopened", "application", application.id, chain=application.agenda.code,
        reference=application.reference, decision=decision.id, because=because, reason=words, decide_by=application.decide_by,
    )  # fmt: skip
    return application
