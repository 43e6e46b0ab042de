"""What happens between sending and deciding: somebody takes an application on, gives it back, or the applicant stops."""

from mag.accounts.roles import Permission
from mag.applications.models import Application
from mag.applications.states import APPLICATION
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Stale
from mag.core.transaction import Tx


def claim(tx: Tx, application_id: int, *, version: int) -> Application:
    """Take an application on, so that nobody else starts on it too. Raises Stale with who did, NotFound, Refused."""
    application = _load(tx, application_id, version)
    application.state = APPLICATION.after(application.state, "claim")
    application.claimed_by_id, application.claimed_by = tx.actor.id, tx.actor.label
    return _changed(tx, application, "claimed")


def unclaim(tx: Tx, application_id: int, *, version: int) -> Application:
    """Give an application back to the list of everybody. Raises Stale, NotFound, Refused."""
    application = _load(tx, application_id, version)
    application.state = APPLICATION.after(application.state, "unclaim")
    application.claimed_by_id, application.claimed_by = None, None
    return _changed(tx, application, "unclaimed")


def withdraw(tx: Tx, application_id: int, *, version: int) -> Application:
    """Stop an application before it was decided: by its applicant, or by staff who were asked to. Raises Stale, NotFound, Refused."""
    application = _load(tx, application_id, version)
    mine = application.partner_id in tx.actor.organisations or (tx.actor.kind is ActorKind.LINK and tx.actor.file_id == application.id)
    if not (mine or tx.actor.may(Permission.ENTER_FOR_OTHERS)):
        raise NotFound(f"application {application_id}")
    application.state = APPLICATION.after(application.state, "withdraw")
    return _changed(tx, application, "withdrawn")


def _load(tx: Tx, application_id: int, version: int) -> Application:
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


def _changed(tx: Tx, application: Application, past: str) -> Application:
    application.version += 1
    tx.db.flush()
    tx.record(
        f"applications.application.{past}", "application", application.id, chain=application.agenda.code, reference=application.reference
    )
    return application
