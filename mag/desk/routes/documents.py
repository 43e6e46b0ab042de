"""The documents of a file, for both sides: the original to download only, and the fresh picture of it to look at."""

from urllib.parse import quote

from flask import Response
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications.matters import get_document
from mag.applications.models import ApplicationFile
from mag.core.errors import NotFound
from mag.core.logs import note_access
from mag.desk.routes import blueprint
from mag.web.boundary import actor, db, house
from mag.web.guard import allow

FILE = "/aanvraag/<reference>/stuk/<int(max=2147483647):document_id>"
LOCKED = "default-src 'none'; sandbox"


@blueprint.get(FILE)
@allow(Permission.SEE_LETTERS)
def document(reference: str, document_id: int) -> ResponseReturnValue:
    """The original bytes, never shown by the browser itself: they came from outside."""
    found = _seen(reference, document_id, "downloaded")
    response = Response(house().files.read(found.file_sha256), mimetype=found.media_type)
    plain = "".join(letter if (letter.isalnum() and letter.isascii()) or letter in "-_." else "_" for letter in found.name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name)}"
    response.headers["Content-Security-Policy"] = LOCKED
    return response


@blueprint.get(FILE + "/beeld")
@allow(Permission.SEE_LETTERS)
def document_picture(reference: str, document_id: int) -> ResponseReturnValue:
    """The picture we made of it: without place, camera or anything else the original may hold."""
    found = _seen(reference, document_id, "opened")
    if found.preview_sha256 is None:
        raise NotFound(f"picture of document {document_id}")
    response = Response(house().files.read(found.preview_sha256), mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = LOCKED
    return response


def _seen(reference: str, document_id: int, what: str) -> ApplicationFile:
    """The document, for who may see it; when staff look, that is written down."""
    found = get_document(db(), actor(), reference, document_id)
    if actor().may(Permission.SEE_APPLICATIONS):
        note_access(house().store, actor(), what, "application_file", found.id)
    return found
