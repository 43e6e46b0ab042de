"""Papers and photos of an account: for its own people, for staff, and the photos that may be shown for who reads along."""

from urllib.parse import quote

from flask import Response
from flask.typing import ResponseReturnValue

from mag.accountability.paper_queries import get_paper, get_photo, get_shown_photo
from mag.accountability.routes import blueprint
from mag.accounts.roles import Permission
from mag.core.logs import note_access
from mag.web.boundary import actor, db, house
from mag.web.guard import allow

PAPER = "/verantwoording/<reference>/stuk/<int(max=2147483647):paper_id>"
PHOTO = "/verantwoording/<reference>/foto/<int(max=2147483647):photo_id>"
LOCKED = "default-src 'none'; sandbox"


@blueprint.get(PAPER)
@allow(Permission.SEE_LETTERS)
def paper(reference: str, paper_id: int) -> ResponseReturnValue:
    """The original bytes, never shown by the browser itself: they came from outside."""
    found = get_paper(db(), actor(), reference, paper_id)
    _note("downloaded", "account_paper", found.id)
    response = Response(house().files.read(found.file_sha256), mimetype=found.media_type)
    plain = "".join(letter if (letter.isalnum() and letter.isascii()) or letter in "-_." else "_" for letter in found.name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name)}"
    response.headers["Content-Security-Policy"] = LOCKED
    return response


@blueprint.get(PHOTO)
@allow(Permission.SEE_LETTERS)
def photo(reference: str, photo_id: int) -> ResponseReturnValue:
    """The picture we made of a photo: without place, camera or anything else the original may hold."""
    found = get_photo(db(), actor(), reference, photo_id)
    _note("opened", "activity_photo", found.id)
    response = Response(house().files.read(found.preview_sha256), mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = LOCKED
    return response


@blueprint.get("/plannen/<reference>/foto/<int(max=2147483647):photo_id>")
@allow(Permission.SEE_GOALS)
def shown_photo(reference: str, photo_id: int) -> ResponseReturnValue:
    """A photo for everybody who may see plans: only where the people on it agreed, and it says what is on it."""
    response = Response(house().files.read(get_shown_photo(db(), reference, photo_id).preview_sha256), mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = LOCKED
    return response


def _note(what: str, kind: str, subject_id: int) -> None:
    """When staff look, that is written down."""
    if actor().may(Permission.SEE_APPLICATIONS):
        note_access(house().store, actor(), what, kind, subject_id)
