"""Judge an application on the criteria of its rule set, and say to have an interest in it."""

from collections.abc import Sequence

from sqlalchemy import select

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.applications.judging import Judged, criteria_of, wrong_judgements
from mag.applications.models import Application, Assessment, Interest
from mag.applications.service.refuse import must_be_free
from mag.applications.states import OPEN_STATES
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.transaction import Tx


def assess(tx: Tx, application_id: int, *, judged: Sequence[Judged]) -> list[Assessment]:
    """Write down verdicts with their grounds. What was judged before is replaced, and the journal keeps what stood there.

    Answers what changed. Raises NotFound, Forbidden, and Refused for who has an interest, a verdict without words, a criterion
    of another tier, or an application that is decided.
    """
    tx.actor.must(Permission.DECIDE)
    application = _open_application(tx, application_id)
    must_be_free(tx, application)
    criteria = criteria_of(rule_set_document(application.rule_set), application.tier.code)
    refuse_if(wrong_judgements(criteria, judged))
    before = {one.criterion: one for one in tx.db.scalars(select(Assessment).where(Assessment.application_id == application.id))}
    changed, told = [], []
    for one in judged:
        row, ground = before.get(one.criterion), one.ground.strip()
        if row is not None and (row.verdict, row.ground) == (one.verdict, ground):
            continue
        told.append([one.criterion, one.verdict.value, *([row.verdict.value, row.ground] if row is not None else [])])
        if row is None:
            row = Assessment(application_id=application.id, criterion=one.criterion)
            tx.db.add(row)
        row.verdict, row.ground = one.verdict, ground
        row.assessed_by_id, row.assessed_by, row.assessed_at = tx.actor.id, tx.actor.label, tx.now
        changed.append(row)
    tx.db.flush()
    if changed:
        tx.record(
            "applications.application.assessed", "application", application.id, chain=application.agenda.code,
            reference=application.reference, judged=told,
        )  # fmt: skip
    return changed


def declare_interest(tx: Tx, application_id: int, *, reason: str) -> Interest:
    """Say to have an interest in an application: from then on this person neither judges, advises, looks along nor decides on it.

    A person may say it again with other words. Raises NotFound and Refused (no reason).
    """
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None or tx.actor.kind is not ActorKind.PERSON or tx.actor.id is None:
        raise NotFound(f"application {application_id}")
    words = reason.strip()
    if len(words) < 3:
        raise Refused(
            Refusal("reason_missing", "Schrijf in een paar woorden wat uw belang is. Bijvoorbeeld: mijn zus is bestuurslid.", "reason")
        )
    found = tx.db.scalar(select(Interest).where(Interest.application_id == application.id, Interest.person_id == tx.actor.id))
    if found is None:
        found = Interest(application_id=application.id, person_id=tx.actor.id)
        tx.db.add(found)
    found.person_name, found.reason, found.declared_at = tx.actor.label, words, tx.now
    tx.db.flush()
    tx.record(
        "applications.interest.declared", "application", application.id, chain=application.agenda.code, reference=application.reference
    )
    return found


def _open_application(tx: Tx, application_id: int) -> Application:
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    if application.state not in OPEN_STATES:
        raise Refused(Refusal("closed_verb", "Over deze aanvraag is al besloten. De beoordeling blijft zoals zij was."))
    return application
