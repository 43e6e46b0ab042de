"""The verbs of co-funding: write down, change, take out. No entry of the ledger comes of it."""

from datetime import date
from typing import Any

from mag.applications.models import PlannedActivity
from mag.core.errors import NotFound, Stale, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.grants.co_funding.models import CoFunding
from mag.grants.co_funding.queries import get_funding
from mag.grants.co_funding.rules import missing_for_funding
from mag.grants.co_funding.states import FunderKind, FundingState
from mag.grants.models import Grant


def add_funding(
    tx: Tx,
    grant_id: int,
    *,
    kind: FunderKind,
    funder: str,
    amount: Cents,
    state: FundingState,
    since: date,
    source: str,
    activity_id: int | None = None,
) -> CoFunding:
    """Write down what somebody else gives to a granted plan. Raises Refused for what is missing, NotFound for another's activity."""
    grant = _grant(tx, grant_id)
    _check(tx, grant, funder, amount, since, source, activity_id)
    row = CoFunding(
        grant_id=grant_id, activity_id=activity_id, kind=kind, funder=funder.strip(), amount=amount, state=state, since=since,
        source=source.strip(), version=1, written_at=tx.now, written_by=tx.actor.label,
    )  # fmt: skip
    tx.db.add(row)
    tx.db.flush()
    _told(tx, "grants.co_funding.added", grant, row)
    return row


def change_funding(
    tx: Tx,
    grant_id: int,
    funding_id: int,
    *,
    version: int,
    kind: FunderKind,
    funder: str,
    amount: Cents,
    state: FundingState,
    since: date,
    source: str,
    activity_id: int | None = None,
) -> CoFunding:
    """Change a row, such as from promised to in; what it said before stays in the journal. Raises Stale and Refused."""
    grant, row = _grant(tx, grant_id), _row(tx, grant_id, funding_id, version)
    _check(tx, grant, funder, amount, since, source, activity_id)
    before = {"before_cents": int(row.amount), "before_state": row.state.value, "before_funder": row.funder}
    row.kind, row.funder, row.amount, row.state, row.since = kind, funder.strip(), amount, state, since
    row.source, row.activity_id, row.version = source.strip(), activity_id, row.version + 1
    row.written_at, row.written_by = tx.now, tx.actor.label
    tx.db.flush()
    _told(tx, "grants.co_funding.changed", grant, row, **before)
    return row


def remove_funding(tx: Tx, grant_id: int, funding_id: int, *, version: int) -> CoFunding:
    """Take a row out that was wrong; it counts nowhere any more and stays in the table. Raises Stale."""
    grant, row = _grant(tx, grant_id), _row(tx, grant_id, funding_id, version)
    row.removed_at, row.removed_by, row.version = tx.now, tx.actor.label, row.version + 1
    tx.db.flush()
    _told(tx, "grants.co_funding.removed", grant, row)
    return row


def _grant(tx: Tx, grant_id: int) -> Grant:
    grant = tx.db.get(Grant, grant_id, with_for_update=True)
    if grant is None:
        raise NotFound(f"grant {grant_id}")
    return grant


def _row(tx: Tx, grant_id: int, funding_id: int, version: int) -> CoFunding:
    row = get_funding(tx.db, grant_id, funding_id)
    if row.version != version:
        raise Stale(f"{row.written_by} veranderde dit bedrag intussen. Kijk eerst wat er nu staat.")
    return row


def _check(tx: Tx, grant: Grant, funder: str, amount: Cents, since: date, source: str, activity_id: int | None) -> None:
    activity = tx.db.get(PlannedActivity, activity_id) if activity_id is not None else None
    own = activity_id is None or (activity is not None and activity.application_id == grant.application_id)
    refuse_if(missing_for_funding(funder=funder, amount=amount, since=since, today=tx.today, source=source, own_activity=own))


def _told(tx: Tx, action: str, grant: Grant, row: CoFunding, **more: Any) -> None:
    tx.record(
        action, "application", grant.application_id, chain=grant.application.agenda.code, reference=grant.reference,
        funding=row.id, kind=row.kind.value, funder=row.funder, cents=int(row.amount), state=row.state.value, since=row.since, **more,
    )  # fmt: skip
