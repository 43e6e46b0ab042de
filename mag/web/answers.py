"""What a visitor gets when something is refused, missing, stale or broken: a plain page, the right status, never a traceback."""

import logging
from typing import Any

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from mag.core.errors import Forbidden, NotFound, Refused, Stale

log = logging.getLogger("mag.web")
Answer = tuple[str, int] | tuple[str, int, dict[str, str]]

_HTTP_SENTENCES: dict[int, tuple[str, str]] = {
    400: ("Dit verzoek klopt niet", "Ga terug, ververs de bladzijde en probeer het opnieuw."),
    404: ("Deze bladzijde is er niet", "De bladzijde bestaat niet, of is niet voor u bedoeld."),
    405: ("Dit kan hier niet", "Ga terug en gebruik de knoppen op de bladzijde."),
    413: ("Dit is te groot om te versturen", "Stuur minder bestanden tegelijk, of maak ze kleiner. Wat u eerder opsloeg, is er nog."),
    429: ("Even wachten", "U probeerde het te vaak achter elkaar. Wacht een paar minuten en probeer het dan opnieuw."),
}


def page(title: str, sentences: list[str], status: int) -> Answer:
    """A plain page with one heading and a few sentences."""
    return render_template("answer.html", title=title, sentences=sentences, status=status), status


def init_answers(app: Flask) -> None:
    """Register the answers on an application."""

    @app.errorhandler(NotFound)
    @app.errorhandler(Forbidden)
    def not_found(_error: Exception) -> Answer:
        title, sentence = _HTTP_SENTENCES[404]
        return page(title, [sentence], 404)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Answer:
        return page("Dit kan nu niet", [r.sentence for r in error.refusals], 409)

    @app.errorhandler(Stale)
    def stale(error: Stale) -> Answer:
        return page("Er is intussen iets veranderd", [error.sentence], 409)

    @app.errorhandler(CSRFError)
    def csrf(_error: CSRFError) -> Answer:
        return page("Dit formulier is verlopen", ["Ga terug, ververs de bladzijde en verstuur het opnieuw."], 400)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        status = error.code or 500
        if status < 400:
            return error
        title, sentence = _HTTP_SENTENCES.get(status, ("Dit kan niet", "Ga terug en probeer het opnieuw."))
        return page(title, [sentence], status)

    @app.errorhandler(OperationalError)
    @app.errorhandler(DBAPIError)
    @app.errorhandler(OSError)
    def busy(error: Exception) -> Answer:
        log.exception("store unavailable on %s %s", request.method, request.path)
        text, status = page("Het lukt nu even niet", ["Er is niets opgeslagen. Probeer het over een minuut opnieuw."], 503)[:2]
        return text, status, {"Retry-After": "60"}

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Answer:
        log.exception("defect on %s %s", request.method, request.path)
        return page("Er ging iets mis bij ons", ["Er is niets veranderd. Wij hebben een melding gekregen. Bel ons als u haast heeft."], 500)
