"""What the pages of payments share: their blueprint, the agenda that is looked at, today, and paging."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for

from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.core import clock
from mag.core.errors import Refusal, Refused
from mag.web.boundary import db, house

blueprint = Blueprint("payments", __name__, template_folder="../templates")
PAGE = 50
"""How many rows stand on a page."""


def day_now() -> date:
    """Today, by the clock of the house."""
    return clock.today(house().store.clock.now())


def asked_agenda() -> Agenda:
    """The agenda in the address, else the one in force."""
    return find_current(db(), request.args.get("agenda"), day_now())


def page_of(count: int, name: str = "pagina", size: int = PAGE) -> tuple[int, int]:
    """Which page is asked for, within what there is, and how many there are."""
    pages = max(1, -(-count // size))
    return min(max(1, request.args.get(name, 1, type=int)), pages), pages


def address_of(endpoint: str, *kept: str, to: str = "pagina", **fixed: Any) -> Callable[[int], str]:
    """The address of another page of the same list; ``kept`` stays as it was asked."""
    asked: dict[str, Any] = {key: request.args[key] for key in kept if request.args.get(key)}
    return lambda number: url_for(endpoint, **(fixed | asked | {to: number}))


def check_form(form: Any) -> None:
    """Raise Refused without a new sentence when the form itself says what is wrong."""
    if not form.validate():
        raise Refused()
    if form.version.data is None:
        raise Refused(
            Refusal("form_incomplete", "Dit formulier is niet heel aangekomen. Ga terug, ververs de bladzijde en probeer het opnieuw.")
        )
