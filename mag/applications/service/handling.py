"""What happens between sending and deciding: somebody takes an application on, gives it back, or the applicant stops."""

from sqlalchemy import select

from mag.accounts.roles import Permission
from mag.applications.enquiry_queries import list_enquiries
from mag.applications.models import Application, TalkMoment
from mag.applications.service.enquiries import withdraw_enquiry
from mag.applications.states import APPLICATION, ApplicationState, AskedOf, EnquiryState
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Refused, Stale
from mag.core.transaction import Tx
from mag.partners.rules import READS_ONLY


def claim(tx: Tx, application_id: int, *, version: int) -> Application:
    """Take an application on, so that nobody else starts on it too. Raises Stale with who did, NotFound, Refused."""
    application = load(tx, application_id, version)
    application.state = APPLICATION.after(application.state, "claim")
    application.claimed_by_id, application.claimed_by = tx.actor.id, tx.actor.label
    application.snooze_until = None
    return changed(tx, application, "claimed")


def unclaim(tx: Tx, application_id: int, *, version: int) -> Application:
    """Give an application back to the list of everybody. Raises Stale, NotFound, Refused."""
    application = load(tx, application_id, version)
    application.state = APPLICATION.after(application.state, "unclaim")
    application.claimed_by_id, application.claimed_by = None, None
    return changed(tx, application, "unclaimed")


def withdraw(tx: Tx, application_id: int, *, version: int) -> Application:
    """Stop an application before it was decided: by its applicant, or by staff who were asked to. Raises Stale, NotFound, Refused."""
    application = load(tx, application_id, version)
    must_be_theirs(tx, application)
    application.state = APPLICATION.after(application.state, "withdraw")
    close_open(tx, application)
    return changed(tx, application, "withdrawn")


def close_open(tx: Tx, application: Application) -> None:
    """Take back what is still asked of the applicant, and give a moment that was not used back to others: the file stopped or is decided.

    What was asked of advisers is taken back as well when the applicant withdrew; after a decision they may still answer.
    """
    withdrawn = application.state is ApplicationState.WITHDRAWN
    for enquiry in list_enquiries(tx.db, application.id):
        if enquiry.state is EnquiryState.OPEN and (withdrawn or enquiry.asked_of is AskedOf.APPLICANT):
            withdraw_enquiry(tx, enquiry.id)
    moment = tx.db.scalar(select(TalkMoment).where(TalkMoment.application_id == application.id, TalkMoment.starts_at > tx.now))
    if moment is not None:
        moment.application_id, moment.taken_at = None, None
    application.clock_stopped_on = None


def must_be_theirs(tx: Tx, application: Application) -> None:
    """Raise NotFound unless the actor acts for the applicant: its own people, the holder of its link, or staff who enter for others.

    One of its people who may only read is Refused (``reads_only``).
    """
    mine = application.partner_id in tx.actor.organisations or (tx.actor.kind is ActorKind.LINK and tx.actor.file_id == application.id)
    if not (mine or tx.actor.may(Permission.ENTER_FOR_OTHERS)):
        raise NotFound(f"application {application.id}")
    if application.partner_id in tx.actor.reads_only and not tx.actor.may(Permission.ENTER_FOR_OTHERS):
        raise Refused(READS_ONLY)


def load(tx: Tx, application_id: int, version: int) -> Application:
    """An application, locked, as the person saw it. Raises NotFound, and Stale when somebody acted meanwhile."""
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    if application.version != version:
        word = APPLICATION.staff_words[application.state]
        who = f" door {application.claimed_by}" if application.claimed_by else ""
        raise Stale(
            f"Er is intussen iets veranderd aan {application.reference}. De status is nu “{word}”{who}. Bekijk de aanvraag opnieuw."
        )
    return application


def changed(tx: Tx, application: Application, past: str) -> Application:
    """Count the change and write its line in the journal; ``past`` is the verb in the past tense."""
    application.version += 1
    tx.db.flush()
    tx.record(
        f"applications.application.{past}", "application", application.id, chain=application.agenda.code, reference=application.reference
    )
    return application
