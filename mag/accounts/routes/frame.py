"""The blueprint the pages of this room stand on, and how a browser comes in."""

from flask import Blueprint, Response, request, url_for

from mag.accounts.sessions import end_session
from mag.web.addresses import local_path
from mag.web.boundary import actor, house
from mag.web.signed_in import enter, session_secret

blueprint = Blueprint("accounts", __name__, template_folder="../templates")


def end_this_session() -> None:
    """End the session this browser holds, on the server."""
    secret = session_secret()
    if secret is not None:
        with house().store.transaction(actor()) as tx:
            end_session(tx, secret)


def come_in(secret: str, location: str | None = None) -> Response:
    """Give the browser its session and send it to ``location``, or where it was going, or home. What it held before is ended."""
    end_this_session()
    return enter(secret, location or back() or url_for("desk.home"))


def back() -> str | None:
    """The page the visitor was going to, when it is one of ours and not the door itself."""
    path = local_path(request.args.get("terug"))
    return None if path is None or path.startswith(("/inloggen", "/uitloggen", "/wachtwoord")) else path
