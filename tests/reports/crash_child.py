"""A worker that makes the files of reports and is killed at a named point: ``kill -9``, nothing is tidied up.

Arguments: database address, folder, point. The files hold a word each: what is killed is the order of things, not the PDF maker.
"""

import sys
from datetime import date
from pathlib import Path
from typing import Any

from mag import schema
from mag.core import transaction
from mag.core.clock import SetClock, at
from mag.core.db import Database
from mag.core.transaction import Store
from mag.reports import adopting, making
from mag.reports.render import Forms
from tests.payments.crash_child import die, die_after
from tests.web_client import make_house

TODAY = date(2022, 7, 5)
FORMS = Forms("", b"html", b"pdf", b"xlsx", b"json", b"council", ())


def arm(point: str) -> None:
    """Put the charge in place."""
    finish = adopting.finish

    def armed(*given: Any, **words: Any) -> Any:
        transaction.journal.append = die_after(transaction.journal.append)
        return finish(*given, **words)

    if point == "the files stored, nothing said of them":
        adopting.finish = die
    elif point == "just before the commit":
        adopting.finish = armed


def main(url: str, folder: str, point: str) -> None:
    """Make what waits; print how many when nobody killed us."""
    assert schema.metadata.tables  # every room's tables are known, so that their links to each other are
    making.make_forms = lambda *_: FORMS  # type: ignore[assignment]
    arm(point)
    print(making.make_waiting(make_house(Store(Database(url), SetClock(at(TODAY))), Path(folder))))


if __name__ == "__main__":
    main(*sys.argv[1:])
