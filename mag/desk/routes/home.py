"""Where somebody lands after signing in: the page of their first job."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.desk.routes import blueprint
from mag.web.boundary import actor
from mag.web.guard import public

HOMES: tuple[tuple[Permission, str], ...] = (
    (Permission.DECIDE, "desk.worklist"),
    (Permission.RELEASE_PAYMENTS, "payments.runs"),
    (Permission.SEE_GOALS, "desk.overview"),
    (Permission.MANAGE_ACCOUNTS, "accounts.people"),
    (Permission.SEE_OWN, "desk.my_files"),
)
"""The first permission somebody holds decides the first page."""


@blueprint.get("/start")
@public("sends everybody to a page of their own; it shows nothing itself")
def home() -> ResponseReturnValue:
    """Send somebody to the page of their first job, or to the public start page."""
    for permission, endpoint in HOMES:
        if actor().may(permission):
            return redirect(url_for(endpoint), code=303)
    return redirect(url_for("applications.start"), code=303)
