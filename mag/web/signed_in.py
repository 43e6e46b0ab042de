"""The browser's side of a session: a cookie that holds the secret of a session on the server, and nothing about rights."""

from typing import cast

from flask import Response, redirect, session
from flask_login import UserMixin, current_user, login_user, logout_user

from mag.core.actor import ANONYMOUS, Actor


class SignedIn(UserMixin):
    """What Flask-Login calls the user: the secret of a live session and the actor behind it."""

    def __init__(self, secret: str, actor: Actor = ANONYMOUS) -> None:
        self.secret = secret
        self.actor = actor

    def get_id(self) -> str:
        """The secret of the session; the cookie holds nothing else about rights."""
        return self.secret


def enter(secret: str, location: str) -> Response:
    """Give the browser a session that was started on the server and send it on.

    Whatever stood in the cookie before is thrown away first, so that nobody can lay a cookie ready for somebody else.
    """
    session.clear()
    login_user(SignedIn(secret))
    session.permanent = True
    return cast(Response, redirect(location, code=303))


def leave(location: str) -> Response:
    """Empty the browser's cookie and send it on. The session on the server is ended by who calls this."""
    logout_user()
    session.clear()
    return cast(Response, redirect(location, code=303))


def session_secret() -> str | None:
    """The secret of the session of this request, or None for a visitor."""
    return cast(str, current_user.secret) if current_user.is_authenticated else None
