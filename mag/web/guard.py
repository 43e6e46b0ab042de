"""The guard: deny by default.

Every view says who may: :func:`allow` names a permission, :func:`public` gives the reason why everybody may. A route
without either stops the program from starting (:func:`check_routes`). The guard runs before the view; what you may not
see does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, redirect, request, url_for

from mag.core.actor import ActorKind
from mag.core.errors import MagError, NotFound
from mag.core.logs import note_refused
from mag.web import boundary

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares: the permission it asks, or the reason why it is public."""

    permission: str | None
    reason: str = ""


class UndeclaredRoute(MagError):
    """A route in the URL map does not say who may use it."""


def allow(permission: str) -> Callable[[View], View]:
    """Declare that a view asks a permission."""
    return _declare(Access(str(permission)))


def public(reason: str) -> Callable[[View], View]:
    """Declare that everybody may use a view, and why."""
    return _declare(Access(None, reason))


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__mag_access__ = access  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What the view behind an endpoint declared, or None."""
    if endpoint == "static":
        return Access(None, "styles, fonts and pictures of the frame")
    return getattr(app.view_functions.get(endpoint), "__mag_access__", None)


def check_routes(app: Flask) -> None:
    """Raise :class:`UndeclaredRoute` naming every route that declares nothing. Called once when the program starts."""
    missing = sorted(f"{rule.rule} ({rule.endpoint})" for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None)
    if missing:
        raise UndeclaredRoute("these routes do not declare who may use them: " + ", ".join(missing))


def guard() -> Response | None:
    """Let the request through, send an unknown visitor to the sign-in page, or answer that there is nothing here."""
    if request.endpoint is None:
        return None
    access = access_of(boundary.app(), request.endpoint)
    if access is None:
        raise NotFound
    actor = boundary.actor()
    if access.permission is None or actor.may(access.permission):
        return None
    if actor.kind is ActorKind.ANONYMOUS:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", terug=back), code=303)  # type: ignore[return-value]
    note_refused(boundary.house().store, actor, "route_refused", f"{request.method} {request.path}: {access.permission}")
    raise NotFound
