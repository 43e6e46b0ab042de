"""A child process that sends one form as a browser would, and is killed at a named point: ``kill -9``, nothing is tidied up.

Arguments: database address, folder, secret of a session, address of the page, address of the form, key and version of the form, point,
and what is filled in (JSON).
"""

import json
import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

from mag.core import transaction
from mag.core.clock import SetClock, at
from mag.core.db import Database
from mag.core.transaction import Store
from mag.payments import service
from mag.payments.statements import service as statements
from mag.web import boundary
from tests.web_client import client_with, make_app, post

TODAY = date(2022, 3, 1)
FORM = {"paid_on-day": "1", "paid_on-month": "3", "paid_on-year": "2022"}


def die(*_given: Any, **_words: Any) -> Any:
    """The power goes out."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(real: Any) -> Any:
    """Do what is asked, and then the power goes out."""

    def both(*given: Any, **words: Any) -> Any:
        real(*given, **words)
        die()

    return both


def arm(point: str) -> None:
    """Put the charge in place."""
    if point == "after the file, before the transaction":
        service.release_run = die
    elif point == "the lines stored, nothing booked":
        statements._book = die
    elif point == "just before the commit":
        transaction.journal.append = die_after(transaction.journal.append)
    elif point == "after the commit, before the answer":
        boundary._see = die


def main(url: str, folder: str, secret: str, page: str, form: str, key: str, version: str, point: str, filled: str) -> None:
    """Send the form; print the status when nobody killed us."""
    app = make_app(Store(Database(url), SetClock(at(TODAY))), Path(folder))
    client = client_with(app, secret)
    client.get(page)  # everything that is loaded once is loaded before the charge goes off
    arm(point)
    answer = post(client, form, {**FORM, **json.loads(filled), "idempotency_key": key, "version": version}, form_at=page)
    print(answer.status_code, answer.location)


if __name__ == "__main__":
    main(*sys.argv[1:])
