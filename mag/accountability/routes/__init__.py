"""The pages of this room: the partner's own in ``own``, those of staff in ``settling``, the files in ``receipts``."""

from flask import Blueprint

blueprint = Blueprint("accountability", __name__, template_folder="../templates")
