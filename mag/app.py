"""The composition: settings → house → rooms → frame. No room imports this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from flask import Blueprint, Flask, request, url_for
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from mag import __version__
from mag.accountability import pages as accountability
from mag.accounts import routes as accounts
from mag.accounts.roles import Permission, permissions_of
from mag.accounts.sessions import find_session, link_actor, roles_of
from mag.agenda import routes as agenda
from mag.applications import routes as applications
from mag.budget import routes as budget
from mag.budget.envelopes import routes as envelopes
from mag.core.actor import Actor, ActorKind
from mag.core.house import House
from mag.desk import pages as desk
from mag.indicators import routes as indicators
from mag.letters import routes as letters
from mag.partners.queries import get_places
from mag.payments import routes as payments
from mag.payments.statements import routes as statements
from mag.remedies import routes as remedies
from mag.reports import routes as reports
from mag.rounds import routes as rounds
from mag.web import boundary, health
from mag.web.answers import init_answers
from mag.web.filters import init_filters
from mag.web.guard import check_routes, guard
from mag.web.headers import init_headers
from mag.web.menu import Entry, Link, build_menu
from mag.web.signed_in import SignedIn
from mag.year_plans import routes as year_plans

BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blueprint,
    accounts.blueprint,
    agenda.blueprint,
    letters.blueprint,
    applications.blueprint,
    budget.blueprint,
    envelopes.blueprint,
    rounds.blueprint,
    payments.blueprint,
    payments.grants.blueprint,
    statements.blueprint,
    accountability.blueprint,
    remedies.blueprint,
    indicators.blueprint,
    desk.blueprint,
    reports.blueprint,
    year_plans.blueprint,
)
"""Every room's pages. A room that gets routes adds its blueprint here."""

NAVIGATION: tuple[Entry, ...] = (
    Entry("Mijn aanvragen", "Mijn aanvragen", "desk.my_files", Permission.SEE_OWN),
    Entry("Aanvragen", "Nieuw binnen", "desk.inbox", Permission.SEE_APPLICATIONS),
    Entry("Aanvragen", "Werkvoorraad", "desk.worklist", Permission.SEE_APPLICATIONS),
    Entry("Aanvragen", "Invoeren", "applications.on_behalf", Permission.ENTER_FOR_OTHERS),
    Entry("Aanvragen", "Gesprekken", "desk.talks", Permission.DECIDE),
    Entry("Aanvragen", "Meekijken", "desk.second_looks", Permission.DECIDE),
    Entry("Aanvragen", "Rondes", "rounds.index", Permission.SEE_APPLICATIONS),
    Entry("Aanvragen", "Zoeken", "desk.search", Permission.SEE_APPLICATIONS),
    Entry("Aanvragen", "Post en bellen", "desk.post", Permission.ENTER_FOR_OTHERS),
    Entry("Aanvragen", "Klachten en bezwaren", "remedies.index", Permission.HANDLE_REMEDIES),
    Entry("Adviezen", "Adviezen", "desk.advices", Permission.ADVISE),
    Entry("Doelen", "Overzicht", "desk.overview", Permission.SEE_GOALS),
    Entry("Doelen", "Cijfers", "indicators.index", Permission.SEE_GOALS),
    Entry("Doelen", "Rapporten", "reports.index", Permission.SEE_REPORTS),
    Entry("Doelen", "Jaarplan", "year_plans.index", Permission.READ_YEAR_PLANS),
    Entry("Doelen", "Vraaglast", "desk.burden", Permission.SEE_GOALS),
    Entry("Geld", "Budget", "budget.index", Permission.SEE_BUDGET),
    Entry("Geld", "Mijn buurtbudget", "desk.envelope", Permission.HOLD_ENVELOPE),
    Entry("Geld", "Betaalrondes", "payments.runs", Permission.SEE_PAYMENTS),
    Entry("Geld", "Afronden", "accountability.index", Permission.SETTLE),
    Entry("Geld", "Wat er mist", "accountability.chase", Permission.JUDGE_HAND_INS),
    Entry("Geld", "Verslagen", "accountability.calls", Permission.JUDGE_HAND_INS),
    Entry("Geld", "Veranderingen", "accountability.open_changes", Permission.DECIDE),
    Entry("Beheer", "Journaal", "desk.journal", Permission.SEE_JOURNAL),
    Entry("Beheer", "Spelregels", "agenda.rules", Permission.MANAGE_AGENDA),
    Entry("Beheer", "Formulieren", "agenda.forms", Permission.MANAGE_FORMS),
    Entry("Beheer", "Brieven", "letters.index", Permission.EDIT_LETTERS),
    Entry("Beheer", "Mensen", "accounts.people", Permission.MANAGE_ACCOUNTS),
)
"""What stands in the menu, by group, for who holds the permission."""


@dataclass(frozen=True)
class AccountLink:
    """Who is signed in, as the layout shows it."""

    name: str
    sign_out_url: str
    url: str | None


@dataclass(frozen=True)
class Site:
    """What the layout knows about the installation and the visitor."""

    name: str
    phone: str
    email: str
    demo_banner: str | None
    postbus_url: str | None
    navigation: Sequence[Link]
    pages_here: Sequence[Link]
    account: AccountLink | None
    sign_in_url: str | None
    version: str = __version__


def actor_of(db: Session, secret: str, house: House) -> Actor | None:
    """The actor of a live session, with the rights of this very moment; None when the session ended."""
    found = find_session(db, secret, house.store.clock.now())
    if found is None:
        return None
    if found.person is None:
        return link_actor(found.application_id) if found.application_id is not None else None
    organisations, reads_only = get_places(db, found.person.id)
    return Actor(
        kind=ActorKind.PERSON,
        id=found.person.id,
        label=found.person.name,
        email=found.person.email,
        permissions=permissions_of(roles_of(found.person), is_member=bool(organisations)),
        roles=frozenset(role.value for role in roles_of(found.person)),
        organisations=organisations,
        reads_only=reads_only,
    )


def create_app(house: House, *, extra_blueprints: tuple[Blueprint, ...] = (), demo_banner: Any = None) -> Flask:
    """Make the web application of a house. ``demo_banner`` is a callable that gives the banner's text, or None.

    Raises ``UndeclaredRoute`` when a route does not say who may use it, and ValueError without a secret key.
    """
    app = Flask("mag.web")
    secret_key = house.settings.secret_key.get_secret_value()
    if not secret_key:
        raise ValueError("MAG_SECRET_KEY is not set: give at least 32 random characters")
    secure = house.settings.secure_cookies
    app.config.update(
        SECRET_KEY=secret_key,
        SESSION_COOKIE_NAME="__Host-mag" if secure else "mag",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        MAX_CONTENT_LENGTH=house.settings.upload_megabytes * 12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["house"] = house
    if house.settings.proxies:  # only then is a forwarded address believed: anybody can write that header
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=house.settings.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    CSRFProtect(app)
    _init_login(app)
    init_filters(app)
    init_answers(app)
    init_headers(app, https=secure)
    app.before_request(guard)
    app.teardown_appcontext(boundary.close_reading)
    for blueprint in (*BLUEPRINTS, *extra_blueprints):
        app.register_blueprint(blueprint)

    @app.context_processor
    def site() -> dict[str, Site]:
        return {"site": site_of(app, boundary.house(), demo_banner() if demo_banner else None)}

    check_routes(app)
    return app


def site_of(app: Flask, house: House, demo_banner: str | None) -> Site:
    """The site as this visitor sees it: only what they may open stands in the menu."""
    actor = boundary.actor()
    menu = build_menu(NAVIGATION, actor.may, url_for, request.path)
    own = url_for("accounts.account") if actor.may(Permission.OWN_ACCOUNT) else None
    account = AccountLink(actor.label, url_for("accounts.sign_out"), own) if actor.kind is not ActorKind.ANONYMOUS else None
    postbus = url_for("postbus.index") if "postbus.index" in app.view_functions else None
    sign_in = url_for("accounts.sign_in") if account is None and "accounts.sign_in" in app.view_functions else None
    address = parseaddr(house.settings.mail_from)[1]
    return Site(house.settings.name, house.settings.phone, address, demo_banner, postbus, menu.main, menu.within, account, sign_in)


def _init_login(app: Flask) -> None:
    manager = LoginManager()
    manager.init_app(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(secret: str) -> SignedIn | None:
        actor = actor_of(boundary.db(), secret, boundary.house())
        return SignedIn(secret, actor) if actor is not None else None
