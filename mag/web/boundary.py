"""The transaction boundary of a request.

Reading goes through :func:`db`, a session the database itself keeps from writing. Writing goes through :func:`perform`:
one verb, one commit, one redirect, and the form's key in the same transaction, so that a form sent twice does nothing
twice. Nothing else in the web writes business data.
"""

import re
from collections.abc import Callable
from typing import TypeVar, cast

from flask import Flask, Response, current_app, g, redirect, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mag.core.actor import ANONYMOUS, Actor
from mag.core.errors import Refusal, Refused
from mag.core.house import House
from mag.core.idempotency import find_answer, remember
from mag.core.transaction import Tx

Result = TypeVar("Result")
_KEY = re.compile(r"[0-9a-f]{32}")


def app() -> Flask:
    """The running application."""
    return cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]


def house() -> House:
    """The house this application serves."""
    return cast(House, current_app.extensions["house"])


def actor() -> Actor:
    """Who acts in this request. Rights are read from the database on every request."""
    if "actor" not in g:
        g.actor = current_user.actor if current_user.is_authenticated else ANONYMOUS
    return cast(Actor, g.actor)


def db() -> Session:
    """The reading session of this request: opened on first use, closed at the end."""
    if "reading" not in g:
        g.reading = house().store.reading()
    return cast(Session, g.reading)


def close_reading(_error: BaseException | None = None) -> None:
    """Close the reading session. Registered as the end of every request."""
    reading = g.pop("reading", None)
    if reading is not None:
        reading.close()


def perform(verb: Callable[[Tx], Result], then: Callable[[Result], str]) -> Response:
    """Carry out one verb and answer with a redirect to ``then(result)``.

    The form's ``idempotency_key`` is stored with the address of the answer. A form that was carried out before is not
    carried out again: the visitor goes to the first answer. Raises what the verb raises; then nothing was written.
    """
    key = request.form.get("idempotency_key", "")
    if not _KEY.fullmatch(key):
        raise Refused(
            Refusal("form_incomplete", "Dit formulier is niet heel aangekomen. Ga terug, ververs de bladzijde en probeer het opnieuw.")
        )
    route = f"{request.endpoint}:{actor().kind}:{actor().id or actor().file_id or ''}"
    before = find_answer(db(), key, route)
    if before is not None:
        return _see(before)
    close_reading()
    try:
        with house().store.transaction(actor()) as tx:
            answer = remember(tx, key, route)
            location = then(verb(tx))
            answer.location = location
    except IntegrityError:
        before = find_answer(db(), key, route)
        if before is None:
            raise
        location = before
    return _see(location)


def keep(verb: Callable[[Tx], Result]) -> Result:
    """Carry out a verb that may run again without harm (saving a draft) and answer its result; the page goes on with it.

    Has no key: a page that comes back from the browser's memory carries an old one, and must still save what was typed.
    """
    close_reading()
    with house().store.transaction(actor()) as tx:
        return verb(tx)


def _see(location: str) -> Response:
    return cast(Response, redirect(location, code=303))
