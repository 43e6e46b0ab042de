"""A grant on its whole way by the real verbs: asked, awarded, paid, accounted for. Under a real agenda file."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image
from sqlalchemy import select

from mag.accountability import service as accountability
from mag.accountability.models import HandIn
from mag.accountability.receipts import service as receipt_verbs
from mag.accountability.service.papers import NewPapers
from mag.accountability.settling import service as settling_verbs
from mag.accountability.settling.states import LowerGround
from mag.accounts.roles import Role
from mag.accounts.sessions import link_actor
from mag.agenda.queries import list_goals
from mag.budget.models import BudgetLine
from mag.budget.queries import list_lines
from mag.core.actor import SYSTEM, Actor
from mag.core.files import FileStore
from mag.core.money import Cents
from mag.core.transaction import Store, Tx
from mag.core.uploads import KeptUpload
from mag.demo.telling import papers_needed, told_of
from mag.grants.models import Grant, Instalment
from mag.grants.states import InstalmentState
from mag.payments import service as payments
from mag.payments.sepa import Debtor
from tests.factories.applications import ADDRESS, agenda_in, submit_in
from tests.factories.budgets import make_line
from tests.factories.decisions import give
from tests.factories.people import actor_for, make_staff

DEBTOR = Debtor("Stichting Samen demo", "NL02ABNA0123456789")
ROOM = 10_000_000
_numbers = count(1)


def make_kept(files: FileStore | None = None, name: str = "bon.jpg", content: bytes | None = None) -> KeptUpload:
    """An upload that was judged and kept: with a store for files it is really there, without only its numbers."""
    content = content or picture(next(_numbers))
    digest = files.put(content).sha256 if files else sha256(content).hexdigest()
    return KeptUpload(digest, len(content), "image/jpeg", name, digest, len(content))


def picture(seed: int = 1, size: tuple[int, int] = (240, 320), kind: str = "JPEG") -> bytes:
    """A small picture that differs per seed."""
    out = BytesIO()
    Image.new("RGB", size, (seed * 37 % 256, seed * 91 % 256, 180)).save(out, kind)
    return out.getvalue()


def award_in(tx: Tx, amount: int = 200_00, *, ends_on: date = date(2022, 6, 5), actor: Actor = SYSTEM, **changes: Any) -> Grant:
    """A grant of ``amount`` cents, asked and awarded by the real verbs inside a transaction; ``changes`` go to the request."""
    agenda = agenda_in(tx)
    line = next(iter(list_lines(tx.db, agenda.id, tx.today.year)), None) or make_line(tx, agenda.id, ROOM, year=tx.today.year)
    application = submit_in(tx, amount, **changes).application
    goal = list_goals(tx.db, agenda.id)[0]
    return give(
        tx, application.id, version=application.version, amount=amount, line_id=line.id, goal_id=goal.id,
        reason="Past goed bij het doel.", starts_on=date(2022, 6, 4), ends_on=ends_on, address=ADDRESS,
    )  # fmt: skip


def awarded(store: Store, amount: int = 200_00, **changes: Any) -> Grant:
    """A grant of ``amount`` cents in a transaction of its own."""
    with store.transaction() as tx:
        return award_in(tx, amount, **changes)


def paid_out(store: Store, files: FileStore, grant_id: int, *, confirm: bool = True) -> None:
    """Pay everything of a grant that is due now in one run, made by one colleague and released by another."""
    with store.transaction() as tx:
        people = [make_staff(tx, role).id for role in (Role.PROJECT_LEADER, Role.CONTROLLER)]
        grant = tx.db.get_one(Grant, grant_id)
        due = [i.id for i in grant.instalments if i.state is InstalmentState.PLANNED and i.due_on is not None]
        agenda_id, execution_on = grant.application.agenda_id, tx.today
    first, second = (actor_for(store, person) for person in people)
    with store.transaction(first) as tx:
        run = payments.prepare_run(tx, agenda_id, due, execution_on=execution_on)
    if not confirm:
        return
    with store.reading() as db:
        kept = payments.store_file(db, files, run.id, DEBTOR, "pain.001.001.03")
    with store.transaction(second) as tx:
        payments.release_run(tx, run.id, version=1, file_sha256=kept.sha256, debtor=DEBTOR, sepa_version="pain.001.001.03")
    with store.transaction(first) as tx:
        payments.confirm_run(tx, run.id, version=2, paid_on=execution_on)


def handed_in(
    store: Store, grant_id: int, spent: int, people: int = 42, *, uploads: Sequence[KeptUpload] = (), story: str = "", actor: Actor = SYSTEM
) -> HandIn:
    """The account of a grant, handed in with at least one receipt."""
    with store.transaction(actor) as tx:
        begun = accountability.start_hand_in(tx, grant_id)
        receipt_verbs.add_receipts(tx, begun.id, uploads or [make_kept()])
        fill_in(tx, begun, spent, people, story=story)
        return accountability.hand_in(tx, begun.id, version=begun.version, spent_amount=Cents(spent), people_reached=people, story=story)


def fill_in(tx: Tx, begun: HandIn, spent: int, people: int, *, story: str = "") -> None:
    """Everything the amount asks besides receipts: results and lines by the plan, papers by name."""
    papers = {kind: [make_kept(name=f"{kind.value}.pdf")] for kind in papers_needed(tx, begun)}
    accountability.add_papers(tx, begun.id, NewPapers(papers))
    told = told_of(tx, begun, spent=Cents(spent), people=people)
    accountability.keep_answers(tx, begun.id, spent_amount=Cents(spent), people_reached=people, story=story, told=told)


def settled(store: Store, grant_id: int, amount: int, reason: str = "Zoals wij bespraken.", *, actor: Actor = SYSTEM) -> None:
    """Settle a grant at an amount in cents."""
    with store.transaction(actor) as tx:
        grant = tx.db.get_one(Grant, grant_id)
        ground = LowerGround.LESS_SPENT if amount < grant.awarded_amount else None
        settling_verbs.settle(
            tx, grant_id, version=grant.version, settled_amount=Cents(amount), reason=reason, address=ADDRESS, ground=ground
        )


def money_of(store: Store, grant_id: int) -> tuple[int, int, int, int]:
    """What stands on the grant's line and commitment: free on the line, committed, paid, and the planned instalments."""
    with store.reading() as db:
        grant = db.get_one(Grant, grant_id)
        line = db.get_one(BudgetLine, grant.commitment.line_id)
        planned = db.scalars(select(Instalment.amount).where(Instalment.grant_id == grant_id, Instalment.state == InstalmentState.PLANNED))
        return line.available_amount, grant.commitment.committed_amount, grant.commitment.paid_amount, sum(planned)


def applicant_of(store: Store, grant_id: int) -> Actor:
    """The actor of the link of a grant's application."""
    with store.reading() as db:
        return link_actor(db.get_one(Grant, grant_id).application_id)
