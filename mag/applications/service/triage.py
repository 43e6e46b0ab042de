"""Who takes a file on, and when it comes back: assign it to a colleague, put it off until a day."""

from datetime import date, timedelta

from sqlalchemy import select

from mag.accounts.models import Person, RoleGrant
from mag.agenda.queries import rule_set_document
from mag.applications.models import Application
from mag.applications.service.handling import changed, load
from mag.applications.states import APPLICATION, ApplicationState
from mag.core.errors import Refusal, Refused
from mag.core.period import show_date
from mag.core.transaction import Tx

LONGEST = timedelta(days=92)
"""For how long a file can be put off at most: about three months."""


def assign(tx: Tx, application_id: int, *, version: int, person_id: int) -> Application:
    """Give a file to a colleague who decides on its tier; also from one colleague to another. Raises NotFound, Stale, Refused."""
    application = load(tx, application_id, version)
    decider = rule_set_document(application.rule_set).tier(application.tier.code).decider
    held = select(Person).join(RoleGrant).where(Person.id == person_id, Person.active, RoleGrant.revoked_at.is_(None))
    colleague = tx.db.scalar(held.where(RoleGrant.role == decider))
    if colleague is None:
        raise Refused(Refusal("other_decider", "Deze collega beslist niet over aanvragen in deze bedraggroep. Kies iemand anders."))
    if application.state is ApplicationState.SUBMITTED:
        application.state = APPLICATION.after(application.state, "claim")
    elif application.state not in (ApplicationState.ASSESSING, ApplicationState.WAITING):
        APPLICATION.after(application.state, "claim")
    application.claimed_by_id, application.claimed_by = colleague.id, colleague.name
    return changed(tx, application, "assigned")


def snooze(tx: Tx, application_id: int, *, version: int, until: date) -> Application:
    """Put a file off until a day (it comes back on that day by itself, and sooner when its last day comes near).

    Raises NotFound, Stale, and Refused for a day that has come or lies too far, and for a file that waits for nobody here.
    """
    application = load(tx, application_id, version)
    if application.state not in (ApplicationState.SUBMITTED, ApplicationState.ASSESSING):
        word = APPLICATION.staff_words[application.state]
        raise Refused(Refusal("closed_verb", f"Deze aanvraag kan niet wachten: de status is “{word}”."))
    if until <= tx.today:
        raise Refused(Refusal("until_past", "Kies een dag na vandaag.", "until"))
    if until > tx.today + LONGEST:
        raise Refused(Refusal("until_far", f"Kies een dag tot en met {show_date(tx.today + LONGEST)}.", "until"))
    application.snooze_until = until
    return changed(tx, application, "snoozed")


def wake(tx: Tx, application_id: int, *, version: int) -> Application:
    """Take a file that was put off back into the list at once. Raises NotFound, Stale."""
    application = load(tx, application_id, version)
    application.snooze_until = None
    return changed(tx, application, "woken")
