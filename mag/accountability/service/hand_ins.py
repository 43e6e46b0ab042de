"""A partner gives account: begin, keep what was typed, hand in. Only its own people, its link, or staff for it."""

from collections.abc import Sequence

from sqlalchemy import select

from mag.accountability.asking import asked_of, compared, kind_of, missing_of
from mag.accountability.comparing import spent_of
from mag.accountability.loading import load_hand_in, lock_grant, must_be_theirs, open_draft, record
from mag.accountability.mails import tell_handed_in
from mag.accountability.models import CarriedOut, HandIn
from mag.accountability.receipts.service import Added, add_receipts, remove_receipt
from mag.accountability.service.answers import keep_told, snapshot
from mag.accountability.service.papers import NewPapers, add_papers, remove_file
from mag.accountability.states import HAND_IN, HandInState
from mag.accountability.told import Told
from mag.core.errors import NotFound, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload
from mag.grants.states import GRANT

NOTHING_MORE = Told()
NO_PAPERS = NewPapers()


def start_hand_in(tx: Tx, grant_id: int, *, period: str = "") -> HandIn:
    """Begin the account of a grant, or answer the one that was begun.

    ``period`` is one of those that were called for; without it this is the account that settles. Raises NotFound, and Refused when the
    grant is settled.
    """
    grant = lock_grant(tx, grant_id)
    mine = HandIn.period == period if period else HandIn.settles
    started = tx.db.scalar(select(HandIn).where(HandIn.grant_id == grant_id, mine))
    if started is not None:
        return started
    if period:
        raise NotFound(f"{grant.reference} {period}")
    GRANT.after(grant.state, "hand_in")
    kind, of = kind_of(grant)
    hand_in = HandIn(grant=grant, kind=kind, period=of, settles=True, state=HandInState.DRAFT, version=1, started_at=tx.now)
    tx.db.add(hand_in)
    tx.db.flush()
    record(tx, "accountability.hand_in.started", hand_in)
    return hand_in


def keep_answers(
    tx: Tx, hand_in_id: int, *, spent_amount: Cents | None, people_reached: int | None, story: str = "", told: Told = NOTHING_MORE
) -> HandIn:
    """Keep what was filled in so far, complete or not. Where amounts are asked per line, they give what was spent.

    Raises NotFound, and Refused when it was handed in already.
    """
    hand_in = open_draft(tx, hand_in_id)
    before = snapshot(hand_in)
    hand_in.spent_amount, hand_in.people_reached, hand_in.story = spent_amount, people_reached, story.strip()
    keep_told(hand_in, told)
    asked = asked_of(tx.db, hand_in.grant, hand_in.kind, tx.today)
    if told.lines:
        _, lines = compared(tx.db, hand_in.grant, hand_in, asked)
        hand_in.spent_amount = spent_of(lines) if any(not line.is_income for line in lines) else spent_amount
    if snapshot(hand_in) != before:
        hand_in.version += 1
        tx.db.flush()
        record(tx, "accountability.hand_in.saved", hand_in)
    return hand_in


def keep_draft(
    tx: Tx,
    grant_id: int,
    *,
    uploads: Sequence[KeptUpload] = (),
    remove_id: int | None = None,
    spent_amount: Cents | None,
    people_reached: int | None,
    story: str = "",
    period: str = "",
    told: Told = NOTHING_MORE,
    papers: NewPapers = NO_PAPERS,
    remove: str = "",
) -> tuple[HandIn, Added]:
    """Everything one press of a button on the form does: begin, take a file out, add files, keep what was typed.

    ``remove`` is ``paper-12`` or ``photo-3``.
    """
    hand_in = start_hand_in(tx, grant_id, period=period)
    if remove_id is not None and any(receipt.id == remove_id for receipt in hand_in.receipts):
        remove_receipt(tx, remove_id)
    if remove:
        remove_file(tx, hand_in.id, remove)
    added = add_receipts(tx, hand_in.id, uploads) if uploads else Added((), ())
    doubles = add_papers(tx, hand_in.id, papers) if papers else ()
    kept = keep_answers(tx, hand_in.id, spent_amount=spent_amount, people_reached=people_reached, story=story, told=told)
    return kept, Added(added.receipts, (*added.doubles, *doubles))


def hand_in(tx: Tx, hand_in_id: int, *, version: int, spent_amount: Cents, people_reached: int, story: str = "") -> HandIn:
    """Hand the account in: cents that were spent, people who came, and what the tier asks as proof (``domain.md 2.4``).

    One that settles brings its grant to us; another (a half year) leaves it running. Raises Stale when the account changed since
    the page was opened, and Refused for what lacks, each at its question.
    """
    found = load_hand_in(tx, hand_in_id, version)
    must_be_theirs(tx, found.grant)
    state = HAND_IN.after(found.state, "hand_in")
    grant_state = GRANT.after(found.grant.state, "hand_in")
    with tx.db.no_autoflush:  # a number below zero is told at its question, not by the table
        _, lines = compared(tx.db, found.grant, found, asked_of(tx.db, found.grant, found.kind, tx.today))
        by_lines = spent_of(lines)
        found.spent_amount = spent_amount if by_lines is None else by_lines
        found.people_reached, found.story = people_reached, story.strip()
        refuse_if(missing_of(tx.db, found, tx.today))
    found.state = state
    found.version += 1
    if found.settles:
        found.grant.state = grant_state
        found.grant.version += 1
        _carry_out(found, people_reached)
    found.handed_in_at, found.handed_in_by = tx.now, tx.actor.label
    tx.db.flush()
    tell_handed_in(tx, found)
    facts = {"spent_cents": int(found.spent_amount), "people": people_reached, "receipts": len(found.receipts)}
    if found.settles:
        record(tx, "accountability.hand_in.handed_in", found, **facts)
    else:
        record(tx, "accountability.report.handed_in", found, period=found.period, **facts)
    return found


def _carry_out(found: HandIn, people: int) -> None:
    """Write the head count at the planned activity where nothing was told of activities. Of several only the first gets it."""
    if any(row.activity_id is None or row.name for row in found.carried_out):
        return
    for activity in found.grant.application.activities[:1]:
        row = next((row for row in found.carried_out if row.activity_id == activity.id), None)
        if row is None:
            found.carried_out.append(CarriedOut(activity_id=activity.id, people_reached=people))
        else:
            row.people_reached = people
