"""The files of an account: the original as it came in, to download only, and the fresh picture of it to look at."""

from io import BytesIO
from urllib.parse import quote

from flask import Response, request
from flask.typing import ResponseReturnValue

from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.queries import get_receipt
from mag.accountability.routes import blueprint
from mag.accounts.roles import Permission
from mag.core.errors import NotFound
from mag.core.logs import note_access
from mag.web.boundary import actor, db, house
from mag.web.guard import allow

FILE = "/verantwoording/<reference>/bon/<int(max=2147483647):receipt_id>"
LOCKED = "default-src 'none'; sandbox"


@blueprint.get(FILE)
@allow(Permission.SEE_LETTERS)
def receipt(reference: str, receipt_id: int) -> ResponseReturnValue:
    """The original bytes, never shown by the browser itself: it came from outside."""
    found = _seen(reference, receipt_id, "downloaded")
    response = Response(house().files.read(found.file_sha256), mimetype=found.media_type)
    response.headers["Content-Disposition"] = _attachment(found.name)
    response.headers["Content-Security-Policy"] = LOCKED
    return response


@blueprint.get(FILE + "/beeld")
@allow(Permission.SEE_LETTERS)
def picture(reference: str, receipt_id: int) -> ResponseReturnValue:
    """The picture we made of it: without place, camera or anything else the original may hold."""
    found = _seen(reference, receipt_id, "opened")
    if found.preview_sha256 is None:
        raise NotFound(f"picture of receipt {receipt_id}")
    turn = request.args.get("draai", 0, type=int)
    content = house().files.read(found.preview_sha256)
    response = Response(turned(content, turn) if turn in (90, 180, 270) else content, mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = LOCKED
    return response


def turned(picture: bytes, degrees: int) -> bytes:
    """Our own JPEG turned to the right by 90, 180 or 270 degrees."""
    from PIL import Image

    quarter = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}[degrees]
    out = BytesIO()
    Image.open(BytesIO(picture), formats=["JPEG"]).transpose(quarter).save(out, "JPEG", quality=82)
    return out.getvalue()


def _seen(reference: str, receipt_id: int, what: str) -> Receipt:
    """The receipt, for who may see it; when staff look, that is written down."""
    found = get_receipt(db(), actor(), reference, receipt_id)
    if actor().may(Permission.SEE_APPLICATIONS):
        note_access(house().store, actor(), what, "receipt", found.id)
    return found


def _attachment(name: str) -> str:
    plain = "".join(letter if (letter.isalnum() and letter.isascii()) or letter in "-_." else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
