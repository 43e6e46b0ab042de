"""Whether the installation works: the database answers and the file store can be written."""

import os

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from mag.web.boundary import house
from mag.web.guard import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public("a monitor asks this without signing in; it tells nothing but ok")
def healthz() -> tuple[dict[str, str], int]:
    """Answer 200 when both stores work, 503 with the name of the store that does not."""
    found = {"database": "ok", "files": "ok"}
    try:
        with house().store.reading() as db:
            db.execute(text("SELECT count(*) FROM journal_chain"))
    except SQLAlchemyError:
        found["database"] = "unavailable"
    if not os.access(house().settings.files, os.W_OK):
        found["files"] = "unavailable"
    return found, 200 if set(found.values()) == {"ok"} else 503
