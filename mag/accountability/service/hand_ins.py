"""A partner gives account: begin, add receipts, keep what was typed, hand in. Only its own people, its link, or staff for it."""

from collections.abc import Sequence

from sqlalchemy import select

from mag.accountability.demands import demands_of, tier_of
from mag.accountability.loading import load_hand_in, lock_grant, must_be_theirs, open_draft, record
from mag.accountability.mails import tell_handed_in
from mag.accountability.models import CarriedOut, HandIn
from mag.accountability.receipts.service import Added, add_receipts, remove_receipt
from mag.accountability.rules import missing_for_hand_in
from mag.accountability.states import HAND_IN, HandInState
from mag.core.errors import refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload
from mag.grants.states import GRANT


def start_hand_in(tx: Tx, grant_id: int) -> HandIn:
    """Begin the account of a grant, or answer the one that was begun. Raises NotFound, and Refused when the grant is settled."""
    grant = lock_grant(tx, grant_id)
    started = tx.db.scalar(select(HandIn).where(HandIn.grant_id == grant_id, HandIn.settles))
    if started is not None:
        return started
    GRANT.after(grant.state, "hand_in")
    hand_in = HandIn(grant=grant, state=HandInState.DRAFT, version=1, started_at=tx.now)
    tx.db.add(hand_in)
    tx.db.flush()
    record(tx, "accountability.hand_in.started", hand_in)
    return hand_in


def keep_answers(tx: Tx, hand_in_id: int, *, spent_amount: Cents | None, people_reached: int | None, story: str = "") -> HandIn:
    """Keep what was filled in so far, complete or not. Raises NotFound, and Refused when it was handed in already."""
    hand_in = open_draft(tx, hand_in_id)
    answers = (spent_amount, people_reached, story.strip())
    if answers != (hand_in.spent_amount, hand_in.people_reached, hand_in.story):
        hand_in.spent_amount, hand_in.people_reached, hand_in.story = answers
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
) -> tuple[HandIn, Added]:
    """Everything one press of a button on the form does: begin, take a file out, add files, keep what was typed."""
    hand_in = start_hand_in(tx, grant_id)
    if remove_id is not None and any(receipt.id == remove_id for receipt in hand_in.receipts):
        remove_receipt(tx, remove_id)
    added = add_receipts(tx, hand_in.id, uploads) if uploads else Added((), ())
    return keep_answers(tx, hand_in.id, spent_amount=spent_amount, people_reached=people_reached, story=story), added


def hand_in(tx: Tx, hand_in_id: int, *, version: int, spent_amount: Cents, people_reached: int, story: str = "") -> HandIn:
    """Hand the account in: cents that were spent, people who came, and what the tier asks as proof (``domain.md 2.4``).

    Raises Stale when the account changed since the page was opened, and Refused for what lacks, each at its question.
    """
    found = load_hand_in(tx, hand_in_id, version)
    must_be_theirs(tx, found.grant)
    state, grant_state = HAND_IN.after(found.state, "hand_in"), GRANT.after(found.grant.state, "hand_in")
    refuse_if(
        missing_for_hand_in(
            demands_of(found.grant), spent=spent_amount, people=people_reached, story=story, files=len(found.receipts),
            story_max_words=tier_of(found.grant).hand_in.story_max_words,
        )
    )  # fmt: skip
    found.state, found.grant.state = state, grant_state
    found.version += 1
    found.grant.version += 1
    found.spent_amount, found.people_reached, found.story = spent_amount, people_reached, story.strip()
    found.handed_in_at, found.handed_in_by = tx.now, tx.actor.label
    _carry_out(tx, found, people_reached)
    tx.db.flush()
    tell_handed_in(tx, found)
    record(
        tx, "accountability.hand_in.handed_in", found, spent_cents=int(spent_amount), people=people_reached, receipts=len(found.receipts)
    )
    return found


def _carry_out(tx: Tx, found: HandIn, people: int) -> None:
    """Write the head count at the planned activity. Of several activities only the first gets it: how they share it is not known."""
    for activity in found.grant.application.activities[:1]:
        row = next((row for row in found.carried_out if row.activity_id == activity.id), None)
        if row is None:
            found.carried_out.append(CarriedOut(activity_id=activity.id, people_reached=people))
        else:
            row.people_reached = people
