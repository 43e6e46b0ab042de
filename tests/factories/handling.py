"""Questions to applicants by the real verbs: something missing, a view, moments to talk."""

from datetime import date, datetime, timedelta

from mag.agenda.queries import rule_set_document
from mag.applications import service
from mag.applications.enquiry_rules import proposed_due
from mag.applications.models import Application, Enquiry, TalkMoment
from mag.applications.service import Offer
from mag.applications.states import Outcome
from mag.core.actor import SYSTEM, Actor
from mag.core.clock import at
from mag.core.transaction import Store
from tests.factories.applications import ADDRESS

ITEMS = ("Een begroting.", "De dag en de plek van uw plan.")
REASON = "Wij denken dat het plan niet doorgaat zoals u schrijft."


def asked_completion(store: Store, application_id: int, *, due_on: date | None = None, actor: Actor = SYSTEM) -> Enquiry:
    """A question for what is missing, with the term of the rule set unless given."""
    with store.transaction(actor) as tx:
        application = tx.db.get_one(Application, application_id)
        due = due_on or proposed_due(rule_set_document(application.rule_set), tx.today)
        return service.ask_completion(
            tx, application_id, version=application.version, items=ITEMS, explanation="Dan kunnen wij verder.", due_on=due, address=ADDRESS
        )


def asked_view(store: Store, application_id: int, *, ground: str | None = "outside_municipality", days: int = 14) -> Enquiry:
    """An invitation to react before a refusal."""
    with store.transaction() as tx:
        application = tx.db.get_one(Application, application_id)
        return service.invite_view(
            tx, application_id, version=application.version, outcome=Outcome.REFUSE, ground_code=ground, reason=REASON,
            due_on=tx.today + timedelta(days=days), address=ADDRESS,
        )  # fmt: skip


def offered(store: Store, agenda_id: int, *moments: datetime, actor: Actor = SYSTEM) -> list[TalkMoment]:
    """Moments on offer: the given ones, or three in the week of the clock's test date."""
    chosen = moments or (at(date(2022, 3, 8), 10), at(date(2022, 3, 9), 14), at(date(2022, 3, 10), 19))
    with store.transaction(actor) as tx:
        return service.offer_moments(tx, agenda_id, [Offer(moment, 30, "De Brug demo, kamer 2") for moment in chosen])
