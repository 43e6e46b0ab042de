"""What the verbs about a run share: its lock, the locks of its instalments in one order, and the journal line."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from mag.agenda.models import Agenda
from mag.core import clock
from mag.core.errors import NotFound, Stale
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.grants.models import Grant, Instalment
from mag.payments.models import PaymentRun
from mag.payments.states import RunState


def lock_run(tx: Tx, run_id: int, version: int) -> PaymentRun:
    """A run, locked. Raises NotFound, and Stale with what happened when it is not the version that was looked at."""
    run = tx.db.get(PaymentRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NotFound(f"payment run {run_id}")
    if run.version != version:
        raise Stale(f"{_what_happened(run)} Bekijk de betaalronde opnieuw.")
    return run


def _what_happened(run: PaymentRun) -> str:
    if run.state is RunState.CONFIRMED and run.confirmed_at is not None:
        return f"Deze betaalronde is op {show_date(clock.today(run.confirmed_at))} door {run.confirmed_by} als betaald gemeld."
    if run.state is RunState.RELEASED and run.released_at is not None:
        return f"Deze betaalronde is op {show_date(clock.today(run.released_at))} vrijgegeven door {run.released_by}."
    if run.state is RunState.UNKNOWN and run.unknown_at is not None:
        return f"{run.unknown_by} schreef op {show_date(clock.today(run.unknown_at))} op dat niet bekend is of de bank heeft betaald."
    if run.state is RunState.FAILED:
        return f"Deze betaalronde is niet uitgevoerd, schreef {run.resolved_by or 'de bank'}."
    if run.state is RunState.CANCELLED:
        return "Deze betaalronde is intussen ingetrokken."
    return "Deze bladzijde hoort bij een andere stand van de betaalronde."


def lock_instalments(tx: Tx, instalment_ids: Sequence[int]) -> list[Instalment]:
    """Lock the grants and then the instalments, both by id; answers the instalments by date with all that is known about them."""
    wanted = sorted(set(instalment_ids))
    grant_ids = select(Instalment.grant_id).where(Instalment.id.in_(wanted))
    tx.db.execute(select(Grant.id).where(Grant.id.in_(grant_ids)).order_by(Grant.id).with_for_update())
    asked = (
        select(Instalment)
        .join(Instalment.grant)
        .where(Instalment.id.in_(wanted))
        .order_by(Instalment.id)
        .with_for_update(of=Instalment)
        .options(
            contains_eager(Instalment.grant).joinedload(Grant.application, innerjoin=True),
            contains_eager(Instalment.grant).joinedload(Grant.partner, innerjoin=True),
            contains_eager(Instalment.grant).joinedload(Grant.commitment, innerjoin=True),
        )
        .execution_options(populate_existing=True)
    )
    found = list(tx.db.scalars(asked))
    if len(found) != len(wanted):
        raise NotFound(f"instalment in {wanted}")
    return sorted(found, key=lambda i: (i.due_on or date.max, i.id))


def record(tx: Tx, action: str, run: PaymentRun, agenda: Agenda, **facts: object) -> None:
    """A journal line about a run, with what it is worth."""
    facts |= {"reference": run.reference, "amount": int(run.control_amount), "count": run.payment_count}
    tx.record(action, "payment_run", run.id, chain=agenda.code, **facts)
