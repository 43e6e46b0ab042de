"""A partner gives account: begin, add receipts, keep what was typed, hand in. Only its own people, its link, or staff for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from mag.accountability.demands import demands_of, tier_of
from mag.accountability.mails import tell_handed_in
from mag.accountability.models import CarriedOut, HandIn, Receipt
from mag.accountability.rules import MOST_RECEIPTS, missing_for_hand_in
from mag.accountability.states import HAND_IN, HandInState, ReceiptState
from mag.accounts.roles import Permission
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.core.uploads import KeptUpload, register_kept
from mag.grants.models import Grant
from mag.grants.states import GRANT
from mag.partners.rules import READS_ONLY


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a handful of files: the receipts that are new, and the names of those that were there already."""

    receipts: tuple[Receipt, ...]
    doubles: tuple[str, ...]


def start_hand_in(tx: Tx, grant_id: int) -> HandIn:
    """Begin the account of a grant, or answer the one that was begun. Raises NotFound, and Refused when the grant is settled."""
    grant = _lock_grant(tx, grant_id)
    started = tx.db.scalar(select(HandIn).where(HandIn.grant_id == grant_id))
    if started is not None:
        return started
    GRANT.after(grant.state, "hand_in")
    hand_in = HandIn(grant=grant, state=HandInState.DRAFT, version=1, started_at=tx.now)
    tx.db.add(hand_in)
    tx.db.flush()
    record(tx, "accountability.hand_in.started", hand_in)
    return hand_in


def add_receipts(tx: Tx, hand_in_id: int, uploads: Sequence[KeptUpload]) -> Added:
    """Add files that were judged and put on disk. The same bytes twice are one receipt; who sent them twice hears the name.

    Raises NotFound, and Refused when the account was handed in already or holds too many files.
    """
    hand_in = _open_draft(tx, hand_in_id)
    known = {receipt.file_sha256 for receipt in hand_in.receipts}
    position = max((receipt.position for receipt in hand_in.receipts), default=0)
    added, doubles = [], []
    for upload in uploads:
        if upload.sha256 in known:
            doubles.append(upload.filename)
            continue
        known.add(upload.sha256)
        register_kept(tx, upload)
        position += 1
        receipt = Receipt(
            position=position, name=upload.filename[:200], file_sha256=upload.sha256, preview_sha256=upload.preview_sha256,
            media_type=upload.media_type, size=upload.size, added_at=tx.now, state=ReceiptState.NEW,
        )  # fmt: skip
        hand_in.receipts.append(receipt)
        added.append(receipt)
    if len(hand_in.receipts) > MOST_RECEIPTS:
        sentence = f"Bij één verantwoording passen {MOST_RECEIPTS} bestanden. Zet bonnen samen op één foto of in één PDF."
        raise Refused(Refusal("too_many_receipts", sentence, "files"))
    if added:
        hand_in.version += 1
        tx.db.flush()
        record(tx, "accountability.receipts.added", hand_in, names=[r.name for r in added], files=[r.file_sha256 for r in added])
    return Added(tuple(added), tuple(doubles))


def remove_receipt(tx: Tx, receipt_id: int) -> HandIn:
    """Take a file out of an account that is not (or no longer) with us. Raises NotFound and Refused."""
    hand_in_id = tx.db.scalar(select(Receipt.hand_in_id).where(Receipt.id == receipt_id))
    if hand_in_id is None:
        raise NotFound(f"receipt {receipt_id}")
    hand_in = _open_draft(tx, hand_in_id)
    receipt = next(r for r in hand_in.receipts if r.id == receipt_id)
    hand_in.receipts.remove(receipt)
    tx.db.delete(receipt)
    hand_in.version += 1
    tx.db.flush()
    record(tx, "accountability.receipt.removed", hand_in, name=receipt.name, file=receipt.file_sha256)
    return hand_in


def keep_answers(tx: Tx, hand_in_id: int, *, spent_amount: Cents | None, people_reached: int | None, story: str = "") -> HandIn:
    """Keep what was filled in so far, complete or not. Raises NotFound, and Refused when it was handed in already."""
    hand_in = _open_draft(tx, hand_in_id)
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
    _must_be_theirs(tx, found.grant)
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


def load_hand_in(tx: Tx, hand_in_id: int, version: int | None = None) -> HandIn:
    """A hand-in with its grant, both locked. Raises NotFound, and Stale when a version is given that has passed."""
    grant_id = tx.db.scalar(select(HandIn.grant_id).where(HandIn.id == hand_in_id))
    if grant_id is None:
        raise NotFound(f"hand-in {hand_in_id}")
    tx.db.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    found = tx.db.get_one(HandIn, hand_in_id, with_for_update=True, populate_existing=True)
    if version is not None and found.version != version:
        word = HAND_IN.staff_words[found.state]
        raise Stale(f"De verantwoording van {found.grant.reference} is intussen veranderd. De status is nu “{word}”. Bekijk die opnieuw.")
    return found


def _carry_out(tx: Tx, found: HandIn, people: int) -> None:
    """Write the head count at the planned activity. Of several activities only the first gets it: how they share it is not known."""
    for activity in found.grant.application.activities[:1]:
        row = next((row for row in found.carried_out if row.activity_id == activity.id), None)
        if row is None:
            found.carried_out.append(CarriedOut(activity_id=activity.id, people_reached=people))
        else:
            row.people_reached = people


def _lock_grant(tx: Tx, grant_id: int) -> Grant:
    grant = tx.db.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    if grant is None:
        raise NotFound(f"grant {grant_id}")
    _must_be_theirs(tx, grant)
    return grant


def _open_draft(tx: Tx, hand_in_id: int) -> HandIn:
    found = load_hand_in(tx, hand_in_id)
    _must_be_theirs(tx, found.grant)
    HAND_IN.after(found.state, "hand_in")
    GRANT.after(found.grant.state, "hand_in")
    return found


def _must_be_theirs(tx: Tx, grant: Grant) -> None:
    actor = tx.actor
    by_link = actor.kind is ActorKind.LINK and actor.file_id == grant.application_id
    if not (by_link or grant.partner_id in actor.organisations or actor.may(Permission.ENTER_FOR_OTHERS)):
        raise NotFound(grant.reference)
    if grant.partner_id in actor.reads_only and not (by_link or actor.may(Permission.ENTER_FOR_OTHERS)):
        raise Refused(READS_ONLY)


def record(tx: Tx, action: str, hand_in: HandIn, **facts: object) -> None:
    """The journal line of a verb, on the application whose story it belongs to."""
    grant = hand_in.grant
    tx.record(action, "application", grant.application_id, chain=grant.application.agenda.code, reference=grant.reference, **facts)
