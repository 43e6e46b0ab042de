"""What happens by itself: partners are reminded of an account that is nearly or long due, each reminder once."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.accountability.mails import remind
from mag.accountability.rules import AHEAD, APART, reminder_due
from mag.applications.models import Application
from mag.core import clock
from mag.core.duties import Run
from mag.core.house import House
from mag.core.journal import JournalLine
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.grants.states import GrantState

ANNOUNCED, REMINDED = "accountability.hand_in.announced", "accountability.hand_in.reminded"


def remind_hand_ins(house: House, run: Run) -> str:
    """Mail every partner whose account is due within two weeks, or a week late; answers a line for the record.

    Each grant gets each of the two once, a partner at most one mail a week: what is due together stands in one mail.
    Who has no address gets none; the list of what is overdue shows them to staff. Safe to run again at any time.
    """
    today = clock.today(house.store.clock.now())
    with house.store.reading() as db:
        partners = sorted({partner_id for partner_id, _ in _candidates(db, today)})
    mailed = 0
    for partner_id in partners:
        with house.store.transaction() as tx:
            run.guard(tx)
            mailed += remind_partner(tx, partner_id, address=house.settings.address)
    return f"{mailed} herinneringen verstuurd" if mailed != 1 else "1 herinnering verstuurd"


def remind_partner(tx: Tx, partner_id: int, *, address: str) -> int:
    """Remind one partner of everything that is due now, in one mail; answers how many mails went: 0 or 1."""
    asked = select(Grant).where(Grant.partner_id == partner_id, Grant.state == GrantState.RUNNING, Grant.account_by <= tx.today + AHEAD)
    grants = tx.db.scalars(asked.order_by(Grant.account_by, Grant.id).with_for_update()).all()
    said = _said(tx.db, partner_id)
    if any(clock.today(line.at) > tx.today - APART for line in said):
        return 0
    due = [(grant, which) for grant in grants if grant.application.email and (which := _due(grant, said, tx.today))]
    together = [(grant, which) for grant, which in due if grant.application.email == due[0][0].application.email]
    if not together:
        return 0
    remind(tx, [grant for grant, _ in together], address=address)
    for grant, which in together:
        application = grant.application
        action = ANNOUNCED if which == "announced" else REMINDED
        tx.record(action, "application", application.id, chain=application.agenda.code, reference=grant.reference)
    return 1


def _due(grant: Grant, said: Iterable[JournalLine], today: date) -> str | None:
    actions = {line.action for line in said if line.subject_id == grant.application_id}
    return reminder_due(grant.account_by, today, announced=ANNOUNCED in actions, reminded=REMINDED in actions)


def _candidates(db: Session, today: date) -> list[tuple[int, int]]:
    asked = select(Grant.partner_id, Grant.id).join(Grant.application)
    asked = asked.where(Grant.state == GrantState.RUNNING, Grant.account_by <= today + AHEAD, Application.email.is_not(None))
    return [(partner_id, grant_id) for partner_id, grant_id in db.execute(asked)]


def _said(db: Session, partner_id: int) -> list[JournalLine]:
    """The reminders a partner ever got, whatever the plan."""
    theirs = select(Application.id).where(Application.partner_id == partner_id)
    asked = select(JournalLine).where(
        JournalLine.action.in_((ANNOUNCED, REMINDED)), JournalLine.subject_kind == "application", JournalLine.subject_id.in_(theirs)
    )
    return list(db.scalars(asked))
