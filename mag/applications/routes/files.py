"""Files sent along while a request is being written: with a page, or each at once by the page itself; to look at and to take away."""

from urllib.parse import quote

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from mag.agenda.form_terms import AnswerKind
from mag.applications import service
from mag.applications.forms import ButtonForm
from mag.applications.models import Draft, DraftFile
from mag.applications.paper_field import PapersField
from mag.applications.routes.frame import blueprint, current_draft, find_ground
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.uploads import DOCUMENTS, judge_many, keep
from mag.web import boundary
from mag.web.boundary import house
from mag.web.forms import BaseForm
from mag.web.guard import public

OWN_DRAFT = "who writes a request without an account sees the files of the draft this browser holds"
LOCKED = "default-src 'none'; sandbox"


def take_files(form: BaseForm, draft: Draft) -> tuple[Draft, list[Refusal]]:
    """Keep the files that came with a page and take away the one that was asked to go; a sentence for each that cannot be kept.

    Every file that can be used is kept, whatever else is wrong.
    """
    refusals: list[Refusal] = []
    gone = request.form.get("remove_file", type=int)
    if gone is not None:
        draft = boundary.keep(lambda tx: service.remove_draft_file(tx, draft.id, gone))
    for field in form:
        if isinstance(field, PapersField) and field.uploads:
            draft, wrong = _keep(draft, field.name, [(one.filename or "", one.read()) for one in field.uploads])
            refusals += wrong
    return draft, refusals


def asked_for_files(form: BaseForm) -> str | None:
    """The question whose files were added or taken away with a button of their own, so that the page is shown again."""
    if "add_files" not in request.form and "remove_file" not in request.form:
        return None
    return next((str(field.name) for field in form if isinstance(field, PapersField)), None)


def _keep(draft: Draft, question: str, files: list[tuple[str, bytes]]) -> tuple[Draft, list[Refusal]]:
    most = house().settings.upload_megabytes * 1_000_000
    judged = judge_many(files, max_bytes=most, kinds=DOCUMENTS, field=question)
    kept = [keep(house().files, one) for one in judged.accepted]
    draft, left_out = boundary.keep(lambda tx: service.add_draft_files(tx, draft.id, question, kept))
    return draft, [*judged.refusals, *left_out]


@blueprint.post("/aanvragen/stukken")
@public(OWN_DRAFT)
def send_files() -> ResponseReturnValue:
    """Keep files the page sends by itself, one at a time; answers JSON: the list as it stands now, and what is wrong."""
    ground, draft = find_ground(), current_draft()
    question = request.form.get("question", "")
    if ground is None or draft is None or draft.application_id is not None or not ButtonForm().validate_on_submit():
        return jsonify(wrong=["Dit bestand is niet verstuurd. Ververs de bladzijde en kies het opnieuw."]), 409
    asked = {each.id for each in ground.form.questions if each.kind is AnswerKind.FILES}
    if question not in asked:
        raise NotFound(question)
    files = [(one.filename, one.read()) for one in request.files.getlist("file") if one.filename]
    try:
        draft, wrong = _keep(draft, question, files)
    except Refused as refused:
        return jsonify(wrong=[refusal.sentence for refusal in refused.refusals]), 409
    return jsonify(
        kept=render_template("applications/_kept_files.html", draft=draft, question_id=question), wrong=[one.sentence for one in wrong]
    )


@blueprint.get("/aanvragen/stukken/<int(max=2147483647):file_id>")
@public(OWN_DRAFT)
def draft_file(file_id: int) -> ResponseReturnValue:
    """The original bytes, never shown by the browser itself: it came from outside."""
    found = _own(file_id)
    response = Response(house().files.read(found.sha256), mimetype=found.media_type)
    plain = "".join(letter if (letter.isalnum() and letter.isascii()) or letter in "-_." else "_" for letter in found.name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name)}"
    response.headers["Content-Security-Policy"] = LOCKED
    return response


@blueprint.get("/aanvragen/stukken/<int(max=2147483647):file_id>/beeld")
@public(OWN_DRAFT)
def draft_picture(file_id: int) -> ResponseReturnValue:
    """The picture we made of it: without place, camera or anything else the original may hold."""
    found = _own(file_id)
    if found.preview_sha256 is None:
        raise NotFound(f"picture of file {file_id}")
    response = Response(house().files.read(found.preview_sha256), mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = LOCKED
    return response


def _own(file_id: int) -> DraftFile:
    """A file of the draft this browser holds."""
    draft = current_draft()
    found = next((file for file in draft.files if file.id == file_id), None) if draft is not None else None
    if found is None:
        raise NotFound(f"file {file_id}")
    return found
